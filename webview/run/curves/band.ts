import { Column } from "../../../src/base/curves/column.ts";

/** What the band around a mean covers: all runs, or one standard deviation of them on either side. */
export type BandKind = "range" | "deviation";

/** A column of one run, with the steps of its rows and the seconds, where they are known. */
interface Member {
  steps: Column;
  values: Column;
  seconds: Column | undefined;
}

/**
 * A column of several runs as one: at each step the mean of those that have a number there, and a band around it. Steps that no run has
 * changed since the last call stay as they are.
 */
export class Band {
  readonly steps = new Column();
  readonly seconds = new Column();
  readonly mean = new Column();
  readonly low = new Column();
  readonly high = new Column();
  private kind: BandKind | undefined;
  private seen: { values: Column; version: number; length: number }[] = [];

  update(members: readonly Member[], kind: BandKind): void {
    const from = this.changedFrom(members, kind);
    if (from === undefined) return;
    this.kind = kind;
    this.seen = members.map(({ values }) => ({ values, version: values.version, length: values.length }));
    const kept = this.steps.firstFrom(from);
    for (const column of [this.steps, this.seconds, this.mean, this.low, this.high]) column.cut(kept);
    const rows = members.map(({ steps }) => steps.firstFrom(from));
    while (this.add(members, rows, kind));
  }

  /** The first step whose numbers are others; undefined where none are. */
  private changedFrom(members: readonly Member[], kind: BandKind): number | undefined {
    if (kind !== this.kind || members.length !== this.seen.length) return Number.NEGATIVE_INFINITY;
    let from = Number.POSITIVE_INFINITY;
    for (const [i, { steps, values }] of members.entries()) {
      const seen = this.seen[i];
      if (seen.values !== values || seen.version !== values.version) return Number.NEGATIVE_INFINITY;
      if (values.length > seen.length) from = Math.min(from, steps.values[seen.length]);
    }
    return from === Number.POSITIVE_INFINITY ? undefined : from;
  }

  /** Adds the next step that some run has; `rows` are the next of each. Mean and squares as Welford (1962). */
  private add(members: readonly Member[], rows: number[], kind: BandKind): boolean {
    let step = Number.POSITIVE_INFINITY;
    for (let i = 0; i < rows.length; i++) {
      const { steps, values } = members[i];
      if (rows[i] < values.length && steps.values[rows[i]] < step) step = steps.values[rows[i]];
    }
    if (step === Number.POSITIVE_INFINITY) return false;
    let [count, mean, squares, timed, time] = [0, 0, 0, 0, 0];
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = 0; i < rows.length; i++) {
      const { steps, values, seconds } = members[i];
      const row = rows[i];
      if (row >= values.length || steps.values[row] !== step) continue;
      rows[i]++;
      if (seconds !== undefined) time += (seconds.values[row] - time) / ++timed;
      const value = values.values[row];
      if (Number.isNaN(value)) continue;
      const difference = value - mean;
      mean += difference / ++count;
      squares += difference * (value - mean);
      if (value < low) low = value;
      if (value > high) high = value;
    }
    const half = count > 1 ? Math.sqrt(squares / (count - 1)) : 0;
    this.steps.push(step);
    this.seconds.push(timed > 0 ? time : Number.NaN);
    this.mean.push(count > 0 ? mean : Number.NaN);
    this.low.push(count === 0 ? Number.NaN : kind === "range" ? low : mean - half);
    this.high.push(count === 0 ? Number.NaN : kind === "range" ? high : mean + half);
    return true;
  }
}
