import { grouped } from "../../../src/base/words.ts";
import type { LookTranscript } from "../../../src/contracts/inspection.ts";
import { alignmentView } from "../../run/transcripts/alignmentView.ts";
import { element } from "../../shared/dom.ts";
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
    const line = (name: string, text: string) =>
      element("div", {}, element("dt", {}, name), element("dd", {}, text === "" ? t("nothing") : text));
    const written = beam === null ? t("Output") : t("Output of a search, beam {0}", grouped(beam));
    const lines = [line(written, texts.output)];
    if (texts.truth !== null) lines.push(line(t("Truth"), texts.truth));
    if (logProbability !== null) lines.push(line(t("ln P of the output"), signed(logProbability, 3)));
    this.pane.body.append(element("dl", { class: "transcript-lines" }, ...lines));
    if (truth !== null) this.pane.body.append(alignmentView(truth, output));
  }
}
