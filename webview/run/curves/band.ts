import { Column } from "../../../src/base/curves/column.ts";
import { type Member, Stretch } from "./stretch.ts";

/** What the band around a mean covers: all runs, or one standard deviation of them on either side. */
export type BandKind = "range" | "deviation";

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
  private readonly stretch = new Stretch();
  private seen: { values: Column; version: number; length: number }[] = [];

  /** Takes what is new of these until a time is over (`performance.now`); false where some is left for the next call. */
  update(members: readonly Member[], kind: BandKind, until = Number.POSITIVE_INFINITY): boolean {
    const from = this.changedFrom(members, kind);
    if (from !== undefined) {
      this.kind = kind;
      this.seen = members.map(({ values }) => ({ values, version: values.version, length: values.length }));
      const kept = this.steps.firstFrom(from);
      for (const column of [this.steps, this.seconds, this.mean, this.low, this.high]) column.cut(kept);
    }
    const { values: known, length } = this.steps;
    const rows = members.map(({ steps }) => {
      if (length === 0) return 0;
      const row = steps.firstFrom(known[length - 1]);
      return row < steps.length && steps.values[row] === known[length - 1] ? row + 1 : row;
    });
    while (this.add(members, rows, kind)) if (performance.now() >= until) return false;
    return true;
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

  /** Adds the steps that come next, as many as the same runs have one after the other; `rows` are the next of each run. */
  private add(members: readonly Member[], rows: number[], kind: BandKind): boolean {
    const { stretch } = this;
    const here = stretch.find(members, rows);
    if (here.length === 0) return false;
    const { count } = stretch;
    const { steps } = members[here[0]];
    const from = rows[here[0]];
    this.steps.append(steps.values.subarray(from, from + count));
    this.seconds.append(stretch.mean(members, rows, ({ seconds }) => seconds));
    this.mean.append(stretch.mean(members, rows, ({ values }) => values));
    if (kind === "deviation") stretch.spread();
    this.low.append(stretch.low);
    this.high.append(stretch.high);
    for (const i of here) rows[i] += count;
    return true;
  }
}
