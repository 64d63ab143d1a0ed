import { element, setAttribute } from "../../shared/dom.ts";
import type { Theme } from "../../shared/theme.ts";
import { columnLeft, type Frame, type Lane, stepsInSight, stepsPerPixel } from "./lane.ts";
import { LaneCanvas } from "./laneCanvas.ts";

const ROW = 34;
const GAP = 3;
/** Powers of ten below the largest that a logarithmic row shows. */
const DECADES = 4;

/** One row of bars, a value a step. */
export interface BarsRow {
  name: string;
  values: Float32Array;
  /** "log": magnitudes, the largest as high as the row. "signed": up and down from the middle. "linear": from 0 up. */
  scale: "log" | "signed" | "linear";
}

/** Rows of bars along the time axis, each with its name at its beginning and a scale of its own. */
export class BarsLane implements Lane {
  private readonly canvas = new LaneCanvas();
  readonly plot: HTMLElement;
  readonly view: HTMLElement;
  private rows: readonly { row: BarsRow; most: number }[] = [];

  constructor(bar: HTMLElement) {
    this.plot = element("div", { role: "img" }, this.canvas.view);
    this.view = element("div", { class: "bars-lane" }, bar, this.plot);
  }

  show(rows: readonly BarsRow[], summary: string): void {
    this.rows = rows.map((row) => ({
      row,
      most: row.values.reduce((most, value) => Math.max(most, Math.abs(value) || 0), 0),
    }));
    setAttribute(this.plot, "aria-label", summary);
  }

  draw(frame: Frame): boolean {
    const context = this.canvas.begin(frame.width, Math.max(1, this.rows.length * (ROW + GAP)));
    if (!context) return true;
    for (const [i, { row, most }] of this.rows.entries()) {
      const top = i * (ROW + GAP);
      drawBars(context, frame, row, most, top);
      drawName(context, frame.theme, row.name, top, frame);
    }
    return true;
  }

  select(): void {}
}

function drawBars(context: CanvasRenderingContext2D, frame: Frame, row: BarsRow, most: number, top: number): void {
  const { theme, columns } = frame;
  const middle = row.scale === "signed" ? top + ROW / 2 : top + ROW;
  context.fillStyle = theme.grid;
  context.fillRect(0, Math.round(middle) - 1, frame.width, 1);
  if (most === 0) return;
  const [first, last] = stepsInSight(frame);
  const steps = stepsPerPixel(frame);
  for (let step = Math.floor(first / steps) * steps; step <= last && step < row.values.length; step += steps) {
    let value = 0;
    for (let i = step; i < Math.min(row.values.length, step + steps); i++) {
      if (Math.abs(row.values[i]) > Math.abs(value)) value = row.values[i];
    }
    const share = shareOf(Math.abs(value) / most, row.scale);
    if (share <= 0) continue;
    const height = share * (row.scale === "signed" ? ROW / 2 : ROW - 1);
    const [left, width] = [columnLeft(frame, step), columns.widthOf(step) * steps];
    context.fillStyle = value < 0 ? theme.validation : theme.training;
    context.fillRect(
      left,
      value < 0 ? middle : middle - height,
      width >= 4 ? width - 1 : Math.max(0.75, width),
      height,
    );
  }
}

/** How high a bar is, 0 … 1, of its share of the largest. */
function shareOf(share: number, scale: BarsRow["scale"]): number {
  if (scale !== "log") return share;
  return share > 0 ? Math.max(0, 1 + Math.log10(share) / DECADES) : 0;
}

function drawName(
  context: CanvasRenderingContext2D,
  theme: Theme,
  name: string,
  top: number,
  { width, mirrored }: Frame,
): void {
  if (name === "") return;
  context.font = `11px ${theme.fontFamily}`;
  context.textBaseline = "top";
  context.textAlign = mirrored ? "right" : "left";
  const wide = context.measureText(name).width + 8;
  context.globalAlpha = 0.8;
  context.fillStyle = theme.background;
  context.fillRect(mirrored ? width - wide : 0, top, wide, 14);
  context.globalAlpha = 1;
  context.fillStyle = theme.faint;
  context.fillText(name, mirrored ? width - 4 : 4, top + 1);
}
