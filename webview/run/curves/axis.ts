import type { Column } from "../../../src/base/curves/column.ts";
import type { CurveTable } from "../../../src/base/curves/curveTable.ts";
import { grouped } from "../../../src/base/words.ts";
import { tickLabel } from "../../shared/axesChart.ts";
import { duration } from "../../shared/numbers.ts";
import { t } from "../../shared/text.ts";
import type { RunRows } from "./runRows.ts";

export const axisNames = ["step", "epoch", "time"] as const;
export type AxisName = (typeof axisNames)[number];

/** What the curves of a run are drawn over. A view is a range of steps, so that it stays what it is over another axis. */
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

/** One axis for the curves of several runs, each of which has its own epochs and its own time. */
export class Axes {
  /** That of the run that goes the furthest, which the others are drawn over: steps of a view are its steps. */
  readonly shown: Axis;
  readonly longest: RunRows;
  private readonly own: ReadonlyMap<RunRows, Axis>;

  /** @param runs at least one */
  constructor(
    runs: readonly RunRows[],
    readonly name: AxisName,
  ) {
    const seconds = Math.max(...runs.map(({ steps }) => lastOf(secondsOf(steps))));
    this.own = new Map(runs.map((run) => [run, axisOf(run, name, seconds)]));
    const end = (run: RunRows) => this.of(run).at(lastStep(run));
    this.longest = runs.reduce((longest, run) => (end(run) > end(longest) ? run : longest));
    this.shown = this.of(this.longest);
  }

  of(run: RunRows): Axis {
    return this.own.get(run) ?? axisOf(run, this.name, 0);
  }

  /** The last step of the axis, 1 at least. */
  get end(): number {
    return Math.max(lastStep(this.longest), 1);
  }

  /** Where a step is: "step 1,200 · epoch 3 · 0:04:10" of one run, as far as it is known; of several what they have in common. */
  said(step: number): string {
    if (this.own.size > 1 && this.name !== "step") {
      const { scale, at } = this.shown;
      return this.name === "epoch" ? t("epoch {0}", at(step).toFixed(2)) : duration(at(step) / scale);
    }
    const parts = [t("step {0}", grouped(step))];
    if (this.own.size > 1) return parts[0];
    const { steps } = this.longest;
    const stepsPerEpoch = stepsPerEpochOf(this.longest);
    if (stepsPerEpoch !== undefined) parts.push(t("epoch {0}", (step / stepsPerEpoch).toFixed(2)));
    const seconds = secondsOf(steps);
    const row = steps.steps.firstFrom(step);
    if (seconds && row < seconds.length) parts.push(duration(seconds.values[row]));
    return parts.join(" · ");
  }
}

/** Axes that can be told for the rows of all runs. */
export function knownAxes(runs: readonly RunRows[]): AxisName[] {
  const begun = runs.filter(({ steps }) => steps.length > 0);
  const all = (isKnown: (run: RunRows) => boolean) => begun.length > 0 && begun.every(isKnown);
  return axisNames.filter((name) => {
    if (name === "epoch") return all((run) => stepsPerEpochOf(run) !== undefined);
    return name !== "time" || all(({ steps }) => secondsOf(steps) !== undefined);
  });
}

/** 0 before the first. */
export function lastStep({ steps, validations }: RunRows): number {
  return Math.max(lastOf(steps.steps), lastOf(validations.steps));
}

function lastOf(column: Column | undefined): number {
  return column?.values[column.length - 1] ?? 0;
}

/** The axis of a run, of steps where what it is asked for is not known; `longest`: the seconds that decide on the unit. */
function axisOf(run: RunRows, name: AxisName, longest: number): Axis {
  const { steps } = run;
  if (name === "epoch") {
    const stepsPerEpoch = stepsPerEpochOf(run);
    if (stepsPerEpoch !== undefined) return linear(t("epoch"), 1 / stepsPerEpoch, tickLabel);
  }
  const seconds = secondsOf(steps);
  if (name === "time" && seconds !== undefined) {
    const [unit, title] =
      longest < 180
        ? [1, t("time (seconds)")]
        : longest < 10_800
          ? [60, t("time (minutes)")]
          : [3600, t("time (hours)")];
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
function stepsPerEpochOf({ stepsPerEpoch, steps }: RunRows): number | undefined {
  if (stepsPerEpoch !== undefined) return stepsPerEpoch;
  const epochs = steps.column("epoch");
  if (epochs === undefined || epochs.length === 0) return undefined;
  const latest = epochs.values[epochs.length - 1];
  const began = steps.steps.values[epochs.firstFrom(latest)];
  return latest > 1 ? (began - 1) / (latest - 1) : undefined;
}
