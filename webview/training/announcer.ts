import { figureLabel, lossText } from "../../src/base/metrics.ts";
import { grouped } from "../../src/base/words.ts";
import type { RunView } from "../run/runView.ts";
import { element, setText } from "../shared/dom.ts";
import { figureOf } from "../shared/numbers.ts";
import { t } from "../shared/text.ts";
import { stateLabel } from "./header.ts";

/** How often a screen reader hears of the training, milliseconds; a change of its state is said at once. */
const INTERVAL = 10_000;

/** Tells a screen reader how the training goes, seldom enough to listen to something else meanwhile. */
export class Announcer {
  readonly view = element("div", { class: "visually-hidden", role: "status" });
  private said = Number.NEGATIVE_INFINITY;
  private state: string | undefined;

  constructor(private readonly run: RunView) {}

  draw(): void {
    const { progress, run } = this.run;
    if (!progress) return;
    const now = performance.now();
    const state = progress.paused ? "paused" : progress.state;
    if (state === this.state && now - this.said < INTERVAL) return;
    this.said = now;
    this.state = state;
    const { step, steps, loss, best } = progress;
    const parts = [t("{0}: step {1} of {2}.", stateLabel(progress), grouped(step), grouped(steps))];
    if (loss !== null) parts.push(t("Training loss {0}.", lossText(loss)));
    const { bestBy = "loss" } = run ?? {};
    if (best !== null) parts.push(t("Best validation {0} {1}.", t(figureLabel(bestBy)), figureOf(best, bestBy)));
    setText(this.view, parts.join(" "));
  }
}
