import type { SoundSteps } from "../../../src/contracts/sound.ts";
import { button, element, setText } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";
import type { Theme } from "../../shared/theme.ts";
import type { SoundRequests } from "../sound/soundRequests.ts";
import { SoundTrack } from "../sound/soundTrack.ts";
import type { Lane } from "../timeline/lane.ts";
import { Selection } from "../timeline/selecting/selection.ts";
import { Timeline } from "../timeline/timeline.ts";

let views = 0;

/** What is seen along the steps of an example. */
interface Along {
  sound: SoundSteps | undefined;
  /** What stands at each step. */
  symbols: readonly string[];
  /** Pictures below the sound. */
  lanes: readonly Lane[];
}

/** The steps of an example as a time axis: its sound, pictures below it, and what is to be said of the step under the cursor. */
export class ExampleSteps {
  private readonly selection = new Selection();
  private readonly readout = element("p", { class: "readout", role: "status", id: `example-readout-${++views}` });
  private readonly timeline: Timeline;
  private readonly sound: SoundTrack | undefined;
  readonly view: HTMLElement;
  /** All steps at once, until a person looks closer. */
  private zoom = 0;

  /**
   * @param sounds where sounds come from; without it none is shown
   * @param said of a step
   */
  constructor(
    sounds: SoundRequests | undefined,
    private readonly said: (step: number) => string,
  ) {
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
    this.view = element("div", { class: "example-steps" }, this.timeline.view, bar);
    this.selection.onChange(() => this.read());
  }

  /** `isAnother`: no step of what was shown before is one of these. */
  show({ sound, symbols, lanes }: Along, isAnother: boolean, theme: Theme): void {
    this.sound?.show(sound, symbols.length);
    if (isAnother) this.selection.choose({ strip: 0, step: null, span: null });
    const all = [...(this.sound?.lanes ?? []), ...lanes];
    this.view.hidden = all.length === 0;
    this.timeline.setLanes(all);
    this.timeline.show({ symbols, after: 0, zoom: this.zoom, widest: [] }, theme);
    this.timeline.draw();
    this.read();
  }

  /** Ends the sound, and forgets it. */
  stop(): void {
    this.sound?.show(undefined, 0);
  }

  private read(): void {
    const { step } = this.selection.now;
    const text = step === null ? t("Point to a step, or press an arrow key, to read it.") : this.said(step);
    setText(this.readout, text);
  }
}

/** What stands at steps that are numbers: the number of the step. */
export function stepNumbers(steps: number): string[] {
  return Array.from({ length: steps }, (_, step) => String(step));
}
