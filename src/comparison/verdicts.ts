import { count } from "../base/words.ts";
import type { RunTable } from "./runTable.ts";
import { differenceText, unpairedTexts } from "./words.ts";

/** What can be said of a table: which groups are better, and what counts in their means. */
export function verdictsOf(compared: RunTable): string[] {
  return [
    ...compared.differences.map(differenceText),
    ...unpairedTexts(compared.unpaired),
    ...legend(compared),
    ...uncounted(compared),
  ];
}

/** Whether some group has a mean of several runs. */
export function hasRepeatedSeeds({ groups }: RunTable): boolean {
  return groups.some(({ group }) => group.counted.length > 1);
}

/** What "±" means, which stands for two things. */
function legend(compared: RunTable): string[] {
  const isInSentence = compared.differences.some(({ interval }) => interval?.by === "student");
  return hasRepeatedSeeds(compared) && isInSentence
    ? ["In the table, ± is the standard deviation over the seeds; in sentences, half of the 95 % interval."]
    : [];
}

/** Runs that are in the table and not in the means. */
function uncounted(compared: RunTable): string[] {
  if (!hasRepeatedSeeds(compared)) return [];
  const all = compared.groups.flatMap(({ group: { runs, counted } }) => runs.filter((run) => !counted.includes(run)));
  const unfinished = all.filter(({ state }) => state !== "finished").length;
  const again = all.length - unfinished;
  return [
    ...(unfinished > 0
      ? [`${count(unfinished, "run")} that did not finish ${countsNot(unfinished)} in the means.`]
      : []),
    ...(again > 0
      ? [`${count(again, "earlier run")} of a seed that was trained again ${countsNot(again)} in the means.`]
      : []),
  ];
}

function countsNot(runs: number): string {
  return runs === 1 ? "does not count" : "do not count";
}
