import type { CurveTableName } from "../../../src/base/curves/curveBlock.ts";
import { type FigureName, figureLabel, figureSaid, isFigure, isShare, lossText } from "../../../src/base/metrics.ts";
import { thousands, valueText } from "../../../src/base/numberText.ts";
import { tickLabel } from "../../shared/axesChart.ts";
import { t } from "../../shared/text.ts";
import type { BandKind } from "./band.ts";
import type { RunRows } from "./runRows.ts";

/** Which of several runs a curve is of, or which group of them, and how it looks in every pane. */
export interface CurveOwner {
  key: string;
  /** The runs of the curve, in their order. */
  members: readonly { id: string; label: string }[];
  /** Places among the colours of runs and among the dashes. */
  colour: number;
  dash: number;
}

/** One curve of a figure. */
export interface FigureCurve {
  label: string;
  /** Of a group that is drawn as one, of each of its runs. */
  runs: readonly RunRows[];
  table: CurveTableName;
  column: string;
  /** Goes up and down from row to row, so that a smoothed curve says more. */
  noisy: boolean;
  /** Where curves of several runs lie over each other. */
  owner?: CurveOwner;
  /** Its runs are drawn as their mean in such a band. */
  band?: BandKind;
}

/** "loss" of steps, "validation.loss": what a column is called where no language changes it. */
export function nameOfColumn(table: CurveTableName, column: string): string {
  return table === "steps" ? column : `validation.${column}`;
}

/** What a curve is hidden by: of one of several runs in all panes. */
export function nameOfCurve({ table, column, owner }: FigureCurve): string {
  return owner?.key ?? nameOfColumn(table, column);
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

/** Columns of a table that are figures. */
export function measuredColumns(run: RunRows, table: CurveTableName): string[] {
  return run[table].names.filter((name) => !places.has(name));
}

/** How one figure is worded, by its name in the log. */
export function figureWords(name: string): Pick<Figure, "label" | "said" | "tick"> & { noisy: boolean } {
  const step = stepFigures()[name];
  return {
    label: step?.label ?? (isFigure(name) ? capitalised(t(figureLabel(name))) : name),
    said: saidOf(name, step?.said),
    tick: tickOf(name),
    noisy: step?.noisy ?? true,
  };
}

/** The names of figures in the order in which they are offered: the loss, those of the task, those of steps. */
export function orderedFigures(training: readonly string[], validation: readonly string[]): string[] {
  const known = new Set([...training, ...validation]);
  const names = ["loss", ...validation, ...Object.keys(stepFigures()), ...training];
  return [...new Set(names)].filter((name) => known.has(name) && !name.includes("/"));
}

/** All figures that the rows of a run have, those of the task first. The loss is there before its first row. */
export function figuresOf(run: RunRows, lossUnit = ""): Figure[] {
  const [training, validation] = [measuredColumns(run, "steps"), measuredColumns(run, "validations")];
  const names = new Set(["loss", ...orderedFigures(training, validation)]);
  const figures = [...names].map((name): Figure => {
    const { noisy, ...words } = figureWords(name);
    const { label } = words;
    const both = training.includes(name) && validation.includes(name);
    const of = (table: CurveTableName): FigureCurve => {
      const own = table === "steps" ? t("Training") : t("Validation");
      return { label: both ? own : label, runs: [run], table, column: name, noisy: noisy && table === "steps" };
    };
    return {
      ...{ name, ...words, unit: name === "loss" ? lossUnit : "" },
      curves: [
        ...(training.includes(name) || !validation.includes(name) ? [of("steps")] : []),
        ...(validation.includes(name) ? [of("validations")] : []),
      ],
    };
  });
  return [...figures, ...ofParameters(run, training)];
}

/** "gradientNorm/rnn.weight_hh_l0", … → one figure with a curve for each parameter. */
function ofParameters(run: RunRows, columns: readonly string[]): Figure[] {
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
        ...{ label: column.slice(figure.length + 1), runs: [run], table: "steps" as const, column, noisy: true },
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
