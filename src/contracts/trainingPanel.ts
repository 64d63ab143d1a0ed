import * as Type from "typebox";
import { type CurveBlock, isCurveBlock } from "../base/curves/curveBlock.ts";
import { type FigureName, isFigure } from "../base/metrics.ts";
import { LONGEST_LOOK } from "./inspection/look.ts";
import { stepPreview } from "./preview.ts";
import { partReport } from "./report.ts";
import { baseline, measurement, type RunState, runStates } from "./runs.ts";
import { number, numberOrNull, oneOf, orNull, shape, strings } from "./shapes.ts";
import { shownSound } from "./sound.ts";
import { singleStep } from "./steering.ts";
import { LONGEST_TRIAL, trialAsk, trialKinds, trialProblem, trialResult, writing, writingOptions } from "./trial.ts";

// What the training panel and its host say to each other. The page holds what it hears against these schemas, and so does the host.

/** Which loss is lowered: in nats, or of numbers that are normalised by the training part. */
export const losses = ["cross-entropy", "ctc", "squared", "absolute", "huber"] as const;
export type LossName = (typeof losses)[number];

/** Rows of the log, of which curves are made. */
const curves = shape<CurveBlock[]>((value) => Array.isArray(value) && value.every(isCurveBlock));

const layer = Type.Object({
  /** Counts from 1. Kept states of the first versions do not say which it is. */
  layer: Type.Optional(number),
  /** Of a layer that reads both ways. */
  direction: Type.Optional(oneOf("forward", "backward")),
  /** Of a decoder: its time steps are the symbols of `written`. */
  writes: Type.Optional(Type.Literal(true)),
  units: number,
  /** (time, units), f32, time-major. */
  values: shape<ArrayBuffer>((value) => value instanceof ArrayBuffer),
});

/** Hidden states of one layer, or one direction of it. */
export type PanelLayer = Type.Static<typeof layer>;

const hidden = Type.Refine(
  Type.Object({
    step: number,
    /** The symbols that were read, prompt and text: one per time step. */
    symbols: strings,
    /** How many of them were given; kept states of the first versions do not say. */
    given: Type.Optional(number),
    /** The symbols that a decoder wrote, "" for the stop symbol. */
    written: Type.Optional(strings),
    layers: Type.Array(layer),
  }),
  ({ symbols, written = [], layers }) =>
    layers.every(({ writes, units, values }) => {
      return values.byteLength === 4 * (writes ? written : symbols).length * units;
    }),
);

/** Hidden states of every layer at every symbol of the latest sample. */
export type PanelHidden = Type.Static<typeof hidden>;

const progress = Type.Object({
  state: shape<RunState>((value) => runStates.includes(value as RunState)),
  step: number,
  /** Planned steps. */
  steps: number,
  epoch: number,
  loss: numberOrNull,
  gradientNorm: numberOrNull,
  /** Share of the steps since the row before whose gradient was clipped, and ‖change of the weights‖ / ‖weights‖. */
  clippedShare: Type.Optional(numberOrNull),
  updateRatio: Type.Optional(numberOrNull),
  tokensPerSecond: numberOrNull,
  /** Seconds left at the present speed; null while unknown or when the run has ended. */
  secondsLeft: numberOrNull,
  best: orNull(measurement),
  /** The last measurement on validation. */
  validation: Type.Optional(orNull(measurement)),
  test: orNull(measurement),
  /** The baseline that is trained now, before the network's first step. */
  baseline: Type.Optional(orNull(Type.Object({ name: Type.String(), step: number, steps: number }))),
  /** What is measured now, and how much of it is done, 0 … 1. */
  measuring: Type.Optional(orNull(Type.Object({ part: oneOf("validation", "test"), share: number }))),
  error: orNull(Type.Object({ code: Type.String(), message: Type.String(), hint: Type.Optional(Type.String()) })),
  /** The folder of the run is gone, and the training waits for where to save it. */
  waiting: Type.Optional(orNull(Type.Object({ message: Type.String(), hint: Type.String() }))),
  /** Seconds that it has been trained for, without those of pauses. */
  seconds: Type.Optional(numberOrNull),
  /** It stands still until somebody goes on. */
  paused: Type.Optional(Type.Boolean()),
  /** The base of the learning rate, where it takes steps. */
  learningRate: Type.Optional(numberOrNull),
  /** The step of the checkpoint that somebody had written last. */
  savedStep: Type.Optional(number),
  /** The step that was taken last by itself, while it is paused. */
  singleStep: Type.Optional(orNull(singleStep)),
  /** Whether a run that failed has a checkpoint to go on from. */
  hasCheckpoint: Type.Optional(Type.Boolean()),
});

