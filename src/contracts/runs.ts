import type { Metrics } from "../base/metrics.ts";

export const runStates = ["running", "finished", "stopped", "interrupted", "failed", "diverged"] as const;

/** How a run stands; `interrupted` where its process died. */
export type RunState = (typeof runStates)[number];

/** What a baseline reached on a part: a row of `baselines.json`. */
export type BaselineRow = {
  /** What people call it: "5-gram, Kneser–Ney". */
  name: string;
  /** Its entry of `baselines` in the config. */
  settings: object;
  part: "validation" | "test";
  /** Nats a target, comparable with the network's; infinite where a target was impossible, null where it gives no probabilities. */
  loss: number | null;
  /** How many targets were measured, and how many of them it held impossible. */
  targets: number;
  impossible: number;
  /** Of one that was trained: numbers that were, and the steps that were planned. */
  parameters?: number;
  steps?: number;
} & Metrics;
