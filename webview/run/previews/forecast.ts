import { valueText } from "../../../src/base/numberText.ts";
import { grouped } from "../../../src/base/words.ts";
import type { ForecastPreview } from "../../../src/contracts/preview.ts";
import { element } from "../../shared/dom.ts";
import { linesDrawing } from "../../shared/linesDrawing.ts";
import { tableRegion } from "../../shared/tableRegion.ts";
import { t } from "../../shared/text.ts";

/** Rows of what was known that are shown: the forecast stays in sight. */
const KNOWN_ROWS = 3;

/** Columns that are drawn: each has a drawing of its own. */
const MOST_DRAWN = 6;

interface DrawnColumn extends Pick<ForecastPreview, "known" | "forecast" | "actual" | "naive"> {
  name: string;
  k: number;
  spread: number | undefined;
}

/** One column: what was known, and from there on the forecast, what came, and the naive forecast; below, how far each was off. */
function drawingOf({ name, k, spread, known, ...ahead }: DrawnColumn): HTMLElement {
  const last: [number, number][] = known.length > 0 ? [[0, known[known.length - 1][k]]] : [];
  const from = (rows: readonly number[][]) => rows.map((row, i): [number, number] => [i + 1, row[k]]);
  const past = known.map((row, i): [number, number] => [i - known.length + 1, row[k]]);
  const { forecast, actual, naive } = ahead;
  const error = (rows: readonly number[][]) => {
    const pairs = actual.map((row, i) => Math.abs(row[k] - rows[i][k])).filter(Number.isFinite);
    return pairs.reduce((a, b) => a + b, 0) / Math.max(1, pairs.length);
  };
  const fits = actual.length > 0 && actual.length <= forecast.length && actual.length <= naive.length;
  const errors = fits
    ? t(
        "Mean absolute error {0}, of the naive forecast {1}.",
        valueText(error(forecast), spread),
        valueText(error(naive), spread),
      )
    : "";
  const label = t("{0}: forecast of {1} steps after {2} known ones.", name, forecast.length, known.length);
  const drawing = linesDrawing({
    label: `${label} ${errors}`,
    lines: [
      { name: t("Known"), kind: "known", points: past },
      { name: t("Naive forecast"), kind: "naive", points: [...last, ...from(naive)] },
      { name: t("Actual"), kind: "actual", points: [...last, ...from(actual)] },
      { name: t("Forecast"), kind: "forecast", points: [...last, ...from(forecast)] },
    ],
    xTitle: t("steps ahead"),
    yTitle: name,
    upright: 0,
  });
  return element(
    "div",
    { class: "forecast-drawing" },
    drawing,
    ...(errors === "" ? [] : [element("p", { class: "faint" }, errors)]),
  );
}

/** What was known last, then the forecast beside what came and the naive forecast, a row for each time step. */
export function forecastView({ series, columns, spreads, known, ...rows }: ForecastPreview): HTMLElement {
  const { forecast, actual, naive } = rows;
  const last = known.slice(-KNOWN_ROWS);
  const parts = [t("Forecast"), t("Actual"), t("Naive forecast")];
  const several = columns.length > 1;
  const groups = element(
    "tr",
    {},
    element("th", { scope: "col", rowspan: "2" }, t("Steps ahead")),
    ...columns.map((name) =>
      element("th", { scope: "colgroup", colspan: String(parts.length), class: "first" }, element("bdi", {}, name)),
    ),
  );
  const heads = columns.flatMap(() =>
    parts.map((part, i) => element("th", { scope: "col", ...(i === 0 && { class: "first" }) }, part)),
  );
  const head = several
    ? [groups, element("tr", {}, ...heads)]
    : [element("tr", {}, element("th", { scope: "col" }, t("Steps ahead")), ...heads)];
  const row = (ahead: number, cells: (number | undefined)[][]) =>
    element(
      "tr",
      ahead <= 0 ? { class: "known" } : {},
      element("th", { scope: "row" }, ahead < 0 ? `−${grouped(-ahead)}` : grouped(ahead)),
      ...cells.flatMap((values, k) =>
        values.map((value, i) =>
          element("td", i === 0 ? { class: "first" } : {}, value === undefined ? "" : valueText(value, spreads[k])),
        ),
      ),
    );
  const body = [
    ...last.map((values, i) =>
      row(
        i - last.length + 1,
        values.map((value) => [undefined, value, undefined]),
      ),
    ),
    ...forecast.map((values, i) =>
      row(
        i + 1,
        values.map((value, k) => [value, actual[i]?.[k], naive[i]?.[k]]),
      ),
    ),
  ];
  const table = element(
    "table",
    { class: several ? "forecast grouped" : "forecast" },
    element("thead", {}, ...head),
    element("tbody", {}, ...body),
  );
  const title = series ?? columns.join(", ");
  const drawings = columns
    .slice(0, MOST_DRAWN)
    .map((name, k) => drawingOf({ name, k, known, ...rows, spread: spreads[k] }));
  const more = columns.length - drawings.length;
  return element(
    "figure",
    { class: "example" },
    ...(title === "" ? [] : [element("figcaption", {}, element("bdi", {}, title))]),
    ...drawings,
    ...(more > 0
      ? [element("p", { class: "faint" }, t("The first {0} of {1} columns are drawn.", MOST_DRAWN, columns.length))]
      : []),
    tableRegion(t("Forecast and actual values"), table),
  );
}
