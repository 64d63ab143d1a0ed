import { type FigureName, isBetter } from "../base/metrics.ts";
import { deviation, mean } from "../comparison/index.ts";
import type { RunEntry } from "../contracts/runEntry.ts";
import type { RunGroupEntry } from "./arrange.ts";

/** What a group of runs has reached, by the figure that chose the best of each; `n` seeds or trials have finished. */
export type GroupReached = { figure: FigureName; n: number } & (
  | { kind: "seeds"; mean: number; deviation: number }
  /** The best trial; of one with several seeds the mean. */
  | { kind: "sweep"; best: number }
);

/** Of the runs that have finished; undefined where none has, or where their figures are not the same. */
export function reachedBy({ kind, runs }: RunGroupEntry): GroupReached | undefined {
  const finished = runs.filter(({ state, value }) => state === "finished" && value !== null);
  const [first, ...others] = finished;
  if (!first || others.some(({ figure, measured }) => figure !== first.figure || measured !== first.measured)) return;
  const { figure } = first;
  const values = (some: readonly RunEntry[]) => some.map(({ value }) => value!);
  if (kind === "seeds") {
    const all = values(finished);
    return { kind, figure, mean: mean(all), deviation: deviation(all), n: all.length };
  }
  const trials = new Set(finished.map(({ group }) => group?.index));
  const means = [...trials].map((trial) => mean(values(finished.filter(({ group }) => group?.index === trial))));
  const best = means.reduce((a, b) => (isBetter(figure, b, a) ? b : a));
  return { kind, figure, best, n: means.length };
}
