import { grouped } from "../../../src/base/words.ts";
import type { Preview } from "../../../src/contracts/preview.ts";
import { isWrong } from "../../../src/contracts/previewText.ts";
import type { LookedInto } from "../../../src/contracts/trainingPanel.ts";
import { button, element, setAttribute, setText } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";
import type { Theme } from "../../shared/theme.ts";
import type { RunView } from "../runView.ts";
import type { SoundRequests } from "../sound/soundRequests.ts";
import { Transcripts } from "../transcripts/transcripts.ts";
import { HeardLabels, isHeard } from "./heardLabels.ts";
import { lookInsideButton } from "./lookInside.ts";
import { isText, isTranscript, isTranslation, previewView } from "./previewView.ts";
import type { GoOn } from "./sample/sampleView.ts";
import { Samples } from "./samples.ts";
import { TimeSlider } from "./timeSlider.ts";
import { Translations } from "./translation/translations.ts";

/** How a person looks at the previews: what the page keeps of it. */
export interface PreviewLook {
  /** The step that is looked at, where that is not the latest. */
  sampleStep?: number;
  /** Symbols of texts are not coloured. */
  plainText?: boolean;
}

interface Options {
  look: PreviewLook;
  changed: (change: PreviewLook) => void;
  /** Opens the inspector with an example, or where a person chooses one. */
  inspect: (example: LookedInto) => void;
  goOn: GoOn;
  sounds: SoundRequests;
}

/** What the network showed of itself at a step of its training: the latest, until a person looks at another. */
export class Previews {
  readonly view: HTMLElement;
  private readonly title = element("h2", { id: "previews-title" });
  private readonly step = element("span", { class: "faint" });
  private readonly body = element("div", { class: "shown-preview", role: "region" });
  private readonly empty = element("p", { class: "empty" });
  private readonly slider: TimeSlider;
  private readonly colours = button(t("Colour by Probability"), () => this.toggleColours(), { class: "toggle" });
  private readonly lookInside: HTMLButtonElement;
  private readonly samples: Samples;
  private readonly translations = new Translations();
  private readonly transcripts: Transcripts;
  private readonly heard: HeardLabels;
  private shown: readonly Preview[] = [];
  private currentTheme: Theme | undefined;

  constructor(
    private readonly run: RunView,
    private readonly options: Options,
  ) {
    this.slider = new TimeSlider(options.look.sampleStep, (sampleStep) => {
      this.options.changed({ sampleStep });
      this.draw();
    });
    this.transcripts = new Transcripts(options.sounds);
    this.heard = new HeardLabels(options.sounds);
    this.samples = new Samples(t("Sampled text"), options.goOn);
    this.lookInside = lookInsideButton(() => this.current, options.inspect);
    this.view = element(
      "section",
      { class: "previews", "aria-labelledby": "previews-title" },
      element(
        "div",
        { class: "bar-of-section" },
        this.title,
        this.step,
        this.slider.view,
        this.colours,
        this.lookInside,
      ),
      this.empty,
      this.body,
    );
  }

  set theme(theme: Theme) {
    this.currentTheme = theme;
    // Maps have colours of their own.
    this.shown = [];
    this.draw();
  }

  draw(): void {
    const { previews, isCounted, writesText } = this.run;
    // What counts and writes nothing shows no examples either.
    this.view.hidden = isCounted && !writesText && previews.length === 0;
    const step = this.slider.show([...new Set(previews.map((preview) => preview.step))]);
    const some = previews.filter((preview) => preview.step === step).map(({ preview }) => preview);
    setText(this.title, writesText ? t("Sampled Text") : t("Examples and Answers"));
    setText(
      this.step,
      step !== undefined && !isCounted && this.slider.view.hidden ? t("at step {0}", grouped(step)) : "",
    );
    this.step.hidden = this.step.textContent === "";
    this.empty.hidden = some.length > 0;
    this.body.hidden = some.length === 0;
    setAttribute(this.body, "aria-label", this.labelOf(step));
    // What counts has no states.
    this.lookInside.hidden = some.length === 0 || isCounted;
    const waiting = writesText ? t("Waiting for the first sample …") : t("Waiting for the first example …");
    const none = writesText ? t("No text was sampled.") : t("No example was shown.");
    setText(this.empty, this.run.isRunning ? waiting : none);
    if (some.length === this.shown.length && some.every((one, i) => one === this.shown[i])) return;
    this.shown = some;
    this.drawShown();
  }

  /** What is looked at, of several one. */
  private get current(): Preview | undefined {
    const turning = [this.translations, this.transcripts, this.heard].find(({ view }) => view === this.body.firstChild);
    return turning?.current ?? this.shown.at(-1);
  }

  private labelOf(step: number | undefined): string {
    const { previews, writesText } = this.run;
    if (step === previews.at(-1)?.step) return writesText ? t("Latest sample") : t("Latest example");
    const at = grouped(step ?? 0);
    return writesText ? t("Sample at step {0}", at) : t("Example at step {0}", at);
  }

  private drawShown(): void {
    const { shown, currentTheme } = this;
    const texts = this.run.writesText ? shown.filter(isText) : [];
    const translations = shown.filter(isTranslation);
    const transcripts = shown.filter(isTranscript);
    const heard = shown.filter(isHeard);
    const isPlain = this.options.look.plainText === true;
    this.colours.hidden = texts.every(({ drawn }) => !drawn);
    setAttribute(this.colours, "aria-pressed", String(!isPlain));
    if (currentTheme === undefined) return;
    if (texts.length > 0) {
      this.samples.show(texts, !isPlain);
      this.hold(this.samples.view);
    } else if (translations.length > 0) {
      // What is there stays: somebody may be reading a map by keys.
      this.hold(this.translations.view);
      this.translations.show(translations, currentTheme);
    } else if (transcripts.length > 0) {
      this.hold(this.transcripts.view);
      this.transcripts.show(transcripts, currentTheme);
    } else if (heard.length > 0) {
      this.hold(this.heard.view);
      this.heard.show(heard, currentTheme);
    } else {
      const views = errorsFirst(shown).map((preview) => {
        return element("div", { class: isText(preview) ? "sample" : "" }, ...previewView(preview, currentTheme));
      });
      this.body.replaceChildren(...views);
    }
  }

  private hold(view: HTMLElement): void {
    if (this.body.firstChild !== view || this.body.childElementCount !== 1) this.body.replaceChildren(view);
  }

  private toggleColours(): void {
    const plainText = this.options.look.plainText !== true;
    this.options.look.plainText = plainText;
    this.options.changed({ plainText });
    this.drawShown();
  }
}

/** Those that are wrong, then the others, each in their order. */
function errorsFirst(previews: readonly Preview[]): Preview[] {
  const failed = (preview: Preview) => (preview.kind === "labels" || preview.kind === "tags") && isWrong(preview);
  return [...previews.filter(failed), ...previews.filter((preview) => !failed(preview))];
}
