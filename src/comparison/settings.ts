import { type Config, changesOf, tasks } from "../config/index.ts";
import type { ComparedRun } from "./comparedRun.ts";

/** A key in which runs differ, with the value that each has, as JSON. */
export interface DifferingSetting {
  key: string;
  values: string[];
}

/** What chooses the random numbers of a run: runs that differ in it alone are one experiment, made again. */
export const SEED = "training.seed";

/** What a run tells of itself, and how often; it learns the same. */
const TELLING = new Set(
  ["logEvery", "sampleEvery", "checkpointEvery", "keepCheckpoints", "parameterStatistics", "threads"].map(
    (name) => `training.${name}`,
  ),
);

/** Whether a setting can change what a run of this task measures. Samples are written beside that, outputs and transcripts for it. */
export function changesFigures(key: string, { task }: Pick<Config, "task">): boolean {
  if (TELLING.has(key) || key === "baselines") return false;
  const { reads, predicts } = tasks[task];
  return !key.startsWith("sampling.") || reads === "pairs" || predicts === "transcript";
}

/** Its values are names of runs, which a table has anyway. */
const NAME = "name";

/** The settings in which runs differ, in the order of the schema; the values in the order of the runs. */
export function differingSettings(runs: readonly ComparedRun[]): DifferingSetting[] {
  const [first, ...others] = runs;
  if (!first) return [];
  const changes = others.map(
    (run) => new Map(changesOf(first.config, run.config).map((change) => [change.key, change])),
  );
  const keys = orderedUnion(changes.map((each) => [...each.keys()])).filter((key) => key !== NAME);
  return keys.map((key) => {
    const { before } = changes.find((each) => each.has(key))!.get(key)!;
    return { key, values: [before, ...changes.map((each) => each.get(key)?.after ?? before)] };
  });
}

/** All names of several lists that keep to one order, in that order. */
function orderedUnion(lists: readonly string[][]): string[] {
  const merged: string[] = [];
  for (const list of lists) {
    let at = 0;
    for (const name of list) {
      const found = merged.indexOf(name);
      if (found < 0) merged.splice(at, 0, name);
      at = (found < 0 ? at : found) + 1;
    }
  }
  return merged;
}
