import type { Message } from "../../base/message.ts";
import { says } from "../messages/index.ts";
import type { Config } from "../schema.ts";
import { supportTable } from "../support/index.ts";
import { unsupportedUses } from "../support/uses.ts";
import { tasks } from "../tasks/index.ts";
import { hasTargets } from "../tasks/taskFacts.ts";
import { unsupported } from "./support.ts";

/** Sequences that are written at once while all of them are compared. */
const MOST_BEAMS = 100;

type Sampling = Partial<Pick<Config["sampling"], "temperature" | "topK" | "topP" | "count" | "distinct" | "beam">>;

/** What numbers of a sample cannot be together, each with the key to change. */
export function samplingProblems(
  { count, distinct, beam }: Sampling,
  task?: Config["task"],
): { key: "count"; said: Message }[] {
  if (count === undefined) return [];
  // What is written from a source is sampled apart from its beam.
  const isSearched = task === undefined || !hasTargets(tasks[task]);
  if (beam != null && isSearched)
    return count > beam ? [{ key: "count", said: says.moreThanBeam({ count, beam }) }] : [];
  const isTooMany = distinct && count > MOST_BEAMS;
  return isTooMany ? [{ key: "count", said: says.tooManyDistinct({ count, most: MOST_BEAMS }) }] : [];
}

/** The first thing that settings of a sample, given after the training, cannot mean together. */
export function samplingProblem(
  sampling: Sampling,
  { task, data: { direction } }: { task?: Config["task"]; data: Pick<Config["data"], "direction"> },
): Message | undefined {
  const config = { task, data: { direction }, sampling };
  for (const row of supportTable) {
    if (row.ignored || row.decider === "task" || !row.key.startsWith("sampling.")) continue;
    for (const use of unsupportedUses(row, config)) return unsupported(row, use, config);
  }
  return direction === "cloze" ? undefined : samplingProblems(sampling, task)[0]?.said;
}
