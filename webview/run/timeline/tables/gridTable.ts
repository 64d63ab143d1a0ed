import { grouped } from "../../../../src/base/words.ts";
import { button, element } from "../../../shared/dom.ts";
import { tableRegion } from "../../../shared/tableRegion.ts";
import { t } from "../../../shared/text.ts";

/** Columns on each side of the chosen one, and rows that are shown at once. */
const BESIDE = 3;
const MOST_ROWS = 64;

/** The numbers of a picture: how many columns and rows it has, what they are called, and the text of each cell. */
export interface Grid {
  columns: number;
  column(index: number): string;
  rows: number;
  row(index: number): string;
  cell(row: number, column: number): string;
  /** Says which rows are shown, where not all are. */
  someRows?(first: number, last: number): string;
}

/** The place of the picture that is chosen. */
export interface GridPlace {
  column: number | null;
  row: number | null;
}

/** The numbers of a picture around the chosen place, as a table that a button shows and hides: for whoever reads rather than sees them. */
export class GridTable {
  readonly toggle: HTMLButtonElement;
  readonly view = element("div", { class: "value-table" });
  private readonly beside: number;
  private readonly mostRows: number;
  private grid: Grid | undefined;
  private at: GridPlace = { column: null, row: null };
  private drawn = "";

  /**
   * @param corner what the heads of the columns are
   * @param size columns on each side of the chosen one, and rows at most
   */
  constructor(
    private readonly label: string,
    private readonly corner: string,
    { beside = BESIDE, rows = MOST_ROWS } = {},
  ) {
    [this.beside, this.mostRows] = [beside, rows];
    this.view.hidden = true;
    this.toggle = button(t("Table"), () => this.turn(), {
      class: "quiet table-toggle",
      "aria-pressed": "false",
      "aria-label": t("Table: {0}", label),
    });
  }

  /** Takes what the picture shows now. The table is made only where it is seen. */
  show(grid: Grid | undefined, at: GridPlace): void {
    if (grid !== this.grid) this.drawn = "";
    [this.grid, this.at] = [grid, at];
    this.toggle.hidden = grid === undefined;
    if (!this.view.hidden) this.draw();
  }

  private turn(): void {
    this.view.hidden = !this.view.hidden;
    this.toggle.setAttribute("aria-pressed", String(!this.view.hidden));
    if (!this.view.hidden) this.draw();
  }

  private draw(): void {
    const { grid, at } = this;
    if (!grid) return this.view.replaceChildren();
    const first = Math.max(0, Math.min(grid.columns - 1 - 2 * this.beside, (at.column ?? 0) - this.beside));
    const last = Math.min(grid.columns - 1, first + 2 * this.beside);
    const { mostRows } = this;
    const top = Math.max(0, Math.min(grid.rows - mostRows, (at.row ?? 0) - Math.floor(mostRows / 2)));
    const drawn = `${first} ${at.column} ${at.row} ${top}`;
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    const columns = Array.from({ length: last - first + 1 }, (_, i) => first + i);
    const rows = Array.from({ length: Math.min(grid.rows, mostRows) }, (_, i) => top + i);
    const table = element(
      "table",
      {},
      element("thead", {}, this.head(grid, columns)),
      element("tbody", {}, ...rows.map((row) => this.row(grid, columns, row))),
    );
    const some = grid.rows > mostRows ? grid.someRows?.(top, top + mostRows - 1) : undefined;
    const note = some === undefined ? [] : [element("p", { class: "faint" }, some)];
    this.view.replaceChildren(tableRegion(this.label, table), ...note);
  }

  private head(grid: Grid, columns: readonly number[]): HTMLElement {
    const heads = columns.map((column) => {
      return element("th", { scope: "col", ...current(column === this.at.column) }, grid.column(column));
    });
    return element("tr", {}, element("th", { scope: "col" }, this.corner), ...heads);
  }

  private row(grid: Grid, columns: readonly number[], row: number): HTMLElement {
    const cells = columns.map((column) => element("td", {}, grid.cell(row, column)));
    return element("tr", current(row === this.at.row), element("th", { scope: "row" }, grid.row(row)), ...cells);
  }
}

/** The head of a step: "12 “e”". */
export function stepHead(step: number, name: string): string {
  return `${grouped(step)} ${name}`;
}

function current(is: boolean): Record<string, string> {
  return is ? { "aria-current": "true" } : {};
}
