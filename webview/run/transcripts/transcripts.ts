import { editsBetween } from "../../../src/base/edits.ts";
import type { TranscriptPreview } from "../../../src/contracts/preview.ts";
import { Turning } from "../previews/turning.ts";
import type { SoundRequests } from "../sound/soundRequests.ts";
import { TranscriptView } from "./transcriptView.ts";

/** Transcripts of one step. */
export class Transcripts extends Turning<TranscriptPreview> {
  /** @param sounds see `TranscriptView` */
  constructor(sounds?: SoundRequests) {
    const keyOf = ({ source, sound, truth }: TranscriptPreview) => JSON.stringify([sound?.file ?? source, truth]);
    super(new TranscriptView(sounds), { keyOf, errorsOf });
  }
}

/** Edits between the output and what is true. */
function errorsOf({ output, truth }: TranscriptPreview): number | null {
  return truth && editsBetween(truth, output).filter(({ kind }) => kind !== "same").length;
}
