import { decimalText } from "../../../../src/base/numberText.ts";
import { grouped } from "../../../../src/base/words.ts";
import type { Preview } from "../../../../src/contracts/preview.ts";
import type { PanelState } from "../../../../src/contracts/trainingPanel.ts";
import {
  LONGEST_TRIAL,
  type TrialAnswer,
  type TrialAsk,
  type TrialKind,
  type TrialProblem,
  type TrialResult,
} from "../../../../src/contracts/trial.ts";
import { button, element, setAttribute, setText } from "../../../shared/dom.ts";
import { icon } from "../../../shared/icons.ts";
import { symbolName } from "../../../shared/numbers.ts";
import { t, withValues } from "../../../shared/text.ts";
import type { Theme } from "../../../shared/theme.ts";
import type { RunView } from "../../runView.ts";
import { isText, isTranslation, previewView } from "../previewView.ts";
import type { Continuation } from "../sample/sampleView.ts";
import { Samples } from "../samples.ts";
import { Translations } from "../translation/translations.ts";
import { WritingForm } from "./writingForm.ts";

/** What a person has typed, and chosen for how it is answered. */
export type KeptTrial = Pick<PanelState, "typed" | "options">;

/** Unknown symbols that are named. */
const MOST_NAMED = 12;

/** A place to type what the run is to answer, with its answer below: it may be asked while it trains, too. */
export class TrialSection {
  private readonly input = element("textarea", {
    ...{ id: "trial-input", rows: "2", maxlength: String(LONGEST_TRIAL), spellcheck: "false", dir: "auto" },
    "aria-describedby": "trial-help",
  });
  private readonly title = element("h2", { id: "trial-title" });
  private readonly label = element("label", { for: "trial-input" });
  private readonly help = element("p", { id: "trial-help", class: "faint" });
  private readonly ask = button("", () => this.send());
  private readonly stop = button(t("Cancel"), () => this.cancel());
  private readonly status = element("p", { role: "status", class: "faint" });
  private readonly answers = element("div", { class: "trial-answers" });
  private readonly translations = new Translations();
  private readonly samples = new Samples(t("What the network wrote"), (from) => this.goOn(from));
  private readonly form: WritingForm;
  private readonly keepSeed = button("", () => this.giveSeed(), { class: "secondary" });
  readonly view: HTMLElement;
  private run: string | undefined;
  private shown: RunView["tried"];
  private waiting: TrialAsk | undefined;
  private isAskedFor = false;
  /** Of the latest answer. */
  private seed: number | undefined;
  private currentTheme: Theme | undefined;

