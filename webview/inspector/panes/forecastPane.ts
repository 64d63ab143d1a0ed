import { valueText } from "../../../src/base/numberText.ts";
import { grouped } from "../../../src/base/words.ts";
import type { Look } from "../../../src/contracts/inspection.ts";
import type { Point } from "../../shared/axesChart.ts";
import { element } from "../../shared/dom.ts";
import { LineChart } from "../../shared/lineChart.ts";
import { tableRegion } from "../../shared/tableRegion.ts";
import { t } from "../../shared/text.ts";
import type { Theme } from "../../shared/theme.ts";
import { curveKey } from "./curveKey.ts";
import { Pane } from "./pane.ts";

/** Forecast, what came, and between them the residuals, a chart a column. */
export class ForecastPane {
  readonly pane = new Pane(
    t("Forecast"),
    t("What the network says beside what came; the residual is what came minus the forecast."),
  );
  private readonly charts: LineChart[] = [];

  constructor(private readonly look: Look) {}

  draw(theme: Theme): void {
    if (this.charts.length === 0) this.fill(theme);
    for (const chart of this.charts) chart.setTheme(theme);
  }

  private fill(theme: Theme): void {
    const { predictions, strips } = this.look;
    const { columns, forecast, actual } = predictions.numbers!;
    const count = forecast.length / Math.max(1, columns.length);
    const symbols = predictions.perStep ? strips[predictions.strip].symbols : [];
    const place = (row: number) => (symbols[row] ? symbols[row] : grouped(row + 1));
    for (const [column, name] of columns.entries()) {
      const [lines, residuals] = [element("canvas", { role: "img" }), element("canvas", { role: "img" })];
      lines.setAttribute("aria-label", t("Forecast and actual values; the table has the numbers."));
      residuals.setAttribute("aria-label", t("Residuals; the table has the numbers."));
      const values = (of: Float32Array): Point[] =>
        Array.from({ length: count }, (_, row) => ({ x: row + 1, y: of[row * columns.length + column] })).filter(
          ({ y }) => !Number.isNaN(y),
        );
      const said = values(forecast);
      const came = values(actual);
      const known = new Map(came.map(({ x, y }) => [x, y]));
      const left = said.filter(({ x }) => known.has(x)).map(({ x, y }) => ({ x, y: known.get(x)! - y }));
      const axis = predictions.perStep ? t("step") : t("steps ahead");
      const chart = new LineChart(
        lines,
        [
          { label: t("Forecast"), colour: (theme) => theme.validation, width: 2, dash: [6, 4] },
          { label: t("Actual"), colour: (theme) => theme.training, width: 2 },
        ],
        ({ dataset, parsed }) => `${dataset.label}: ${valueText(parsed.y ?? 0)}`,
        axis,
        (x) => place(x - 1),
      );
      chart.setTheme(theme);
      chart.setUnit(name);
      const below = new LineChart(
        residuals,
        [{ label: t("Residual"), colour: (theme) => theme.foreground, width: 1.5 }],
        ({ parsed }) => valueText(parsed.y ?? 0),
        axis,
        (x) => place(x - 1),
      );
      below.setTheme(theme);
      below.setUnit(t("residual"));
      below.setReferences([{ y: 0, label: "0" }]);
      this.charts.push(chart, below);
      const rows = said.map(({ x, y }) =>
        element(
          "tr",
          {},
          element("th", { scope: "row" }, place(x - 1)),
          ...[y, known.get(x), known.has(x) ? known.get(x)! - y : undefined].map((value) =>
            element("td", {}, value === undefined ? "–" : valueText(value)),
          ),
        ),
      );
      const heads = [axis, t("Forecast"), t("Actual"), t("Residual")].map((text) =>
        element("th", { scope: "col" }, text),
      );
      const table = element(
        "table",
        {},
        element("thead", {}, element("tr", {}, ...heads)),
        element("tbody", {}, ...rows),
      );
      this.pane.body.append(
        element("h3", {}, name),
        element(
          "p",
          { class: "faint" },
          ...[curveKey("training", "solid"), t("Actual"), " "],
          ...[curveKey("validation", "dashed"), t("Forecast")],
        ),
        element("div", { class: "chart" }, lines),
        element("div", { class: "chart residuals" }, residuals),
        element("details", {}, element("summary", {}, t("Table")), tableRegion(t("Forecast and actual values"), table)),
      );
      chart.draw([said, came]);
      below.draw([left]);
    }
  }
}
