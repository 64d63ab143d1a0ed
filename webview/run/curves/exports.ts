import { element } from "../../shared/dom.ts";
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

/** RFC 4180: one row a step, every digit of every number; a figure that a step does not have is empty. */
export function csvOf(shown: Shown): string {
  const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const { names, rows } = all(shown);
  const head = ["step", ...names].map(cell).join(",");
  const lines = rows.map(({ step, values }) =>
    [step, ...values.map((value) => (value === undefined || Number.isNaN(value) ? "" : value))].join(","),
  );
  return `${[head, ...lines].join("\r\n")}\r\n`;
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
  const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("\n", " ");
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  const columns = tableColumns(figures);
  const titles = [t("Step"), ...columns.map(({ title }) => title)];
  const rows = latestRows(columns, range, MOST_COPIED);
  return [
    ...[line(titles), line(titles.map(() => "---:"))],
    ...rows.map(({ step, values }) => line([String(step), ...wordsOf(columns, values)])),
    "",
  ].join("\n");
}

/** The menu of what can be made of what is shown. */
export function exportMenu(make: Record<"PNG" | "SVG" | "CSV" | "JSON", () => void>, copy: () => void): HTMLElement {
  const menu = element("details", { class: "menu" }, element("summary", { class: "button secondary" }, t("Export")));
  const item = (label: string, act: () => void) => {
    const made = element("button", { type: "button", class: "secondary" }, label);
    made.addEventListener("click", () => {
      menu.open = false;
      menu.querySelector("summary")?.focus();
      act();
    });
    return made;
  };
  const items = Object.entries(make).map(([kind, act]) => item(t("Save as {0}", kind), act));
  menu.append(element("div", { class: "menu-items" }, ...items, item(t("Copy Table as Markdown"), copy)));
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
  menu.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !menu.contains(relatedTarget)) menu.open = false;
  });
  return menu;
}
