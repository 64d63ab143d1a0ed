import type { Column } from "../../../src/base/curves/column.ts";
import { type CurvePoint, outline } from "../../../src/base/curves/outline.ts";
import type { CurveStyle } from "../../shared/lineChart.ts";
import type { Theme } from "../../shared/theme.ts";
import type { Axes } from "./axis.ts";
import { Band, type BandKind } from "./band.ts";
import type { FigureCurve } from "./figure.ts";
import { type CurveValue, DASHES, type DrawnCurve, nearestRow } from "./paneCurve.ts";
import type { Range } from "./sight.ts";
import { Smoothed } from "./smoothed.ts";

/** Several runs of one experiment as one curve: their mean, in a band of them. */
export class GroupCurve implements DrawnCurve {
  isHidden = false;
  private readonly band = new Band();
  private readonly smoothed: Smoothed[];

  constructor(
    readonly of: FigureCurve,
    private readonly kind: BandKind,
  ) {
    this.smoothed = of.runs.map(() => new Smoothed());
  }

  get styles(): CurveStyle[] {
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

  points(axes: Axes, { from, to }: Range, pixels: number, smoothing: number): CurvePoint[][] {
    if (this.isHidden) return [[], [], []];
    const { band } = this.updated(smoothing);
    const { scale } = axes.of(this.of.runs[0]);
    const x = axes.name === "time" ? band.seconds : band.steps;
    const sight = { from: axes.shown.at(from) / scale, to: axes.shown.at(to) / scale, pixels };
    return [band.mean, band.high, band.low].map((y) => {
      const points = outline(x, y, sight);
      if (scale !== 1) for (const point of points) point.x *= scale;
      return points;
    });
  }

  at(axes: Axes, x: number | undefined, smoothing: number): CurveValue | undefined {
    const { band } = this.updated(smoothing);
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

  private updated(smoothing: number): this {
    const { runs, table, column, noisy } = this.of;
    const members = runs.flatMap((run, i) => {
      const raw = run[table].column(column);
      if (raw === undefined) return [];
      const values = noisy && smoothing > 0 ? this.smoothed[i].of(raw, smoothing) : raw;
      return [{ steps: run[table].steps, values, seconds: run[table].column("seconds") }];
    });
    this.band.update(members, this.kind);
    return this;
  }
}
