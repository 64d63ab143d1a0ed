import { actionMenu } from "../../shared/menu.ts";
import { csvText, markdownTable } from "../../shared/tableText.ts";
import { t } from "../../shared/text.ts";
import type { Figure } from "./figure.ts";
import { latestRows, type Row, tableColumns, wordsOf } from "./rowsTable.ts";
import type { Range } from "./sight.ts";

/** Rows of a table that is pasted somewhere. */
const MOST_COPIED = 200;

/** What is shown: some figures, of some steps. */
export interface Shown {
  figures: readonly Figure[];
  range: Range;
}

function all({ figures, range }: Shown): { names: string[]; rows: Row[] } {
  const columns = tableColumns(figures);
  return {
    names: columns.map(({ name }) => name),
    rows: latestRows(columns, range, Number.POSITIVE_INFINITY).reverse(),
  };
}

/** One row a step, every digit of every number; a figure that a step does not have is empty. */
export function csvOf(shown: Shown): string {
  const { names, rows } = all(shown);
  return csvText([["step", ...names], ...rows.map(({ step, values }) => [step, ...values])]);
}

/** One object a step; what is not finite is null. */
export function jsonOf(shown: Shown): string {
  const { names, rows } = all(shown);
  const objects = rows.map(({ step, values }) =>
    Object.fromEntries([
      ["step", step],
      ...names.flatMap((name, i) => (values[i] === undefined ? [] : [[name, values[i]]])),
    ]),
  );
  return `[\n${objects.map((row) => JSON.stringify(row)).join(",\n")}\n]\n`;
}

/** The table as Markdown, as people read its figures. */
export function markdownOf({ figures, range }: Shown): string {
  const columns = tableColumns(figures);
  const rows = latestRows(columns, range, MOST_COPIED);
  return markdownTable(
    [t("Step"), ...columns.map(({ title }) => title)],
    rows.map(({ step, values }) => [String(step), ...wordsOf(columns, values)]),
  );
}

/** The menu of what can be made of what is shown. */
export function exportMenu(make: Record<"PNG" | "SVG" | "CSV" | "JSON", () => void>, copy: () => void): HTMLElement {
  const items = Object.entries(make).map(([kind, act]) => [t("Save as {0}", kind), act] as const);
  return actionMenu(t("Export"), [...items, [t("Copy Table as Markdown"), copy]]);
}
