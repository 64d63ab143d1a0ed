import type { ComparedRow } from "../../../src/contracts/comparisonPanel.ts";
import { element, setAttribute, setText } from "../../shared/dom.ts";
import { icon, lineSwatch } from "../../shared/icons.ts";
import { tableRegion } from "../../shared/tableRegion.ts";
import { t } from "../../shared/text.ts";
import type { Comparison } from "../comparison.ts";
import { lookOf } from "../swatch.ts";
import type { RunColumn } from "./columns.ts";

/** By which column rows stand, and whether the worst come first. */
export interface Sort {
  column: string;
  down: boolean;
}

/** What a person does in the table. */
interface Acts {
  sort(column: RunColumn): void;
  tick(folder: string, on: boolean): void;
  show(folder: string): void;
}

interface ShownRow {
  view: HTMLTableRowElement;
  tick: HTMLInputElement;
  name: HTMLElement;
  swatch: SVGSVGElement;
  cells: HTMLTableCellElement[];
}

/** A row a run: whether it is drawn, how it looks there, the settings that differ and its figures. */
export class RunsTable {
  private readonly head = element("tr");
  private readonly body = element("tbody");
  private readonly caption = element("caption", { class: "visually-hidden" });
  readonly view = tableRegion(
    t("Runs"),
    element("table", { class: "runs" }, this.caption, element("thead", {}, this.head), this.body),
  );
  private rows = new Map<string, ShownRow>();
  private shape = "";
  private order = "";

  constructor(
    private readonly comparison: Comparison,
    private readonly acts: Acts,
  ) {
    this.body.addEventListener("change", ({ target }) => {
      if (target instanceof HTMLInputElement) acts.tick(target.value, target.checked);
    });
    this.body.addEventListener("click", ({ target }) => {
      const button = target instanceof Element ? target.closest("button") : null;
      if (button) acts.show(button.value);
    });
  }

  draw(columns: readonly RunColumn[], order: readonly number[], sort: Sort | undefined): void {
    const { rows } = this.comparison;
    this.build(columns);
    columns.forEach((column, i) => {
      this.drawHead(this.head.children[i + 1] as HTMLElement, column, sort);
    });
    setText(this.caption, t("{0} runs. A tick draws a run in the curves; a heading sorts by its column.", rows.length));
    const drawn = new Set(this.comparison.drawn);
    const shown = order.map((row) => {
      const made = this.rows.get(rows[row].folder) ?? this.make(rows[row], columns.length);
      this.drawRow(made, rows[row], drawn.has(rows[row]));
      columns.forEach((column, i) => {
        drawCell(made.cells[i], column.text(row), column.isBest(row));
      });
      return made.view;
    });
    const folders = order.map((row) => rows[row].folder).join("\n");
    if (folders === this.order) return;
    this.order = folders;
    this.body.replaceChildren(...shown);
  }

  /** Other columns are another table. */
  private build(columns: readonly RunColumn[]): void {
    const shape = columns.map(({ key, title }) => `${key} ${title}`).join("\n");
    if (shape === this.shape) return;
    this.shape = shape;
    this.rows.clear();
    this.order = "";
    const heads = columns.map((column) => {
      // A key may go on in the next line after each of its parts.
      const title = column.title.split(/(?<=\.)/).flatMap((part) => [part, element("wbr")]);
      const arrow = element("span", { class: "arrow" });
      const button = element("button", { type: "button", class: "sort" }, ...title, arrow);
      button.addEventListener("click", () => this.acts.sort(column));
      return element("th", { scope: "col" }, button);
    });
    this.head.replaceChildren(element("th", { scope: "col" }, t("Run")), ...heads);
  }

  private drawHead(head: HTMLElement, { key, fromLargest }: RunColumn, sort: Sort | undefined): void {
    const isSorted = sort?.column === key;
    const rises = isSorted && fromLargest === sort.down;
    setText(head.querySelector(".arrow")!, isSorted ? (rises ? "\u00a0↑" : "\u00a0↓") : "\u00a0\u00a0\u00a0");
    setAttribute(head, "aria-sort", isSorted ? (rises ? "ascending" : "descending") : "none");
  }

  private make({ folder }: ComparedRow, columns: number): ShownRow {
    const tick = element("input", { type: "checkbox", value: folder });
    const swatch = lineSwatch("");
    const name = element("span", { class: "label" });
    const open = element("button", { type: "button", class: "tool", value: folder });
    open.append(icon("right"));
    const cells = Array.from({ length: columns }, () => element("td"));
    const head = element(
      "th",
      { scope: "row" },
      element("div", { class: "run" }, element("label", {}, tick, swatch, name), open),
    );
    const made = { view: element("tr", {}, head, ...cells), tick, name, swatch, cells };
    this.rows.set(folder, made);
    return made;
  }

  private drawRow(
    { view, tick, name, swatch }: ShownRow,
    { folder, label, id, star }: ComparedRow,
    isDrawn: boolean,
  ): void {
    if (tick.checked !== isDrawn) tick.checked = isDrawn;
    setText(name, star ? `★ ${label}` : label);
    setAttribute(name, "title", `${label}\n${id}`);
    setAttribute(swatch, "class", `swatch ${isDrawn ? lookOf(this.comparison.look(folder)) : "not-drawn"}`);
    const open = t("Open the panel of {0}", label);
    const button = view.querySelector("button.tool")!;
    setAttribute(button, "title", open);
    setAttribute(button, "aria-label", open);
  }
}

/** The best is bold and has a sign, which is also said. */
export function drawCell(cell: HTMLTableCellElement, text: string, isBest: boolean): void {
  const said = isBest ? `${text} *` : text;
  setText(cell, said);
  cell.classList.toggle("best", isBest);
  if (isBest) setAttribute(cell, "aria-label", t("{0}, the best", text));
  else cell.removeAttribute("aria-label");
}
