import { grouped } from "../../../src/base/words.ts";
import { element, setText } from "../../shared/dom.ts";
import { tableRegion } from "../../shared/tableRegion.ts";
import { t } from "../../shared/text.ts";
import { type Figure, type FigureCurve, nameOfColumn } from "./figure.ts";
import type { Range } from "./sight.ts";

/** A person reads no more; an export and the run's folder have them all. */
const MOST_ROWS = 200;
/** A table that changes ten times a second cannot be read. */
const INTERVAL = 1000;

/** The figures of the panes as a table, latest first. */
export class RowsTable {
  private readonly caption = element("caption");
  private readonly head = element("tr");
  private readonly body = element("tbody");
  readonly view = tableRegion(
    t("Table of the curves"),
    element("table", {}, this.caption, element("thead", {}, this.head), this.body),
  );
  private drawn = Number.NEGATIVE_INFINITY;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private shown: { figures: readonly Figure[]; range: Range } = { figures: [], range: { from: 0, to: 0 } };

  constructor() {
    this.view.hidden = true;
  }

  /** Draws now, or soon when it was drawn a moment ago. */
  draw(figures: readonly Figure[], range: Range): void {
    this.shown = { figures, range };
    if (this.view.hidden || this.timer !== undefined) return;
    const wait = this.drawn + INTERVAL - performance.now();
    if (wait <= 0) this.drawNow();
    else
      this.timer = setTimeout(() => {
        this.timer = undefined;
        this.drawNow();
      }, wait);
  }

  drawNow(): void {
    this.drawn = performance.now();
    const { figures, range } = this.shown;
    const columns = tableColumns(figures);
    const rows = latestRows(columns, range, MOST_ROWS);
    setText(this.caption, rows.length === 0 ? t("No rows yet.") : t("Latest first, at most {0} rows.", MOST_ROWS));
    const titles = [t("Step"), ...columns.map(({ title }) => title)];
    this.head.replaceChildren(...titles.map((title) => element("th", { scope: "col" }, title)));
    this.body.replaceChildren(
      ...rows.map(({ step, values }) =>
        element(
          "tr",
          {},
          element("th", { scope: "row" }, grouped(step)),
          ...wordsOf(columns, values).map((text) => element("td", {}, text)),
        ),
      ),
    );
  }
}

/** A column of the table: the curve of one run. */
interface TableColumn {
  /** "loss", of one of several runs "run-3 loss". */
  name: string;
  title: string;
  curve: FigureCurve;
  said(value: number): string;
}

/** The columns that figures have, those of each run of a group too. */
export function tableColumns(figures: readonly Figure[]): TableColumn[] {
  return figures.flatMap(({ name, label, curves, said }) =>
    curves.flatMap((curve): TableColumn[] => {
      const { table, column, owner } = curve;
      const own = nameOfColumn(table, column);
      if (owner === undefined) return [{ name: own, title: titleOf(name, label, curve), curve, said }];
      return curve.runs.map((run, i) => {
        const who = owner.members[i];
        return { name: `${who.id} ${own}`, title: `${who.label}: ${label}`, curve: { ...curve, runs: [run] }, said };
      });
    }),
  );
}

/** "Training loss" */
function titleOf(name: string, label: string, curve: FigureCurve): string {
  if (name === "loss") return curve.table === "steps" ? t("Training loss") : t("Validation loss");
  return curve.label === label ? label : `${label}: ${curve.label}`;
}

/** What a row has of each column; undefined where its table has no row of this step. */
export interface Row {
  step: number;
  values: (number | undefined)[];
}

/** Each value as it is said; "" where there is none. */
export function wordsOf(columns: readonly TableColumn[], values: readonly (number | undefined)[]): string[] {
  return values.map((value, i) => {
    if (value === undefined) return "";
    return Number.isFinite(value) ? columns[i].said(value) : t("not finite");
  });
}

/** The last rows within a range of steps, all tables joined by step, latest first. */
export function latestRows(columns: readonly TableColumn[], { from, to }: Range, most: number): Row[] {
  const tableOf = ({ curve }: TableColumn) => curve.runs[0][curve.table];
  const tables = [...new Set(columns.map(tableOf))];
  const places = columns.map((column) => {
    return { table: tables.indexOf(tableOf(column)), values: tableOf(column).column(column.curve.column)?.values };
  });
  const stepAt = (table: number, row: number) => (row < 0 ? -1 : tables[table].steps.values[row]);
  const next = tables.map(({ steps }, table) => {
    let row = steps.firstFrom(to) - 1;
    // `to` itself is in sight.
    while (row + 1 < steps.length && stepAt(table, row + 1) <= to) row++;
    return row;
  });
  const rows: Row[] = [];
  while (rows.length < most) {
    const step = next.reduce((latest, row, table) => Math.max(latest, stepAt(table, row)), -1);
    if (step < 0 || step < from) break;
    const here = next.map((row, table) => (stepAt(table, row) === step ? next[table]-- : -1));
    const values = places.map(({ table, values }) => (here[table] < 0 ? undefined : values?.[here[table]]));
    if (values.some((value) => value !== undefined)) rows.push({ step, values });
  }
  return rows;
}
