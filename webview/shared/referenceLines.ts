import type { Chart, ChartArea, Plugin } from "chart.js";
import type { Theme } from "./theme.ts";

/** A height of the chart that has a name. */
export interface ReferenceLine {
  y: number;
  label: string;
}

const DASH = [2, 4];
/** Pixels between a label and what is around it. */
const GAP = 6;

/**
 * Dashed horizontal lines behind the curves of a chart. Labels stand at the left, where curves that fall are still high, and over
 * those that are not: a curve goes on beside a label.
 */
export class ReferenceLines implements Plugin<"line"> {
  readonly id = "referenceLines";
  lines: readonly ReferenceLine[] = [];
  theme: Theme | undefined;

  beforeDatasetsDraw(chart: Chart): void {
    this.draw(chart, (context, area, theme, heights) => {
      context.strokeStyle = theme.foreground;
      context.globalAlpha = theme.highContrast ? 1 : 0.7;
      context.setLineDash(DASH);
      for (const height of heights) {
        const pixel = Math.round(height) + 0.5;
        context.beginPath();
        context.moveTo(area.left, pixel);
        context.lineTo(area.right, pixel);
        context.stroke();
      }
    });
  }

  afterDatasetsDraw(chart: Chart): void {
    this.draw(chart, (context, area, theme, heights) => {
      const size = Math.max(10, theme.fontSize - 2);
      context.font = `${size}px ${theme.fontFamily}`;
      context.textBaseline = "middle";
      const taken: { right: number; middle: number }[] = [];
      this.lines.forEach(({ label }, i) => {
        // Above its line, or below where that would leave the chart.
        const above = heights[i] - size / 2 - 3;
        const middle = above - size / 2 < area.top ? heights[i] + size / 2 + 3 : above;
        // Beside labels that are as high, never over them; out of sight where there is no room.
        const beside = taken.filter((other) => Math.abs(other.middle - middle) < size + 2);
        const left = Math.max(area.left, ...beside.map(({ right }) => right)) + GAP;
        const right = left + context.measureText(label).width + GAP;
        if (right > area.right) return;
        taken.push({ right, middle });
        context.globalAlpha = theme.highContrast ? 1 : 0.8;
        context.fillStyle = theme.background;
        context.fillRect(left - GAP / 2, middle - size / 2 - 1, right - left, size + 2);
        context.globalAlpha = 1;
        context.fillStyle = theme.foreground;
        context.fillText(label, left, middle);
      });
    });
  }

  /** `heights` are those of the lines, pixels; what is set of the context is as it was afterwards. */
  private draw(
    { ctx: context, chartArea: area, scales }: Chart,
    paint: (context: CanvasRenderingContext2D, area: ChartArea, theme: Theme, heights: readonly number[]) => void,
  ): void {
    if (!this.theme) return;
    context.save();
    paint(
      context,
      area,
      this.theme,
      this.lines.map(({ y }) => scales.y.getPixelForValue(y)),
    );
    context.restore();
  }
}
