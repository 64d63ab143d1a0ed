import {
  Chart,
  type ChartDataset,
  Decimation,
  Interaction,
  type InteractionItem,
  type InteractionModeFunction,
  LineElement,
  PointElement,
  Tooltip,
  type TooltipItem,
} from "chart.js";
import { AxesChart, type Point } from "./axesChart.ts";
import { type CurveStyle, strokeOf } from "./curveStyle.ts";
import type { Theme } from "./theme.ts";

Chart.register(LineElement, PointElement, Decimation, Tooltip);

declare module "chart.js" {
  interface InteractionModeMap {
    nearestOfEach: InteractionModeFunction;
  }
}

/** Of every curve the point whose x is nearest to the pointer: the curves have points at different x. */
const nearestOfEach: InteractionModeFunction = (chart, event): InteractionItem[] => {
  const x = "x" in event ? Number(event.x) : 0;
  return chart.getSortedVisibleDatasetMetas().flatMap(({ data, index: datasetIndex }) => {
    let best = -1;
    for (let i = 0; i < data.length; i++) {
      if (best < 0 || Math.abs(data[i].x - x) < Math.abs(data[best].x - x)) best = i;
    }
    return best < 0 ? [] : [{ element: data[best], datasetIndex, index: best }];
  });
};
Interaction.modes.nearestOfEach = nearestOfEach;

/** Up to so many points of a marked curve each get a mark; more would hide the curve. */
const MOST_MARKS = 60;

/** A few curves over one x axis, whose values a person reads in a tooltip. */
export class LineChart extends AxesChart {
  constructor(
    canvas: HTMLCanvasElement,
    private readonly styles: readonly CurveStyle[],
    labelOf: (item: TooltipItem<"line">) => string,
    xTitle: string,
    /** What the tooltip says above the values at a place of the x axis. */
    titleAt: (x: number) => string,
  ) {
    const title = (items: TooltipItem<"line">[]) => (items.length > 0 ? titleAt(items[0].parsed.x ?? 0) : "");
    const look = { boxPadding: 4, caretPadding: 12, padding: 8, usePointStyle: true };
    super(canvas, xTitle, {
      datasets: [...styles],
      options: {
        interaction: { mode: "nearestOfEach", intersect: false },
        plugins: {
          decimation: { enabled: true, algorithm: "lttb" },
          tooltip: { ...look, callbacks: { title, label: labelOf } },
        },
      },
      precision: 0,
    });
  }

  /** The arrays are kept, and may grow until the next call. */
  draw(curves: readonly Point[][]): void {
    let restyled = false;
    this.chart.data.datasets.forEach((dataset, i) => {
      dataset.data = curves[i];
      const isMarked = this.styles[i].marked && curves[i].length <= MOST_MARKS;
      // A line through one point would not be seen.
      const radius = isMarked ? 4 : curves[i].length === 1 ? 3 : 0;
      restyled ||= radius !== dataset.pointRadius;
      dataset.pointRadius = radius;
    });
    // "none" is the fast way, but leaves the points the style they have.
    this.chart.update(restyled ? undefined : "none");
  }

  protected colour(theme: Theme): void {
    const { options, data } = this.chart;
    const font = { family: theme.fontFamily, size: Math.max(10, theme.fontSize - 2) };
    Object.assign(options.plugins?.tooltip ?? {}, {
      backgroundColor: theme.hoverBackground,
      titleColor: theme.hoverForeground,
      bodyColor: theme.hoverForeground,
      borderColor: theme.hoverBorder,
      borderWidth: 1,
      titleFont: { ...font, weight: "bold" },
      bodyFont: font,
    });
    data.datasets.forEach((dataset, i) => {
      Object.assign(dataset, datasetStyle(this.styles[i], theme));
    });
  }
}

function datasetStyle(style: CurveStyle, theme: Theme): Partial<ChartDataset<"line">> {
  const stroke = strokeOf(style, theme);
  return {
    borderColor: stroke,
    backgroundColor: style.marked ? theme.background : stroke,
    borderWidth: style.width,
    borderDash: [...(style.dash ?? [])],
    borderJoinStyle: "round",
    tension: 0,
    pointStyle: style.marked ? "rectRot" : "line",
    pointHoverRadius: style.marked ? 5 : 3,
    pointBorderColor: stroke,
    pointBorderWidth: 1.5,
    pointHitRadius: 0,
  };
}
