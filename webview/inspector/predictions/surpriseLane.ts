import { lossText } from "../../../src/base/metrics.ts";
import { columnLeft, type Frame, type Lane, stepsInSight, stepsPerPixel } from "../../run/timeline/lane.ts";
import { LaneCanvas } from "../../run/timeline/laneCanvas.ts";
import { type Grid, GridTable } from "../../run/timeline/tables/gridTable.ts";
import { stepGrid } from "../../run/timeline/tables/stepGrid.ts";
import { element, setAttribute } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";

const HEIGHT = 64;
/** What the strongest colour and the highest bar stand for at least: one bit, in nats. Less surprises nobody. */
export const LEAST_SURPRISE = Math.LN2;

/** A course of surprise: of each column, NaN where it is not known. */
export interface Course {
  name: string;
  values: Float32Array;
  mean: number | null;
  colour: "training" | "validation" | "foreground";
}

/** Bars of −ln p, one over each symbol; a second course, such as that of a changed network, stands before them as a line. */
export class SurpriseLane implements Lane {
  private readonly canvas = new LaneCanvas();
  readonly plot: HTMLElement;
  readonly view: HTMLElement;
  private courses: readonly Course[] = [];
  private most = LEAST_SURPRISE;
  private readonly table = new GridTable(t("Surprise"), t("Step"));
  private grid: Grid | undefined;

  constructor(bar: HTMLElement) {
    this.plot = element("div", { role: "img" }, this.canvas.view);
    bar.append(this.table.toggle);
    this.view = element("div", { class: "surprise-lane" }, bar, this.plot, this.table.view);
  }

  /** The most that a bar shows. */
  get highest(): number {
    return this.most;
  }

  show(courses: readonly Course[], symbols: readonly string[], summary: string): void {
    this.courses = courses;
    const rows = courses.map(({ name, values }) => ({ name, cell: (step: number) => surpriseText(values[step]) }));
    this.grid = stepGrid(symbols, Math.max(0, ...courses.map(({ values }) => values.length)), rows);
    this.most = LEAST_SURPRISE;
    for (const { values } of courses)
      for (const value of values) if (value > this.most && value < 1e6) this.most = value;
    setAttribute(this.plot, "aria-label", summary);
  }

  draw(frame: Frame): boolean {
    const context = this.canvas.begin(frame.width, HEIGHT);
    const [bars, ...lines] = this.courses;
    if (!context || !bars) return true;
    const { theme } = frame;
    const height = (value: number) => Math.min(HEIGHT - 2, ((HEIGHT - 4) * value) / this.most);
    context.fillStyle = theme[bars.colour];
    for (const [left, width, value] of extremes(frame, bars.values)) {
      const high = Math.max(1, height(value));
      context.fillRect(left, HEIGHT - high, width >= 4 ? width - 1 : Math.max(width, 0.75), high);
    }
    if (bars.mean !== null) {
      const y = HEIGHT - height(bars.mean);
      context.strokeStyle = theme.foreground;
      context.globalAlpha = 0.7;
      context.setLineDash([2, 4]);
      stroke(context, [
        [0, y],
        [Math.min(frame.width, frame.columns.total - frame.left), y],
      ]);
      context.setLineDash([]);
      context.globalAlpha = 1;
    }
    for (const line of lines) {
      context.strokeStyle = theme[line.colour];
      context.lineWidth = 2;
      for (const [left, width, value] of extremes(frame, line.values)) {
        const y = HEIGHT - Math.max(1, height(value));
        stroke(context, [
          [left, y],
          [left + width - 1, y],
        ]);
      }
    }
    context.fillStyle = theme.grid;
    context.fillRect(0, HEIGHT - 1, frame.width, 1);
    return true;
  }

  select(_: Frame, step: number | null): void {
    this.table.show(this.grid, { column: step, row: null });
  }
}

function surpriseText(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? "" : lossText(value);
}

/** Left, width and value of each bar in sight; where several share a pixel, the highest of them. */
function* extremes(frame: Frame, values: Float32Array): Generator<[number, number, number]> {
  const [first, last] = stepsInSight(frame);
  const { columns } = frame;
  const steps = stepsPerPixel(frame);
  for (let step = Math.floor(first / steps) * steps; step <= last && step < values.length; step += steps) {
    let most = Number.NEGATIVE_INFINITY;
    for (let i = step; i < Math.min(values.length, step + steps); i++) if (values[i] > most) most = values[i];
    if (most > Number.NEGATIVE_INFINITY) yield [columnLeft(frame, step), columns.widthOf(step) * steps, most];
  }
}

function stroke(context: CanvasRenderingContext2D, [from, to]: [number, number][]): void {
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...to);
  context.stroke();
}
