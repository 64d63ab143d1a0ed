import * as Type from "typebox";
import { preview } from "./preview.ts";
import { number, numberOrNull, oneOf, strings } from "./shapes.ts";

// What a person asks of a saved run, one input after the other, and what the run answers.

/** Characters of what is asked at once. */
export const LONGEST_TRIAL = 20_000;

/** What is typed: a source to write for, an example to label, or the beginning of a text. */
export const trialKinds = ["source", "example", "beginning"] as const;
export type TrialKind = (typeof trialKinds)[number];

const trialAnswer = Type.Object({
  preview,
  /** Symbols of the input that the model does not know. */
  unknown: strings,
  /** How sure it is, where it chooses one label. */
  probability: Type.Optional(numberOrNull),
});

/** What a run makes of one input. */
export type TrialAnswer = Type.Static<typeof trialAnswer>;

const problem = Type.Object({ message: Type.String(), hint: Type.Optional(Type.String()) });

/** What could not be answered, and what to do. */
export type TrialProblem = Type.Static<typeof problem>;

const trial = Type.Object({
  /** The step of the parameters that answered, and whether they are the best ones or the last. */
  step: number,
  parameters: oneOf("best", "last"),
  /** One an input: the inputs are lines, but of the beginning of a text. */
  answers: Type.Array(Type.Union([trialAnswer, problem])),
});

/** All that a run answers at once. */
export type Trial = Type.Static<typeof trial>;

/** What a run answers, or why it does not. */
export const trialResult = Type.Union([trial, Type.Object({ problem })]);
export type TrialResult = Type.Static<typeof trialResult>;
