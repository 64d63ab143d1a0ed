import * as Type from "typebox";
import { floats, index, number } from "./shapes.ts";

// Sounds as pages show and play them.

/** Where the steps that a network reads of a sound are in time. */
export const soundSteps = Type.Object({
  file: Type.String(),
  /** Seconds: the middle of the first step, and from one step to the next. */
  first: number,
  every: number,
});
export type SoundSteps = Type.Static<typeof soundSteps>;

/** What is heard and seen of a sound. */
export const shownSound = Type.Object({
  /** Hz */
  rate: number,
  /** One channel, −1 … 1. */
  samples: floats,
  /** Frequencies, from 0 to half the rate. */
  bins: index,
  /** (T,bins) dB, at least −100. */
  decibels: floats,
});
export type ShownSound = Type.Static<typeof shownSound>;