/** How a run stands now. */
export type PanelProgress = Type.Static<typeof progress>;

const origin = Type.Object({ config: Type.String(), began: Type.String(), changes: strings });

/** Where a run comes from, as a person knows it: its config, when it began, and how it differs from the config's run before it. */
export type PanelOrigin = Type.Static<typeof origin>;

const run = Type.Object({
  id: Type.String(),
  /** What the page keeps in `PanelState.run`; without it there is nothing to bring back. */
  folder: Type.Optional(Type.String()),
  name: Type.String(),
  parameters: number,
  build: Type.String(),
  symbols: number,
  /** Whether it writes text, which is sampled; otherwise it answers about examples. */
  writesText: Type.Boolean(),
  loss: oneOf(...losses),
  /** The figure that chooses the best. */
  bestBy: shape<FigureName>(isFigure),
  /** What a person may type for it to answer; absent where it answers no text. */
  tries: Type.Optional(oneOf(...trialKinds)),
  /** How it may be told to write, where it writes. */
  writing: Type.Optional(writing),
  /** What the model is called, of one that counts and takes no steps. */
  counted: Type.Optional(Type.String()),
  /** The norm that gradients are clipped to, and the steps of an epoch, where they are known. */
  clipNorm: Type.Optional(number),
  stepsPerEpoch: Type.Optional(number),
  /** What tells it from others of its name; it is known a moment after the run. */
  origin: Type.Optional(origin),
});

/** What a panel knows of a run that does not change while it trains. */
export type PanelRun = Type.Static<typeof run>;

/** What a person typed for the run to answer. */
export const typed = Type.String({ maxLength: LONGEST_TRIAL });

const news = {
  progress,
  /** The latest ones, oldest first. */
  previews: Type.Array(stepPreview),
  hidden: orNull(hidden),
};
const baselines = Type.Array(baseline);
const reports = Type.Array(partReport);

const snapshot = Type.Object({
  run,
  ...news,
  /** Those measured so far. */
  baselines,
  /** Of the last measurement of each part, of tasks that have more to say than figures. */
  reports,
});

/** All that a panel shows of a run, but its curves. */
export type PanelSnapshot = Type.Static<typeof snapshot>;

/** Texts of the page in the person's language, by their English, as VS Code's `l10n.bundle` has them: the body's `data-texts`, as JSON. */
export const pageTexts = shape<Record<string, string>>(
  (value) =>
    typeof value === "object" && value !== null && Object.values(value).every((text) => typeof text === "string"),
);

/** A host that has nothing to say says that it lives at least this often, milliseconds. */
export const SIGN_OF_LIFE = 400;

/** The sound of an example, or why it cannot be heard. */
const soundAnswer = Type.Object({
  type: Type.Literal("sound"),
  file: Type.String(),
  result: Type.Union([shownSound, Type.Object({ problem: trialProblem })]),
});
export type SoundAnswer = Type.Static<typeof soundAnswer>;

/**
 * Host → panel. A snapshot when the panel is ready or shown again, then deltas, at most ten a second; a sign of life; answers of the run.
 * `curves` are rows that the page does not have, or that replace those it has.
 */
export const panelMessage = Type.Union([
  Type.Object({ type: Type.Literal("alive") }),
  Type.Object({ type: Type.Literal("snapshot"), snapshot, curves }),
  Type.Object({
    type: Type.Literal("delta"),
    /** New points and previews only. */
    ...news,
    /** All of them, where there are new ones. */
    baselines: orNull(baselines),
    reports: orNull(reports),
    curves,
  }),
  /** A person wants to type something for the run to answer. */
  Type.Object({ type: Type.Literal("askTrial") }),
  Type.Object({ type: Type.Literal("tried"), asked: trialAsk, result: trialResult }),
  soundAnswer,
]);
export type PanelMessage = Type.Static<typeof panelMessage>;

