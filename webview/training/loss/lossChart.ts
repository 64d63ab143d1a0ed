import type { CurveTable } from "../../../src/base/curves/curveTable.ts";
import { lossText } from "../../../src/base/metrics.ts";
import { grouped } from "../../../src/base/words.ts";
import { element, setAttribute, setText } from "../../shared/dom.ts";
import { lineSwatch } from "../../shared/icons.ts";
import { LineChart, type Point } from "../../shared/lineChart.ts";
import { perplexity } from "../../shared/numbers.ts";
import type { ReferenceLine } from "../../shared/referenceLines.ts";
import { t } from "../../shared/text.ts";
import type { Theme } from "../../shared/theme.ts";
import type { RunView } from "../runView.ts";
import { lossLabel } from "./lossName.ts";
import { Smoother } from "./smoother.ts";

/** Training and validation loss over the steps: the training loss as it came, thin, and smoothed, strong. */
export class LossChart {
  private readonly baselines = element(
    "li",
    { hidden: "" },
    lineSwatch("swatch-baseline"),
    element("span", {}, t("Baselines, validation")),
  );
  readonly legend = element(
    "ul",
    { class: "legend", "aria-label": t("Legend of the chart") },
    element("li", {}, lineSwatch("swatch-smoothed"), t("Training, smoothed")),
    element("li", {}, lineSwatch("swatch-training"), t("Training")),
    element("li", {}, lineSwatch("swatch-validation"), t("Validation")),
    this.baselines,
  );
  readonly view: HTMLElement;
  private readonly canvas = element("canvas", { role: "img", "aria-label": t("No losses yet.") });
  private readonly empty = element("p", { class: "empty" });
  private readonly chart: LineChart;
  private readonly raw: Curve;
  private readonly smoothed: Curve;
  private readonly validation: Curve;

  constructor(private readonly run: RunView) {
    this.view = element("div", { class: "chart" }, this.canvas, this.empty);
    this.raw = new Curve(run.curves.steps, 0);
    this.smoothed = new Curve(run.curves.steps, 0);
    this.validation = new Curve(run.curves.validations, 0);
    const training = (theme: Theme) => theme.training;
    this.chart = new LineChart(
      this.canvas,
      [
        // In the order of drawing from the top down: what comes first lies above the others.
        { label: t("Validation"), colour: (theme) => theme.validation, width: 2, dash: [6, 4], marked: true },
        { label: t("Training, smoothed"), colour: training, width: 2 },
        { label: t("Training"), colour: training, width: 1, opacity: 0.5 },
      ],
      ({ dataset, parsed }) => `${dataset.label}: ${said(run, parsed.y)}`,
      t("step"),
      (step) => t("step {0}", grouped(step)),
    );
  }

  set smoothing(past: number) {
    this.smoothed.past = past;
  }

  set logScale(on: boolean) {
    this.chart.setLogScale(on);
  }

  set theme(theme: Theme) {
    this.chart.setTheme(theme);
  }

  draw(): void {
    const curves = [this.validation, this.smoothed, this.raw];
    for (const curve of curves) curve.update();
    const lines = baselineLines(this.run);
    this.baselines.hidden = lines.length === 0;
    this.chart.setUnit(lossLabel(this.run.run?.loss));
    this.chart.setReferences(lines);
    this.chart.draw(curves.map(({ points }) => points));
    const isEmpty = this.raw.points.length === 0 && this.validation.points.length === 0;
    this.empty.hidden = !isEmpty;
    this.view.classList.toggle("nothing", isEmpty);
    setText(this.empty, this.run.isRunning ? t("Waiting for the first step …") : t("No step was trained."));
    setAttribute(this.canvas, "aria-label", summary(this.run, this.smoothed.points));
  }
}

/** The points of a series as the chart wants them; only the new ones are computed. */
class Curve {
  points: Point[] = [];
  private taken = 0;
  private version = -1;
  private smoother = new Smoother(0);
  private share: number;

  constructor(
    private readonly table: CurveTable,
    past: number,
  ) {
    this.share = past;
  }

  set past(past: number) {
    this.share = past;
    this.version = -1;
  }

  update(): void {
    const { steps } = this.table;
    const { version } = steps;
    const loss = this.table.column("loss")?.values ?? [];
    if (version !== this.version) {
      this.points = [];
      this.taken = 0;
      this.version = version;
      this.smoother = new Smoother(this.share);
    }
    for (; this.taken < steps.length; this.taken++) {
      const y = this.smoother.next(loss[this.taken] ?? Number.NaN);
      // A point without a place is no point: the table still tells of it.
      if (Number.isFinite(y)) this.points.push({ x: steps.values[this.taken], y });
    }
  }
}

/** The baselines whose loss is comparable with the validation curve, with their labels, from the best on. */
function baselineLines({ baselines }: RunView): ReferenceLine[] {
  return baselines
    .flatMap(({ name, part, loss }) =>
      part === "validation" && loss !== null && Number.isFinite(loss)
        ? [{ y: loss, label: `${name}: ${lossText(loss)}` }]
        : [],
    )
    .sort((a, b) => a.y - b.y);
}

function summary(run: RunView, smoothed: readonly Point[]): string {
  const { steps: training, validations } = run.curves;
  if (training.length === 0 && validations.length === 0) return t("Chart of the loss: no points yet.");
  const steps = Math.max(lastOf(training), lastOf(validations));
  const parts = [t("Chart of the loss over {0} steps: {1}.", grouped(steps), lossLabel(run.run?.loss))];
  if (smoothed.length > 0) {
    const last = smoothed[smoothed.length - 1].y;
    parts.push(t("Training loss from {0} to {1}, smoothed.", lossText(smoothed[0].y), said(run, last)));
  }
  const loss = validations.column("loss");
  const best = loss?.lowest(0, loss.length) ?? -1;
  if (loss !== undefined && best >= 0) {
    parts.push(
      t(
        "Validation loss now {0}, lowest {1} at step {2}.",
        lossText(loss.values[loss.length - 1]),
        lossText(loss.values[best]),
        grouped(validations.steps.values[best]),
      ),
    );
  }
  const lines = baselineLines(run);
  if (lines.length > 0) parts.push(t("Baselines on validation: {0}.", lines.map(({ label }) => label).join("; ")));
  return parts.join(" ");
}

function lastOf({ steps }: CurveTable): number {
  return steps.values[steps.length - 1] ?? 0;
}

/** A loss, and of a text the perplexity that it is. */
function said({ writesText }: RunView, loss: number | null): string {
  return writesText ? t("{0} (perplexity {1})", lossText(loss), perplexity(loss)) : lossText(loss);
}
