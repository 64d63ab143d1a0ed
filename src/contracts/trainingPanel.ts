import type { FigureName } from "../base/metrics.ts";
import type { PartReport } from "./report.ts";
import type { ErrorEvent, Measurement } from "./runEvents.ts";
import type { BaselineRow, RunState } from "./runs.ts";

/** Points of a curve; both arrays have the same length, steps rise. A loss that is not finite arrives as null. */
export interface Curve {
  steps: number[];
  loss: (number | null)[];
}

export interface PanelSample {
  step: number;
  /** The label that the text begins with, where examples are written from labels. */
  start?: string;
  /** What the network was given to read, and what it drew. Text of the person's own data: only ever a text node. */
  prompt: string;
  text: string;
  /** The text stands before the prompt. */
  backward?: true;
}

/** What a baseline reached on a part; what is infinite arrives as null, and `impossible` says of how many targets. */
export type PanelBaseline = Omit<BaselineRow, "settings">;

/** Hidden states of one layer, or one direction of it, whose number and direction kept states of the first versions do not say. */
export interface PanelLayer {
  /** Counts from 1. */
  layer?: number;
  /** Of a layer that reads both ways. */
  direction?: "forward" | "backward";
  units: number;
  /** (time, units), f32, time-major. */
  values: ArrayBuffer;
}

/** Hidden states of every layer at every symbol of the latest sample. */
export interface PanelHidden {
  step: number;
  /** The symbols that were read, prompt and text: one per time step. */
  symbols: string[];
  /** How many of them were given; kept states of the first versions do not say. */
  given?: number;
  layers: PanelLayer[];
}

/** How a run stands now. */
export interface PanelProgress {
  state: RunState;
  step: number;
  /** Planned steps. */
  steps: number;
  epoch: number;
  loss: number | null;
  gradientNorm: number | null;
  /** Share of the steps since the row before whose gradient was clipped, and ‖change of the weights‖ / ‖weights‖. */
  clippedShare?: number | null;
  updateRatio?: number | null;
  tokensPerSecond: number | null;
  /** Seconds left at the present speed; null while unknown or when the run has ended. */
  secondsLeft: number | null;
  best: Measurement | null;
  /** The last measurement on validation. */
  validation?: Measurement | null;
  test: Measurement | null;
  /** The baseline that is trained now, before the network's first step. */
  baseline?: { name: string; step: number; steps: number } | null;
  /** What is measured now, and how much of it is done, 0 … 1. */
  measuring?: { part: "validation" | "test"; share: number } | null;
  error: Pick<ErrorEvent, "code" | "message" | "hint"> | null;
  /** The folder of the run is gone, and the training waits for where to save it. */
  waiting?: { message: string; hint: string } | null;
  /** Whether a run that failed has a checkpoint to go on from. */
  hasCheckpoint?: boolean;
}

/** Where a run comes from, as a person knows it: its config, when it began, and how it differs from the config's run before it. */
export interface PanelOrigin {
  config: string;
  began: string;
  changes: readonly string[];
}

/** All that a panel shows of a run. */
export interface PanelSnapshot {
  /** `folder` is what the page keeps in `PanelState.run`; without it there is nothing to bring back. */
  run: {
    id: string;
    folder?: string;
    name: string;
    parameters: number;
    build: string;
    symbols: number;
    /** What it learns; a running text where absent. */
    task?: string;
    /** The figure that chooses the best; the loss where absent. */
    bestBy?: FigureName;
    /** What the model is called, of one that counts and takes no steps. */
    counted?: string;
    /** What tells it from others of its name; it is known a moment after the run. */
    origin?: PanelOrigin;
  };
  progress: PanelProgress;
  training: Curve;
  validation: Curve;
  /** Those measured so far. */
  baselines: readonly PanelBaseline[];
  /** Of the last measurement of each part, of tasks that have more to say than figures. */
  reports: readonly PartReport[];
  /** The latest ones, oldest first. */
  samples: PanelSample[];
  hidden: PanelHidden | null;
}

/** A host that has nothing to say says that it lives at least this often, milliseconds. */
export const SIGN_OF_LIFE = 400;

/** Host → panel. A snapshot when the panel is ready or shown again, then deltas, at most ten a second; or a sign of life. */
export type PanelMessage =
  | { type: "alive" }
  | { type: "snapshot"; snapshot: PanelSnapshot }
  | {
      type: "delta";
      progress: PanelProgress;
      /** New points only. */
      training: Curve;
      validation: Curve;
      /** All of them, where there are new ones. */
      baselines: readonly PanelBaseline[] | null;
      /** All of them, where there are new ones. */
      reports: readonly PartReport[] | null;
      samples: PanelSample[];
      hidden: PanelHidden | null;
    };

/** Panel → host: what a person asks for there. `ready` asks for a snapshot. */
export type PanelRequest = { type: "ready" | PanelCommand };

/** Of the run: each is the command `unroll.<name>`. */
export type PanelCommand =
  | "stop"
  | "resume"
  | "openRunFolder"
  | "showLog"
  | "openConfig"
  | "saveRunAgain"
  | "saveRunElsewhere"
  | "discardRun";

/** What VS Code keeps of a panel, to bring it back after a reload. */
export interface PanelState {
  /** Folder of the run. */
  run: string;
  showTable: boolean;
  /** How the chart is arranged; absent in a state that nobody changed. */
  logScale?: boolean;
  /** 0 … 0.99: the share of the past in the smoothed curve. */
  smoothing?: number;
}
