import type { Metrics } from "../metrics/index.ts";

export type MeasuredPart = "validation" | "test";

/** What a baseline reached on a part. */
export type BaselineFigures = {
  part: MeasuredPart;
  /**
   * As the network's: nats a target, infinite where one was impossible, or an error of normalised numbers. Null where it gives no
   * probabilities.
   */
  loss: number | null;
  targets: number;
  /** How many targets it held impossible. */
  impossible: number;
} & Metrics;
