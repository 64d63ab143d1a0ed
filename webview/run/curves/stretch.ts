import type { Column } from "../../../src/base/curves/column.ts";

/** A column of one run, with the steps of its rows and the seconds, where they are known. */
export interface Member {
  steps: Column;
  values: Column;
  seconds: Column | undefined;
}

/** Steps that are summed up at once. */
const LONGEST = 1024;

/** Steps of several runs that some of them have, the same ones for all of these steps: they are summed up one run after the other. */
export class Stretch {
  /** How many steps it has. */
  count = 0;
  private here: number[] = [];
  private readonly counts = new Float64Array(LONGEST);
  private readonly means = new Float64Array(LONGEST);
  private readonly squares = new Float64Array(LONGEST);
  private readonly lowest = new Float64Array(LONGEST);
  private readonly highest = new Float64Array(LONGEST);

  /** Which runs have the step that comes next; none where all are at their ends. */
  find(members: readonly Member[], rows: readonly number[]): readonly number[] {
    this.here = [];
    let step = Number.POSITIVE_INFINITY;
    let others = Number.POSITIVE_INFINITY;
    for (let i = 0; i < members.length; i++) {
      const { steps, values } = members[i];
      if (rows[i] >= values.length) continue;
      const own = steps.values[rows[i]];
      if (own === step) this.here.push(i);
      else if (own > step) others = Math.min(others, own);
      else [this.here, step, others] = [[i], own, step];
    }
    this.count = this.here.length === 0 ? 0 : this.length(members, rows, others);
    return this.here;
  }

  /** Steps that all runs here have alike, before another run has its next. */
  private length(members: readonly Member[], rows: readonly number[], others: number): number {
    const [first, ...rest] = this.here;
    const steps = members[first].steps.values;
    const from = rows[first];
    let count = 1;
    const most = Math.min(LONGEST, ...this.here.map((i) => members[i].values.length - rows[i]));
    while (count < most && steps[from + count] < others) count++;
    for (const i of rest) {
      const own = members[i].steps.values;
      let same = 1;
      while (same < count && own[rows[i] + same] === steps[from + same]) same++;
      count = same;
    }
    return count;
  }

  /** Means of those that have a number at a step, NaN where none has; and besides them `low` and `high`. Mean and squares as Welford (1962). */
  mean(members: readonly Member[], rows: readonly number[], of: (member: Member) => Column | undefined): Float64Array {
    const { count, counts, means, squares, lowest, highest } = this;
    for (const numbers of [counts, means, squares]) numbers.fill(0, 0, count);
    lowest.fill(Number.POSITIVE_INFINITY, 0, count);
    highest.fill(Number.NEGATIVE_INFINITY, 0, count);
    for (const i of this.here) {
      const values = of(members[i])?.values;
      if (values === undefined) continue;
      const row = rows[i];
      for (let j = 0; j < count; j++) {
        const value = values[row + j];
        if (Number.isNaN(value)) continue;
        const difference = value - means[j];
        means[j] += difference / ++counts[j];
        squares[j] += difference * (value - means[j]);
        if (value < lowest[j]) lowest[j] = value;
        if (value > highest[j]) highest[j] = value;
      }
    }
    for (let j = 0; j < count; j++) {
      if (counts[j] === 0) means[j] = lowest[j] = highest[j] = Number.NaN;
    }
    return means.subarray(0, count);
  }

  /** The lowest number of each step, or where the band begins. */
  get low(): Float64Array {
    return this.lowest.subarray(0, this.count);
  }

  get high(): Float64Array {
    return this.highest.subarray(0, this.count);
  }

  /** Makes of `low` and `high` one standard deviation on either side of the mean. */
  spread(): void {
    const { count, counts, means, squares, lowest, highest } = this;
    for (let j = 0; j < count; j++) {
      if (counts[j] === 0) continue;
      const half = counts[j] > 1 ? Math.sqrt(squares[j] / (counts[j] - 1)) : 0;
      lowest[j] = means[j] - half;
      highest[j] = means[j] + half;
    }
  }
}
