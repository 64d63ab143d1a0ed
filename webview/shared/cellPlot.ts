import { element, setAttribute } from "./dom.ts";
import { drawPixels } from "./heatMap.ts";

/** A cell of a picture, counted from 0 in reading direction and from the top. */
export interface Cell {
  column: number;
  row: number;
}

/** Keeps thin rows and columns pointable: the cursor is at least so wide and high, pixels. */
const LEAST_CURSOR = 4;

/**
 * A picture of one pixel a cell, made larger by CSS, in which a pointer or arrow keys choose a cell. What is written from the right
 * is drawn from the right: the direction is that of the element around.
 */
export class CellPlot {
  private readonly canvas = element("canvas", { role: "img" });
  private readonly cursor = element("div", { class: "cursor" });
  readonly view: HTMLElement;
  private size: Cell = { column: 0, row: 0 };
  private width = 1;
  private height = 1;
  private at: Cell | undefined;

  /**
   * @param label says what arrow keys do; `readout` is the id of what says the chosen cell
   * @param moved to another cell, or to none
   */
  constructor(
    label: string,
    readout: string,
    private readonly moved: (cell: Cell | undefined) => void,
  ) {
    this.cursor.hidden = true;
    const attributes = { class: "plot", tabindex: "0", role: "application", "aria-describedby": readout };
    this.view = element("div", { ...attributes, "aria-label": label }, this.canvas, this.cursor);
    this.view.addEventListener("pointermove", (event) => this.moveTo(this.cellAt(event)));
    this.view.addEventListener("pointerleave", () => {
      if (document.activeElement !== this.view) this.moveTo(undefined);
    });
    this.view.addEventListener("focus", () => this.moveTo(this.at ?? { column: 0, row: 0 }));
    this.view.addEventListener("blur", () => this.moveTo(undefined));
    this.view.addEventListener("keydown", (event) => this.onKey(event));
  }

  /** `pixels` are (rows, columns), RGBA; `summary` is for who cannot see them. */
  draw(pixels: Uint8ClampedArray, columns: number, rows: number, summary: string): void {
    this.size = { column: columns, row: rows };
    setAttribute(this.canvas, "aria-label", summary);
    drawPixels(this.canvas, pixels, columns, rows);
  }

  /** Sizes of a cell on the screen; the picture stays. */
  lay(width: number, height: number): void {
    [this.width, this.height] = [width, height];
    const { column, row } = this.size;
    this.canvas.style.width = `${column * width}px`;
    this.canvas.style.height = `${row * height}px`;
    this.moveTo(this.at && { column: Math.min(this.at.column, column - 1), row: Math.min(this.at.row, row - 1) });
  }

  private get isMirrored(): boolean {
    return getComputedStyle(this.view).direction === "rtl";
  }

  private cellAt({ clientX, clientY }: PointerEvent): Cell | undefined {
    const box = this.canvas.getBoundingClientRect();
    const column = Math.floor((this.isMirrored ? box.right - clientX : clientX - box.left) / this.width);
    const row = Math.floor((clientY - box.top) / this.height);
    const inside = column >= 0 && column < this.size.column && row >= 0 && row < this.size.row;
    return inside ? { column, row } : undefined;
  }

  private onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { column, row } = this.at ?? { column: 0, row: 0 };
    const right = this.isMirrored ? -1 : 1;
    const moves: Record<string, [number, number]> = {
      ArrowLeft: [column - right, row],
      ArrowRight: [column + right, row],
      ArrowUp: [column, row - 1],
      ArrowDown: [column, row + 1],
      PageUp: [column, row - 10],
      PageDown: [column, row + 10],
      Home: [0, row],
      End: [this.size.column - 1, row],
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    const clamp = (value: number, end: number) => Math.max(0, Math.min(end - 1, value));
    this.moveTo({ column: clamp(move[0], this.size.column), row: clamp(move[1], this.size.row) });
    this.cursor.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  private moveTo(cell: Cell | undefined): void {
    this.at = cell;
    this.cursor.hidden = cell === undefined;
    if (cell !== undefined) {
      const [width, height] = [Math.max(LEAST_CURSOR, this.width), Math.max(LEAST_CURSOR, this.height)];
      Object.assign(this.cursor.style, {
        insetInlineStart: `${cell.column * this.width - (width - this.width) / 2}px`,
        top: `${cell.row * this.height - (height - this.height) / 2}px`,
        width: `${width}px`,
        height: `${height}px`,
      });
    }
    this.moved(cell);
  }
}
