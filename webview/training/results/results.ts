import { errorColumns } from "../../../src/base/forecastErrors.ts";
import { roughText } from "../../../src/base/numberText.ts";
import { capitalized, grouped, UNTYPED } from "../../../src/base/words.ts";
import type { CalibrationBin, PartReport, ScoreRow } from "../../../src/contracts/report.ts";
import { element, setText } from "../../shared/dom.ts";
import { labelHead } from "../../shared/tableRegion.ts";
import { t } from "../../shared/text.ts";
import type { RunView } from "../runView.ts";
import { confusedTable, editsTable } from "./edits.ts";
import { headOf, reportTable } from "./reportTable.ts";
import { lengthTable, worstTable } from "./written.ts";

/** What a measurement says beyond its figures: what was taken for what, how each label fares, how sure the network may be. */
export class Results {
  private readonly title = element("h2", { id: "results-title" }, t("Results"));
  private readonly where = element("span", { class: "faint" });
  private readonly body = element("div", { class: "reports" });
  readonly view = element(
    "section",
    { class: "results", "aria-labelledby": "results-title" },
    element("div", { class: "bar-of-section" }, this.title, this.where),
    this.body,
  );
  private drawn: PartReport | undefined;

  constructor(private readonly run: RunView) {
    this.view.hidden = true;
  }

  draw(): void {
    const { reports } = this.run;
    // Of some tasks the figures say it all.
    const isTelling = (it: unknown) => it !== undefined && !(Array.isArray(it) && it.length === 0);
    const telling = reports.filter(({ report }) => Object.values(report).some(isTelling));
    const shown = telling.find(({ part }) => part === "test") ?? telling[0];
    this.view.hidden = shown === undefined;
    if (shown === undefined || shown === this.drawn) return;
    this.drawn = shown;
    const { part, step, report } = shown;
    const where = whereOf(part, this.run.isCounted ? undefined : step);
    setText(this.where, [where, ...writtenHow(report.beam)].join("; "));
    const { confusion, classes, entities, calibration, horizons, errors, lengths, worst, edits, confused } = report;
    this.body.replaceChildren(
      ...(confusion ? [confusionTable(confusion)] : []),
      ...(entities ? [scoreTable(t("Entities"), entities)] : []),
      ...(classes ? [scoreTable(t("Labels"), classes)] : []),
      ...(calibration ? [calibrationChart(calibration)] : []),
      ...(horizons ? [horizonTable(horizons)] : []),
      ...(errors ? [seriesTable(errors)] : []),
      ...(lengths?.length ? [lengthTable(lengths)] : []),
      ...(edits && edits.substitutions + edits.insertions + edits.deletions > 0 ? [editsTable(edits)] : []),
      ...(confused?.length ? [confusedTable(confused)] : []),
      ...(worst?.length ? [worstTable(worst)] : []),
    );
  }
}

/** How outputs were written: a validation writes them greedily, and so its figures may be below those of a search. */
function writtenHow(beam: PartReport["report"]["beam"]): string[] {
  if (beam === undefined) return [];
  return [
    beam === null ? t("outputs written greedily") : t("outputs by beam search with {0} candidates", grouped(beam)),
  ];
}

/** Which part was measured, and with which parameters; what counts takes no steps. */
function whereOf(part: PartReport["part"], step: number | undefined): string {
  if (step === undefined) return part === "test" ? t("test part") : t("validation");
  return part === "test"
    ? t("test part, best parameters of step {0}", grouped(step))
    : t("validation at step {0}", grouped(step));
}

/** How strong the colour of a whole row's share is, in percent: figures stay legible on it in every theme. */
const STRONGEST = 40;

/** A table whose cells are darker the larger their share of the row, so that it reads as a picture too. */
function confusionTable({ labels, counts }: NonNullable<PartReport["report"]["confusion"]>): HTMLElement {
  const head = element(
    "tr",
    {},
    element("th", { scope: "col" }, t("True ╲ predicted")),
    ...labels.map((label) => labelHead("col", label)),
  );
  const rows = counts.map((row, i) => {
    const sum = row.reduce((a, b) => a + b, 0);
    const cells = row.map((value, j) => {
      const cell = element("td", { class: i === j ? "right" : "wrong" }, grouped(value));
      cell.style.setProperty("--share", `${sum > 0 ? Math.round((STRONGEST * value) / sum) : 0}%`);
      return cell;
    });
    return element("tr", {}, labelHead("row", labels[i]), ...cells);
  });
  return reportTable(t("Confusion matrix"), [element("thead", {}, head), element("tbody", {}, ...rows)], "confusion");
}

