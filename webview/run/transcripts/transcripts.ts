import { editsBetween } from "../../../src/base/edits.ts";
import type { TranscriptPreview } from "../../../src/contracts/preview.ts";
import { Turning } from "../previews/turning.ts";
import { TranscriptView } from "./transcriptView.ts";

/** Transcripts of one step. */
export class Transcripts extends Turning<TranscriptPreview> {
  constructor() {
    super(new TranscriptView(), { keyOf: (preview) => JSON.stringify([preview.source, preview.truth]), errorsOf });
  }
}

/** Edits between the output and what is true. */
function errorsOf({ output, truth }: TranscriptPreview): number | null {
  return truth && editsBetween(truth, output).filter(({ kind }) => kind !== "same").length;
}
