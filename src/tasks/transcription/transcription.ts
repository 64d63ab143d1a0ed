import { sequenceTask } from "../sequences/sequenceTask.ts";
import { TranscriptMeasurer } from "./transcriptMeasurer.ts";
import { TranscriptPreviews } from "./transcriptPreviews.ts";

/** The labels of a longer sequence, whose places nobody has said. */
export const transcription = sequenceTask({
  measurer: (use, isWhole) => new TranscriptMeasurer(use, isWhole),
  previews: (use) => new TranscriptPreviews(use),
});
