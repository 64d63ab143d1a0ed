import type { DoneEvent, RunEvent } from "./runEvents.ts";

/** What to train, and how. */
export interface TrainRequest {
  /** The config to train; not needed to resume. */
  configFile?: string;
  /** Changes to the config, as `--set`. */
  settings?: readonly { key: string; value: unknown }[];
  /** A run to continue: its folder, its id under `.unroll/runs` of `cwd`, or `last`. */
  resume?: string;
  /** The most threads it may have; all cores when not given, and then a config may ask for more. */
  maxThreads?: number;
  /** Resume although build or threads differ from those the run began with. */
  allowDrift?: boolean;
  build?: "simd" | "relaxed";
  cwd: string;
}

/** How a training ended. `usage`: it never began, because of what was asked for. */
export interface TrainResult {
  done: DoneEvent;
  failure: "usage" | "run" | null;
}

/** The folder of a run was deleted or moved while it trained: all that is known is in memory, and waits for where to save it. */
export interface GoneFolder {
  run: string;
  id: string;
  message: string;
  hint: string;
}

/** Where to go on: a folder that is not there yet, or the one that the run was moved to. */
export type SaveTo = { folder: string } | "discard";

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
export type TrainingMessage<C = object> = { kind: "event"; event: RunEvent<C> } | { kind: "call"; data: unknown };
