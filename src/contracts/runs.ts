import * as Type from "typebox";
import type { Metrics } from "../base/metrics.ts";
import { metricKinds } from "../base/metrics.ts";
import { figure, number, numberOrNull, oneOf } from "./shapes.ts";

export const runStates = ["running", "finished", "stopped", "interrupted", "failed", "diverged"] as const;

/** How a run stands; `interrupted` where its process died. */
export type RunState = (typeof runStates)[number];

/** The runs that were trained together: one config with several seeds. */
export const runGroup = Type.Object({
  id: Type.String({ pattern: "^[^/\\\\\\x00-\\x1f\\x7f]+$" }),
  /** Which of how many it is, from 1. */
  index: Type.Integer({ minimum: 1 }),
  of: Type.Integer({ minimum: 1 }),
});

/** The sweep that a run is a trial of; with seeds, one of the runs of that trial. */
export const runSweep = Type.Object({
  id: Type.String({ pattern: "^[^/\\\\\\x00-\\x1f\\x7f]+$" }),
  /** Which of how many trials, from 1. */
  trial: Type.Integer({ minimum: 1 }),
  of: Type.Integer({ minimum: 1 }),
});

export type RunSweep = Type.Static<typeof runSweep>;

export type RunGroup = Type.Static<typeof runGroup>;

/** Figures beside a loss, each under its name. */
const metrics = Type.Unsafe<Metrics>(
  Type.Object(Object.fromEntries(Object.keys(metricKinds).map((name) => [name, Type.Optional(figure)]))),
);

/**
 * Figures of one measurement: the step it was made at, the loss, and what its task measures: of a text nats per token, perplexity
 * and bits per character, of other tasks `accuracy`, `f1`, `mae` …
 */
export type Measurement = { step: number; loss: number } & Metrics;

export const measurement = Type.Unsafe<Measurement>(
  Type.Intersect([Type.Object({ step: number, loss: figure }), metrics]),
);

const baselineResult = Type.Object({
  /** What people call it: "5-gram, Kneser–Ney". */
  name: Type.String(),
  part: oneOf("validation", "test"),
  /** Nats a target, comparable with the network's; infinite where a target was impossible, null where it gives no probabilities. */
  loss: numberOrNull,
  /** How many targets were measured, and how many of them it held impossible. */
  targets: number,
  impossible: number,
  /** Of one that was trained: numbers that were, and the steps that were planned. */
  parameters: Type.Optional(number),
  steps: Type.Optional(number),
});

/** What a baseline reached on a part; what is infinite becomes null in JSON, and `impossible` says of how many targets. */
export type BaselineResult = Type.Static<typeof baselineResult> & Metrics;

export const baseline = Type.Unsafe<BaselineResult>(Type.Intersect([baselineResult, metrics]));

/** A row of `baselines.json`. `settings` is its entry of `baselines` in the config. */
export type BaselineRow = BaselineResult & { settings: object };

export const baselineRow = Type.Unsafe<BaselineRow>(
  Type.Intersect([baseline, Type.Object({ settings: Type.Object({}) })]),
);
