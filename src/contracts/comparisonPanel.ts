import * as Type from "typebox";
import { type FigureName, isFigure } from "../base/metrics.ts";
import { runColours } from "../base/runColours.ts";
import { type RunState, runStates } from "./runs.ts";
import { number, numbers, numbersOrNull, oneOf, shape, strings } from "./shapes.ts";
import { curveView, fileContent, panelMessage, typed } from "./trainingPanel.ts";
import { trialAsk, writingOptions } from "./trial.ts";

// What the panel that compares runs and its host say to each other. Runs go by their folders. Of a run that is drawn the page hears what
// a training panel hears of its own.

const row = Type.Object({
  folder: Type.String(),
  id: Type.String(),
  /** Short, and tells it from the others. */
  label: Type.String(),
  /** As in the tree of runs: what a person has given it, else always the same for the same run. */
  colour: oneOf(...runColours),
  star: Type.Optional(Type.Literal(true)),
  state: shape<RunState>((value) => runStates.includes(value as RunState)),
  /** ISO time; `began` is the same as the person writes it. */
  created: Type.String(),
  began: Type.String(),
  step: number,
  steps: number,
  seconds: number,
  parameters: number,
  seed: number,
  /** One a column; null where it has none. */
  figures: numbersOrNull,
});

/** A run in the table. */
export type ComparedRow = Type.Static<typeof row>;

const column = Type.Object({
  part: oneOf("validation", "test"),
  figure: shape<FigureName>(isFigure),
  /** Whether people judge by it: the others are hidden until somebody asks for them. */
  decides: Type.Boolean(),
});

const group = Type.Object({
  label: Type.String(),
  /** Its runs as places among the rows, and of how many the means are. */
  rows: numbers,
  counted: number,
  /** "4.22 ± 0.05" a column, and the mean alone; null where there is none. */
  figures: strings,
  means: numbersOrNull,
});

const importance = Type.Object({
  key: Type.String(),
  /** Spearman's ρ of the setting and the figure that runs are judged by; null where it has none. */
  rho: Type.Union([number, Type.Null()]),
  /** How probable so large a |ρ| is by chance; null of fewer than three groups. */
  p: Type.Union([number, Type.Null()]),
  /** Groups: each counts once, with its mean. */
  n: number,
});

/** How a setting goes with the figure that runs are judged by. */
export type SettingImportance = Type.Static<typeof importance>;

/** Runs that differ in their seeds alone. */
export type ComparedGroup = Type.Static<typeof group>;

const problem = Type.Object({ message: Type.String(), hint: Type.Optional(Type.String()) });

const table = Type.Object({
  rows: Type.Array(row),
  /** Only those in which runs differ, with the value of each run as JSON. */
  settings: Type.Array(Type.Object({ key: Type.String(), values: strings })),
  columns: Type.Array(column),
  /** The best value of each column; null where there is nothing to choose. */
  best: numbersOrNull,
  /** The column that runs are judged by, and the rows in its order, the best first. */
  by: Type.Union([number, Type.Null()]),
  order: numbers,
  /** Every run is in one. */
  groups: Type.Array(group),
  /** The settings but the seed, what matters most first; empty where runs are not judged. */
  importance: Type.Array(importance),
  /** What can be said: "LSTM is better than RNN by 0.08 ± 0.03 nats …". */
  verdicts: strings,
  /** Why figures cannot be compared. */
  warnings: strings,
  /** Runs that cannot be read. */
  problems: Type.Array(problem),
});

/** Runs side by side: what differs, and what came of it. */
export type ComparisonTable = Type.Static<typeof table>;

/** Host → panel. The table when the panel is ready and when it changes; then what each run that is drawn has; signs of life. */
export const comparisonMessage = Type.Union([
  Type.Object({ type: Type.Literal("alive") }),
  Type.Object({ type: Type.Literal("table"), folders: strings, table }),
  Type.Object({ type: Type.Literal("run"), folder: Type.String(), message: panelMessage }),
  /** Nothing can be shown, and why. */
  Type.Object({ type: Type.Literal("problem"), problem }),
]);
export type ComparisonMessage = Type.Static<typeof comparisonMessage>;

/**
 * Panel → host. `draw` names the runs of which the page wants to hear; `try` asks some of them, one after the other; `configs` shows two
 * configs side by side, chosen by the person where none are named; `show` opens a run's own panel; `addRuns` asks for more to compare.
 */
export const comparisonRequest = Type.Union([
  Type.Object({ type: oneOf("ready", "cancelTrial", "addRuns") }),
  Type.Object({ type: Type.Literal("draw"), runs: strings }),
  Type.Object({ type: Type.Literal("try"), runs: strings, asked: trialAsk }),
  Type.Object({ type: Type.Literal("configs"), runs: Type.Optional(strings) }),
  Type.Object({ type: Type.Literal("show"), run: Type.String() }),
  Type.Object({ type: Type.Literal("save"), name: Type.String({ maxLength: 500 }), content: fileContent }),
  Type.Object({ type: Type.Literal("copy"), text: Type.String() }),
]);
export type ComparisonRequest = Type.Static<typeof comparisonRequest>;

/** What VS Code keeps of a panel, to bring it back after a reload. */
export const comparisonState = Type.Object({
  /** Folders of the runs. */
  runs: strings,
  /** Those that are drawn; absent until somebody chooses. */
  drawn: Type.Optional(strings),
  /** Runs, and groups by their first run, that are hidden in the curves. */
  hidden: Type.Optional(strings),
  /** Each run by itself, where there are groups; how the band around a mean is made. */
  apart: Type.Optional(Type.Boolean()),
  band: Type.Optional(oneOf("range", "deviation")),
  sort: Type.Optional(Type.Object({ column: Type.String(), down: Type.Boolean() })),
  /** Columns of the table that are hidden or shown, unlike the others of their kind. */
  columns: Type.Optional(Type.Record(Type.String(), Type.Boolean())),
  /** Stretches of the axes of settings that runs must lie in, 0 … 1, and the setting that the figure is drawn against. */
  ranges: Type.Optional(Type.Record(Type.String(), Type.Object({ from: number, to: number }))),
  against: Type.Optional(Type.String()),
  ...curveView,
  typed: Type.Optional(typed),
  options: Type.Optional(writingOptions),
});
export type ComparisonState = Type.Static<typeof comparisonState>;
