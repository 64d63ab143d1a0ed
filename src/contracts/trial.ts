import * as Type from "typebox";
import { anyKeys } from "../base/anyKeys.ts";
import { preview } from "./preview.ts";
import { number, numberOrNull, oneOf, strings } from "./shapes.ts";

// What a person asks of a run, one input after the other, and what the run answers: of a run that trains its network as it is now, of
// any other what it has saved.

/** Characters of what is asked at once. */
export const LONGEST_TRIAL = 20_000;
/** Symbols that are written at most: whoever asks waits for them. */
export const LONGEST_WRITTEN = 2000;

/** What is asked: a source to write for, an example to label, the beginning of a text, or a recording that a person chooses. */
export const trialKinds = ["source", "example", "beginning", "sound"] as const;
export type TrialKind = (typeof trialKinds)[number];

const start = Type.Union([
  Type.String({ minLength: 1, maxLength: 1000 }),
  anyKeys(Type.Union([Type.Number(), Type.String({ maxLength: 1000 })])),
  Type.Null(),
]);

const beam = Type.Union([Type.Integer({ minimum: 1, maximum: 100 }), Type.Null()]);

/**
 * How a text or an output is written: keys of `sampling` with their bounds. What is absent is as in the run's config; without a seed
 * another text is drawn each time.
 */
export const writingOptions = Type.Object(
  {
    length: Type.Optional(Type.Integer({ minimum: 1, maximum: LONGEST_WRITTEN })),
    /** An output is drawn where this is given, and written as predictions are where it is not. */
    temperature: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
    topK: Type.Optional(Type.Union([Type.Integer({ minimum: 1, maximum: 1_114_112 }), Type.Null()])),
    topP: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1 })),
    seed: Type.Optional(Type.Integer({ minimum: 0, maximum: 2 ** 32 - 1 })),
    /** Searches for what is likeliest; null draws, and writes outputs greedily. */
    beam: Type.Optional(beam),
    stop: Type.Optional(oneOf("length", "eos")),
    /** What a text begins with where examples are written: a label, or numbers by column; null draws a label. */
    start: Type.Optional(start),
    /** Where a running text begins. */
    state: Type.Optional(oneOf("warm", "cold")),
    /** Of a search for outputs. */
    lengthPenalty: Type.Optional(Type.Number({ minimum: 0, maximum: 10 })),
    coveragePenalty: Type.Optional(Type.Number({ minimum: 0, maximum: 10 })),
  },
  { additionalProperties: false },
);
export type WritingOptions = Type.Static<typeof writingOptions>;
export type WritingOption = keyof WritingOptions;

const optionNames = Object.keys(writingOptions.properties) as WritingOption[];

/** What a form offers for a run: the options that concern its task, and what the run's config says of them. */
export const writing = Type.Object({
  names: Type.Array(oneOf(...optionNames)),
  /** None of the seed, which is drawn. Those of a `temperature` of outputs are for when one is asked for. */
  defaults: writingOptions,
  /** The labels that a text may begin with. */
  starts: Type.Optional(strings),
});
export type Writing = Type.Static<typeof writing>;

/**
 * Whose parameters answer. `now`: those that a training has at this moment, between two steps; of a run that does not train, those of
 * `best`. `best`: those of the best validation, else the last. A number: those of the step whose checkpoint is kept.
 */
export const trialBy = Type.Union([oneOf("now", "best", "last"), Type.Integer({ minimum: 0 })]);
export type TrialBy = Type.Static<typeof trialBy>;

/** What is asked. */
export const trialAsk = Type.Object({
  typed: Type.String({ maxLength: LONGEST_TRIAL }),
  options: Type.Optional(writingOptions),
  /** `best` where absent. */
  by: Type.Optional(trialBy),
});
export type TrialAsk = Type.Static<typeof trialAsk>;

/** What a run is asked about files that a person has chosen: a page cannot name any. */
export interface ChosenTrial extends TrialAsk {
  sounds?: readonly string[];
}

const trialAnswer = Type.Object({
  preview,
  /** Symbols of the input that the model does not know. */
  unknown: strings,
  /** How sure it is, where it chooses one label. */
  probability: Type.Optional(numberOrNull),
});

/** What a run makes of one input. */
export type TrialAnswer = Type.Static<typeof trialAnswer>;

export const trialProblem = Type.Object({ message: Type.String(), hint: Type.Optional(Type.String()) });

/** What could not be answered, and what to do. */
export type TrialProblem = Type.Static<typeof trialProblem>;

const trial = Type.Object({
  /** The step of the parameters that answered, and which they are. */
  step: number,
  parameters: oneOf("now", "best", "last", "kept"),
  /** Draws the same once more. */
  seed: Type.Optional(number),
  /** One an input: the inputs are lines, but of the beginning of a text. */
  answers: Type.Array(Type.Union([trialAnswer, trialProblem])),
});

/** All that a run answers at once. */
export type Trial = Type.Static<typeof trial>;

/** What a run answers, or why it does not. */
export const trialResult = Type.Union([trial, Type.Object({ problem: trialProblem })]);
export type TrialResult = Type.Static<typeof trialResult>;
