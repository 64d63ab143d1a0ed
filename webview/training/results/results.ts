import { errorColumns } from "../../../src/base/forecastErrors.ts";
import { figureLabel } from "../../../src/base/metrics.ts";
import { roughText } from "../../../src/base/numberText.ts";
import { capitalized, grouped, UNTYPED } from "../../../src/base/words.ts";
import type { PartReport, ScoreRow } from "../../../src/contracts/report.ts";
import type { RunView } from "../../run/runView.ts";
import type { SoundRequests } from "../../run/sound/soundRequests.ts";
import { element, setText } from "../../shared/dom.ts";
import { linesDrawing } from "../../shared/linesDrawing.ts";
import { labelHead } from "../../shared/tableRegion.ts";
import { t } from "../../shared/text.ts";
import type { Theme } from "../../shared/theme.ts";
import { calibrationView } from "./calibration.ts";
import { confusionTable } from "./confusion.ts";
import { confusedTable, editsTable } from "./edits.ts";
import { type ExampleFilter, ExamplesView } from "./examples.ts";
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
  private readonly examples: ExamplesView;
  private currentTheme: Theme | undefined;
  private drawn: PartReport | undefined;

  /** @param filter which examples a person looks at */
  constructor(
    private readonly run: RunView,
    filter: ExampleFilter,
    filtered: (filter: ExampleFilter) => void,
    sounds: SoundRequests,
  ) {
    this.view.hidden = true;
    this.examples = new ExamplesView(filter, filtered, sounds);
  }

  set theme(theme: Theme) {
    this.currentTheme = theme;
    this.examples.theme = theme;
    this.drawn = undefined;
    this.draw();
  }

  draw(): void {
    const { reports } = this.run;
    // Of some tasks the figures say it all.
    const isTelling = (it: unknown) => it !== undefined && !(Array.isArray(it) && it.length === 0);
    const telling = reports.filter(({ report }) => Object.values(report).some(isTelling));
    const shown = telling.find(({ part }) => part === "test") ?? telling[0];
    this.view.hidden = shown === undefined;
    if (shown === undefined || shown === this.drawn || this.currentTheme === undefined) return;
    this.drawn = shown;
    const { part, step, report } = shown;
    const where = whereOf(part, this.run.isCounted ? undefined : step);
    setText(this.where, [where, ...writtenHow(report.beam)].join("; "));
    const { confusion, classes, entities, calibration, horizons, errors, lengths, worst, edits, confused, examples } =
      report;
    if (examples) this.examples.show(examples);
    const open = examples && ((actual: string, predicted: string) => this.examples.look({ actual, predicted }));
    this.body.replaceChildren(
      ...(confusion ? [confusionTable(confusion, open)] : []),
      ...(examples ? [this.examples.view] : []),
      ...(entities ? [scoreTable(t("Entities"), entities)] : []),
      ...(classes ? [scoreTable(t("Labels"), classes)] : []),
      ...(calibration?.some(({ count }) => count > 0) ? [calibrationView(calibration)] : []),
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
  const table = errorTable(t("Errors by horizon"), [t("Steps ahead")], rows, ({ horizon }) => [grouped(horizon)]);
  if (rows.length > 1) table.querySelector("figcaption")?.after(horizonDrawing(rows));
  return table;
}

/** How the error grows with the horizon, beside that of the naive forecast. */
function horizonDrawing(rows: Rows<"horizons">): HTMLElement {
  const key = rows.every(({ mae }) => mae !== undefined) ? "mae" : "mase";
  const points = (of: (row: Rows<"horizons">[0]) => number | null | undefined) =>
    rows.map((row): [number, number] => [row.horizon, of(row) ?? Number.NaN]);
  const naive = points(({ naive }) => naive?.[key]);
  return linesDrawing({
    label: t("Errors by horizon, of the network and of the naive forecast."),
    lines: [
      { name: t("Network"), kind: "forecast", points: points((row) => row[key]) },
      ...(naive.some(([, y]) => Number.isFinite(y))
        ? [{ name: t("Naive forecast"), kind: "naive", points: naive }]
        : []),
    ],
    xTitle: t("steps ahead"),
    yTitle: t(figureLabel(key)),
    fromZero: true,
  });
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
