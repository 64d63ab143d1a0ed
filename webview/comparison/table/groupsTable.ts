import { isBetter } from "../../../src/base/metrics.ts";
import type { ComparisonTable } from "../../../src/contracts/comparisonPanel.ts";
import { element } from "../../shared/dom.ts";
import { labelHead, tableRegion } from "../../shared/tableRegion.ts";
import { t } from "../../shared/text.ts";
import type { RunColumn } from "./columns.ts";
import { drawCell } from "./runsTable.ts";

/** The groups of a comparison with mean and deviation of each figure that is shown; nothing where no seed was repeated. */
export class GroupsTable {
  private readonly head = element("tr");
  private readonly body = element("tbody");
  readonly view = tableRegion(
    t("Groups of seeds"),
    element("table", { class: "groups" }, element("thead", {}, this.head), this.body),
  );
  private drawn = "";

  draw(table: ComparisonTable, columns: readonly RunColumn[]): void {
    const shown = groupRows(table, columns);
    this.view.hidden = shown.rows.length === 0;
    const drawn = JSON.stringify(shown);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.head.replaceChildren(...shown.head.map((title) => element("th", { scope: "col" }, title)));
    this.body.replaceChildren(
      ...shown.rows.map(({ label, cells }) => {
        const made = cells.map(({ text, isBest }) => {
          const cell = element("td");
          drawCell(cell, text, isBest);
          return cell;
        });
        return element("tr", {}, labelHead("row", label), ...made);
      }),
    );
  }
}

/** Head and rows, for the page and for a text. */
export function groupRows(
  { groups, columns: all, rows, best }: ComparisonTable,
  columns: readonly RunColumn[],
): { head: string[]; rows: { label: string; cells: { text: string; isBest: boolean }[] }[] } {
  if (groups.every(({ counted }) => counted < 2)) return { head: [], rows: [] };
  const figures = columns.flatMap(({ figure, title }) => (figure === undefined ? [] : [{ figure, title }]));
  const comparable = best.some((value) => value !== null) && rows.length > 0;
  const bestOf = (figure: number) => {
    const means = groups.flatMap(({ means }) => means[figure] ?? []);
    if (!comparable || means.length < 2) return undefined;
    return means.reduce((a, b) => (isBetter(all[figure].figure, b, a) ? b : a));
  };
  return {
    head: [t("mean ± deviation"), t("seeds"), ...figures.map(({ title }) => title)],
    rows: groups.map(({ label, counted, figures: texts, means }) => ({
      label,
      cells: [
        { text: String(counted), isBest: false },
        ...figures.map(({ figure }) => {
          return { text: texts[figure], isBest: means[figure] !== null && means[figure] === bestOf(figure) };
        }),
      ],
    })),
  };
}
