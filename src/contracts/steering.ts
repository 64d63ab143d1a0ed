import * as Type from "typebox";
import { number, numberOrNull } from "./shapes.ts";

// What a person does with a training while it runs, and what they see of a single step.

/**
 * Pauses, goes on, pauses after one more step, writes a checkpoint that is kept, or changes the base of the learning rate. It is done
 * between two steps, and changes no bit of the training but by the learning rate.
 */
export type Steering = { do: "pause" | "continue" | "step" | "save" } | { do: "learningRate"; base: number };

/** A minibatch as text: the first rows, and the beginnings of long ones. */
export const shownMinibatch = Type.Object({
  /** What each row reads, and what it has to predict. */
  rows: Type.Array(Type.Object({ read: Type.String(), predicted: Type.String() })),
  /** Rows that there are. */
  batchSize: number,
  /** Time steps of the longest row. */
  steps: number,
});
export type ShownMinibatch = Type.Static<typeof shownMinibatch>;

const norms = { gradientNorm: numberOrNull, clippedNorm: numberOrNull, updateRatio: numberOrNull };

/** One step that was taken by itself: of this step alone, where rows of the log are means. */
export const singleStep = Type.Object({
  step: number,
  epoch: number,
  loss: numberOrNull,
  learningRate: number,
  /** ‖g‖ before clipping and after, and ‖change of the weights‖ / ‖weights‖. */
  ...norms,
  /** The same of each parameter. */
  parameters: Type.Array(Type.Object({ name: Type.String(), ...norms })),
  minibatch: shownMinibatch,
});
export type SingleStep = Type.Static<typeof singleStep>;
