import { element } from "../../shared/dom.ts";
import { tableRegion } from "../../shared/tableRegion.ts";

/** A table of a report under its title. */
export function reportTable(title: string, parts: readonly HTMLElement[], className = ""): HTMLElement {
  return element(
    "figure",
    { class: "report" },
    element("figcaption", {}, title),
    tableRegion(title, element("table", { class: className }, ...parts)),
  );
}

export function headOf(titles: readonly string[]): HTMLElement {
  return element("thead", {}, element("tr", {}, ...titles.map((title) => element("th", { scope: "col" }, title))));
}
