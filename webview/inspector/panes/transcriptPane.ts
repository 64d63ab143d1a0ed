import type { LookTranscript } from "../../../src/contracts/inspection.ts";
import { alignmentView, answerLines, linesView } from "../../run/transcripts/alignmentView.ts";
import { signed } from "../../shared/numbers.ts";
import { t } from "../../shared/text.ts";
import { Pane } from "./pane.ts";

/** What was written beside what is true, with the edits between them. */
export class TranscriptPane {
  readonly pane = new Pane(
    t("Transcript"),
    t("What the labels of all steps become, label by label against the truth."),
  );

  constructor({ texts, output, truth, beam, logProbability }: LookTranscript) {
    const lines = answerLines(texts, beam);
    if (logProbability !== null) lines.push([t("ln P of the output"), signed(logProbability, 3)]);
    this.pane.body.append(linesView(...lines));
    if (truth !== null) this.pane.body.append(alignmentView(truth, output));
  }
}