/** What a file is to hold. */
export const fileContent = shape<string | ArrayBuffer>(
  (value) => typeof value === "string" || value instanceof ArrayBuffer,
);

const commands = [
  ...(["pause", "continue", "step", "saveCheckpoint", "changeLearningRate"] as const),
  ...(["stop", "resume", "openRunFolder", "showLog", "openConfig"] as const),
  ...(["saveRunAgain", "saveRunElsewhere", "discardRun"] as const),
] as const;

/** Of the run: each is the command `unroll.<name>`. */
export type PanelCommand = (typeof commands)[number];

const lookedInto = {
  text: Type.Optional(Type.String({ maxLength: LONGEST_LOOK })),
  sound: Type.Optional(Type.String({ maxLength: 10_000 })),
};

/** What of an example the inspector can be opened with; nothing of rows of numbers, which a person chooses there. */
const lookedIntoShape = Type.Object(lookedInto);
export type LookedInto = Type.Static<typeof lookedIntoShape>;

/**
 * Panel → host: what a person asks for there. `ready` asks for a snapshot; `try` asks the run, and `cancelTrial` waits no
 * longer for its answer; `sound` asks for the sound of an example that the page shows; `save` asks where to save a file, which the name is proposed for, and `copy` copies a text; `inspect` opens the
 * inspector with a text, or with the sound of an example that the page shows.
 */
export const panelRequest = Type.Union([
  Type.Object({ type: oneOf("ready", "cancelTrial", ...commands) }),
  Type.Object({ type: Type.Literal("try"), asked: trialAsk }),
  Type.Object({ type: Type.Literal("sound"), file: Type.String({ maxLength: 10_000 }) }),
  Type.Object({ type: Type.Literal("save"), name: Type.String({ maxLength: 500 }), content: fileContent }),
  Type.Object({ type: Type.Literal("copy"), text: Type.String() }),
  Type.Object({ type: Type.Literal("inspect"), ...lookedInto }),
]);
export type PanelRequest = Type.Static<typeof panelRequest>;

const pane = Type.Object({
  figure: Type.String(),
  /** Over the whole width. */
  wide: Type.Optional(Type.Boolean()),
  log: Type.Optional(Type.Boolean()),
  /** The ends of the y axis, where somebody chose them. */
  heights: Type.Optional(Type.Object({ min: Type.Number(), max: Type.Number() })),
  /** Curves that are hidden: "loss" of steps, "validation.loss". */
  hidden: Type.Optional(strings),
});

/** How curves are arranged; what nobody has changed is absent. */
export const curveView = {
  showTable: Type.Boolean(),
  /** Figures that have a chart, in their order. */
  panes: Type.Optional(Type.Array(pane, { maxItems: 200 })),
  axis: Type.Optional(oneOf("step", "epoch", "time")),
  /** Steps in sight; absent where all are. */
  range: Type.Optional(Type.Object({ from: Type.Number(), to: Type.Number() })),
  /** 0 … 0.99: the share of the past in the smoothed curve. */
  smoothing: Type.Optional(Type.Number({ minimum: 0, maximum: 0.99 })),
};

/** What VS Code keeps of a panel, to bring it back after a reload. */
export const panelState = Type.Object({
  /** Folder of the run. */
  run: Type.String(),
  ...curveView,
  /** Of the chart of the loss; older versions kept it, and panes have it now. */
  logScale: Type.Optional(Type.Boolean()),
  /** What a person has typed for the run to answer. */
  typed: Type.Optional(typed),
  /** What a person has chosen for how it is answered. */
  options: Type.Optional(writingOptions),
  /** Which examples are looked at. */
  examples: Type.Optional(
    Type.Object({
      only: Type.Optional(oneOf("wrong", "right")),
      label: Type.Optional(Type.String()),
      pair: Type.Optional(Type.Object({ actual: Type.String(), predicted: Type.String() })),
    }),
  ),
  /** The step whose samples are looked at, where those are not the latest. */
  sampleStep: Type.Optional(number),
  /** The symbols of samples are not coloured by probability. */
  plainText: Type.Optional(Type.Boolean()),
});
export type PanelState = Type.Static<typeof panelState>;
