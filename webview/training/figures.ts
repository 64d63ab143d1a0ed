import { decidingFigure } from "../../src/base/comparison.ts";
import {
  type FigureName,
  figureLabel,
  lossText,
  type MetricName,
  metricKinds,
  metricsOf,
  metricText,
} from "../../src/base/metrics.ts";
import { roughText, thousands } from "../../src/base/numberText.ts";
import { grouped } from "../../src/base/words.ts";
import type { PanelProgress } from "../../src/contracts/trainingPanel.ts";
import type { RunView } from "../run/runView.ts";
import { element, setText } from "../shared/dom.ts";
import { duration, figureOf, perplexity } from "../shared/numbers.ts";
import { t } from "../shared/text.ts";

/** The latest figures of the run, each under its name. */
export class FiguresSection {
  private readonly list = element("dl", { class: "figures" });
  readonly view = element("section", { class: "figures-section", "aria-label": t("Figures") }, this.list);
  private readonly values = new Map<string, HTMLElement>();

  constructor(private readonly run: RunView) {}

  draw(): void {
    const { progress } = this.run;
    if (!progress) return;
    for (const [label, value] of figuresOf(progress, this.run)) this.drawFigure(label, value);
  }

  private drawFigure(label: string, value: string | null): void {
    let shown = this.values.get(label);
    if (!shown) {
      if (value === null) return;
      shown = element("dd");
      this.values.set(label, shown);
      this.list.append(element("div", {}, element("dt", {}, label), shown));
    }
    shown.parentElement!.hidden = value === null;
    setText(shown, value ?? "");
  }
}

/** What is known, each under its name; null for what this run does not have (yet). */
function figuresOf(progress: PanelProgress, { writesText, isCounted, run }: RunView): [string, string | null][] {
  const bestBy = run?.bestBy ?? "loss";
  const speed = (rate: number) =>
    run?.symbols === 0 ? t("{0} time steps/s", thousands(rate)) : t("{0} tokens/s", thousands(rate));
  const {
    state,
    step,
    steps,
    epoch,
    loss,
    gradientNorm,
    clippedShare,
    updateRatio,
    tokensPerSecond,
    secondsLeft,
    best,
    validation,
    test,
  } = progress;
  // What counts takes no steps.
  const ofSteps: [string, string | null][] = isCounted
    ? []
    : [
        [t("Step"), `${grouped(step)} / ${grouped(steps)}`],
        [t("Epoch"), grouped(epoch)],
        [t("Training loss"), lossText(loss)],
        [t("Perplexity"), writesText ? perplexity(loss) : null],
        [t("Speed"), tokensPerSecond === null ? "–" : speed(tokensPerSecond)],
        [t("Gradient norm"), gradientNorm === null ? "–" : roughText(gradientNorm)],
      ];
  return [
    ...ofSteps,
    [t("Clipped steps"), clippedShare == null ? null : `${Math.round(100 * clippedShare)} %`],
    [t("Update / weights"), updateRatio == null ? null : String(Number(updateRatio.toPrecision(2)))],
    [t("Time left"), state === "running" ? duration(secondsLeft) : null],
    isCounted
      ? [t("Validation loss"), best && (writesText ? metricsSaid(best) : lossText(best.loss))]
      : [bestLabel(bestBy), best && t("{0} at step {1}", figureOf(best, bestBy), grouped(best.step))],
    // What is kept of a run that has ended are its best parameters.
    ...validationFigures((state === "running" ? validation : best) ?? best, writesText),
    [t("Test loss"), test && metricsSaid(test)],
  ];
}

/** "Best validation F1": the best is chosen by that. */
function bestLabel(bestBy: FigureName): string {
  return bestBy === "loss" ? t("Best validation") : t("Best validation {0}", t(figureLabel(bestBy)));
}

/** What is measured beside the loss, each under its name; of a text the loss says it all. */
function validationFigures(validation: PanelProgress["best"], writesText: boolean): [string, string][] {
  if (!validation || writesText) return [];
  const all = Object.entries(metricsOf(validation)) as [MetricName, number][];
  return all.map(([name, value]) => [t("Validation {0}", t(metricKinds[name].label)), metricText(name, value)]);
}

function metricsSaid(measured: NonNullable<PanelProgress["test"]>): string {
  // One says it best; the results have them all.
  const deciding = decidingFigure(measured);
  const name = deciding === "loss" ? (Object.keys(metricsOf(measured)) as MetricName[])[0] : deciding;
  return name === undefined
    ? lossText(measured.loss)
    : `${lossText(measured.loss)} (${t(metricKinds[name].label)} ${metricText(name, measured[name]!)})`;
}
