import { grouped } from "../../../src/base/words.ts";
import type { TranscriptPreview } from "../../../src/contracts/preview.ts";
import { element } from "../../shared/dom.ts";
import { symbolName } from "../../shared/numbers.ts";
import { t } from "../../shared/text.ts";
import type { Theme } from "../../shared/theme.ts";
import { ExampleSteps, stepNumbers } from "../previews/exampleSteps.ts";
import type { SoundRequests } from "../sound/soundRequests.ts";
import { alignmentView, answerLines, linesView } from "./alignmentView.ts";
import { pictureOf } from "./picture.ts";
import { TranscriptLanes } from "./transcriptLanes.ts";

/** One transcript: what was written beside what is true, and along the steps how the network came to it. */
export class TranscriptView {
  private readonly lines = element("div");
  private readonly edits = element("div");
  private readonly lanes = new TranscriptLanes();
  private readonly steps: ExampleSteps;
  readonly view: HTMLElement;
  private shown: TranscriptPreview | undefined;
  private theme: Theme | undefined;

  /** @param sounds where sounds come from; without it none is shown */
  constructor(sounds?: SoundRequests) {
    this.steps = new ExampleSteps(sounds, (step) => this.said(step));
    this.view = element("div", { class: "example transcript" }, this.lines, this.edits, this.steps.view);
  }

  show(preview: TranscriptPreview, theme: Theme): void {
    const isNew = preview !== this.shown;
    const isAnother = preview.source !== this.shown?.source || preview.steps !== this.shown.steps;
    if (!isNew && theme === this.theme) return;
    [this.shown, this.theme] = [preview, theme];
    const symbols = symbolsOf(preview);
    if (isNew) {
      this.drawLines(preview);
      this.lanes.show(pictureOf(preview), symbols);
    }
    this.steps.show({ sound: preview.sound, symbols, lanes: this.lanes.lanes }, isAnother, theme);
  }

  private drawLines({ source, output, truth, texts, beam }: TranscriptPreview): void {
    this.lines.replaceChildren(linesView([t("Source"), source], ...answerLines(texts, beam)));
    this.edits.replaceChildren(...(truth === null ? [] : [alignmentView(truth, output)]));
  }

  private said(step: number): string {
    const symbol = this.shown?.symbols?.[step];
    const place =
      symbol === undefined ? t("Step {0}", grouped(step)) : t("Step {0}, {1}", grouped(step), symbolName(symbol));
    return `${place}: ${this.lanes.read(step)}`;
  }
}

/** What stands at each step: of numbers the number of the step. */
function symbolsOf({ symbols, steps }: TranscriptPreview): string[] {
  return symbols?.length === steps ? symbols : stepNumbers(steps);
}
