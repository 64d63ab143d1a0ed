import type { Chart, Plugin } from "chart.js";
import type { CurvePoints } from "../../../../src/base/curves/curvePoints.ts";
import { AxesChart, type Heights } from "../../../shared/axesChart.ts";
import { type CurveStyle, strokeOf, translucent } from "../../../shared/curveStyle.ts";
import type { ReferenceLine } from "../../../shared/referenceLines.ts";
import type { Theme } from "../../../shared/theme.ts";
import { CurvePainter, type Paint, type PaintedCurve } from "./curvePainter.ts";

/** How dense what lies between two curves is painted. */
const BAND = 0.16;

/** How a curve of a pane looks. */
export interface PaneStyle extends CurveStyle {
  /** A star on each point, and no line. */
  star?: boolean;
  /** What lies between this curve and the next is painted. */
  fillsToNext?: boolean;
}

/** A chart of a pane: many curves that grow, whose values the pane tells beside it. */
export class CurveChart extends AxesChart {
  private readonly painter: CurvePainter;
  private paints: readonly Paint[] = [];
  private span = { min: 0, max: Number.POSITIVE_INFINITY };
  private isLog = false;
  private isDrawn = false;

  /** @param over what is drawn over the curves */
  constructor(
    canvas: HTMLCanvasElement,
    private readonly styles: readonly PaneStyle[],
    over: Plugin<"line">,
  ) {
    const painter = new CurvePainter();
    super(canvas, "", { datasets: [], plugins: [painter, over], options: { events: [] } });
    this.painter = painter;
    this.references.covered = (chart, box) => painter.pointsWithin(chart, box);
  }

  /**
   * Draws points for each style.
   * @param references heights with a name
   * @param keepReferences whether these stay in sight, or the curves alone choose what is
   */
  draw(curves: readonly CurvePoints[], references: readonly ReferenceLine[], keepReferences: boolean): void {
    this.painter.curves = this.paints.map((paint, i): PaintedCurve => ({ points: curves[i], paint }));
    this.references.lines = references;
    this.suggest(this.heightsOf(curves, keepReferences ? references : []));
    this.isDrawn = true;
    this.chart.update("none");
  }

  /** The ends of the x axis. Shown with the next drawing, as all that follows. */
  setSpan(span: { min: number; max: number }): void {
    this.span = span;
    const x = this.chart.options.scales?.x;
    if (x) Object.assign(x, span);
  }

  /** The ends of the y axis; those of the curves where none are given. */
  setHeights(heights: Heights | undefined): void {
    const y = this.chart.options.scales?.y;
    if (y) Object.assign(y, { min: heights?.min, max: heights?.max });
  }

  /** What the x axis says; `label` words its ticks. */
  setAxis(title: string, label: (x: number) => string): void {
    this.word("x", title, label);
  }

  override setLogScale(on: boolean): void {
    this.isLog = on;
    this.suggest(undefined);
    super.setLogScale(on);
  }

  /**
   * Heights drawn apart by a factor around a pixel, or moved up by a share of them: those that `setHeights` is to have next, as keys and
   * wheels are faster than drawings, or those that are in sight.
   */
  heights({ factor = 1, pixel, up = 0 }: { factor?: number; pixel?: number; up?: number }, next?: Heights) {
    const { top, bottom } = this.area;
    const { y } = this.chart.scales;
    if (!y) return undefined;
    const at = Math.min(Math.max(pixel ?? (top + bottom) / 2, top), bottom);
    const isLog = y.type === "logarithmic";
    const [low, high] = [(next ?? y).min, (next ?? y).max].map((value) => (isLog ? Math.log10(value) : value));
    const valueAt = (edge: number) => {
      const share = (bottom - at - (edge - at) / factor) / (bottom - top) + up;
      const value = low + share * (high - low);
      return isLog ? 10 ** value : value;
    };
    const [min, max] = [valueAt(bottom), valueAt(top)];
    return Number.isFinite(max - min) && max > min ? { min, max } : undefined;
  }

  /** Where the curves are drawn, CSS pixels of the canvas. */
  get area(): { left: number; right: number; top: number; bottom: number; width: number } {
    return this.chart.chartArea ?? { left: 0, right: 0, top: 0, bottom: 0, width: 0 };
  }

  /** The x at a pixel of the canvas. */
  xAt(pixel: number): number {
    return this.chart.scales.x?.getValueForPixel(pixel) ?? 0;
  }

  /** Draws again what is there. */
  redraw(): void {
    this.chart.draw();
  }

  /** What is drawn, for an export. */
  get picture(): { chart: Chart<"line">; curves: readonly PaintedCurve[] } {
    return { chart: this.chart as Chart<"line">, curves: this.painter.curves };
  }

  /** Before it is drawn for the first time there is nothing to see. */
  protected override refresh(): void {
    if (this.isDrawn) this.chart.update("none");
  }

  protected colour(theme: Theme): void {
    this.paints = this.styles.map((style) => paintOf(style, theme));
    this.painter.curves = this.painter.curves.map(({ points }, i) => ({ points, paint: this.paints[i] }));
  }

  /** The lowest and the highest number in sight that has a place on the y axis. */
  private heightsOf(curves: readonly CurvePoints[], references: readonly ReferenceLine[]): Heights | undefined {
    const { span, isLog } = this;
    let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const { x, y, length } of curves) {
      for (let i = 0; i < length; i++) {
        const value = y[i];
        if (!Number.isFinite(value) || (isLog && value <= 0) || x[i] < span.min || x[i] > span.max) continue;
        if (value < min) min = value;
        if (value > max) max = value;
      }
    }
    for (const { y } of references) [min, max] = [Math.min(min, y), Math.max(max, y)];
    return min <= max ? { min, max } : undefined;
  }
}

function paintOf(style: PaneStyle, theme: Theme): Paint {
  const { width, dash = [], star, marked, fillsToNext } = style;
  return {
    stroke: strokeOf(style, theme),
    width: star ? 0 : width,
    ...{ dash, inside: theme.background },
    ...(star ? { mark: "star" as const } : marked && { mark: "diamond" as const }),
    ...(fillsToNext && { fill: translucent(style.colour(theme), theme.highContrast ? 0.3 : BAND) }),
  };
}
