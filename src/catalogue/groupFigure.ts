import type { FigureName } from "../base/metrics.ts";
import { isBetter } from "../base/metrics.ts";
import { deviation, mean } from "../comparison/index.ts";
import type { RunEntry } from "../contracts/runEntry.ts";
import type { RunGroupEntry } from "./arrange.ts";

/** What a group of runs reached together, by the figure that chose the best of each. */
export type GroupReached =
  /** Of runs that differ in their seeds alone. */
  | { kind: "seeds"; figure: FigureName; mean: number; deviation: number; n: number }
  /** Of runs whose settings differ. */
  | { kind: "trials"; figure: FigureName; best: RunEntry; n: number };

/** Of the runs that have finished; undefined where none has, or where their figures are not the same. */
export function reachedBy({ runs }: RunGroupEntry): GroupReached | undefined {
  const finished = runs.filter(({ state, value }) => state === "finished" && value !== null);
  const [first, ...others] = finished;
  if (!first || others.some(({ figure, measured }) => figure !== first.figure || measured !== first.measured)) return;
  const { figure } = first;
  const n = finished.length;
  if (isOfSeeds(runs)) {
    const values = finished.map(({ value }) => value!);
    return { kind: "seeds", figure, mean: mean(values), deviation: deviation(values), n };
  }
  const best = finished.reduce((a, b) => (isBetter(figure, b.value!, a.value!) ? b : a));
  return { kind: "trials", figure, best, n };
}

/** Whether the runs of a group differ in their seeds alone. */
export function isOfSeeds(runs: readonly RunEntry[]): boolean {
  return runs.every(({ differs }) => (differs?.keys ?? []).every(({ key }) => key === "training.seed"));
}
