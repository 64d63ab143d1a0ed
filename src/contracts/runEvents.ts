import type { Advice, Message } from "../base/message.ts";
import type { FigureName } from "../base/metrics.ts";
import type { DataFacts } from "./dataFacts.ts";
import type { Preview, PreviewStates } from "./preview.ts";
import type { PartReport } from "./report.ts";
import type { BaselineRow, Measurement } from "./runs.ts";
import type { SingleStep } from "./steering.ts";

/** Figures of one update, of all parameters together or of one. */
export interface UpdateFigures {
  /** ‖g‖₂ before clipping and after. */
  gradientNorm: number;
  clippedNorm: number;
  /** ‖change‖₂ / ‖parameters before‖₂; not finite where all of them were 0. */
  updateRatio: number;
}

/** A row of the metrics log: means over the steps since the row before. */
export interface StepRow extends UpdateFigures {
  step: number;
  epoch: number;
  loss: number;
  /** Share of the steps whose gradient was clipped. */
  clippedShare: number;
  /** Of the last step. */
  learningRate: number;
  tokensPerSecond: number;
  /** Figures of each parameter at this step, where the config asks for them. */
  parameters?: Record<string, UpdateFigures>;
}

/** When a row of the metrics log was written: seconds that the run has been trained for. Older versions did not write it. */
export interface RunTime {
  seconds?: number;
}

/** What real-time recurrent learning costs. */
export interface InfluenceCost {
  /** Recurrent parameters P whose influence is carried: the table's (V,H) and W_hh's (H,H). */
  parameters: number;
  /** B·H·P numbers of influence on the states of all rows. */
  numbers: number;
  /** Bytes of memory: the numbers before a step and after it, f32. */
  bytes: number;
  /** Multiply-adds to carry the influence over one token: H·P. */
  multiplyAddsPerToken: number;
}

/** `C` is the config, as `run.json` keeps it: rooms that know configs say so. */
export interface StartEvent<C = object> {
  event: "start";
  /** Folder of the run, and its id. */
  run: string;
  id: string;
  config: C;
  /** What the model is called, of one that counts and takes no steps. */
  counted?: string;
  /** Numbers that are trained or counted. */
  parameters: number;
  /** Planned steps, and the step to begin after: more than 0 when a run is resumed. */
  steps: number;
  step: number;
  /** The figure of validation that chooses the best parameters. */
  bestBy: FigureName;
  /** Base of the learning rate, where steps are taken: as the config has it, or as it was changed while it trained. */
  learningRate?: number;
  /** Steps between validations, where there are any; there is always one at the end. */
  validateEvery?: number;
  minibatchesPerEpoch: number;
  build: string;
  threads: number;
  /** Bytes that a process which does nothing else will hold at its peak. */
  memory: number;
  /** `unusedTargets`: targets of a text, or sequences, that an epoch leaves out. */
  data: DataFacts & { unusedTargets: number };
  /** The labels that a text may begin with, where examples are written from labels. */
  starts?: string[];
  /** Steps at which it may end early: only of a trial of a sweep by halving. */
  rungs?: number[];
  /** Only with `training.gradient` "rtrl". */
  influence?: InfluenceCost;
}

/** Several runs of one config begin, one after the other: each then has its own events, from `start` to `done`. */
export interface GroupEvent {
  event: "group";
  group: string;
  seeds: number[];
}

/** The last word of a group. */
export interface GroupDoneEvent {
  event: "groupDone";
  group: string;
  /** Folders of the runs that began. */
  runs: string[];
  /** `stopped` where a person ended it before its last run; `error` where a run could not even begin. */
  reason: "finished" | "stopped" | "error";
}

/** How much of a measurement is done, 0 … 1: now and then, where it takes longer than half a second. */
export interface MeasuringEvent {
  event: "measuring";
  part: "validation" | "test";
  step: number;
  share: number;
}

/** What a baseline reached on a part, before the first step. */
export type BaselineEvent = { event: "baseline" } & BaselineRow;

/** How far the training of a baseline has come, now and then. */
export interface BaselineStepEvent {
  event: "baselineStep";
  name: string;
  step: number;
  steps: number;
  loss: number;
}

/** What the network shows of itself. The command line says it as text (`previewText`), without the states. */
export interface SampleEvent {
  event: "sample";
  step: number;
  /** Counts the previews of a step from 1 where there are several. */
  index?: number;
  preview: Preview;
  states?: PreviewStates;
}

export interface ErrorEvent {
  event: "error";
  code: string;
  message: string;
  hint?: string;
  /** What to do, where the words for it depend on where one is. */
  advice?: Advice;
  file?: string;
  line?: number;
  column?: number;
  /** The `--set` that it is about, `key=value`; or those that it comes of, where it stands in the file. */
  setting?: string;
  settings?: readonly string[];
}

/** Something to know of a training that goes on. The command line prints it without `said`. */
export interface WarningEvent {
  event: "warning";
  code: string;
  message: string;
  /** The key of the config that it is about, where it is about one. */
  key?: string;
  /** The sentence with its data; `message` is its English text. */
  said: Message;
}

/** Somebody steers the training: it stands still after this step, with a checkpoint of it, or goes on. */
export interface PauseEvent {
  event: "paused" | "continued";
  step: number;
}

/** Somebody had a checkpoint of this step written, which is kept. */
export interface SavedEvent {
  event: "saved";
  step: number;
}

/** The base of the learning rate from the step after `step` on. It is a row of `metrics.jsonl` too. */
export interface LearningRateEvent {
  event: "learningRate";
  step: number;
  base: number;
}

/** A step that somebody had taken by itself. */
export type SingleStepEvent = { event: "singleStep" } & SingleStep;

/** The folder of the run was deleted or moved while it trained, and it goes on in this one, which may be the same. */
export interface SavedAgainEvent {
  event: "saved-again";
  run: string;
  message: string;
}

export interface DoneEvent {
  event: "done";
  run: string | null;
  reason: "finished" | "stopped" | "early-stopping" | "diverged" | "error";
  steps: number;
  seconds: number;
  tokensPerSecond: number | null;
  /** The figure that chose the best; null of a training that never began. */
  bestBy: FigureName | null;
  best: Measurement | null;
  validation: Measurement | null;
  test: Measurement | null;
}

/** The end of a training that never began. */
export const notBegun: DoneEvent = {
  event: "done",
  run: null,
  reason: "error",
  steps: 0,
  seconds: 0,
  tokensPerSecond: null,
  bestBy: null,
  best: null,
  validation: null,
  test: null,
};

/** What a training says, in order: the command line prints these as they are, one JSON object a line. */
export type RunEvent<C = object> =
  | GroupEvent
  | GroupDoneEvent
  | StartEvent<C>
  | ({ event: "step" } & StepRow & RunTime)
  | MeasuringEvent
  | ({ event: "validation" } & Measurement & { targets: number } & RunTime)
  | BaselineEvent
  | BaselineStepEvent
  | SampleEvent
  | ({ event: "report" } & PartReport)
  | WarningEvent
  | PauseEvent
  | SavedEvent
  | LearningRateEvent
  | SingleStepEvent
  | SavedAgainEvent
  | ErrorEvent
  | DoneEvent;
