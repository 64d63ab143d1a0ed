import type { Config, Setting } from "../../config/index.ts";
import type { SweepNews } from "../../contracts/sweeps.ts";
import type { TrainRequest, TrainResult } from "../../contracts/trainingThread.ts";
import type { TrainHost } from "../host.ts";

/** What to sweep, and how. */
export interface SweepRequest {
  /** The config with the sweep; not needed to resume. */
  configFile?: string;
  /** Changes to the config, for all trials. */
  settings?: readonly Setting[];
  /** A sweep to go on with: its folder, its id under `.unroll/sweeps` of `cwd`, or `last`. */
  resume?: string;
  /** How many trials train at a time. */
  jobs?: number;
  /** Cores that all of them share. */
  cores: number;
  cwd: string;
}

/** Whom a sweep answers to. */
export interface SweepHost {
  /** Once it is aborted, what trains saves itself, and the sweep ends; it can be resumed. */
  readonly signal: AbortSignal;
  emit(news: SweepNews<Config>): void;
  /** Trains a run of a trial, in whatever thread. Rejects where its thread dies. */
  train(request: TrainRequest, host: TrainHost, trial: number): Promise<TrainResult>;
}
