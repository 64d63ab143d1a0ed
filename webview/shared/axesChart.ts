import { Chart, type ChartConfiguration, LinearScale, LineController, LogarithmicScale, type Plugin } from "chart.js";
import { grouped } from "../../src/base/words.ts";
import { type ReferenceLine, ReferenceLines } from "./referenceLines.ts";
import type { Theme } from "./theme.ts";

Chart.register(LineController, LinearScale, LogarithmicScale);

export interface Point {
  x: number;
  y: number;
}

/** The ends of a y axis. */
export interface Heights {
  min: number;
  max: number;
}

/** What a kind of chart adds to its axes. */
interface Parts {
  datasets: { label: string }[];
  options: NonNullable<ChartConfiguration<"line">["options"]>;
  plugins?: Plugin<"line">[];
  /** Of the ticks of the x axis: 0 where it counts something. */
  precision?: number;
}

/** Two axes in the colours of VS Code's theme, with lines for comparison. Nothing moves that does not grow. */
export abstract class AxesChart {
  protected readonly chart: Chart<"line", Point[]>;
  protected readonly references = new ReferenceLines();

  constructor(canvas: HTMLCanvasElement, xTitle: string, { datasets, options, plugins = [], precision }: Parts) {
    this.chart = new Chart<"line", Point[]>(canvas, {
      type: "line",
      plugins: [this.references, ...plugins],
      data: { datasets: datasets.map(({ label }) => ({ label, data: [] })) },
      options: {
        parsing: false,
        normalized: true,
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        layout: { padding: { top: 6, right: 8 } },
        scales: {
          x: {
            type: "linear",
            min: 0,
            bounds: "data",
            title: { display: true, text: xTitle },
            ticks: { maxRotation: 0, autoSkipPadding: 24, precision, callback: tickLabel },
            // The last step has a mark of its own, which may stand over the one before it.
            afterBuildTicks: (axis) => {
              const [first, second] = axis.ticks;
              const [before, last] = axis.ticks.slice(-2);
              if (axis.ticks.length > 2 && last.value - before.value < (second.value - first.value) / 2)
                axis.ticks.pop();
            },
          },
          y: {
            type: "linear",
            title: { display: true, text: "" },
            ticks: { maxTicksLimit: 8, callback: tickLabel },
            // Chart.js rounds the first tick of some logarithmic scales to 0, where they have no place.
            afterBuildTicks: (axis) => {
              if (axis.type !== "logarithmic" || axis.min > 0) return;
              axis.ticks = axis.ticks.filter(({ value }) => value > 0);
              axis.min = axis.ticks[0]?.value ?? axis.min;
            },
          },
        },
        ...options,
      },
    });
  }

  /** Heights with a name, that stay in sight; drawn with the next drawing. */
  setReferences(lines: readonly ReferenceLine[]): void {
    this.references.lines = lines;
    const heights = lines.map(({ y }) => y);
    this.suggest(lines.length > 0 ? { min: Math.min(...heights), max: Math.max(...heights) } : undefined);
  }

  /** What the curves are measured in; `label` words the ticks. Shown with the next drawing. */
  setUnit(title: string, label: (y: number) => string = tickLabel): void {
    this.word("y", title, label);
  }

  setLogScale(on: boolean): void {
    const y = this.chart.options.scales?.y;
    if (y) Object.assign(y, { type: on ? "logarithmic" : "linear" });
    this.refresh();
  }

  setTheme(theme: Theme): void {
    const { options } = this.chart;
    this.references.theme = theme;
    const font = { family: theme.fontFamily, size: Math.max(10, theme.fontSize - 2) };
    options.font = font;
    for (const scale of [options.scales?.x, options.scales?.y]) {
      if (!scale) continue;
      for (const words of [scale.ticks, titleOf(scale)]) Object.assign(words ?? {}, { color: theme.faint, font });
      Object.assign(scale, {
        grid: { color: theme.grid, tickColor: theme.grid, lineWidth: theme.highContrast ? 0.5 : 1 },
        border: { color: theme.faint },
      });
    }
    this.colour(theme);
    this.refresh();
  }

  /** Takes it off its canvas, for another with other curves. */
  close(): void {
    this.chart.destroy();
  }

  /** Shows what was set. */
  protected refresh(): void {
    this.chart.update();
  }

  /** Gives what is drawn on the axes the colours of a theme. */
  protected abstract colour(theme: Theme): void;

  /** Heights that the y axis shows at least. */
  protected suggest(heights: Heights | undefined): void {
    const y = this.chart.options.scales?.y;
    if (y) Object.assign(y, { suggestedMin: heights?.min, suggestedMax: heights?.max });
  }

  /** What an axis says, and how it words its ticks. */
  protected word(axis: "x" | "y", title: string, label: (value: number) => string): void {
    const scale = this.chart.options.scales?.[axis];
    if (!scale) return;
    Object.assign(titleOf(scale) ?? {}, { text: title, display: title !== "" });
    Object.assign(scale.ticks ?? {}, { callback: (value: number | string) => label(Number(value)) });
  }
}

/** Its members are set one by one: Chart.js does not see what it made of an object in another. */
function titleOf(scale: object): object | undefined {
  return (scale as { title?: object }).title;
}

/** Below this, powers of ten are read more easily than zeros. */
const SMALL = 1e-4;

/** A number beside an axis: 48,000, 0.25, 2e-5 */
export function tickLabel(value: number | string): string {
  const number = Number(value);
  if (Math.abs(number) >= 1000) return grouped(number);
  if (number !== 0 && Math.abs(number) < SMALL) return Number(number.toPrecision(3)).toExponential();
  return String(Number(number.toPrecision(3)));
}
