import {
  Chart,
  type ChartDataset,
  Decimation,
  Filler,
  Interaction,
  type InteractionItem,
  type InteractionModeFunction,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  type Plugin,
  PointElement,
  Tooltip,
  type TooltipItem,
} from "chart.js";
import { grouped } from "../../src/base/words.ts";
import { type ReferenceLine, ReferenceLines } from "./referenceLines.ts";
import type { Theme } from "./theme.ts";

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale, Decimation, Filler, Tooltip);

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

/** How dense what lies between two curves is painted. */
const BAND = 0.16;

/** Up to so many points of a marked curve each get a mark; more would hide the curve. */
const MOST_MARKS = 60;

export interface Point {
  x: number;
  y: number;
}

/** The ends of a y axis. */
export interface Heights {
  min: number;
  max: number;
}

/** How one curve looks; curves differ in dash, width or marks too, never in colour alone. */
export interface CurveStyle {
  label: string;
  colour: (theme: Theme) => string;
  width: number;
  dash?: number[];
  /** Draws a diamond on each point, as long as there are few. */
  marked?: boolean;
  /** 0 … 1; high contrast draws everything opaque. */
  opacity?: number;
  /** A star on each point, and no line. */
  star?: boolean;
  /** What lies between this curve and the next is painted. */
  fillsToNext?: boolean;
}

/** Of a chart that somebody else reads values from, and whose points are few: no tooltip, and what is drawn besides. */
export interface OwnReading {
  plugins: Plugin<"line">[];
}

/** Curves over one x axis, in the colours of VS Code's theme. Nothing moves that does not grow. */
export class LineChart {
  private readonly chart: Chart<"line", Point[]>;
  private readonly references = new ReferenceLines();

  constructor(
    canvas: HTMLCanvasElement,
    private readonly styles: readonly CurveStyle[],
    labelOf: (item: TooltipItem<"line">) => string,
    xTitle: string,
    /** What the tooltip says above the values at a place of the x axis. */
    titleAt: (x: number) => string,
    own?: OwnReading,
  ) {
    this.chart = new Chart<"line", Point[]>(canvas, {
      type: "line",
      plugins: [this.references, ...(own?.plugins ?? [])],
      data: { datasets: styles.map(({ label }) => ({ label, data: [] })) },
      options: {
        parsing: false,
        normalized: true,
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        interaction: { mode: "nearestOfEach", intersect: false },
        ...(own && { events: [] }),
        layout: { padding: { top: 6, right: 8 } },
        scales: {
          x: {
            type: "linear",
            min: 0,
            bounds: "data",
            title: { display: true, text: xTitle },
            ticks: { maxRotation: 0, autoSkipPadding: 24, precision: own ? undefined : 0, callback: tickLabel },
            // The last step has a mark of its own, which may stand over the one before it.
            afterBuildTicks: (axis) => {
              const [first, second] = axis.ticks;
              const [before, last] = axis.ticks.slice(-2);
              if (axis.ticks.length > 2 && last.value - before.value < (second.value - first.value) / 2)
                axis.ticks.pop();
            },
          },
          y: { type: "linear", title: { display: true, text: "" }, ticks: { maxTicksLimit: 8, callback: tickLabel } },
        },
        plugins: {
          decimation: { enabled: own === undefined, algorithm: "lttb" },
          tooltip: {
            enabled: own === undefined,
            boxPadding: 4,
            caretPadding: 12,
            padding: 8,
            usePointStyle: true,
            callbacks: {
              title: (items) => (items.length > 0 ? titleAt(items[0].parsed.x ?? 0) : ""),
              label: labelOf,
            },
          },
        },
      },
    });
  }

  /** The arrays are kept, and may grow until the next call. */
  draw(curves: readonly Point[][]): void {
    let restyled = false;
    this.chart.data.datasets.forEach((dataset, i) => {
      dataset.data = curves[i];
      const { marked, star } = this.styles[i];
      const isMarked = marked && curves[i].length <= MOST_MARKS;
      // A line through one point would not be seen.
      const radius = star ? 7 : isMarked ? 4 : curves[i].length === 1 ? 3 : 0;
      restyled ||= radius !== dataset.pointRadius;
      dataset.pointRadius = radius;
    });
    // "none" is the fast way, but leaves the points the style they have.
    this.chart.update(restyled ? undefined : "none");
  }

