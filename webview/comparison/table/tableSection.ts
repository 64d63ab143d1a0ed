import type { ComparisonState, ComparisonTable } from "../../../src/contracts/comparisonPanel.ts";
import { button, element, setText } from "../../shared/dom.ts";
import { actionMenu, menu } from "../../shared/menu.ts";
import { csvText, markdownTable } from "../../shared/tableText.ts";
import { t } from "../../shared/text.ts";
import { type Comparison, MOST_DRAWN } from "../comparison.ts";
import { orderBy, type RunColumn, runColumns } from "./columns.ts";
import { GroupsTable, groupRows } from "./groupsTable.ts";
import { RunsTable } from "./runsTable.ts";

type KeptTable = Pick<ComparisonState, "sort" | "columns" | "drawn">;

/** What the section asks of who made it. */
interface TableNeeds {
  keep(change: KeptTable): void;
  /** The runs that are drawn are others. */
  drawnChanged(): void;
  show(folder: string): void;
  save(name: string, content: string): void;
  copy(text: string): void;
}

/** All runs with what differs and what came of it, and the means of groups. */
export class TableSection {
  private readonly runs: RunsTable;
  private readonly groups = new GroupsTable();
  private readonly note = element("p", { class: "faint" });
  private readonly choices = element("div", { class: "choices" });
  private readonly all = button(t("Draw All"), () => this.drawAll(true), { class: "secondary" });
  private readonly none = button(t("Draw None"), () => this.drawAll(false), { class: "secondary" });
  readonly view: HTMLElement;
  private offered = "";
  private shown: ComparisonTable | undefined;
  private ticked = "";
  /** It is sorted anew, or has other columns. */
  private isStale = false;

  constructor(
    private readonly comparison: Comparison,
    private readonly kept: KeptTable,
    private readonly needs: TableNeeds,
  ) {
    this.runs = new RunsTable(comparison, {
      sort: (column) => this.sort(column),
      tick: (folder, on) => this.tick(folder, on),
      show: (folder) => needs.show(folder),
    });
    const columns = menu(t("Columns"), this.choices);
    const exports = actionMenu(t("Export Table"), [
      [t("Save as {0}", "CSV"), () => needs.save("comparison.csv", this.csv())],
      [t("Copy Table as Markdown"), () => needs.copy(this.markdown())],
    ]);
    const controls = element("div", { class: "controls" }, this.all, this.none, columns, exports);
    const title = element("h2", { id: "table-title" }, t("Runs"));
    this.view = element(
      "section",
      { class: "compared", "aria-labelledby": "table-title" },
      element("div", { class: "bar-of-section" }, title, controls),
      ...[this.note, this.runs.view, this.groups.view],
    );
    this.choices.addEventListener("change", ({ target }) => {
      if (!(target instanceof HTMLInputElement)) return;
      this.keep({ columns: { ...this.kept.columns, [target.value]: target.checked } });
    });
  }

  draw(): void {
    const { table, drawn } = this.comparison;
    this.view.hidden = table === undefined;
    // What runs send changes nothing here.
    const ticked = drawn.map(({ folder }) => folder).join("\n");
    if (table === undefined || (table === this.shown && ticked === this.ticked && !this.isStale)) return;
    [this.shown, this.ticked, this.isStale] = [table, ticked, false];
    const columns = runColumns(table);
    this.offer(columns);
    const shown = columns.filter((column) => this.isShown(column));
    this.runs.draw(shown, this.orderOf(columns), this.sorted);
    this.groups.draw(table, shown);
    const some = t("{0} of {1} runs are drawn. Tick others to see them too.", drawn.length, table.rows.length);
    setText(this.note, drawn.length < table.rows.length ? some : "");
    this.note.hidden = this.note.textContent === "";
    const isMany = table.rows.length > MOST_DRAWN;
    this.all.hidden = isMany || drawn.length === table.rows.length;
    this.none.hidden = drawn.length === 0;
  }

  /** By the figure that runs are judged by, the best first, until somebody sorts. */
  private orderOf(columns: readonly RunColumn[]): number[] {
    const table = this.comparison.table!;
    const column = columns.find(({ key }) => key === this.kept.sort?.column);
    return column === undefined ? table.order : orderBy(column, table.rows.length, this.kept.sort!.down);
  }

  private get sorted() {
    const { sort } = this.kept;
    const { by, columns } = this.comparison.table!;
    if (sort !== undefined || by === null) return sort;
    return { column: `${columns[by].part} ${columns[by].figure}`, down: false };
  }

  private isShown({ key, usual }: RunColumn): boolean {
    return this.kept.columns?.[key] ?? usual;
  }

  private sort({ key }: RunColumn): void {
    const { sorted } = this;
    this.keep({ sort: { column: key, down: sorted?.column === key && !sorted.down } });
  }

  private tick(folder: string, on: boolean): void {
    const drawn = this.comparison.drawn.map((row) => row.folder).filter((other) => other !== folder);
    this.choose(on ? [...drawn, folder] : drawn);
  }

  private drawAll(on: boolean): void {
    this.choose(on ? this.comparison.rows.map(({ folder }) => folder) : []);
  }

  private choose(drawn: string[]): void {
    this.comparison.draw(drawn);
    this.keep({ drawn });
    this.needs.drawnChanged();
  }

  private keep(change: KeptTable): void {
    Object.assign(this.kept, change);
    this.needs.keep(change);
    this.isStale = true;
    this.draw();
  }

  /** A box for each column. */
  private offer(columns: readonly RunColumn[]): void {
    const offered = columns.map(({ key }) => key).join("\n");
    if (offered !== this.offered) {
      this.offered = offered;
      this.choices.replaceChildren(
        ...columns.map(({ key, title }) =>
          element("label", {}, element("input", { type: "checkbox", value: key }), title),
        ),
      );
    }
    const boxes = this.choices.querySelectorAll("input");
    columns.forEach((column, i) => {
      boxes[i].checked = this.isShown(column);
    });
  }

  /** Every column, and every digit of each number. */
  private csv(): string {
    const { rows } = this.comparison;
    const columns = runColumns(this.comparison.table!);
    const head = ["run", "label", "seed", "state", ...columns.map(({ key }) => key)];
    const lines = this.orderOf(columns).map((row) => {
      const { id, label, seed, state } = rows[row];
      return [id, label, seed, state, ...columns.map((column) => column.value(row))];
    });
    return csvText([head, ...lines]);
  }

  /** What is shown, the best in bold, and what can be said of it. */
  private markdown(): string {
    const table = this.comparison.table!;
    const all = runColumns(table);
    const columns = all.filter((column) => this.isShown(column));
    const bold = (text: string, isBest: boolean) => (isBest ? `**${text}**` : text);
    const lines = this.orderOf(all).map((row) => [
      table.rows[row].label,
      ...columns.map((column) => bold(column.text(row), column.isBest(row))),
    ]);
    const settings = 1 + columns.filter(({ key }) => table.settings.some((setting) => setting.key === key)).length;
    const groups = groupRows(table, columns);
    const groupLines = groups.rows.map(({ label, cells }) => [label, ...cells.map((it) => bold(it.text, it.isBest))]);
    return [
      markdownTable([t("Run"), ...columns.map(({ title }) => title)], lines, settings),
      ...(groupLines.length > 0 ? [markdownTable(groups.head, groupLines, 1)] : []),
      ...[...table.verdicts, ...table.warnings].map((sentence) => `${sentence}\n`),
    ].join("\n");
  }
}
