import { valueText } from "../../../src/base/numberText.ts";
import { grouped } from "../../../src/base/words.ts";
import type { ForecastPreview } from "../../../src/contracts/preview.ts";
import { element } from "../../shared/dom.ts";
import { tableRegion } from "../../shared/tableRegion.ts";
import { t } from "../../shared/text.ts";

/** Rows of what was known that are shown: the forecast stays in sight. */
const KNOWN_ROWS = 3;

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
  return element(
    "figure",
    { class: "example" },
    ...(title === "" ? [] : [element("figcaption", {}, element("bdi", {}, title))]),
    tableRegion(t("Forecast and actual values"), table),
  );
}
