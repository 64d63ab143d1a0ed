import { decimalText } from "../../../../src/base/numberText.ts";
import { grouped } from "../../../../src/base/words.ts";
import type { Trial, TrialAnswer, TrialProblem, TrialResult } from "../../../../src/contracts/trial.ts";
import { element } from "../../../shared/dom.ts";
import { icon } from "../../../shared/icons.ts";
import { symbolName } from "../../../shared/numbers.ts";
import { t, withValues } from "../../../shared/text.ts";
import type { Theme } from "../../../shared/theme.ts";
import type { SoundRequests } from "../../sound/soundRequests.ts";
import { Transcripts } from "../../transcripts/transcripts.ts";
import { isText, isTranscript, isTranslation, previewView } from "../previewView.ts";
import type { GoOn } from "../sample/sampleView.ts";
import { Samples } from "../samples.ts";
import { Translations } from "../translation/translations.ts";

/** Unknown symbols that are named. */
const MOST_NAMED = 12;

/** What a run answered, or why it did not. */
export class TrialAnswers {
  readonly view = element("div", { class: "trial-answers" });
  private readonly translations = new Translations();
  private readonly transcripts: Transcripts;
  private readonly samples: Samples;

  constructor(goOn: GoOn, sounds?: SoundRequests) {
    this.transcripts = new Transcripts(sounds);
    this.samples = new Samples(t("What the network wrote"), goOn);
  }

  show(result: TrialResult | undefined, theme: Theme): void {
    if (result === undefined || "problem" in result) {
      this.view.replaceChildren(...(result ? [problemView(result.problem)] : []));
      return;
    }
    const { answers } = result;
    const previews = answers.flatMap((answer) => ("preview" in answer ? [answer.preview] : []));
    const texts = previews.filter(isText);
    if (texts.length > 0) this.samples.show(texts, true);
    const translated = previews.filter(isTranslation);
    if (translated.length > 0) this.translations.show(translated, theme);
    const transcripts = previews.filter(isTranscript);
    if (transcripts.length > 0) this.transcripts.show(transcripts, theme);
    const others = answers.filter(
      (answer) => !("preview" in answer) || ![isText, isTranslation, isTranscript].some((is) => is(answer.preview)),
    );
    this.view.replaceChildren(
      ...(translated.length > 0 ? [this.translations.view] : []),
      ...(transcripts.length > 0 ? [this.transcripts.view] : []),
      ...(texts.length > 0 ? [this.samples.view] : []),
      ...others.map((answer) => ("preview" in answer ? answerView(answer, theme) : problemView(answer))),
      ...notesOf(answers),
    );
  }
}

/** Whose parameters have answered. */
export function parametersSaid({ step, parameters }: Trial): string {
  const by =
    parameters === "best"
      ? t("By the best parameters, of step {0}.")
      : parameters === "now"
        ? t("By the parameters of now, after step {0}.")
        : t("By the parameters of step {0}.");
  return by.replace("{0}", grouped(step));
}

function answerView({ preview, probability }: TrialAnswer, theme: Theme): HTMLElement {
  const sure =
    typeof probability === "number"
      ? [element("p", { class: "faint" }, t("Probability {0} %", decimalText(100 * probability, 1)))]
      : [];
  return element("div", {}, ...previewView(preview, theme), ...sure);
}

function problemView({ message, hint }: TrialProblem): HTMLElement {
  const text = element("div", {}, element("p", { class: "message" }, message));
  if (hint !== undefined) text.append(element("p", {}, hint));
  return element("div", { class: "problem", role: "alert" }, icon("error"), text);
}

/** Symbols that the network does not know, each once. */
function notesOf(answers: readonly (TrialAnswer | TrialProblem)[]): HTMLElement[] {
  const all = [...new Set(answers.flatMap((answer) => ("preview" in answer ? answer.unknown : [])))];
  if (all.length === 0) return [];
  const named = all.slice(0, MOST_NAMED).map(symbolName).join(", ");
  const more = all.length > MOST_NAMED ? " …" : "";
  const said = withValues(t("The network does not know {0}."), named + more);
  return [element("p", { class: "faint" }, ...said)];
}
