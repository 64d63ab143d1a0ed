import { type FigureName, isBetter } from "../base/metrics.ts";
import { type ComparedRun, figuresOfPart, type Part } from "./comparedRun.ts";
import { changesFigures, type DifferingSetting, SEED } from "./settings.ts";
import { type Interval, intervalOf, LEAST_FOR_INTERVAL } from "./statistics/interval.ts";
import { deviation, mean } from "./statistics/spread.ts";

/** Runs of one experiment, which differ in their seeds alone. */
export interface RunGroup {
  /** What tells it from the other groups: "cell lstm, units 64", or the name of its config. */
  label: string;
  runs: ComparedRun[];
  /** Of each seed the newest run that has finished: of these are mean and deviation. The same seed again would count twice. */
  counted: ComparedRun[];
}

/** Mean and standard deviation of a figure over the runs of a group that have it; the deviation of one run is NaN. */
export interface GroupFigure {
  mean: number;
  deviation: number;
  n: number;
}

/** One group held against another, seed by seed. */
export interface GroupDifference {
  better: RunGroup;
  worse: RunGroup;
  figure: FigureName;
  part: Part;
  /** By how much it is better for each seed that both have; negative where it is worse. */
  gains: number[];
  /** Of how many seeds it is better. */
  wins: number;
  /** The mean gain. */
  mean: number;
  /** Of the mean gain, from three seeds on. */
  interval: Interval | undefined;
  /** Whether the interval leaves no room for the opposite. */
  isCertain: boolean;
}

/** The runs that differ in more than their seeds, apart; groups and runs stay in the order given. */
export function groupsOf(runs: readonly ComparedRun[], settings: readonly DifferingSetting[]): RunGroup[] {
  const own = settings.filter(({ key }) => key !== SEED && runs.some(({ config }) => changesFigures(key, config)));
  const groups = new Map<string, RunGroup>();
  for (const [i, run] of runs.entries()) {
    const files = run.data.map(({ name, sha256 }) => [name, sha256]);
    const key = JSON.stringify([own.map(({ values }) => values[i]), files]);
    const group = groups.get(key) ?? { label: labelOf(run, own, i), runs: [], counted: [] };
    group.runs.push(run);
    groups.set(key, group);
  }
  const found = [...groups.values()];
  for (const group of found) group.counted = newestOfEachSeed(group.runs);
  const names = new Set(found.map(({ runs: [first] }) => first.name));
  // Names that a person gave say more than a row of values.
  if (names.size === found.length) for (const group of found) group.label = group.runs[0].name;
  return found;
}

function labelOf({ name }: ComparedRun, settings: readonly DifferingSetting[], i: number): string {
  const values = settings.map(({ key, values: all }) => `${key.slice(key.lastIndexOf(".") + 1)} ${plain(all[i])}`);
  return values.length === 0 ? name : values.join(", ");
}

function plain(json: string): string {
  const value: unknown = JSON.parse(json);
  return typeof value === "string" ? value : json;
}

function newestOfEachSeed(runs: readonly ComparedRun[]): ComparedRun[] {
  const newestLast = runs.filter(({ state }) => state === "finished").sort((a, b) => (a.created < b.created ? -1 : 1));
  return [...new Map(newestLast.map((run) => [run.config.training.seed, run])).values()];
}

export function groupFigure({ counted }: RunGroup, part: Part, figure: FigureName): GroupFigure | undefined {
  const values = counted.map((run) => figuresOfPart(run, part)[figure]).filter((value) => value !== undefined);
  return values.length === 0 ? undefined : { mean: mean(values), deviation: deviation(values), n: values.length };
}

/** With one seed in common, which is better may be chance. */
const LEAST_SHARED = 2;

/**
 * Two groups by the seeds that both have: the same seed gives both the same minibatches, so that their differences vary less than they do.
 * Undefined where they share fewer than two.
 */
export function groupDifference(a: RunGroup, b: RunGroup, part: Part, figure: FigureName): GroupDifference | undefined {
  const [ofA, ofB] = [bySeed(a, part, figure), bySeed(b, part, figure)];
  const seeds = [...ofA.keys()].filter((seed) => ofB.has(seed));
  if (seeds.length < LEAST_SHARED) return undefined;
  const sign = isBetter(figure, 1, 0) ? 1 : -1;
  const differences = seeds.map((seed) => sign * (ofA.get(seed)! - ofB.get(seed)!));
  const aIsBetter = mean(differences) >= 0;
  const gains = aIsBetter ? differences : differences.map((difference) => -difference);
  const interval = seeds.length < LEAST_FOR_INTERVAL ? undefined : intervalOf(gains);
  return {
    better: aIsBetter ? a : b,
    worse: aIsBetter ? b : a,
    figure,
    part,
    gains,
    wins: gains.filter((gain) => gain > 0).length,
    mean: mean(gains),
    interval,
    isCertain: interval !== undefined && interval.low > 0,
  };
}

function bySeed({ counted }: RunGroup, part: Part, figure: FigureName): Map<number, number> {
  return new Map(
    counted.flatMap((run) => {
      const value = figuresOfPart(run, part)[figure];
      return value === undefined ? [] : [[run.config.training.seed, value]];
    }),
  );
}
