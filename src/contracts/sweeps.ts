import * as Type from "typebox";
import type { RunEvent } from "./runEvents.ts";
import { numberOrNull, oneOf } from "./shapes.ts";

export const trialStates = [
  "waiting",
  "running",
  "finished",
  "ended-early",
  "interrupted",
  "diverged",
  "failed",
] as const;

/**
 * How a trial stands: `ended-early` where halving stopped it, `interrupted` where the sweep was stopped or killed meanwhile, `diverged` and
 * `failed` as the first of its runs that did.
 */
export type TrialState = (typeof trialStates)[number];

/** Whether a trial has come to its end: the others train when the sweep goes on. */
export function hasEnded({ state }: { state: TrialState }): boolean {
  return !["waiting", "running", "interrupted"].includes(state);
}

const setting = Type.Object({ key: Type.String(), value: Type.Unknown() });

export const trialRecord = Type.Object({
  /** From 1. */
  trial: Type.Integer({ minimum: 1 }),
  /** What it sets over the config. */
  settings: Type.Array(setting),
  state: oneOf(...trialStates),
  /** Ids of its runs, one a seed. */
  runs: Type.Array(Type.String()),
  /** Steps that were taken, of the last of its runs. */
  steps: Type.Integer({ minimum: 0 }),
  /** Its figure: at the best checkpoint, the mean over its seeds; at the last rung where it ended early; null without one. */
  value: numberOrNull,
});

export type TrialRecord = Type.Static<typeof trialRecord>;

/** What halving decided of a trial after so many steps. */
export const decisionRecord = Type.Object({
  trial: Type.Integer({ minimum: 1 }),
  step: Type.Integer({ minimum: 1 }),
  value: numberOrNull,
  cutoff: numberOrNull,
  goesOn: Type.Boolean(),
});

/** `sweep.json`. */
export const sweepRecord = Type.Object({
  format: Type.Literal(1),
  id: Type.String({ pattern: "^[^/\\\\\\x00-\\x1f\\x7f]+$" }),
  name: Type.String(),
  /** Relative to the folder of the sweep. */
  configFile: Type.String(),
  /** Its text when the sweep began, and as it was resolved, with the sweep in it. */
  configText: Type.String(),
  config: Type.Unsafe<object>(Type.Object({})),
  /** What was set over the file for all trials. */
  settings: Type.Array(setting),
  created: Type.String(),
  updated: Type.String(),
  state: oneOf("running", "finished", "stopped", "failed"),
  method: oneOf("grid", "random", "halving"),
  /** The figure of validation that trials are compared by, and whether larger is better. */
  figure: Type.String(),
  rises: Type.Boolean(),
  /** How many runs, with seeds one apart, a trial has. */
  seeds: Type.Integer({ minimum: 1 }),
  /** How many trials train at a time, unless a resume says otherwise. */
  jobs: Type.Integer({ minimum: 1 }),
  /** The first rung of halving; null before it is known, and of other methods. */
  minSteps: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
  trials: Type.Array(trialRecord),
  decisions: Type.Array(decisionRecord),
});

export type SweepRecord = Type.Static<typeof sweepRecord>;

/** What to sweep, and how. */
export interface SweepRequest {
  /** The config with the sweep; not needed to resume. */
  configFile?: string;
  /** The text of the config, where it is not what the file holds now. */
  configText?: string;
  /** Changes to the config, for all trials. */
  settings?: readonly { key: string; value: unknown }[];
  /** A sweep to go on with: its folder, its id under `.unroll/sweeps` of `cwd`, or `last`. */
  resume?: string;
  /** How many trials train at a time. */
  jobs?: number;
  /** Cores that all of them share. */
  cores: number;
  cwd: string;
}

/** A sweep begins, or goes on. */
export interface SweepEvent {
  event: "sweep";
  /** Folder of the sweep, and its id. */
  sweep: string;
  id: string;
  method: SweepRecord["method"];
  /** "validation.loss" */
  metric: string;
  /** How many train at a time. */
  jobs: number;
  trials: TrialRecord[];
}

/** A trial has reached a rung of halving. */
export interface RungEvent {
  event: "rung";
  trial: number;
  step: number;
  value: number | null;
  /** What it had to reach; null for the first. */
  cutoff: number | null;
  goesOn: boolean;
}

/** A trial has ended, however it did. */
export type TrialDoneEvent = { event: "trialDone" } & TrialRecord;

/** How a setting goes with the figure over the trials: Spearman's ρ, and how probable so large a one is by chance. */
export interface ImportanceRow {
  key: string;
  rho: number | null;
  p: number | null;
  n: number;
}

/** The last word of a sweep. */
export interface SweepDoneEvent {
  event: "sweepDone";
  /** Null where it never began. */
  sweep: string | null;
  id: string | null;
  reason: "finished" | "stopped" | "error";
  /** The trial with the best figure of those that were trained to the end. */
  best: TrialRecord | null;
  importance: ImportanceRow[];
  /** Of halving: after how many steps the figures were measured that importance compares. */
  importanceStep: number | null;
}

/** What a sweep says, in order; what a training says has the number of its trial beside it. */
export type SweepNews<C = object> =
  | SweepEvent
  | RungEvent
  | TrialDoneEvent
  | SweepDoneEvent
  | (RunEvent<C> & { trial: number })
  | Extract<RunEvent<C>, { event: "error" | "warning" }>;
