import { grouped } from "../../../src/base/words.ts";
import type { PanelRun } from "../../../src/contracts/trainingPanel.ts";
import { type Figure, figuresOf } from "../../run/curves/figure.ts";
import { lossLabel } from "../../run/curves/lossName.ts";
import type { RunRows } from "../../run/curves/runRows.ts";
import type { CurveSubject, Marks, PaneState } from "../../run/curves/subject.ts";
import type { RunView } from "../../run/runView.ts";
import { t } from "../../shared/text.ts";
import { marksOf } from "./marks.ts";
import { overfitsSince } from "./overfitting.ts";

/** The curves of one run, beside its baselines. */
export class RunCurves implements CurveSubject {
  readonly isOfSeveral = false;

  /** @param logScale of the loss, where an older version kept it */
  constructor(
    private readonly view: RunView,
    private readonly logScale: boolean,
  ) {}

  get name(): string {
    return this.view.run?.name ?? "curves";
  }

  get runs(): readonly RunRows[] {
    return [this.view.curves];
  }

  get hasCurves(): boolean {
    return !this.view.isCounted;
  }

  get isRunning(): boolean {
    return this.view.isRunning;
  }

  get known(): string {
    const { run, curves } = this.view;
    return [run?.id, ...curves.steps.names, "", ...curves.validations.names].join();
  }

  figures(): Figure[] {
    return figuresOf(this.view.curves, lossLabel(this.view.run?.loss));
  }

  usual(figures: readonly Figure[]): PaneState[] {
    return usualFigures(figures, this.view.run ?? { bestBy: "loss", writesText: true }).map((figure) =>
      figure === "loss" ? { figure, wide: true, log: this.logScale } : { figure },
    );
  }

  marks(figure: Figure): Marks {
    return marksOf(this.view, figure);
  }

  get verdict(): string {
    const since = overfitsSince(this.view.curves);
    return since === undefined
      ? ""
      : t(
          "Overfitting: since step {0} the validation loss has risen while the training loss falls. The parameters of the best step are kept.",
          grouped(since),
        );
  }
}

/** Of what is written: figures of single symbols, given those before, which say what the loss says, and the parts of the error rate. */
const OF_PARTS = ["perplexity", "tokenAccuracy", "substitutions", "insertions", "deletions"];

/**
 * The figures that are shown until somebody chooses others: the loss, what the task is judged by, and how it learns. Of a text all
 * figures say what the loss says.
 */
function usualFigures(
  figures: readonly Figure[],
  { bestBy, writesText }: Pick<PanelRun, "bestBy" | "writesText">,
): string[] {
  const measured = figures.filter(
    ({ name, curves }) => name !== "loss" && curves.some((it) => it.table === "validations"),
  );
  const isWritten = measured.some(({ name }) => name === "errorRate");
  const rank = (name: string) => (name === bestBy ? 0 : isWritten && OF_PARTS.includes(name) ? 2 : 1);
  const judged = measured.toSorted((a, b) => rank(a.name) - rank(b.name));
  const wanted = [
    "loss",
    ...judged.slice(0, writesText ? 1 : 2).map(({ name }) => name),
    "gradientNorm",
    "learningRate",
  ];
  return wanted.filter((name) => figures.some((figure) => figure.name === name));
}
