import type { Column } from "../../../src/base/curves/column.ts";
import { type CurvePoint, outline } from "../../../src/base/curves/outline.ts";
import type { CurveStyle } from "../../shared/lineChart.ts";
import type { Theme } from "../../shared/theme.ts";
import type { RunView } from "../runView.ts";
import type { Axis } from "./axis.ts";
import type { FigureCurve } from "./figure.ts";
import type { Range } from "./sight.ts";
import { Smoothed } from "./smoothed.ts";

const DASHES = [[], [7, 3], [2, 3], [10, 3, 2, 3]];

/** One curve in a pane: its points for the chart, and its value at a step. */
export class PaneCurve {
  isHidden = false;
  private readonly smoothed = new Smoothed();

  /** @param index among the `count` curves of its figure, which gives it its look */
  constructor(
    readonly of: FigureCurve,
    private readonly run: RunView,
    private readonly index: number,
    private readonly count: number,
  ) {}

  /** How its parts look, the one on top first: smoothed and raw, or the curve alone. */
  get styles(): CurveStyle[] {
    const { label } = this.of;
    const colour = (theme: Theme) => this.colour(theme);
    if (this.of.table === "validations") return [{ label, colour, width: 2, dash: [6, 4], marked: true }];
    const dash = this.dash;
    if (!this.of.noisy) return [{ label, colour, width: 2, dash }];
    return [
      { label, colour, width: 2, dash },
      { label, colour, width: 1, opacity: this.count > 2 ? 0.25 : 0.5 },
    ];
  }

  colour(theme: Theme): string {
    if (this.count > 2) return theme.palette[this.index % theme.palette.length];
    return this.of.table === "validations" ? theme.validation : theme.training;
  }

  /** Of many curves those of one colour differ by their dashes. */
  get dash(): number[] {
    if (this.of.table === "validations") return [6, 4];
    return this.count > 2 ? DASHES[Math.floor(this.index / 6) % DASHES.length] : [];
  }

  /** Points for each of its styles: at most four a pixel column. */
  points(axis: Axis, { from, to }: Range, pixels: number, smoothing: number): CurvePoint[][] {
    const { column } = this;
    if (this.isHidden || column === undefined) return this.styles.map(() => []);
    const x = axis.column(this.table);
    const sight = { from: axis.at(from) / axis.scale, to: axis.at(to) / axis.scale, pixels };
    const drawn = (y: Column) => {
      const points = outline(x, y, sight);
      if (axis.scale !== 1) for (const point of points) point.x *= axis.scale;
      return points;
    };
    if (this.styles.length === 1) return [drawn(column)];
    if (smoothing === 0) return [drawn(column), []];
    return [drawn(this.smoothed.of(column, smoothing)), drawn(column)];
  }

  /** The row that is nearest to a step; undefined where it has none. `smoothed` is there where the curve is drawn smoothed. */
  at(step: number, smoothing: number): { step: number; value: number; smoothed?: number } | undefined {
    const { column, table } = this;
    if (column === undefined || table.length === 0) return undefined;
    const { values } = table.steps;
    let row = Math.min(table.steps.firstFrom(step), table.length - 1);
    if (row > 0 && step - values[row - 1] < values[row] - step) row--;
    const found = { step: values[row], value: column.values[row] };
    if (!this.of.noisy || smoothing === 0) return found;
    return { ...found, smoothed: this.smoothed.of(column, smoothing).values[row] };
  }

  get table() {
    return this.run.curves[this.of.table];
  }

  get column(): Column | undefined {
    return this.table.column(this.of.column);
  }
}
