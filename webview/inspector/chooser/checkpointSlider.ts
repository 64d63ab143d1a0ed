import { grouped } from "../../../src/base/words.ts";
import type { LookCheckpoint, RunChoices } from "../../../src/contracts/inspection.ts";
import { element, setAttribute, setText } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";

type Checkpoint = RunChoices["checkpoints"][number];

/** Moves all views through the checkpoints that were kept: the network as it was at a step of its training. */
export class CheckpointSlider {
  private readonly slider = element("input", {
    type: "range",
    min: "0",
    step: "1",
    id: "checkpoint",
    class: "checkpoint-slider",
  });
  private readonly said = element("output", { for: "checkpoint" });
  readonly view = element(
    "div",
    { class: "choice checkpoints" },
    element("label", { for: "checkpoint" }, t("Trained for")),
    this.slider,
    this.said,
  );
  private checkpoints: readonly Checkpoint[] = [];

  constructor(chosen: (checkpoint: LookCheckpoint) => void) {
    // While it is dragged the step is said; letting go opens it, and each arrow key does.
    this.slider.addEventListener("input", () => this.say());
    this.slider.addEventListener("change", () => {
      const at = this.checkpoints[Number(this.slider.value)];
      if (at) chosen(at.best ? "best" : at.last ? "last" : at.step);
    });
  }

  show(checkpoints: readonly Checkpoint[], chosen: LookCheckpoint | undefined): void {
    this.checkpoints = checkpoints;
    this.view.hidden = checkpoints.length === 0;
    this.slider.max = String(Math.max(0, checkpoints.length - 1));
    this.slider.disabled = checkpoints.length < 2;
    const best = checkpoints.findIndex(({ best }) => best);
    const last = checkpoints.findIndex(({ last }) => last);
    const at =
      typeof chosen === "number"
        ? checkpoints.findIndex(({ step }) => step === chosen)
        : chosen === "last"
          ? last
          : best;
    this.slider.value = String(at >= 0 ? at : Math.max(0, last));
    this.say();
  }

  private say(): void {
    const at = this.checkpoints[Number(this.slider.value)];
    if (!at) return;
    const step = at.step === 1 ? t("1 step") : t("{0} steps", grouped(at.step));
    const which =
      at.best && at.last ? t("the best and the last") : at.best ? t("the best") : at.last ? t("the last") : "";
    const text = which === "" ? step : `${step}, ${which}`;
    setText(this.said, text);
    setAttribute(this.slider, "aria-valuetext", text);
  }
}
