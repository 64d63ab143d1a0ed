import type { CurveStyle } from "../../shared/curveStyle.ts";
import { element } from "../../shared/dom.ts";
import { LineChart } from "../../shared/lineChart.ts";
import { t } from "../../shared/text.ts";
import type { Theme } from "../../shared/theme.ts";
import { shortNumber } from "../maps/legend.ts";
import { curveKey } from "../panes/curveKey.ts";

const DASHES = [[], [6, 4], [2, 3], [10, 3, 2, 3]];

/** How CSS draws these dashes. */
const STYLES = ["solid", "dashed", "dotted", "double"];

/** A piece of the i-th curve. */
export function lagKey(i: number): HTMLElement {
  return curveKey(i % 2 === 0 ? "training" : "validation", STYLES[Math.floor(i / 2) % STYLES.length]);
}

/** Below this nothing is drawn, so that what has vanished leaves room for what has not; the table has it. */
const LEAST = 1e-8;

interface LagCurve {
  name: string;
  byLag: Float32Array;
}

/** The norm of gradients by their distance, relative to none, on a logarithmic scale. */
export class LagChart {
  readonly view = element("div", { class: "chart" });
  private chart: LineChart | undefined;
  private colours: Theme | undefined;

  set theme(theme: Theme) {
    this.colours = theme;
    this.chart?.setTheme(theme);
  }

  /** `stride`: steps from one lag to the next. */
  show(curves: readonly LagCurve[], stride: number): void {
    this.chart?.close();
    const canvas = element("canvas", {
      role: "img",
      "aria-label": t("Norm of the gradient by the distance in steps; the table has the numbers."),
    });
    this.view.replaceChildren(canvas);
    const styles = curves.map(
      ({ name }, i): CurveStyle => ({
        label: name,
        colour: (theme) => (i % 2 === 0 ? theme.training : theme.validation),
        width: 2,
        dash: DASHES[Math.floor(i / 2) % DASHES.length],
      }),
    );
    this.chart = new LineChart(
      canvas,
      styles,
      ({ dataset, parsed }) => `${dataset.label}: ${shortNumber(parsed.y ?? 0)}`,
      t("distance in steps"),
      (lag) => t("{0} steps back", lag),
    );
    const points = curves.map(({ byLag }) =>
      Array.from(byLag, (y, lag) => ({ x: lag * stride, y })).filter(({ y }) => y >= LEAST),
    );
    if (this.colours) this.chart.setTheme(this.colours);
    this.chart.setReferences([
      { y: 0.01, label: t("vanished") },
      { y: 100, label: t("exploded") },
    ]);
    this.chart.setUnit(t("gradient, relative to the last step"));
    this.chart.setLogScale(true);
    this.chart.draw(points);
  }
}
