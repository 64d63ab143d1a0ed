import { grouped } from "../../../src/base/words.ts";
import type { TranscriptPreview } from "../../../src/contracts/preview.ts";
import { button, element, setText } from "../../shared/dom.ts";
import { symbolName } from "../../shared/numbers.ts";
import { t } from "../../shared/text.ts";
import type { Theme } from "../../shared/theme.ts";
import type { SoundRequests } from "../sound/soundRequests.ts";
import { SoundTrack } from "../sound/soundTrack.ts";
import { Selection } from "../timeline/selecting/selection.ts";
import { Timeline } from "../timeline/timeline.ts";
import { alignmentView, answerLines, linesView } from "./alignmentView.ts";
import { pictureOf } from "./picture.ts";
import { TranscriptLanes } from "./transcriptLanes.ts";

let views = 0;

/** One transcript: what was written beside what is true, and along the steps how the network came to it. */
export class TranscriptView {
  private readonly lines = element("div");
  private readonly edits = element("div");
  private readonly selection = new Selection();
  private readonly readout = element("p", { class: "readout", role: "status", id: `transcript-readout-${++views}` });
  private readonly timeline: Timeline;
  private readonly lanes = new TranscriptLanes();
  private readonly sound: SoundTrack | undefined;
  private readonly along: HTMLElement;
  readonly view: HTMLElement;
  private shown: TranscriptPreview | undefined;
  private theme: Theme | undefined;
  /** All steps at once, until a person looks closer. */
  private zoom = 0;

  /** @param sounds where sounds come from; without it none is shown */
  constructor(sounds?: SoundRequests) {
    this.timeline = new Timeline(0, this.selection, this.readout.id, (zoom) => {
      this.zoom = zoom;
    });
    const reveal = (step: number) => this.timeline.reveal(step);
    const axis = { strip: 0, selection: this.selection, reveal, redraw: () => this.timeline.draw() };
    this.sound = sounds && new SoundTrack(({ file }) => sounds.ask(file), axis);
    const zoom = (text: string, by: number | "all", attributes: Record<string, string>) =>
      button(text, () => this.timeline.zoomBy(by), { class: "quiet", ...attributes });
    const zooms = element(
      "div",
      { class: "zoom", role: "group", "aria-label": t("Zoom") },
      zoom("−", 0.8, { "aria-label": t("Zoom out"), title: t("Zoom out (−)") }),
      zoom("+", 1.25, { "aria-label": t("Zoom in"), title: t("Zoom in (+)") }),
      zoom(t("All"), "all", { title: t("All steps at once (0)") }),
    );
    const bar = element("div", { class: "readout-line" }, this.readout, zooms);
    this.along = element("div", { class: "transcript-steps" }, this.timeline.view, bar);
    this.view = element("div", { class: "example transcript" }, this.lines, this.edits, this.along);
    this.selection.onChange(() => this.read());
  }

  show(preview: TranscriptPreview, theme: Theme): void {
    const isNew = preview !== this.shown;
    const isSameSource = preview.source === this.shown?.source && preview.steps === this.shown.steps;
    if (!isNew && theme === this.theme) return;
    [this.shown, this.theme] = [preview, theme];
    if (isNew) {
      this.drawLines(preview);
      const symbols = symbolsOf(preview);
      this.lanes.show(pictureOf(preview), symbols);
      this.sound?.show(preview.sound, preview.steps);
      if (!isSameSource) this.selection.choose({ strip: 0, step: null, span: null });
    }
    const lanes = [...(this.sound?.lanes ?? []), ...this.lanes.lanes];
    this.along.hidden = lanes.length === 0;
    this.timeline.setLanes(lanes);
    this.timeline.show({ symbols: symbolsOf(preview), after: 0, zoom: this.zoom, widest: [] }, theme);
    this.timeline.draw();
    this.read();
  }

  private drawLines({ source, output, truth, texts, beam }: TranscriptPreview): void {
    this.lines.replaceChildren(linesView([t("Source"), source], ...answerLines(texts, beam)));
    this.edits.replaceChildren(...(truth === null ? [] : [alignmentView(truth, output)]));
  }

  private read(): void {
    const { step } = this.selection.now;
    if (step === null || !this.shown)
      return setText(this.readout, t("Point to a step, or press an arrow key, to read it."));
    const symbol = this.shown.symbols?.[step];
    const place =
      symbol === undefined ? t("Step {0}", grouped(step)) : t("Step {0}, {1}", grouped(step), symbolName(symbol));
    setText(this.readout, `${place}: ${this.lanes.read(step)}`);
  }
}

/** What stands at each step: of numbers the number of the step. */
function symbolsOf({ symbols, steps }: TranscriptPreview): string[] {
  return symbols?.length === steps ? symbols : Array.from({ length: steps }, (_, step) => String(step));
}
