import { grouped } from "../../../src/base/words.ts";
import { button, element, setAttribute, setText } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";

/** Goes through the steps of a training at which something was shown. At its end it follows what comes. */
export class TimeSlider {
  private readonly slider = element("input", { type: "range", min: "0", step: "1", id: "preview-step" });
  private readonly said = element("span", { class: "faint" });
  private readonly latest = button(t("Latest"), () => this.choose(undefined), { class: "secondary" });
  readonly view = element(
    "div",
    { class: "through-time" },
    element("label", { for: "preview-step", class: "visually-hidden" }, t("Step of the training")),
    this.slider,
    this.said,
    this.latest,
  );
  private steps: readonly number[] = [];

  /** @param chosen the step that a person looks at, undefined for the latest */
  constructor(
    private step: number | undefined,
    private readonly chosen: (step: number | undefined) => void,
  ) {
    this.slider.addEventListener("input", () => {
      const at = Number(this.slider.value);
      this.choose(at >= this.steps.length - 1 ? undefined : this.steps[at]);
    });
  }

  /** Steps in rising order. Returns the one to look at; one that is gone gives its place to the next that is there. */
  show(steps: readonly number[]): number | undefined {
    this.steps = steps;
    const { step } = this;
    const found = step === undefined ? -1 : steps.findIndex((other) => other >= step);
    const at = found < 0 ? steps.length - 1 : found;
    this.view.hidden = steps.length < 2;
    this.slider.max = String(Math.max(0, steps.length - 1));
    this.slider.value = String(at);
    this.latest.hidden = found < 0 || at === steps.length - 1;
    const now = steps[at];
    if (now === undefined) return undefined;
    setText(this.said, t("step {0}, {1} of {2}", grouped(now), grouped(at + 1), grouped(steps.length)));
    setAttribute(this.slider, "aria-valuetext", this.said.textContent ?? "");
    return now;
  }

  private choose(step: number | undefined): void {
    const { latest, slider } = this;
    // The button goes, and leaves the focus to the slider.
    if (step === undefined && document.activeElement === latest) slider.focus();
    this.step = step;
    this.chosen(step);
  }
}
