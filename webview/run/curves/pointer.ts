import type { Chart, Plugin } from "chart.js";
import type { Theme } from "../../shared/theme.ts";

/** Draws where the pointer is over a chart: a line through all curves, and what a person is just selecting. */
export class PointerLine implements Plugin<"line"> {
  readonly id = "pointerLine";
  theme: Theme | undefined;
  /** On the x axis; the points of the curves there. */
  at: { x: number; points: readonly { y: number; colour: string }[] } | undefined;
  /** Ends of a selection, pixels of the canvas. */
  selection: [number, number] | undefined;

  afterDatasetsDraw(chart: Chart): void {
    const { theme, at, selection } = this;
    if (theme === undefined) return;
    const { ctx: context, chartArea: area, scales } = chart;
    context.save();
    if (selection !== undefined) {
      const [left, right] = selection.toSorted((a, b) => a - b);
      context.globalAlpha = 0.2;
      context.fillStyle = theme.focus;
      context.fillRect(left, area.top, right - left, area.bottom - area.top);
      context.globalAlpha = 1;
      context.strokeStyle = theme.focus;
      context.strokeRect(left, area.top, right - left, area.bottom - area.top);
    }
    const x = at && Math.round(scales.x.getPixelForValue(at.x)) + 0.5;
    if (x !== undefined && at && x >= area.left && x <= area.right + 1) {
      context.strokeStyle = theme.foreground;
      context.globalAlpha = theme.highContrast ? 1 : 0.6;
      context.beginPath();
      context.moveTo(x, area.top);
      context.lineTo(x, area.bottom);
      context.stroke();
      context.globalAlpha = 1;
      for (const { y, colour } of at.points) {
        context.fillStyle = colour;
        context.strokeStyle = theme.background;
        context.beginPath();
        context.arc(x, scales.y.getPixelForValue(y), 4, 0, 2 * Math.PI);
        context.fill();
        context.stroke();
      }
    }
    context.restore();
  }
}
