import type { Chart, Plugin } from "chart.js";
import type { Theme } from "./theme.ts";

/** A height of the chart that has a name. */
export interface ReferenceLine {
  y: number;
  label: string;
}

const DASH = [2, 4];
/** Pixels between a label and what is around it. */
const GAP = 6;

/** Dashed horizontal lines behind the curves of a chart, each with its label at the right end. */
export class ReferenceLines implements Plugin<"line"> {
  readonly id = "referenceLines";
  lines: readonly ReferenceLine[] = [];
  theme: Theme | undefined;

  beforeDatasetsDraw(chart: Chart): void {
    const { ctx: context, chartArea: area, scales } = chart;
    if (!this.theme) return;
    context.save();
    context.strokeStyle = this.theme.foreground;
    context.globalAlpha = this.theme.highContrast ? 1 : 0.7;
    context.setLineDash(DASH);
    for (const { y } of this.lines) {
      const pixel = Math.round(scales.y.getPixelForValue(y)) + 0.5;
      context.beginPath();
      context.moveTo(area.left, pixel);
      context.lineTo(area.right, pixel);
      context.stroke();
    }
    context.restore();
  }

  afterDatasetsDraw(chart: Chart): void {
    const { ctx: context, chartArea: area, scales } = chart;
    const { theme } = this;
    if (!theme) return;
    const size = Math.max(10, theme.fontSize - 2);
    context.save();
    context.font = `${size}px ${theme.fontFamily}`;
    context.textBaseline = "middle";
    const taken: { x: number; y: number; width: number }[] = [];
    for (const { y, label } of this.lines) {
      const middle = scales.y.getPixelForValue(y) - size / 2 - 3;
      const width = context.measureText(label).width;
      // Beside a label that is as high already, never over it.
      const beside = taken.filter((other) => Math.abs(other.y - middle) < size + 2);
      const right = Math.min(area.right, ...beside.map(({ x }) => x - GAP)) - GAP;
      const left = right - width;
      if (left < area.left) continue;
      taken.push({ x: left - GAP / 2, y: middle, width });
      context.fillStyle = theme.background;
      context.globalAlpha = 0.85;
      context.fillRect(left - GAP / 2, middle - size / 2 - 1, width + GAP, size + 2);
      context.globalAlpha = 1;
      context.fillStyle = theme.foreground;
      context.fillText(label, left, middle);
    }
    context.restore();
  }
}
