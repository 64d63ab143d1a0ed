import { sequenceTask } from "../sequences/sequenceTask.ts";
import { PairPreviews } from "./pairPreviews.ts";
import { TargetMeasurer } from "./targetMeasurer.ts";

/** A sequence that is written for another one. */
export const sequenceToSequence = sequenceTask({
  measurer: (use, isWhole) => new TargetMeasurer(use, isWhole),
  previews: (use) => new PairPreviews(use),
});
