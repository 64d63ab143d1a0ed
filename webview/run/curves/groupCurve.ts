import type { Column } from "../../../src/base/curves/column.ts";
import { CurvePoints } from "../../../src/base/curves/curvePoints.ts";
import { outline } from "../../../src/base/curves/outline.ts";
import type { Theme } from "../../shared/theme.ts";
import type { Axes } from "./axis.ts";
import { Band, type BandKind } from "./band.ts";
import type { PaneStyle } from "./chart/curveChart.ts";
import type { FigureCurve } from "./figure.ts";
import { type CurveValue, DASHES, type DrawnCurve, nearestRow } from "./paneCurve.ts";
import type { Range } from "./sight.ts";
import { Smoothed } from "./smoothed.ts";
import type { Member } from "./stretch.ts";

/** Several runs of one experiment as one curve: their mean, in a band of them. */
export class GroupCurve implements DrawnCurve {
  isHidden = false;
  private readonly band = new Band();
  private readonly smoothed: Smoothed[];
  /** Of the mean, and of the ends of the band. */
  private readonly outlines = [new CurvePoints(), new CurvePoints(), new CurvePoints()];

  constructor(
    readonly of: FigureCurve,
    private readonly kind: BandKind,
  ) {
    this.smoothed = of.runs.map(() => new Smoothed());
  }

  get styles(): PaneStyle[] {
    const look = { label: this.of.label, colour: (theme: Theme) => this.colour(theme) };
    const edge = { ...look, width: 1, opacity: 0.45 };
    return [{ ...look, width: 2, dash: this.dash }, { ...edge, fillsToNext: true }, edge];
  }

  colour({ runs }: Theme): string {
    return runs[(this.of.owner?.colour ?? 0) % runs.length];
  }

  get dash(): number[] {
    return DASHES[(this.of.owner?.dash ?? 0) % DASHES.length];
  }

  prepare(smoothing: number, until: number): boolean {
    const { runs, table, column, noisy } = this.of;
    const members: Member[] = [];
    for (const [i, run] of runs.entries()) {
      const raw = run[table].column(column);
      if (raw === undefined) continue;
      if (members.length > 0 && performance.now() >= until) return false;
      const values = noisy && smoothing > 0 ? this.smoothed[i].of(raw, smoothing) : raw;
      members.push({ steps: run[table].steps, values, seconds: run[table].column("seconds") });
    }
    if (!this.band.update(members, this.kind, until)) return false;
    for (const drawn of [this.band.mean, this.band.high, this.band.low]) drawn.build();
    return performance.now() < until;
  }

  points(axes: Axes, { from, to }: Range, pixels: number): readonly CurvePoints[] {
    const { outlines } = this;
    for (const points of outlines) points.clear();
    if (this.isHidden) return outlines;
    const { band } = this;
    const { scale } = axes.of(this.of.runs[0]);
    const x = axes.name === "time" ? band.seconds : band.steps;
    const sight = { from: axes.shown.at(from) / scale, to: axes.shown.at(to) / scale, pixels };
    outline(x, band.mean, sight, outlines[0], scale);
    outline(x, band.high, sight, outlines[1], scale);
    outline(x, band.low, sight, outlines[2], scale);
    return outlines;
  }

  at(axes: Axes, x: number | undefined): CurveValue | undefined {
    const { band } = this;
    if (band.mean.length === 0) return undefined;
    const { scale } = axes.of(this.of.runs[0]);
    const row = nearestRow(axes.name === "time" ? band.seconds : band.steps, x === undefined ? undefined : x / scale);
    return { value: band.mean.values[row], low: band.low.values[row], high: band.high.values[row] };
  }

  /** Means, as they were drawn last. */
  get column(): Column {
    return this.band.mean;
  }

  get steps(): Column {
    return this.band.steps;
  }
}