function scoreTable(title: string, rows: readonly ScoreRow[]): HTMLElement {
  const percent = (share: number) => (100 * share).toFixed(1);
  const head = ["", t("Precision %"), t("Recall %"), t("F1 %"), t("True"), t("Predicted")];
  const body = rows.map(({ label, precision, recall, f1, actual, predicted }) =>
    element(
      "tr",
      {},
      labelHead("row", label || UNTYPED),
      ...[percent(precision), percent(recall), percent(f1), grouped(actual), grouped(predicted)].map((text) =>
        element("td", {}, text),
      ),
    ),
  );
  return reportTable(title, [headOf(head), element("tbody", {}, ...body)]);
}

type Rows<K extends "horizons" | "errors"> = NonNullable<PartReport["report"][K]>;

function horizonTable(rows: Rows<"horizons">): HTMLElement {
  return errorTable(t("Errors by horizon"), [t("Steps ahead")], rows, ({ horizon }) => [grouped(horizon)]);
}

/** The errors of several series, of several columns, or of both. */
function seriesTable(rows: Rows<"errors">): HTMLElement {
  const names = (["series", "column"] as const).filter((key) => rows[0]?.[key] !== undefined);
  const titles = { series: t("Errors by series"), column: t("Errors by column") };
  const title = names.length > 1 ? t("Errors by series and column") : titles[names[0] ?? "series"];
  const heads = names.map((key) => (key === "series" ? t("Series") : t("Column")));
  return errorTable(title, heads, rows, (row) => names.map((key) => row[key] ?? ""));
}

function errorTable<R extends Rows<"horizons">[0] | Rows<"errors">[0]>(
  title: string,
  nameHeads: readonly string[],
  rows: readonly R[],
  namesOf: (row: R) => string[],
): HTMLElement {
  const { heads, cells } = errorColumns(rows);
  const body = rows.map((row) =>
    element(
      "tr",
      {},
      ...namesOf(row).map((name) => labelHead("row", name)),
      ...cells(row).map((value) => element("td", {}, roughText(value ?? Number.POSITIVE_INFINITY))),
    ),
  );
  return reportTable(title, [
    headOf([...nameHeads, ...heads.map((head) => t(capitalized(head)))]),
    element("tbody", {}, ...body),
  ]);
}

const SIZE = 160;
/** Around the drawing, for what its axes say. */
const MARGIN = { left: 42, bottom: 34, top: 8, right: 18 };
const SVG = "http://www.w3.org/2000/svg";

/** How often answers of a confidence are right: bars on the diagonal are honest. */
function calibrationChart(bins: readonly CalibrationBin[]): HTMLElement {
  const drawing = document.createElementNS(SVG, "svg");
  const filled = bins.filter((bin) => bin.count > 0);
  const [width, height] = [MARGIN.left + SIZE + MARGIN.right, MARGIN.top + SIZE + MARGIN.bottom];
  const viewBox = `${-MARGIN.left} ${-MARGIN.top} ${width} ${height}`;
  const attributes = { viewBox, width: String(width), height: String(height), class: "calibration", role: "img" };
  const said = filled.map(({ count: n, confidence, accuracy }) =>
    t(
      "{0} answers of {1} % confidence, {2} % right",
      grouped(n),
      Math.round(100 * confidence),
      Math.round(100 * accuracy),
    ),
  );
  for (const [name, value] of Object.entries({
    ...attributes,
    "aria-label": t("Calibration: {0}.", said.join("; ")),
  })) {
    drawing.setAttribute(name, value);
  }
  for (const { from, to, accuracy } of filled) {
    const bar = { x: from * SIZE, y: (1 - accuracy) * SIZE, width: (to - from) * SIZE - 1, height: accuracy * SIZE };
    drawing.append(shape("rect", { ...bar, class: "share" }));
  }
  drawing.append(shape("line", { x1: 0, y1: SIZE, x2: SIZE, y2: 0, class: "diagonal" }));
  drawing.append(shape("rect", { x: 0, y: 0, width: SIZE, height: SIZE, class: "frame" }));
  drawing.append(
    label("0 %", { x: 0, y: SIZE + 14 }),
    label("100 %", { x: SIZE, y: SIZE + 14 }),
    label(t("confidence"), { x: SIZE / 2, y: SIZE + 28 }),
    label("0 %", { x: -6, y: SIZE, class: "side" }),
    label("100 %", { x: -6, y: 8, class: "side" }),
    label(t("right"), { x: -6, y: SIZE / 2, class: "side" }),
  );
  return element(
    "figure",
    { class: "report" },
    element("figcaption", {}, t("Calibration: right answers by confidence")),
    drawing as unknown as HTMLElement,
  );
}

function shape(name: string, attributes: Record<string, string | number>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

function label(text: string, attributes: Record<string, string | number>): SVGElement {
  const made = shape("text", attributes);
  made.textContent = text;
  return made;
}
