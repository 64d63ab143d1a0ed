import type { CurveTable } from "../../../src/base/curves/curveTable.ts";
import { lossText } from "../../../src/base/metrics.ts";
import { grouped } from "../../../src/base/words.ts";
import { element, setText } from "../../shared/dom.ts";
import { perplexity } from "../../shared/numbers.ts";
import { tableRegion } from "../../shared/tableRegion.ts";
import { t } from "../../shared/text.ts";
import type { RunView } from "../runView.ts";
import { lossLabel } from "./lossName.ts";

/** A person reads no more; the run's folder has them all. */
const MOST_ROWS = 200;
/** A table that changes ten times a second cannot be read. */
const INTERVAL = 1000;

/** The chart's figures as a table, latest first. */
export class LossTable {
  private readonly caption = element("caption");
  private readonly head = element("tr");
  private readonly body = element("tbody");
  readonly view = tableRegion(
    t("Table of the losses"),
    element("table", {}, this.caption, element("thead", {}, this.head), this.body),
  );
  private drawn = Number.NEGATIVE_INFINITY;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly run: RunView) {
    this.view.hidden = true;
  }

  /** Draws now, or soon when it was drawn a moment ago. */
  draw(): void {
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
    const rows = latestRows(this.run, MOST_ROWS);
    const { writesText } = this.run;
    const what = lossLabel(this.run.run?.loss);
    setText(
      this.caption,
      rows.length === 0
        ? t("Loss: {0}. None yet.", what)
        : t("Loss: {0}. Latest first, at most {1} rows.", what, MOST_ROWS),
    );
    const titles = [t("Training loss"), t("Validation loss")].flatMap((title) =>
      writesText ? [title, t("Perplexity")] : [title],
    );
    this.head.replaceChildren(...[t("Step"), ...titles].map((title) => element("th", { scope: "col" }, title)));
    this.body.replaceChildren(
      ...rows.map(({ step, training, validation }) =>
        element(
          "tr",
          {},
          element("th", { scope: "row" }, grouped(step)),
          ...[training, validation].flatMap((loss) =>
            [figure(loss, lossText), ...(writesText ? [figure(loss, perplexity)] : [])].map((text) =>
              element("td", {}, text),
            ),
          ),
        ),
      ),
    );
  }
}

interface Row {
  step: number;
  training?: number;
  validation?: number;
}

/** The last steps of both curves, joined by step. */
export function latestRows({ curves }: Pick<RunView, "curves">, most: number): Row[] {
  const rows: Row[] = [];
  const { steps: training, validations: validation } = curves;
  const at = (table: CurveTable, row: number) => (row < 0 ? 0 : table.steps.values[row]);
  const loss = (table: CurveTable, row: number) => table.column("loss")?.values[row];
  let [i, j] = [training.length - 1, validation.length - 1];
  while (rows.length < most && (i >= 0 || j >= 0)) {
    const step = Math.max(at(training, i), at(validation, j));
    const row: Row = { step };
    if (at(training, i) === step) row.training = loss(training, i--);
    if (at(validation, j) === step) row.validation = loss(validation, j--);
    rows.push(row);
  }
  return rows;
}

function figure(loss: number | undefined, format: (loss: number) => string): string {
  if (loss === undefined) return "";
  return Number.isFinite(loss) ? format(loss) : t("not finite");
}
