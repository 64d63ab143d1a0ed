import { lossText } from "../../../src/base/metrics.ts";
import { valueText } from "../../../src/base/numberText.ts";
import { capitalized, grouped } from "../../../src/base/words.ts";
import type { Gradients } from "../../../src/contracts/inspection.ts";
import { BarsLane } from "../../run/timeline/barsLane.ts";
import type { Lane } from "../../run/timeline/lane.ts";
import type { Selection } from "../../run/timeline/selecting/selection.ts";
import { button, element, setText } from "../../shared/dom.ts";
import { symbolName } from "../../shared/numbers.ts";
import { t } from "../../shared/text.ts";
import { progressText } from "../asking/progressText.ts";
import type { Pending, Questions } from "../asking/questions.ts";
import { problemOf } from "../asking/tensors.ts";
import type { Looking } from "../looking.ts";
import { hasGradients, layerName, stepName } from "../naming.ts";

/** Milliseconds that a step must stay chosen before its gradient is asked for. */
const PAUSE = 120;
/** Over more steps it takes seconds: then somebody has to ask for it. */
const MOST_AT_ONCE = 4000;

/** Which earlier steps a prediction depends on: the gradient of −log p of a symbol after the chosen step, along the time axis. */
export class GradientLanes {
  private readonly toggle = element("input", { type: "checkbox" });
  private readonly symbol = element("select", { "aria-label": t("What is predicted") });
  private readonly said = element("span", { class: "faint", role: "status" });
  private readonly go = button(t("Compute"), () => this.ask(), { class: "secondary" });
  private readonly stop = button(t("Cancel"), () => this.pending?.cancel(), { class: "secondary" });
  private readonly states = new Map<number, BarsLane>();
  private pending: Pending<"gradient"> | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private askedFor = "";
  private answer: Gradients | undefined;

  constructor(
    private readonly questions: Questions,
    private readonly looking: Looking,
    private readonly selection: Selection,
    on: boolean,
    private readonly toggled: (on: boolean) => void,
    private readonly redraw: () => void,
  ) {
    this.toggle.checked = on;
    for (const control of [this.symbol, this.go, this.stop]) control.hidden = true;
    this.toggle.addEventListener("change", () => {
      this.toggled(this.toggle.checked);
      if (this.toggle.checked) this.select();
      else this.forget();
      this.redraw();
    });
    this.symbol.addEventListener("change", () => this.ask());
    this.select();
  }

  /** The gradient that is shown, of the chosen step. */
  get gradients(): Gradients | undefined {
    return this.answer;
  }

  lanesOf(strip: number): Lane[] {
    const { look } = this.looking;
    if (!hasGradients(look)) return [];
    if (strip !== look.predictions.strip && !this.answer) return [];
    let lane = this.states.get(strip);
    if (!lane) {
      lane = new BarsLane(
        strip === look.predictions.strip
          ? this.bar()
          : element("div", { class: "lane-bar" }, element("b", {}, t("Depends on"))),
        t("What the prediction depends on"),
      );
      lane.plot.title = t("how much each earlier state changes the prediction, on a scale of four powers of ten");
      this.states.set(strip, lane);
    }
    const { answer } = this;
    const layers = (answer?.layers ?? []).filter(({ layer }) => this.looking.layer(layer)?.strip === strip);
    const rows = layers.map(({ layer, norms }) => ({
      name: capitalized(layerName(this.looking.layer(layer)!)),
      values: norms,
      scale: "log" as const,
    }));
    const saliency = answer?.saliency[strip];
    const all = [
      ...rows,
      ...(saliency ? [{ name: t("Saliency: for and against"), values: saliency, scale: "signed" as const }] : []),
    ];
    lane.show(all, look.strips[strip].symbols, this.summary(answer, strip));
    return [lane];
  }

