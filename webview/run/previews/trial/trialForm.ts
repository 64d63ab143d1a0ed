import type { Preview } from "../../../../src/contracts/preview.ts";
import type { PanelState } from "../../../../src/contracts/trainingPanel.ts";
import { LONGEST_TRIAL, type TrialAsk, type TrialKind, type Writing } from "../../../../src/contracts/trial.ts";
import { button, element, setAttribute, setText } from "../../../shared/dom.ts";
import { t } from "../../../shared/text.ts";
import type { Continuation } from "../sample/sampleView.ts";
import { WritingForm } from "./writingForm.ts";

/** What a person has typed, and chosen for how it is answered. */
export type KeptTrial = Pick<PanelState, "typed" | "options">;

/** Who is asked: a run, or several at once. */
export interface TrialSubject {
  /** With another, nobody waits for what was asked before. */
  key: string | undefined;
  /** Undefined where there is nothing to ask. */
  kind: TrialKind | undefined;
  writing: Writing | undefined;
  isTraining: boolean;
  /** The latest example of a training, which shows what an input looks like. */
  example: Preview | undefined;
  hasAnswered(asked: TrialAsk): boolean;
}

/** A place to type what runs are to answer, and to choose how. Runs may be asked while they train, too. */
export class TrialForm {
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
  private readonly writing: WritingForm;
  private readonly keepSeed = button("", () => this.giveSeed(), { class: "secondary" });
  readonly view: HTMLElement;
  private subject: TrialSubject | undefined;
  private waiting: TrialAsk | undefined;
  private isAskedFor = false;
  /** Of the latest answer. */
  private seed: number | undefined;

  /**
   * @param kept what a person had typed and chosen before the page was hidden
   * @param changed what is typed and chosen; `request` asks, or without anything waits no longer for the answer
   */
  constructor(
    kept: KeptTrial,
    private readonly changed: (kept: KeptTrial) => void,
    private readonly request: (asked: TrialAsk | undefined) => void,
  ) {
    this.keepSeed.hidden = true;
    this.input.value = kept.typed ?? "";
    this.writing = new WritingForm(kept.options ?? {}, (options) => this.changed({ options }));
    this.input.addEventListener("input", () => this.changed({ typed: this.input.value }));
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.waiting !== undefined) return this.cancel();
      // A line break needs Shift; an input method takes Enter for itself.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.send();
    });
    this.view = element(
      "div",
      {},
      element("div", { class: "bar-of-section" }, this.title),
      this.label,
      element("div", { class: "trial-line" }, this.input, this.ask, this.stop),
      this.help,
      this.writing.view,
      element("div", { class: "trial-said" }, this.status, this.keepSeed),
    );
  }

  /** Somebody asked for it by a command: it has the focus once it is drawn. */
  askFor(): void {
    this.isAskedFor = true;
  }

  /** Asks to go on from a text. */
  goOn({ prompt, start }: Continuation): void {
    if (this.waiting !== undefined) return;
    this.input.value = prompt;
    this.changed({ typed: prompt });
    if (start !== undefined) this.writing.give({ start });
    this.view.scrollIntoView({ block: "nearest" });
    this.send();
  }

  draw(subject: TrialSubject): void {
    const { kind } = subject;
    if (subject.key !== this.subject?.key) this.waiting = undefined;
    this.subject = subject;
    if (kind === undefined) return;
    const { title, label, help, ask } = words(kind);
    setText(this.title, title);
    this.writing.show(subject.writing, subject.isTraining);
    setText(this.label, label);
    setText(this.help, help);
    // A recording is chosen, not typed.
    this.input.hidden = kind === "sound";
    setAttribute(this.input, "placeholder", exampleOf(subject.example));
    if (this.waiting !== undefined && subject.hasAnswered(this.waiting)) this.waiting = undefined;
    const isBusy = this.waiting !== undefined;
    setText(this.ask, isBusy ? t("Waiting …") : ask);
    setAttribute(this.ask, "aria-disabled", String(isBusy));
    this.stop.hidden = !isBusy;
    if (this.isAskedFor) this.focus();
  }

  /** What is said of the answers; `seed` draws the same once more. */
  say(text: string, seed?: number): void {
    setText(this.status, text);
    this.seed = seed;
    this.keepSeed.hidden = seed === undefined;
    if (seed !== undefined) setText(this.keepSeed, t("Keep Seed {0}", seed));
  }

  private focus(): void {
    this.isAskedFor = false;
    this.view.scrollIntoView({ block: "start" });
    if (this.input.hidden) return this.ask.focus();
    this.input.focus();
    this.input.select();
  }

  private send(): void {
    const { value } = this.input;
    // A text may begin with nothing; a source or an example may not.
    const mayBeEmpty = this.subject?.kind === "beginning" || this.subject?.kind === "sound";
    const isEmpty = value.trim() === "" && !mayBeEmpty;
    if (isEmpty) this.input.focus();
    const how = isEmpty || this.waiting !== undefined ? undefined : this.writing.read();
    if (how === undefined) return;
    this.waiting = { typed: value, ...how };
    this.say(t("The run is asked … Escape cancels."));
    this.request(this.waiting);
    this.redraw();
  }

  private cancel(): void {
    this.waiting = undefined;
    this.say(t("Cancelled."));
    this.request(undefined);
    // The button goes.
    this.input.focus();
    this.redraw();
  }

  private redraw(): void {
    if (this.subject) this.draw(this.subject);
  }

  private giveSeed(): void {
    if (this.seed !== undefined) this.writing.give({ seed: this.seed });
    this.input.focus();
    this.keepSeed.hidden = true;
  }
}

/** What such an input looks like: the latest example of the training. */
function exampleOf(preview: Preview | undefined): string {
  switch (preview?.kind) {
    case "translation":
      return preview.texts.source;
    case "transcript":
      return preview.symbols ? preview.source : "";
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
    case "sound":
      return {
        title,
        label: t("A recording, which the network transcribes"),
        help: t("WAVE files of any rate; several channels are heard as one."),
        ask: t("Transcribe a File…"),
      };
    default:
      return kind satisfies never;
  }
}