  /** Heights with a name, that stay in sight unless the curves alone choose what is; drawn with the next call of `draw`. */
  setReferences(lines: readonly ReferenceLine[], stayInSight = true): void {
    this.references.lines = lines;
    const heights = lines.map(({ y }) => y);
    const range =
      stayInSight && lines.length > 0 ? { suggestedMin: Math.min(...heights), suggestedMax: Math.max(...heights) } : {};
    const y = this.chart.options.scales?.y;
    if (y) Object.assign(y, { suggestedMin: undefined, suggestedMax: undefined, ...range });
  }

  /** The ends of the x axis; all that there is from 0 on where none are given. */
  setSpan(span: { min: number; max: number } | undefined): void {
    const x = this.chart.options.scales?.x;
    if (x) Object.assign(x, { min: 0, max: undefined, ...span });
  }

  /** The ends of the y axis; those of the curves where none are given. Shown with the next drawing. */
  setHeights(heights: Heights | undefined): void {
    const y = this.chart.options.scales?.y;
    if (y) Object.assign(y, { min: heights?.min, max: heights?.max });
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

  /** What the x axis says; `label` words its ticks. */
  setAxis(title: string, label: (x: number) => string): void {
    setScale(this.chart.options.scales?.x, title, label);
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
  get picture(): Chart<"line", Point[]> {
    return this.chart;
  }

  /** Takes it off its canvas, for another with other curves. */
  close(): void {
    this.chart.destroy();
  }

  /** What the curves are measured in; `label` words the ticks. Shown with the next drawing. */
  setUnit(title: string, label: (y: number) => string = tickLabel): void {
    setScale(this.chart.options.scales?.y, title, label);
  }

  setLogScale(on: boolean): void {
    const y = this.chart.options.scales?.y;
    if (y) Object.assign(y, { type: on ? "logarithmic" : "linear" });
    this.chart.update("none");
  }

  setTheme(theme: Theme): void {
    const { options, data } = this.chart;
    this.references.theme = theme;
    const font = { family: theme.fontFamily, size: Math.max(10, theme.fontSize - 2) };
    options.font = font;
    for (const scale of [options.scales?.x, options.scales?.y]) {
      if (!scale) continue;
      Object.assign(scale.ticks ?? {}, { color: theme.faint, font });
      Object.assign(scale, {
        grid: { color: theme.grid, tickColor: theme.grid, lineWidth: theme.highContrast ? 0.5 : 1 },
        border: { color: theme.faint },
        title: { ...(scale as { title?: object }).title, color: theme.faint, font },
      });
    }
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
      Object.assign(dataset, styleOf(this.styles[i], theme));
    });
    this.chart.update();
  }
}

/** What a scale says, and how it words its ticks. */
function setScale(scale: { ticks?: object } | undefined, title: string, label: (value: number) => string): void {
  if (!scale) return;
  Object.assign(scale, { title: { ...(scale as { title?: object }).title, text: title, display: title !== "" } });
  Object.assign(scale.ticks ?? {}, { callback: (value: number | string) => label(Number(value)) });
}

function styleOf(style: CurveStyle, theme: Theme): Partial<ChartDataset<"line">> {
  const colour = style.colour(theme);
  const opacity = theme.highContrast ? Math.max(0.7, style.opacity ?? 1) : (style.opacity ?? 1);
  const painted = opacity < 1 ? translucent(colour, opacity) : colour;
  return {
    borderColor: painted,
    backgroundColor: style.marked
      ? theme.background
      : style.fillsToNext
        ? translucent(colour, theme.highContrast ? 0.3 : BAND)
        : painted,
    fill: style.fillsToNext ? "+1" : false,
    borderWidth: style.width,
    borderDash: style.dash ?? [],
    borderJoinStyle: "round",
    tension: 0,
    showLine: !style.star,
    pointStyle: style.star ? "star" : style.marked ? "rectRot" : "line",
    pointHoverRadius: style.marked ? 5 : 3,
    pointBorderColor: painted,
    pointBorderWidth: 1.5,
    pointHitRadius: 0,
  };
}

/** A theme may write its colours in any way that CSS knows: the browser mixes them. */
function translucent(colour: string, opacity: number): string {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (!context) return colour;
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
  return `rgba(${r}, ${g}, ${b}, ${(opacity * a) / 255})`;
}

/** A number beside an axis. */
export function tickLabel(value: number | string): string {
  const number = Number(value);
  if (Math.abs(number) >= 1000) return grouped(number);
  return String(Number(number.toPrecision(3)));
}
