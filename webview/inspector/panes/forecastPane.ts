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
  /** Of each column its chart with what stands in it: the forecast, and what came. */
  private readonly lines: { chart: LineChart; curves: Point[][] }[] = [];
  private readonly changedKeys: HTMLElement[] = [];
  /** The changed network whose forecasts are drawn, too. */
  private drawn: Look | undefined;

  /** `changed`: the network with what a person changes in it. */
  constructor(
    private readonly look: Look,
    private readonly changed: () => Look | undefined,
  ) {}

  draw(theme: Theme): void {
    if (this.charts.length === 0) this.fill(theme);
    for (const chart of this.charts) chart.setTheme(theme);
    const changed = this.changed();
    if (changed === this.drawn) return;
    this.drawn = changed;
    const numbers = changed?.predictions.numbers;
    for (const key of this.changedKeys) key.hidden = !numbers;
    for (const [column, { chart, curves }] of this.lines.entries())
      chart.draw([...curves, numbers ? pointsOf(numbers.forecast, column, this.lines.length) : []]);
  }

  private fill(theme: Theme): void {
    const { predictions, strips } = this.look;
    const { columns, forecast, actual } = predictions.numbers!;
    const symbols = predictions.perStep ? strips[predictions.strip].symbols : [];
    const place = (row: number) => (symbols[row] ? symbols[row] : grouped(row + 1));
    for (const [column, name] of columns.entries()) {
      const [lines, residuals] = [element("canvas", { role: "img" }), element("canvas", { role: "img" })];
      lines.setAttribute("aria-label", t("Forecast and actual values; the table has the numbers."));
      residuals.setAttribute("aria-label", t("Residuals; the table has the numbers."));
      const said = pointsOf(forecast, column, columns.length);
      const came = pointsOf(actual, column, columns.length);
      const known = new Map(came.map(({ x, y }) => [x, y]));
      const left = said.filter(({ x }) => known.has(x)).map(({ x, y }) => ({ x, y: known.get(x)! - y }));
      const axis = predictions.perStep ? t("step") : t("steps ahead");
      const chart = new LineChart(
        lines,
        [
          { label: t("Forecast"), colour: (theme) => theme.validation, width: 2, dash: [6, 4] },
          { label: t("Actual"), colour: (theme) => theme.training, width: 2 },
          { label: t("With the changes"), colour: (theme) => theme.foreground, width: 2, dash: [2, 3] },
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
      this.lines.push({ chart, curves: [said, came] });
      const changedKey = [curveKey("foreground", "dotted"), element("span", {}, t("With the changes"))];
      for (const part of changedKey) part.hidden = true;
      this.changedKeys.push(...changedKey);
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
          ...[curveKey("validation", "dashed"), t("Forecast"), " "],
          ...changedKey,
        ),
        element("div", { class: "chart" }, lines),
        element("div", { class: "chart residuals" }, residuals),
        element("details", {}, element("summary", {}, t("Table")), tableRegion(t("Forecast and actual values"), table)),
      );
      chart.draw([said, came, []]);
      below.draw([left]);
    }
  }
}

/** A column of (rows, columns), where it is known, over the steps from 1. */
function pointsOf(values: Float32Array, column: number, columns: number): Point[] {
  const rows = values.length / Math.max(1, columns);
  const points = Array.from({ length: rows }, (_, row) => ({ x: row + 1, y: values[row * columns + column] }));
  return points.filter(({ y }) => !Number.isNaN(y));
}