  /**
   * @param kept what a person had typed and chosen before the page was hidden
   * @param changed what is typed and chosen; `request` asks the run, or without anything waits no longer for its answer
   */
  constructor(
    private readonly of: RunView,
    kept: KeptTrial,
    private readonly changed: (kept: KeptTrial) => void,
    private readonly request: (asked: TrialAsk | undefined) => void,
  ) {
    this.keepSeed.hidden = true;
    this.input.value = kept.typed ?? "";
    this.form = new WritingForm(kept.options ?? {}, (options) => this.changed({ options }));
    this.input.addEventListener("input", () => this.changed({ typed: this.input.value }));
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.waiting !== undefined) return this.cancel();
      // A line break needs Shift; an input method takes Enter for itself.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.send();
    });
    this.view = element(
      "section",
      { class: "trial", "aria-labelledby": "trial-title" },
      element("div", { class: "bar-of-section" }, this.title),
      this.label,
      element("div", { class: "trial-line" }, this.input, this.ask, this.stop),
      this.help,
      this.form.view,
      element("div", { class: "trial-said" }, this.status, this.keepSeed),
      this.answers,
    );
  }

  set theme(theme: Theme) {
    this.currentTheme = theme;
    this.shown = undefined;
    this.draw();
  }

  /** Somebody asked for it by a command: it has the focus once it is drawn. */
  askFor(): void {
    this.isAskedFor = true;
  }

  /** Asks the run to go on from a text. */
  goOn({ prompt, start }: Continuation): void {
    if (this.waiting !== undefined) return;
    this.input.value = prompt;
    this.changed({ typed: prompt });
    if (start !== undefined) this.form.give({ start });
    this.view.scrollIntoView({ block: "nearest" });
    this.send();
  }

  draw(): void {
    const { run, tried } = this.of;
    const kind = run?.tries;
    this.view.hidden = kind === undefined;
    if (kind === undefined) return;
    if (run?.id !== this.run) {
      this.run = run?.id;
      this.waiting = undefined;
    }
    const { title, label, help, ask } = words(kind);
    setText(this.title, title);
    this.form.show(run?.writing, this.of.isRunning);
    setText(this.label, label);
    setText(this.help, help);
    setAttribute(this.input, "placeholder", exampleOf(this.of.previews.at(-1)?.preview));
    if (tried !== undefined && JSON.stringify(tried.asked) === JSON.stringify(this.waiting)) this.waiting = undefined;
    const isBusy = this.waiting !== undefined;
    setText(this.ask, isBusy ? t("Waiting …") : ask);
    setAttribute(this.ask, "aria-disabled", String(isBusy));
    this.stop.hidden = !isBusy;
    if (tried !== this.shown && this.currentTheme !== undefined) {
      this.shown = tried;
      this.show(tried?.result, this.currentTheme);
    }
    if (this.isAskedFor) this.focus();
  }

  private focus(): void {
    this.isAskedFor = false;
    this.view.scrollIntoView({ block: "start" });
    this.input.focus();
    this.input.select();
  }

  private send(): void {
    const { value } = this.input;
    // A text may begin with nothing; a source or an example may not.
    const isEmpty = value.trim() === "" && this.of.run?.tries !== "beginning";
    if (isEmpty) this.input.focus();
    const how = isEmpty || this.waiting !== undefined ? undefined : this.form.read();
    if (how === undefined) return;
    this.waiting = { typed: value, ...how };
    this.keepSeed.hidden = true;
    setText(this.status, t("The run is asked … Escape cancels."));
    this.request(this.waiting);
    this.draw();
  }

  private cancel(): void {
    this.waiting = undefined;
    setText(this.status, t("Cancelled."));
    this.request(undefined);
    // The button goes.
    this.input.focus();
    this.draw();
  }

  private giveSeed(): void {
    if (this.seed !== undefined) this.form.give({ seed: this.seed });
    this.input.focus();
    this.keepSeed.hidden = true;
  }

  private show(result: TrialResult | undefined, theme: Theme): void {
    setText(this.status, "");
    this.keepSeed.hidden = true;
    if (result === undefined || "problem" in result) {
      this.answers.replaceChildren(...(result ? [problemView(result.problem)] : []));
      return;
    }
    const { step, parameters, answers } = result;
    const by =
      parameters === "best"
        ? t("By the best parameters, of step {0}.")
        : parameters === "now"
          ? t("By the parameters of now, after step {0}.")
          : t("By the parameters of step {0}.");
    setText(this.status, by.replace("{0}", grouped(step)));
    const { seed } = result;
    this.keepSeed.hidden = seed === undefined;
    if (seed !== undefined) {
      this.seed = seed;
      setText(this.keepSeed, t("Keep Seed {0}", seed));
    }
    const previews = answers.flatMap((answer) => ("preview" in answer ? [answer.preview] : []));
    const texts = previews.filter(isText);
    if (texts.length > 0) this.samples.show(texts, true);
    const translated = previews.filter(isTranslation);
    if (translated.length > 0) this.translations.show(translated, theme);
    const others = answers.filter(
      (answer) => !("preview" in answer) || !(isText(answer.preview) || isTranslation(answer.preview)),
    );
    this.answers.replaceChildren(
      ...(translated.length > 0 ? [this.translations.view] : []),
      ...(texts.length > 0 ? [this.samples.view] : []),
      ...others.map((answer) => ("preview" in answer ? answerView(answer, theme) : problemView(answer))),
      ...notesOf(answers),
    );
  }
}

function answerView({ preview, probability }: TrialAnswer, theme: Theme): HTMLElement {
  const sure =
    typeof probability === "number"
      ? [element("p", { class: "faint" }, t("Probability {0} %", decimalText(100 * probability, 1)))]
      : [];
  return element("div", {}, ...previewView(preview, theme), ...sure);
}

/** What such an input looks like: the latest example of the training. */
function exampleOf(preview: Preview | undefined): string {
  switch (preview?.kind) {
    case "translation":
      return preview.texts.source;
    case "labels":
      return preview.input;
    case "tags":
      return preview.steps.map(({ symbol }) => symbol).join(" ");
    default:
      return "";
  }
}

/** What stands above the input, under it and on the button. */
function words(kind: TrialKind): { title: string; label: string; help: string; ask: string } {
  const title = t("Try It");
  const lines = t("Enter asks the run; Shift+Enter begins another line, which is an input of its own.");
  switch (kind) {
    case "source":
      return { title, label: t("A source, for which the network writes the output"), help: lines, ask: t("Write") };
    case "example":
      return {
        title,
        label: t("An example, for which the network predicts the answer"),
        help: lines,
        ask: t("Predict"),
      };
    case "beginning":
      return {
        title: t("Sample Now"),
        label: t("The beginning of a text, which the network continues"),
        help: t("Enter asks the run; Shift+Enter begins another line."),
        ask: t("Write"),
      };
    default:
      return kind satisfies never;
  }
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
