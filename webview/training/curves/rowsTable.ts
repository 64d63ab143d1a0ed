import { grouped } from "../../../src/base/words.ts";
import { element, setText } from "../../shared/dom.ts";
import { tableRegion } from "../../shared/tableRegion.ts";
import { t } from "../../shared/text.ts";
import type { RunView } from "../runView.ts";
import type { Figure } from "./figure.ts";
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

  constructor(private readonly run: RunView) {
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
    const rows = latestRows(this.run.curves, figures, range, MOST_ROWS);
    setText(this.caption, rows.length === 0 ? t("No rows yet.") : t("Latest first, at most {0} rows.", MOST_ROWS));
    const titles = columnTitles(figures);
    this.head.replaceChildren(...[t("Step"), ...titles].map((title) => element("th", { scope: "col" }, title)));
    this.body.replaceChildren(
      ...rows.map(({ step, values }) =>
        element(
          "tr",
          {},
          element("th", { scope: "row" }, grouped(step)),
          ...wordsOf(figures, values).map((text) => element("td", {}, text)),
        ),
      ),
    );
  }
}

/** What a row has of each curve of the figures; undefined where its table has no row of this step. */
export interface Row {
  step: number;
  values: (number | undefined)[];
}

/** "Training loss": of each curve of the figures. */
export function columnTitles(figures: readonly Figure[]): string[] {
  return figures.flatMap(({ name, label, curves }) =>
    curves.map((curve) => {
      if (name === "loss") return curve.table === "steps" ? t("Training loss") : t("Validation loss");
      return curve.label === label ? label : `${label}: ${curve.label}`;
    }),
  );
}

/** Each value as it is said; "" where there is none. */
export function wordsOf(figures: readonly Figure[], values: readonly (number | undefined)[]): string[] {
  const saids = figures.flatMap(({ curves, said }) => curves.map(() => said));
  return values.map((value, i) => {
    if (value === undefined) return "";
    return Number.isFinite(value) ? saids[i](value) : t("not finite");
  });
}

/** The last rows within a range of steps, both tables joined by step, latest first. */
export function latestRows(
  tables: RunView["curves"],
  figures: readonly Figure[],
  { from, to }: Range,
  most: number,
): Row[] {
  const { steps, validations } = tables;
  const curves = figures.flatMap((figure) => figure.curves);
  const columns = curves.map(({ table, column }) => tables[table].column(column));
  const rows: Row[] = [];
  const at = ({ steps }: { steps: { values: Float64Array } }, row: number) => (row < 0 ? -1 : steps.values[row]);
  let [i, j] = [steps, validations].map((table) => table.steps.firstFrom(to + Number.EPSILON * to) - 1);
  // `to` itself is in sight.
  while (i + 1 < steps.length && at(steps, i + 1) <= to) i++;
  while (j + 1 < validations.length && at(validations, j + 1) <= to) j++;
  while (rows.length < most && (i >= 0 || j >= 0)) {
    const step = Math.max(at(steps, i), at(validations, j));
    if (step < from) break;
    const [row, other] = [at(steps, i) === step ? i-- : -1, at(validations, j) === step ? j-- : -1];
    const values = curves.map(({ table }, k) => {
      const own = table === "steps" ? row : other;
      return own < 0 ? undefined : columns[k]?.values[own];
    });
    if (values.some((value) => value !== undefined)) rows.push({ step, values });
  }
  return rows;
}