  /** Follows what was chosen, not what is hovered. */
  select(): void {
    const { step, strip } = this.selection.kept;
    if (!this.toggle.checked || step === null) return;
    const { predictions } = this.looking.look;
    const at = predictions.perStep && strip === predictions.strip ? step : predictions.perStep ? undefined : 0;
    if (at === undefined) {
      // Elsewhere nothing is predicted; what was asked last stays.
      if (this.askedFor === "") setText(this.said, t("Choose a step of the target."));
      return;
    }
    if (this.askedFor === String(at)) return;
    this.askedFor = String(at);
    this.fill(at);
    clearTimeout(this.timer);
    if (at > MOST_AT_ONCE) return this.offer(at);
    this.go.hidden = true;
    if (!this.answer) setText(this.said, progressText(undefined));
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  /** Does not compute what takes long until somebody wants it. */
  private offer(step: number): void {
    this.pending?.cancel();
    this.pending = undefined;
    this.go.hidden = false;
    this.stop.hidden = true;
    const had = this.answer !== undefined;
    this.answer = undefined;
    setText(this.said, t("From here it goes back over {0} steps, which takes a while.", grouped(step)));
    if (had) this.redraw();
  }

  close(): void {
    clearTimeout(this.timer);
    this.pending?.cancel();
  }

  private bar(): HTMLElement {
    const name = element("label", { class: "check" }, this.toggle, element("b", {}, t("Depends on")));
    return element("div", { class: "lane-bar" }, name, this.symbol, this.go, this.stop, this.said);
  }

  private fill(step: number): void {
    this.symbol.hidden = false;
    const { candidates, actual, kind, numbers } = this.looking.look.predictions;
    if (numbers) {
      const columns = numbers.columns.map((name) => element("option", { value: name }, name));
      if (this.symbol.options.length === 0) this.symbol.replaceChildren(...columns);
      this.symbol.hidden = columns.length < 2;
    }
    if (!candidates) return;
    const likely = Array.from(
      { length: Math.min(5, candidates.top) },
      (_, k) => candidates.names[candidates.ids[step * candidates.top + k]],
    );
    const came = actual[step];
    const names = [...new Set([...(came === null || came === undefined ? [] : [came]), ...likely])].filter(
      (name) => name !== undefined,
    );
    this.symbol.replaceChildren(
      ...names.map((name) =>
        element(
          "option",
          { value: name },
          name === came
            ? kind === "symbol"
              ? t("{0}, which came", symbolName(name))
              : t("{0}, which is true", symbolName(name))
            : symbolName(name),
        ),
      ),
    );
  }

  private async ask(): Promise<void> {
    this.pending?.cancel();
    if (!this.toggle.checked || this.askedFor === "") return;
    const step = Number(this.askedFor);
    const asked = {
      look: this.looking.look.look,
      step,
      ...(this.symbol.options.length > 0 && { symbol: this.symbol.value }),
    };
    const long = step > MOST_AT_ONCE;
    const pending = this.questions.askIdle("gradient", asked, (progress) => setText(this.said, progressText(progress)));
    this.pending = pending;
    this.go.hidden = true;
    this.stop.hidden = !long;
    setText(this.said, progressText(undefined));
    try {
      const answer = await pending.answer;
      if (this.pending !== pending) return;
      this.stop.hidden = true;
      this.answer = answer;
      setText(this.said, this.sentence(answer));
    } catch (why) {
      const { code, message } = problemOf(why);
      if (this.pending !== pending) return;
      this.stop.hidden = true;
      if (code === "cancelled") return long ? this.offer(step) : undefined;
      this.answer = undefined;
      setText(this.said, message);
    }
    this.redraw();
  }

  private forget(): void {
    clearTimeout(this.timer);
    this.pending?.cancel();
    this.pending = undefined;
    for (const control of [this.go, this.stop]) control.hidden = true;
    this.answer = undefined;
    this.askedFor = "";
    setText(this.said, "");
  }

  private sentence({ step, symbol, loss, of }: Gradients): string {
    if (of === "forecast") return t("The forecast of {0} after step {1}: {2}.", symbol, grouped(step), valueText(loss));
    return t("{0} after step {1}: −log p is {2} nats.", symbolName(symbol), grouped(step), lossText(loss));
  }

  private summary(answer: Gradients | undefined, strip: number): string {
    if (!answer) return t("No gradient has been computed.");
    const saliency = answer.saliency[strip] ?? new Float32Array();
    const most = saliency.reduce((best, value, i) => (Math.abs(value) > Math.abs(saliency[best]) ? i : best), 0);
    return t(
      "{0} Bars of how much each earlier state changes it, on a scale of four powers of ten. It depends most on step {1}, {2}.",
      this.sentence(answer),
      grouped(most),
      stepName(this.looking.look, strip, most),
    );
  }
}
