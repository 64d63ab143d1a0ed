import { element, setAttribute } from "../../shared/dom.ts";
import type { States } from "../../shared/heatMap.ts";
import type { Theme } from "../../shared/theme.ts";
import type { Frame, Lane } from "../timeline/lane.ts";
import { LaneCanvas } from "../timeline/laneCanvas.ts";
import { HeatPainter } from "../timeline/maps/heatPainter.ts";
import { type Scale, tableOf } from "../timeline/maps/scale.ts";
import { type Grid, GridTable } from "../timeline/tables/gridTable.ts";

/** Pixels of a row and of a map at most, and what a name needs. */
const TALLEST_ROW = 15;
const TALLEST = 330;
const READABLE = 9;

/** The rows of a map, from above. */
export interface MapRow {
  /** "" where there is none. */
  name: string;
  /** The column of the matrix. */
  unit: number;
  /** Of the blank: it is drawn in grey. */
  isBlank?: boolean;
}

/** A heat map along the time axis whose rows have names. */
export class LabelMapLane implements Lane {
  private readonly canvas = new LaneCanvas();
  private readonly painter = new HeatPainter();
  readonly plot: HTMLElement;
  readonly view: HTMLElement;
  private readonly table: GridTable;
  private map: { states: States; rows: readonly MapRow[]; scale: Scale } | undefined;
  private grid: Grid | undefined;
  private drawnFor: Theme | undefined;

  /**
   * @param title what the rows are of
   * @param corner what the columns are
   */
  constructor(bar: HTMLElement, title: string, corner: string) {
    this.plot = element("div", { tabindex: "0", role: "application", "aria-label": title }, this.canvas.view);
    this.table = new GridTable(title, corner);
    bar.append(this.table.toggle);
    this.view = element("div", { class: "label-map" }, bar, this.plot, this.table.view);
  }

  show(map: { states: States; rows: readonly MapRow[]; scale: Scale }, grid: Grid, summary: string): void {
    [this.map, this.grid, this.drawnFor] = [map, grid, undefined];
    setAttribute(this.plot, "aria-roledescription", summary);
  }

  draw(frame: Frame): boolean {
    const { map } = this;
    if (!map) return true;
    const { rows, states, scale } = map;
    const tall = Math.min(TALLEST_ROW, TALLEST / Math.max(1, rows.length));
    const row = tall >= 1 ? Math.floor(tall) : tall;
    const height = Math.max(1, Math.round(rows.length * row));
    const context = this.canvas.begin(frame.width, height);
    if (!context) return true;
    if (this.drawnFor !== frame.theme) {
      this.drawnFor = frame.theme;
      const units = Math.max(1, Math.floor(1 / (row * devicePixelRatio)));
      const order = Uint16Array.from(rows, ({ unit }) => unit);
      this.painter.set({ states, order, units, scale, table: tableOf(scale, frame.theme.kind) });
    }
    const complete = this.painter.paint(context, frame, height);
    this.greyBlanks(context, frame, row);
    if (row >= READABLE) this.drawNames(context, frame, row);
    return complete;
  }

  select(_: Frame, step: number | null): void {
    this.table.show(this.grid, { column: step, row: null });
  }

  /** Takes the colour of the rows of blanks away. */
  private greyBlanks(context: CanvasRenderingContext2D, frame: Frame, row: number): void {
    const { columns, left, width, mirrored } = frame;
    const end = Math.min(width, columns.total - left);
    context.save();
    context.globalCompositeOperation = "saturation";
    context.fillStyle = "hsl(0, 0%, 50%)";
    for (const [y, { isBlank }] of this.map!.rows.entries()) {
      if (isBlank) context.fillRect(mirrored ? width - end : 0, y * row, end, row);
    }
    context.restore();
  }

  private drawNames(context: CanvasRenderingContext2D, { theme, width, mirrored }: Frame, row: number): void {
    context.font = `${Math.min(11, row - 1)}px ${theme.monoFamily}`;
    context.textAlign = mirrored ? "right" : "left";
    context.textBaseline = "middle";
    for (const [y, { name, isBlank }] of this.map!.rows.entries()) {
      if (name === "") continue;
      const wide = context.measureText(name).width + 6;
      context.fillStyle = theme.background;
      context.globalAlpha = 0.8;
      context.fillRect(mirrored ? width - wide : 0, y * row, wide, row);
      context.globalAlpha = 1;
      context.fillStyle = isBlank ? theme.faint : theme.foreground;
      context.fillText(name, mirrored ? width - 3 : 3, y * row + row / 2 + 0.5);
    }
  }
}
