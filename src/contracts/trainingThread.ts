import type { CurveBlock } from "../base/curves/curveBlock.ts";
import type { Advice } from "../base/message.ts";
import type { Metrics } from "../base/metrics.ts";
import type { DoneEvent, RunEvent } from "./runEvents.ts";
import type { RunGroup, RunSweep } from "./runs.ts";
import type { ShownSound } from "./sound.ts";
import type { Steering } from "./steering.ts";
import type { ChosenTrial, Trial, TrialAnswer, TrialAsk } from "./trial.ts";

/** What to train, and how. */
export interface TrainRequest {
  /** The config to train; not needed to resume. */
  configFile?: string;
  /** The text of the config, where it is not what the file holds now. */
  configText?: string;
  /** Changes to the config, as `--set`. */
  settings?: readonly { key: string; value: unknown }[];
  /** A run to continue: its folder, its id under `.unroll/runs` of `cwd`, or `last`. */
  resume?: string;
  /** The most threads it may have; all cores when not given, and then a config may ask for more. */
  maxThreads?: number;
  /** Resume although build or threads differ from those the run began with. */
  allowDrift?: boolean;
  build?: "simd" | "relaxed";
  /** The group that the run is one of. */
  group?: RunGroup;
  /** The sweep that it is a trial of. */
  sweep?: RunSweep;
  /**
   * The steps at which the host is asked whether it goes on (`rung`): the least, and 3, 9, 27 … times as many. Null: a 27th of the steps
   * that are planned.
   */
  rungs?: { least: number | null };
  cwd: string;
}

/** How a training ended. `usage`: it never began, because of what was asked for. */
export interface TrainResult {
  done: DoneEvent;
  failure: "usage" | "run" | null;
  /** The folders of the runs, where there were several. */
  runs?: string[];
}

/** The folder of a run was deleted or moved while it trained: all that is known is in memory, and waits for where to save it. */
export interface GoneFolder {
  run: string;
  id: string;
  message: string;
  hint: string;
}

/** A training is at a rung: after so many steps, with its figures of validation. */
export interface AtRung {
  step: number;
  figures: { loss: number } & Metrics;
}

/** Where to go on: a folder that is not there yet, or the one that the run was moved to. */
export type SaveTo = { folder: string } | "discard";

/**
 * Whom a training answers to: the command line, the extension, a test. It hears what happens, says when to stop, and is asked what
 * only a person can answer; whether the training runs in its thread or in another makes no difference. `C` is the config, as in
 * `StartEvent`.
 */
export interface TrainingHost<C = object> {
  /** Once it is aborted, the training saves itself and ends, within a time step. */
  readonly signal: AbortSignal;
  emit(event: RunEvent<C>): void;
  /**
   * Takes the rows of the log as blocks. Where the training runs in another thread, such a host hears of steps at most ten times a
   * second, and then of the newest alone.
   */
  curves?(block: CurveBlock): void;
  /** Where to save a run whose folder is gone. Who has nobody to ask leaves it out: the run is then written again where it was. */
  folderGone?(gone: GoneFolder): Promise<SaveTo>;
  /** Whether a training goes on, with what it measured on validation; asked at each of the request's `rungs`. */
  rung?(at: AtRung): Promise<boolean>;
  /** The training has begun, and may be steered until it ends. */
  steered?(training: SteeredTraining): void;
}

/** What may be asked of a training while it runs. */
export interface SteeredTraining {
  /** Resolves when it is done. */
  steer(steering: Steering): Promise<Steered>;
  /** Asks its network as it is between two steps. */
  sample(asked: TrialAsk): Promise<SampledNow>;
}

/** After which step it was done, or why it was not. */
export type Steered = { step: number } | { problem: SaidError };

/** An answer; or a checkpoint of this step was written, and another thread may ask that: what is asked for has no room in this one. */
export type SampledNow = SaidTrial | { saved: number };

// How a host and a training in another thread speak: events are messages, the signal is a word of shared memory, the rest are calls.

/** What the training worker does for its host. One training at a time. */
export interface TrainingWorker extends SteeredTraining {
  /** Resolves when the training has ended, however it did. */
  train(request: TrainRequest): Promise<TrainResult>;
  /** What the run of a folder makes of what a person typed; what an error says has its words at the host. */
  tryRun(folder: string, asked: ChosenTrial): Promise<SaidTrial>;
  /** A sound as the run of a folder reads it, in so many steps. */
  sound(folder: string, file: string, steps: number): Promise<SaidSound>;
  /** The best parameters of the run of a folder for other programs. */
  exportRun(folder: string): Promise<SaidExport>;
}

/** An error with what to do in the words of where it is shown. */
export interface SaidError {
  message: string;
  hint?: string;
  advice?: Advice;
}

/** A trial whose errors are not worded yet. */
export type SaidTrial = (Omit<Trial, "answers"> & { answers: (TrialAnswer | SaidError)[] }) | { problem: SaidError };

export type SaidSound = ShownSound | { problem: SaidError };

/**
 * The content of a safetensors file, and the cell in it that PyTorch lacks, which would compute something else with these parameters; or why
 * there is none.
 */
export type SaidExport = { bytes: Uint8Array; foreign?: string } | { problem: SaidError };

/** What the worker asks its host. */
export type HostAnswers = Required<Pick<TrainingHost, "folderGone" | "rung">>;

/** What the worker is born with. */
export interface TrainingWorkerData {
  /** Whether the host answers `folderGone`. */
  answers: boolean;
  /** Whether the host takes `curves`. */
  curves: boolean;
  /** The host's signal as a word of shared memory, not 0 once it is aborted; the core reads it once per time step. */
  control: SharedArrayBuffer;
}

/**
 * What comes from the worker: events and rows as messages of their own, so that their arrays are transferred, and the answers of calls.
 */
export type TrainingMessage<C = object> =
  | { kind: "event"; event: RunEvent<C> }
  | { kind: "curves"; block: CurveBlock }
  | { kind: "call"; data: unknown };
