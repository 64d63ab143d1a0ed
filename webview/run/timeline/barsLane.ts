import { element, setAttribute } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";
import { columnLeft, type Frame, type Lane, stepsInSight, stepsPerPixel } from "./lane.ts";
import { LaneCanvas } from "./laneCanvas.ts";
import { type Grid, GridTable } from "./tables/gridTable.ts";
import { stepGrid } from "./tables/stepGrid.ts";

/** Pixels of a name above its row. */
export const NAME = 15;
const BARS = 26;
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
  private readonly table: GridTable;
  private grid: Grid | undefined;

  /** `title`: what the bars are. */
  constructor(bar: HTMLElement, title: string) {
    this.plot = element("div", { role: "img" }, this.canvas.view);
    this.table = new GridTable(title, t("Step"));
    bar.append(this.table.toggle);
    this.view = element("div", { class: "bars-lane" }, bar, this.plot, this.table.view);
  }

  show(rows: readonly BarsRow[], symbols: readonly string[], summary: string): void {
    const steps = Math.max(0, ...rows.map(({ values }) => values.length));
    const cells = rows.map(({ name, values }) => ({ name, cell: (step: number) => barText(values[step]) }));
    this.grid = rows.length === 0 ? undefined : stepGrid(symbols, steps, cells);
    this.rows = rows.map((row) => ({
      row,
      most: row.values.reduce((most, value) => Math.max(most, Math.abs(value) || 0), 0),
    }));
    setAttribute(this.plot, "aria-label", summary);
  }

  draw(frame: Frame): boolean {
    const height = this.rows.reduce((sum, { row }) => sum + heightOf(row) + GAP, 0);
    const context = this.canvas.begin(frame.width, Math.max(1, height));
    if (!context) return true;
    let top = 0;
    for (const { row, most } of this.rows) {
      drawRowName(context, frame, row.name, top);
      drawBars(context, frame, row, most, top + heightOf(row) - BARS);
      top += heightOf(row) + GAP;
    }
    return true;
  }

  select(_: Frame, step: number | null): void {
    this.table.show(this.grid, { column: step, row: null });
  }
}

function barText(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? "" : value.toPrecision(3).replace("-", "−");
}

function drawBars(context: CanvasRenderingContext2D, frame: Frame, row: BarsRow, most: number, top: number): void {
  const { theme, columns } = frame;
  const middle = row.scale === "signed" ? top + BARS / 2 : top + BARS;
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
    const height = share * (row.scale === "signed" ? BARS / 2 : BARS - 1);
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

/** The name of a row, above where it begins. */
export function drawRowName(
  context: CanvasRenderingContext2D,
  { width, mirrored, theme }: Frame,
  name: string,
  top: number,
): void {
  context.font = `11px ${theme.fontFamily}`;
  context.textBaseline = "top";
  context.textAlign = mirrored ? "right" : "left";
  context.fillStyle = theme.faint;
  context.fillText(name, mirrored ? width : 0, top + 1);
}

/** Pixels of a row; its name stands above its bars. */
function heightOf({ name }: BarsRow): number {
  return (name === "" ? 0 : NAME) + BARS;
}
