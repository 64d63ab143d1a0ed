import { Random } from "../base/random.ts";
import { type Setting, type Sweep, type SweepValues, takesWholeNumbers } from "../config/index.ts";

/** What a trial sets over its config, in the order of the sweep's parameters. */
export type TrialSettings = Setting[];

/** The trials of a sweep: every combination, or as many as it asks for, drawn with a seed. None is there twice. */
export function trialsOf(sweep: Sweep, seed: number): TrialSettings[] {
  return sweep.method === "grid" ? grid(sweep) : drawn(sweep, seed);
}

/** The last parameter changes fastest. */
function grid({ parameters }: Sweep): TrialSettings[] {
  const all = parameters.reduce<TrialSettings[]>(
    (trials, [key, values]) => trials.flatMap((trial) => listOf(values).map((value) => [...trial, { key, value }])),
    [[]],
  );
  return distinct(all);
}

/** Draws that may find nothing new before the space counts as exhausted. */
const PATIENCE = 1000;

/** The first trials are the same, however many there are to be. */
function drawn({ parameters, trials }: Sweep, seed: number): TrialSettings[] {
  const random = Random.seeded(seed, "sweep");
  const found = new Map<string, TrialSettings>();
  for (let failed = 0; found.size < trials && failed < PATIENCE; ) {
    const trial = parameters.map(([key, values]) => ({ key, value: draw(values, random, takesWholeNumbers(key)) }));
    const identity = JSON.stringify(trial);
    if (found.has(identity)) failed++;
    else {
      found.set(identity, trial);
      failed = 0;
    }
  }
  return [...found.values()];
}

/** One value of a list or a range. Its decimals are few, so that a person can type it. */
function draw(values: SweepValues, random: Random, isWhole: boolean): unknown {
  if ("integer" in values) {
    const [low, high] = values.integer;
    return low + random.nextInt(high - low + 1);
  }
  if ("uniform" in values) return between(values.uniform, ([low, high]) => low + (high - low) * random.nextFloat());
  if ("logUniform" in values) {
    const value = between(values.logUniform, ([low, high]) => low * (high / low) ** random.nextFloat());
    return isWhole ? Math.round(value) : value;
  }
  const list = listOf(values);
  return list[random.nextInt(list.length)];
}

const DIGITS = 4;

/** Rounded, and not beyond the ends. */
function between(ends: readonly [number, number], drawn: (ends: readonly [number, number]) => number): number {
  const value = Number(drawn(ends).toPrecision(DIGITS));
  return Math.min(ends[1], Math.max(ends[0], value));
}

function listOf(values: SweepValues): readonly unknown[] {
  return values as readonly unknown[];
}

function distinct(trials: readonly TrialSettings[]): TrialSettings[] {
  return [...new Map(trials.map((trial) => [JSON.stringify(trial), trial])).values()];
}
