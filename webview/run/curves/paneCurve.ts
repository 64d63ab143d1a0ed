import type { Column } from "../../../src/base/curves/column.ts";
import { CurvePoints } from "../../../src/base/curves/curvePoints.ts";
import { outline } from "../../../src/base/curves/outline.ts";
import type { Theme } from "../../shared/theme.ts";
import type { Axes } from "./axis.ts";
import type { PaneStyle } from "./chart/curveChart.ts";
import type { FigureCurve } from "./figure.ts";
import type { Range } from "./sight.ts";
import { Smoothed } from "./smoothed.ts";

export const DASHES = [[], [7, 3], [2, 3], [10, 3, 2, 3]];
/** With more curves than these, the raw ones behind smoothed ones would hide them. */
const MOST_RAW = 4;

/** What a curve has at a place of the axis; `smoothed` is there where it is drawn smoothed. */
export interface CurveValue {
  value: number;
  smoothed?: number;
  /** Ends of the band, of a group. */
  low?: number;
  high?: number;
}

/** A curve as a pane draws it. */
export interface DrawnCurve {
  readonly of: FigureCurve;
  isHidden: boolean;
  /** How its parts look, the one on top first. */
  readonly styles: PaneStyle[];
  colour(theme: Theme): string;
  readonly dash: number[];
  /** Computes what is new of it until a time is over; false where some is left for the next call, and a drawing would miss it. */
  prepare(smoothing: number, until: number): boolean;
  /** Points for each of its styles: at most four a pixel column. They are good until the next call. */
  points(axes: Axes, range: Range, pixels: number, smoothing: number): readonly CurvePoints[];
  /** What the row has that is nearest to a place of the axis, or the last where none is given; undefined where it has none. */
  at(axes: Axes, x: number | undefined, smoothing: number): CurveValue | undefined;
  /** Its numbers, where it has some, and their steps. */
  readonly column: Column | undefined;
  readonly steps: Column;
}

/** The row whose place is nearest, the last where none is given. */
export function nearestRow(places: Column, place: number | undefined): number {
  const last = places.length - 1;
  if (place === undefined) return last;
  const row = Math.min(places.firstFrom(place), last);
  return row > 0 && place - places.values[row - 1] < places.values[row] - place ? row - 1 : row;
}

/** The curve of one run. */
export class PaneCurve implements DrawnCurve {
  isHidden = false;
  private readonly smoothed = new Smoothed();
  /** As it is shown, and behind it as it is. */
  private readonly outlines = [new CurvePoints(), new CurvePoints()];

  /** @param index among the `count` curves of its figure, which gives it its look unless its run does */
  constructor(
    readonly of: FigureCurve,
    private readonly index: number,
    private readonly count: number,
  ) {}

  /** How its parts look, the one on top first: smoothed and raw, or the curve alone. */
  get styles(): PaneStyle[] {
    const { label, table, noisy, owner } = this.of;
    const look = { label, colour: (theme: Theme) => this.colour(theme), dash: this.dash };
    // Marks tell validation from training; where each curve is of a run, all of a pane are of one of them.
    if (table === "validations") return [{ ...look, width: 2, marked: owner === undefined }];
    if (!noisy || !this.hasRaw) return [{ ...look, width: 2 }];
    return [
      { ...look, width: 2 },
      { ...look, width: 1, dash: [], opacity: this.count > 2 ? 0.25 : 0.5 },
    ];
  }

  colour(theme: Theme): string {
    const { owner, table } = this.of;
    if (owner !== undefined) return theme.runs[owner.colour % theme.runs.length];
    if (this.count > 2) return theme.palette[this.index % theme.palette.length];
    return table === "validations" ? theme.validation : theme.training;
  }

  /** Of many curves those of one colour differ by their dashes. */
  get dash(): number[] {
    const { owner, table } = this.of;
    if (owner !== undefined) return DASHES[owner.dash % DASHES.length];
    if (table === "validations") return [6, 4];
    return this.count > 2 ? DASHES[Math.floor(this.index / 6) % DASHES.length] : [];
  }

  prepare(smoothing: number, until: number): boolean {
    const { column } = this;
    if (column === undefined) return true;
    if (smoothing > 0 && this.of.noisy) this.smoothed.of(column, smoothing).build();
    else column.build();
    return performance.now() < until;
  }

  points(axes: Axes, { from, to }: Range, pixels: number, smoothing: number): readonly CurvePoints[] {
    const { column, run, outlines } = this;
    for (const points of outlines) points.clear();
    const drawn = outlines.slice(0, this.styles.length);
    if (this.isHidden || column === undefined) return drawn;
    const own = axes.of(run);
    const { scale } = own;
    const sight = { from: axes.shown.at(from) / scale, to: axes.shown.at(to) / scale, pixels };
    const isSmooth = smoothing > 0 && this.of.noisy;
    const [front, behind] = drawn;
    const x = own.column(this.table);
    outline(x, isSmooth ? this.smoothed.of(column, smoothing) : column, sight, front, scale);
    if (behind !== undefined && isSmooth) outline(x, column, sight, behind, scale);
    return drawn;
  }

  at(axes: Axes, x: number | undefined, smoothing: number): CurveValue | undefined {
    const { column, table } = this;
    if (column === undefined || table.length === 0) return undefined;
    const own = axes.of(this.run);
    const row = nearestRow(own.column(table), x === undefined ? undefined : x / own.scale);
    const found = { value: column.values[row] };
    if (!this.of.noisy || smoothing === 0) return found;
    return { ...found, smoothed: this.smoothed.of(column, smoothing).values[row] };
  }

  get steps(): Column {
    return this.table.steps;
  }

  get column(): Column | undefined {
    return this.table.column(this.of.column);
  }

  private get table() {
    return this.run[this.of.table];
  }

  private get run() {
    return this.of.runs[0];
  }

  private get hasRaw(): boolean {
    return this.of.owner === undefined || this.count <= MOST_RAW;
  }
}
