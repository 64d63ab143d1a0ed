import type { GoneFolder, RunEvent, SaveTo, TrainRequest, TrainResult } from "./runEvents.ts";

/** What the training worker does for its host. One training at a time. */
export interface TrainingWorker {
  /** Resolves when the training has ended, however it did. */
  train(request: TrainRequest): Promise<TrainResult>;
}

/** What the host does for the worker, where it has somebody to ask. */
export interface TrainingHost {
  folderGone(gone: GoneFolder): Promise<SaveTo>;
}

/** What the worker is born with. */
export interface TrainingWorkerData {
  /** Whether the host is a `TrainingHost`. */
  answers: boolean;
  /** One word of shared memory, not 0 when the host wants the training to stop; the core reads it once per time step. */
  control: SharedArrayBuffer;
}

/**
 * What comes from the worker: events as messages of their own, so that their arrays are transferred, and the answers of calls.
 */
export type TrainingMessage = { kind: "event"; event: RunEvent } | { kind: "call"; data: unknown };
