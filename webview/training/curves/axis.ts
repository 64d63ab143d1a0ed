import type { Column } from "../../../src/base/curves/column.ts";
import type { CurveTable } from "../../../src/base/curves/curveTable.ts";
import { grouped } from "../../../src/base/words.ts";
import { tickLabel } from "../../shared/lineChart.ts";
import { duration } from "../../shared/numbers.ts";
import { t } from "../../shared/text.ts";
import type { RunView } from "../runView.ts";

export const axisNames = ["step", "epoch", "time"] as const;
export type AxisName = (typeof axisNames)[number];

/** What the curves are drawn over. A view is a range of steps, so that it stays what it is over another axis. */
export interface Axis {
  title: string;
  /** The column of a table that says where its rows are, and what its numbers are multiplied by. */
  column(table: CurveTable): Column;
  scale: number;
  /** Words a tick. */
  tick(x: number): string;
  at(step: number): number;
  stepAt(x: number): number;
}

export function axisLabel(name: AxisName): string {
  const labels: Record<AxisName, string> = { step: t("Step"), epoch: t("Epoch"), time: t("Time") };
  return labels[name];
}

/** The axis of a run, of steps where what it is asked for is not known. */
export function axisOf(run: RunView, name: AxisName): Axis {
  const { steps } = run.curves;
  if (name === "epoch") {
    const stepsPerEpoch = stepsPerEpochOf(run);
    if (stepsPerEpoch !== undefined) return linear(t("epoch"), 1 / stepsPerEpoch, tickLabel);
  }
  const seconds = secondsOf(steps);
  if (name === "time" && seconds !== undefined) {
    const last = seconds.values[seconds.length - 1];
    const [unit, title] =
      last < 180 ? [1, t("time (seconds)")] : last < 10_800 ? [60, t("time (minutes)")] : [3600, t("time (hours)")];
    const row = (at: number) => Math.min(Math.max(at, 0), seconds.length - 1);
    return {
      title,
      column: (table) => table.column("seconds") ?? table.steps,
      scale: 1 / unit,
      tick: tickLabel,
      at: (step) => seconds.values[row(steps.steps.firstFrom(step))] / unit,
      stepAt: (x) => steps.steps.values[row(seconds.firstFrom(x * unit))] ?? 0,
    };
  }
  return linear(t("step"), 1, (step) => (Math.abs(step) < 1000 ? tickLabel(step) : grouped(step)));
}

/** Axes that can be told for the rows of a run. */
export function knownAxes(run: RunView): AxisName[] {
  return axisNames.filter((name) => {
    if (name === "epoch") return stepsPerEpochOf(run) !== undefined;
    return name !== "time" || secondsOf(run.curves.steps) !== undefined;
  });
}

/** "step 1,200, epoch 3, 0:04:10", as far as it is known. */
export function placeSaid(run: RunView, step: number): string {
  const parts = [t("step {0}", grouped(step))];
  const stepsPerEpoch = stepsPerEpochOf(run);
  if (stepsPerEpoch !== undefined) parts.push(t("epoch {0}", (step / stepsPerEpoch).toFixed(2)));
  const seconds = secondsOf(run.curves.steps);
  const row = run.curves.steps.steps.firstFrom(step);
  if (seconds && row < seconds.length) parts.push(duration(seconds.values[row]));
  return parts.join(" · ");
}

function linear(title: string, scale: number, tick: (x: number) => string): Axis {
  return {
    ...{ title, scale, tick, column: (table) => table.steps },
    at: (step) => step * scale,
    stepAt: (x) => x / scale,
  };
}

/** Runs of older versions did not say when a row was written. */
function secondsOf(table: CurveTable): Column | undefined {
  const seconds = table.column("seconds");
  return seconds !== undefined && seconds.length > 0 && Number.isFinite(seconds.values[0]) ? seconds : undefined;
}

/** As the run says, else from where the rows say that their latest epoch began. */
function stepsPerEpochOf({ run, curves: { steps } }: RunView): number | undefined {
  if (run?.stepsPerEpoch !== undefined) return run.stepsPerEpoch;
  const epochs = steps.column("epoch");
  if (epochs === undefined || epochs.length === 0) return undefined;
  const latest = epochs.values[epochs.length - 1];
  const began = steps.steps.values[epochs.firstFrom(latest)];
  return latest > 1 ? (began - 1) / (latest - 1) : undefined;
}
