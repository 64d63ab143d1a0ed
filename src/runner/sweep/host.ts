import type { Config } from "../../config/index.ts";
import type { SweepNews } from "../../contracts/sweeps.ts";
import type { TrainRequest, TrainResult } from "../../contracts/trainingThread.ts";
import type { TrainHost } from "../host.ts";

/** Whom a sweep answers to. */
export interface SweepHost {
  /** Once it is aborted, what trains saves itself, and the sweep ends; it can be resumed. */
  readonly signal: AbortSignal;
  emit(news: SweepNews<Config>): void;
  /** Trains a run of a trial, in whatever thread. Rejects where its thread dies. */
  train(request: TrainRequest, host: TrainHost, trial: number): Promise<TrainResult>;
}
