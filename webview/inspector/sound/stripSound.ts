import type { Answer, LookSound } from "../../../src/contracts/inspection.ts";
import { Player } from "../../run/sound/player.ts";
import { SpectrogramLane } from "../../run/sound/spectrogramLane.ts";
import type { Lane } from "../../run/timeline/lane.ts";
import type { Selection } from "../../run/timeline/selecting/selection.ts";
import { button, element, setText } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";
import { problemOf } from "../asking/tensors.ts";
import type { Looking } from "../looking.ts";

/** The sound that the steps of a time axis were made of: seen, and heard while the cursor goes along. */
export class StripSound {
  private readonly lane: SpectrogramLane;
  private readonly facts = element("span", { class: "faint" });
  private readonly toggle = button(t("Play"), () => this.turn(), { class: "secondary" });
  private readonly player: Player;
  private heard: Answer<"sound"> | undefined;
  private asked = false;

  /** `reveal`: brings a step into sight. */
  constructor(
    private readonly looking: Looking,
    private readonly sound: LookSound,
    private readonly strip: number,
    private readonly selection: Selection,
    private readonly steps: { count: number; reveal: (step: number) => void; redraw: () => void },
  ) {
    const title = element("b", {}, t("Sound"));
    this.toggle.disabled = true;
    this.lane = new SpectrogramLane(element("div", { class: "lane-bar" }, title, this.toggle, this.facts));
    this.player = new Player(
      (seconds) => this.showAt(seconds),
      () => this.stopped(),
    );
  }

  get lanes(): Lane[] {
    return [this.lane];
  }

  /** Asks for the sound once it is to be seen. */
  draw(): void {
    if (this.asked) return;
    this.asked = true;
    this.looking.sound().then(
      (heard) => {
        this.heard = heard;
        const { rate, samples, bins, decibels } = heard;
        const { first, every, file } = this.sound;
        this.lane.show({ highest: rate / 2, bins, decibels, first, every });
        setText(this.facts, t("{0}, {1} s", file.split(/[\\/]/).at(-1)!, (samples.length / rate).toFixed(2)));
        this.toggle.disabled = false;
        this.steps.redraw();
      },
      (why: unknown) => {
        const { message, hint } = problemOf(why);
        setText(this.facts, hint === undefined ? message : `${message} ${hint}`);
      },
    );
  }

  close(): void {
    this.player.close();
  }

  /** Plays the selected span, or from the selected step on; from the beginning where that is the last. */
  private turn(): void {
    const { heard } = this;
    if (this.player.isPlaying) return this.player.stop();
    if (!heard) return;
    const { step, span, strip } = this.selection.kept;
    const here = strip === this.strip;
    setText(this.toggle, t("Stop"));
    if (here && span) return this.player.play(heard, this.timeOf(span.from), this.timeOf(span.to));
    const from = here && step !== null && step < this.steps.count - 1 ? this.timeOf(step) : 0;
    this.player.play(heard, from);
  }

  /** Where a step begins, in seconds. */
  private timeOf(step: number): number {
    return Math.max(0, this.sound.first + (step - 0.5) * this.sound.every);
  }

  private showAt(seconds: number): void {
    const { first, every } = this.sound;
    const step = Math.max(0, Math.min(this.steps.count - 1, Math.floor((seconds - first) / every + 0.5)));
    if (step === this.selection.now.step) return;
    this.selection.hover({ strip: this.strip, step });
    this.steps.reveal(step);
  }

  private stopped(): void {
    setText(this.toggle, t("Play"));
    this.selection.hover(undefined);
  }
}
