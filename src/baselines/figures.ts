import type { Metrics } from "../training/metrics/index.ts";

export type MeasuredPart = "validation" | "test";

/** What a baseline reached on a part. */
export type BaselineFigures = {
  part: MeasuredPart;
  /** Nats a target, comparable with the network's; infinite where a target was impossible, null where it gives no probabilities. */
  loss: number | null;
  targets: number;
  /** How many targets it held impossible. */
  impossible: number;
} & Metrics;
