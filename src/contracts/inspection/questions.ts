import * as Type from "typebox";
import { floats, index, number, numberOrNull, numbersOrNull, oneOf, orNull, strings } from "../shapes.ts";
import { shownSound } from "../sound.ts";
import {
  changedLook,
  gradientRequest,
  gradients,
  patched,
  patchRequest,
  triangle,
  triangleRequest,
  whatIfRequest,
} from "./changes.ts";
import { candidates, counted, look, lookInput, lookParts, lookRequest } from "./look.ts";

// What may be asked, and what is answered. A page asks its host, which asks the thread; every question can be cancelled.

const none = Type.Object({});

const runChoice = Type.Object({
  folder: Type.String(),
  id: Type.String(),
  name: Type.String(),
  task: Type.String(),
  /** When it began, as the person writes dates, and in what it differs from the config's run before it. */
  began: Type.String(),
  changes: strings,
});
/** A run that can be chosen. */
export type RunChoice = Type.Static<typeof runChoice>;

const runChoices = Type.Object({
  /** By step; a checkpoint that is the best and the last is there once. */
  checkpoints: Type.Array(
    Type.Object({ step: number, best: Type.Boolean(), last: Type.Boolean(), kept: Type.Boolean() }),
  ),
  /** What may be typed: a text, a source to write for, an example; null where it reads no text. */
  typed: orNull(oneOf("text", "source", "example")),
  /** A text to begin with. */
  suggestion: Type.String(),
  /** What examples there are to choose from; null where the data are no longer there, and then why. */
  parts: orNull(Type.Array(Type.Object({ part: oneOf(...lookParts), examples: index }))),
  because: Type.Optional(Type.String()),
});
/** What of a run can be looked into. */
export type RunChoices = Type.Static<typeof runChoices>;

const baseline = Type.Object({
  /** "5-gram, Kneser–Ney" */
  name: Type.String(),
  /** (rows): −ln p of what came, in nats, infinite where it was never counted; NaN where that is not known. */
  surprise: floats,
  /** Sum and mean over the rows that have one; null where they are infinite too. */
  total: numberOrNull,
  mean: numberOrNull,
});
/** The surprise of a model that counts, beside the network's. */
export type LookBaseline = Type.Static<typeof baseline>;

/**
 * Questions by name. A look lives until `close`, or until there are more than `MOST_LOOKS` of a page and it is the one that was asked last
 * longest ago: then `look-closed` is answered, and it is opened again.
 */
export const questions = {
  /** Runs of the window, the latest first. The host answers. */
  runs: { asked: none, answer: Type.Array(runChoice) },
  choices: { asked: Type.Object({ run: Type.String() }), answer: runChoices },
  /** The beginnings of examples, to choose one. */
  examples: {
    asked: Type.Object({
      run: Type.String(),
      part: oneOf(...lookParts),
      from: index,
      count: Type.Integer({ minimum: 1, maximum: 1000 }),
    }),
    answer: Type.Object({
      examples: Type.Array(Type.Object({ index, text: Type.String(), actual: orNull(Type.String()) })),
    }),
  },
  open: { asked: lookRequest, answer: Type.Union([look, Type.Object({ counted })]) },
  close: { asked: Type.Object({ look: index }), answer: none },
  /** Rows [from, to) of a tensor, all where absent. */
  tensor: {
    asked: Type.Object({ look: index, name: Type.String(), from: Type.Optional(index), to: Type.Optional(index) }),
    answer: Type.Object({
      name: Type.String(),
      /** The first row that came, and the shape of what came. */
      from: index,
      shape: Type.Array(index),
      values: floats,
    }),
  },
  /** What a layer's state says by itself: the likeliest of each step through the output layer, and −ln p of what came. */
  says: {
    asked: Type.Object({
      look: index,
      layer: Type.String(),
      top: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
    }),
    answer: Type.Object({ layer: Type.String(), candidates, surprise: floats, mean: numberOrNull }),
  },
  /** The probability of a symbol after a step, at every checkpoint that was kept. */
  history: {
    asked: Type.Object({ run: Type.String(), input: lookInput, step: index, symbol: Type.Optional(Type.String()) }),
    answer: Type.Object({ symbol: Type.String(), steps: Type.Array(number), probabilities: numbersOrNull }),
  },
  /** The sound that the steps were made of, to be heard and seen. */
  sound: { asked: Type.Object({ look: index }), answer: shownSound },
  /**
   * What the n-grams of the run's `baselines` say of the same text: −ln p by row of the predictions; where there are none, why. They are
   * counted in the training text, once a run. `anyway`: 5-grams where the run has none as a baseline.
   */
  baseline: {
    asked: Type.Object({ look: index, anyway: Type.Optional(Type.Boolean()) }),
    answer: Type.Union([baseline, Type.Object({ because: Type.String() })]),
  },
  gradient: { asked: gradientRequest, answer: gradients },
  triangle: { asked: triangleRequest, answer: triangle },
  whatIf: { asked: whatIfRequest, answer: changedLook },
  patch: { asked: patchRequest, answer: patched },
} satisfies Record<string, { asked: Type.TSchema; answer: Type.TSchema }>;

/** Looks that a page may have open at once. */
export const MOST_LOOKS = 6;

export type QuestionName = keyof typeof questions;
export type Asked<N extends QuestionName = QuestionName> = Type.Static<(typeof questions)[N]["asked"]>;
export type Answer<N extends QuestionName = QuestionName> = Type.Static<(typeof questions)[N]["answer"]>;

export const questionNames = Object.keys(questions) as QuestionName[];

/** What could not be answered, why, and what to do. `cancelled` where somebody cancelled the question. */
export const inspectionProblem = Type.Object({
  code: Type.String(),
  message: Type.String(),
  hint: Type.Optional(Type.String()),
});
export type InspectionProblem = Type.Static<typeof inspectionProblem>;

/** What a question that takes long is at. */
export const inspectionProgress = Type.Object({
  doing: oneOf("loading", "reading", "running", "recomputing", "differentiating", "patching", "writing", "counting"),
  /** 0 … 1; null where that is not known. */
  share: numberOrNull,
});
export type InspectionProgress = Type.Static<typeof inspectionProgress>;
