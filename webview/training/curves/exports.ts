import { element } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";
import type { RunView } from "../runView.ts";
import { type Figure, nameOfCurve } from "./figure.ts";
import { columnTitles, latestRows, type Row, wordsOf } from "./rowsTable.ts";
import type { Range } from "./sight.ts";

/** Rows of a table that is pasted somewhere. */
const MOST_COPIED = 200;

/** What is shown: some figures, of some steps. */
export interface Shown {
  run: RunView;
  figures: readonly Figure[];
  range: Range;
}

function columnNames(figures: readonly Figure[]): string[] {
  return figures.flatMap(({ curves }) => curves.map(nameOfCurve));
}

function allRows({ run, figures, range }: Shown): Row[] {
  return latestRows(run.curves, figures, range, Number.POSITIVE_INFINITY).reverse();
}

/** RFC 4180: one row a step, every digit of every number; a figure that a step does not have is empty. */
export function csvOf(shown: Shown): string {
  const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const head = ["step", ...columnNames(shown.figures)].map(cell).join(",");
  const lines = allRows(shown).map(({ step, values }) =>
    [step, ...values.map((value) => (value === undefined || Number.isNaN(value) ? "" : value))].join(","),
  );
  return `${[head, ...lines].join("\r\n")}\r\n`;
}

/** One object a step; what is not finite is null. */
export function jsonOf(shown: Shown): string {
  const names = columnNames(shown.figures);
  const rows = allRows(shown).map(({ step, values }) =>
    Object.fromEntries([
      ["step", step],
      ...names.flatMap((name, i) => (values[i] === undefined ? [] : [[name, values[i]]])),
    ]),
  );
  return `[\n${rows.map((row) => JSON.stringify(row)).join(",\n")}\n]\n`;
}

/** The table as Markdown, as people read its figures. */
export function markdownOf({ run, figures, range }: Shown): string {
  const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("\n", " ");
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  const titles = [t("Step"), ...columnTitles(figures)];
  const rows = latestRows(run.curves, figures, range, MOST_COPIED);
  return [
    ...[line(titles), line(titles.map(() => "---:"))],
    ...rows.map(({ step, values }) => line([String(step), ...wordsOf(figures, values)])),
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
