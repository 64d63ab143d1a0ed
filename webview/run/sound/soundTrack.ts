import { fileName } from "../../../src/base/fileName.ts";
import type { ShownSound, SoundSteps } from "../../../src/contracts/sound.ts";
import type { TrialProblem } from "../../../src/contracts/trial.ts";
import { button, element, setText } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";
import type { Lane } from "../timeline/lane.ts";
import type { Selection } from "../timeline/selecting/selection.ts";
import { Player } from "./player.ts";
import { SpectrogramLane } from "./spectrogramLane.ts";

/** A sound, or why there is none. */
export type Heard = ShownSound | { problem: TrialProblem };

/** The time axis that a sound is seen along. */
interface Axis {
  strip: number;
  selection: Selection;
  /** Brings a step into sight. */
  reveal(step: number): void;
  redraw(): void;
}

/** The sound that the steps of a time axis were made of: seen, and heard while the cursor goes along. */
export class SoundTrack {
  private readonly lane: SpectrogramLane;
  private readonly facts = element("span", { class: "faint" });
  private readonly toggle = button(t("Play"), () => this.turn(), { class: "secondary" });
  private readonly player: Player;
  private sound: SoundSteps | undefined;
  private count = 0;
  private heard: ShownSound | undefined;
  private isAsking = false;

  /** @param ask never fails: what is wrong is an answer too */
  constructor(
    private readonly ask: (sound: SoundSteps) => Promise<Heard>,
    private readonly axis: Axis,
  ) {
    const title = element("b", {}, t("Sound"));
    this.lane = new SpectrogramLane(element("div", { class: "lane-bar" }, title, this.toggle, this.facts));
    this.player = new Player(
      (seconds) => this.showAt(seconds),
      () => this.stopped(),
    );
  }

  get lanes(): Lane[] {
    return this.sound ? [this.lane] : [];
  }

  /** Shows another sound, of so many steps, and asks for it; one that is shown plays on. */
  show(sound: SoundSteps | undefined, count: number): void {
    const isSame = JSON.stringify(sound) === JSON.stringify(this.sound) && count === this.count;
    if (isSame) return;
    this.player.stop();
    [this.sound, this.count, this.heard] = [sound, count, undefined];
    this.lane.show(undefined);
    this.toggle.disabled = true;
    setText(this.facts, sound ? fileName(sound.file) : "");
    void this.fetch();
  }

  close(): void {
    this.player.close();
  }

  /** One at a time: examples may change faster than their sounds are read, and then those between are passed over. */
  private async fetch(): Promise<void> {
    if (this.isAsking) return;
    this.isAsking = true;
    for (let asked: SoundSteps | undefined; this.sound && asked !== this.sound; ) {
      asked = this.sound;
      const heard = await this.ask(asked);
      if (asked === this.sound) this.hear(heard, asked);
    }
    this.isAsking = false;
  }

  private hear(heard: Heard, { file, first, every }: SoundSteps): void {
    if ("problem" in heard) {
      const { message, hint } = heard.problem;
      setText(this.facts, hint === undefined ? message : `${message} ${hint}`);
      return;
    }
    this.heard = heard;
    const { rate, samples, bins, decibels } = heard;
    this.lane.show({ highest: rate / 2, bins, decibels, first, every });
    setText(this.facts, t("{0}, {1} s", fileName(file), (samples.length / rate).toFixed(2)));
    this.toggle.disabled = false;
    this.axis.redraw();
  }

  /** Plays the selected span, or from the selected step on; from the beginning where that is the last. */
  private turn(): void {
    const { heard } = this;
    if (this.player.isPlaying) return this.player.stop();
    if (!heard) return;
    const { step, span, strip } = this.axis.selection.kept;
    const here = strip === this.axis.strip;
    setText(this.toggle, t("Stop"));
    if (here && span) return this.player.play(heard, this.timeOf(span.from), this.timeOf(span.to));
    const from = here && step !== null && step < this.count - 1 ? this.timeOf(step) : 0;
    this.player.play(heard, from);
  }

  /** Where a step begins, in seconds. */
  private timeOf(step: number): number {
    const { first, every } = this.sound!;
    return Math.max(0, first + (step - 0.5) * every);
  }

  private showAt(seconds: number): void {
    const { first, every } = this.sound!;
    const { selection, strip, reveal } = this.axis;
    const step = Math.max(0, Math.min(this.count - 1, Math.floor((seconds - first) / every + 0.5)));
    if (step === selection.now.step) return;
    selection.hover({ strip, step });
    reveal(step);
  }

  private stopped(): void {
    setText(this.toggle, t("Play"));
    this.axis.selection.hover(undefined);
  }
}
