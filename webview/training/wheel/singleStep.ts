import { lossText } from "../../../src/base/metrics.ts";
import { roughText } from "../../../src/base/numberText.ts";
import { grouped } from "../../../src/base/words.ts";
import type { SingleStep } from "../../../src/contracts/steering.ts";
import type { RunView } from "../../run/runView.ts";
import { element, setText } from "../../shared/dom.ts";
import { tableRegion } from "../../shared/tableRegion.ts";
import { t } from "../../shared/text.ts";
import { headOf, reportTable } from "../results/reportTable.ts";

/** The step that somebody had taken by itself: its minibatch as text, its loss and its norms. */
export class SingleStepSection {
  private readonly title = element("h2", { id: "single-step-title" });
  private readonly figures = element("dl", { class: "step-figures" });
  private readonly minibatch = element("div");
  private readonly parameters = element("div");
  readonly view = element(
    "section",
    { class: "single-step", "aria-labelledby": "single-step-title" },
    this.title,
    this.figures,
    this.minibatch,
    element("details", {}, element("summary", {}, t("Norms of each parameter")), this.parameters),
  );
  private drawn: SingleStep | undefined;

  constructor(private readonly run: RunView) {}

  draw(): void {
    const single = this.run.progress?.singleStep ?? undefined;
    this.view.hidden = single === undefined;
    if (single === undefined || (single.step === this.drawn?.step && this.run.progress?.paused)) return;
    this.drawn = single;
    setText(this.title, t("Step {0} by itself", grouped(single.step)));
    this.figures.replaceChildren(
      ...figuresOf(single).map(([label, value]) =>
        element("div", {}, element("dt", {}, label), element("dd", {}, value)),
      ),
    );
    this.minibatch.replaceChildren(minibatchTable(single));
    this.parameters.replaceChildren(parameterTable(single));
  }
}

function figuresOf({ loss, gradientNorm, clippedNorm, updateRatio, learningRate }: SingleStep): [string, string][] {
  const clipped = clippedNorm !== gradientNorm && clippedNorm !== null;
  return [
    [t("Training loss"), lossText(loss)],
    [t("Gradient norm"), number(gradientNorm)],
    ...(clipped ? [[t("Clipped to"), number(clippedNorm)] as [string, string]] : []),
    [t("Update / weights"), number(updateRatio)],
    [t("Learning rate"), number(learningRate)],
  ];
}

function minibatchTable({ minibatch: { rows, batchSize, steps } }: SingleStep): HTMLElement {
  const title =
    rows.length < batchSize
      ? t("The first {0} of {1} rows of the minibatch, up to {2} time steps long", rows.length, batchSize, steps)
      : t("The minibatch: {0} rows, up to {1} time steps long", batchSize, steps);
  // A row is a line.
  const all = rows.map(({ read, predicted }) => [read, predicted].map((text) => text.replaceAll("\n", "↵")));
  return reportTable(title, [headOf([t("Read"), t("To be predicted")]), bodyOf(all)], "minibatch");
}

function parameterTable({ parameters }: SingleStep): HTMLElement {
  const rows = parameters.map(({ name, gradientNorm, clippedNorm, updateRatio }) => {
    return [name, number(gradientNorm), number(clippedNorm), number(updateRatio)];
  });
  const heads = [t("Parameter"), t("Gradient norm"), t("After clipping"), t("Update / weights")];
  const table = element("table", { class: "norms" }, headOf(heads), bodyOf(rows));
  return tableRegion(t("Norms of each parameter"), table);
}

function bodyOf(rows: readonly string[][]): HTMLElement {
  const cells = (row: string[]) => row.map((cell) => element("td", { dir: "auto" }, cell));
  return element("tbody", {}, ...rows.map((row) => element("tr", {}, ...cells(row))));
}

function number(value: number | null): string {
  if (value === null) return "–";
  return value !== 0 && Math.abs(value) < 0.001 ? value.toExponential(2) : roughText(value);
}
