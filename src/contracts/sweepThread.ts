import type { RunEvent } from "./runEvents.ts";
import type { SweepDoneEvent, SweepNews, SweepRequest } from "./sweeps.ts";
import type { AtRung, TrainRequest, TrainResult } from "./trainingThread.ts";

// How a host and a sweep in another thread speak. The trainings of its trials run elsewhere: the host starts them, and tells the sweep what
// it has to know of them. Each goes by the number that the sweep gave it.

/** What the thread does for its host. */
export interface SweepWorker {
  /** Resolves when the sweep has ended, however it did. */
  sweep(request: SweepRequest): Promise<SweepDoneEvent>;
  /** What the training of a trial has said. */
  heard(training: number, event: RunEvent): void;
  /** Whether it goes on from a rung. */
  rung(training: number, at: AtRung): Promise<boolean>;
}

/** What the thread asks its host. */
export interface SweepTrainings {
  train(training: number, request: TrainRequest, trial: number): Promise<TrainResult>;
}

export interface SweepWorkerData {
  /** The host's signal as a word of shared memory, not 0 once it is aborted. */
  control: SharedArrayBuffer;
}

export type SweepMessage = { kind: "news"; news: SweepNews } | { kind: "call"; data: unknown };
