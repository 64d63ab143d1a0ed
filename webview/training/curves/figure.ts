import type { CurveTableName } from "../../../src/base/curves/curveBlock.ts";
import { type FigureName, figureLabel, figureSaid, isFigure, isShare, lossText } from "../../../src/base/metrics.ts";
import { thousands, valueText } from "../../../src/base/numberText.ts";
import type { PanelRun } from "../../../src/contracts/trainingPanel.ts";
import { tickLabel } from "../../shared/lineChart.ts";
import { t } from "../../shared/text.ts";
import type { RunView } from "../runView.ts";
import { lossLabel } from "./lossName.ts";

/** One curve of a figure. */
export interface FigureCurve {
  label: string;
  table: CurveTableName;
  column: string;
  /** Goes up and down from row to row, so that a smoothed curve says more. */
  noisy: boolean;
}

/** "loss" of steps, "validation.loss": what a curve is called where no language changes it. */
export function nameOfCurve({ table, column }: FigureCurve): string {
  return table === "steps" ? column : `validation.${column}`;
}

/** What a pane shows: one thing that was measured, as curves over the same y axis. */
export interface Figure {
  /** Its name in the log, "gradientNorm/" of all parameters. */
  name: string;
  label: string;
  /** What the y axis says, where that is more than the label. */
  unit: string;
  curves: FigureCurve[];
  said(value: number): string;
  /** Words a tick of the y axis. */
  tick(value: number): string;
}

/** Figures of steps that have names; the others go by their name in the log. */
function stepFigures(): Record<string, { label: string; noisy: boolean; said(value: number): string }> {
  const plain = (value: number) => String(Number(value.toPrecision(4)));
  return {
    loss: { label: t("Loss"), noisy: true, said: (value) => lossText(value) },
    gradientNorm: { label: t("Gradient norm"), noisy: true, said: plain },
    clippedNorm: { label: t("Gradient norm after clipping"), noisy: true, said: plain },
    clippedShare: { label: t("Clipped steps"), noisy: true, said: (value) => `${plain(100 * value)} %` },
    updateRatio: { label: t("Update / weights"), noisy: true, said: plain },
    learningRate: { label: t("Learning rate"), noisy: false, said: plain },
    tokensPerSecond: { label: t("Speed"), noisy: true, said: thousands },
  };
}

/** Columns that say where a row is. */
const places = new Set(["epoch", "seconds"]);

/** All figures that the run's rows have, those of the task first. */
export function figuresOf({ run, curves }: RunView): Figure[] {
  const known = stepFigures();
  const columns = (table: CurveTableName) => curves[table].names.filter((name) => !places.has(name));
  const [training, validation] = [columns("steps"), columns("validations")];
  const names = [...new Set(["loss", ...validation, ...Object.keys(known), ...training])].filter(
    (name) => name === "loss" || (!name.includes("/") && (training.includes(name) || validation.includes(name))),
  );
  const figures = names.map((name): Figure => {
    const step = known[name];
    const label = step?.label ?? (isFigure(name) ? capitalised(t(figureLabel(name))) : name);
    const both = training.includes(name) && validation.includes(name);
    const of = (table: CurveTableName): FigureCurve => {
      const noisy = table === "steps" && (step?.noisy ?? true);
      return { label: !both ? label : table === "steps" ? t("Training") : t("Validation"), table, column: name, noisy };
    };
    return {
      ...{ name, label, unit: name === "loss" ? lossLabel(run?.loss) : "" },
      ...{ said: saidOf(name, step?.said), tick: tickOf(name) },
      curves: [
        ...(training.includes(name) || !validation.includes(name) ? [of("steps")] : []),
        ...(validation.includes(name) ? [{ ...of("validations"), label: both ? t("Validation") : label }] : []),
      ],
    };
  });
  return [...figures, ...ofParameters(training)];
}

/** "gradientNorm/rnn.weight_hh_l0", … → one figure with a curve for each parameter. */
function ofParameters(columns: readonly string[]): Figure[] {
  const labels: Record<string, string> = {
    gradientNorm: t("Gradient norm of each parameter"),
    clippedNorm: t("Gradient norm of each parameter after clipping"),
    updateRatio: t("Update / weights of each parameter"),
  };
  const groups = Map.groupBy(
    columns.filter((name) => name.includes("/")),
    (name) => name.slice(0, name.indexOf("/")),
  );
  return [...groups].map(([figure, names]) => {
    const label = labels[figure] ?? figure;
    return {
      ...{ name: `${figure}/`, label, unit: "" },
      ...{ said: saidOf(figure, stepFigures()[figure]?.said), tick: tickOf(figure) },
      curves: names.map((column) => ({
        ...{ label: column.slice(figure.length + 1), table: "steps" as const, column, noisy: true },
      })),
    };
  });
}

function saidOf(name: string, own: ((value: number) => string) | undefined): (value: number) => string {
  const said = own ?? (isFigure(name) ? (value: number) => figureSaid(name as FigureName, value) : undefined);
  return (value) => {
    if (!Number.isFinite(value)) return "–";
    return said?.(value) ?? String(Number(value.toPrecision(5)));
  };
}

/** A share is a percentage beside its axis too. */
function tickOf(name: string): (value: number) => string {
  const share = name === "clippedShare" || (isFigure(name) && isShare(name));
  return share ? (value) => `${valueText(100 * value)} %` : tickLabel;
}

function capitalised(text: string): string {
  const [first = "", ...rest] = text;
  return first.toLocaleUpperCase() + rest.join("");
}

/**
 * The figures that are shown until somebody chooses others: the loss, what the task is judged by, and how it learns. Of a text all
 * figures say what the loss says.
 */
export function usualFigures(
  figures: readonly Figure[],
  { bestBy, writesText }: Pick<PanelRun, "bestBy" | "writesText">,
): string[] {
  const measured = figures.filter(
    ({ name, curves }) => name !== "loss" && curves.some((it) => it.table === "validations"),
  );
  const judged = [...measured.filter(({ name }) => name === bestBy), ...measured.filter(({ name }) => name !== bestBy)];
  const wanted = [
    "loss",
    ...judged.slice(0, writesText ? 1 : 2).map(({ name }) => name),
    "gradientNorm",
    "learningRate",
  ];
  return wanted.filter((name) => figures.some((figure) => figure.name === name));
}
