import type { InspectionProblem, InspectionProgress, QuestionName } from "../../../src/contracts/inspection.ts";
import { button, element, setText } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";
import { progressText } from "../asking/progressText.ts";
import type { Pending } from "../asking/questions.ts";
import { problemOf } from "../asking/tensors.ts";

let panes = 0;

/** A part of the page with a title that can fill the page, and that says what it is at while it computes. */
export class Pane {
  readonly body = element("div", { class: "pane-body" });
  readonly bar = element("div", { class: "bar-of-section" });
  private readonly said = element("span", { role: "status" });
  private readonly cancel = button(t("Cancel"), () => this.pending?.cancel(), { class: "secondary" });
  private readonly state = element("div", { class: "pane-state" }, this.said, this.cancel);
  private readonly enlarge: HTMLButtonElement;
  readonly view: HTMLElement;
  private pending: Pending<QuestionName> | undefined;

  /** `hint`: what the pane shows, in a sentence. */
  constructor(
    title: string,
    hint: string,
    private readonly resized: () => void = () => {},
  ) {
    const id = `pane-${++panes}`;
    this.state.hidden = true;
    this.enlarge = enlargeButton(() => this.view, this.resized);
    this.bar.append(element("h2", { id }, title), this.enlarge);
    const about = element("p", { class: "faint about" }, hint);
    this.view = element("section", { class: "pane", "aria-labelledby": id }, this.bar, about, this.state, this.body);
  }

  /** Asks, and says so until there is an answer; an earlier question of this pane is cancelled. */
  async wait<N extends QuestionName, A>(
    ask: (progress: (progress: InspectionProgress) => void) => Pending<N> & { answer: Promise<A> },
  ): Promise<A | undefined> {
    this.pending?.cancel();
    this.say(progressText(undefined), true);
    const pending = ask((progress) => this.pending === pending && this.say(progressText(progress), true));
    this.pending = pending;
    try {
      const answer = await pending.answer;
      if (this.pending !== pending) return undefined;
      this.say("", false);
      return answer;
    } catch (why) {
      if (this.pending === pending) this.fail(problemOf(why));
      return undefined;
    }
  }

  fail({ code, message, hint }: InspectionProblem): void {
    this.say(code === "cancelled" ? t("Cancelled.") : hint === undefined ? message : `${message} ${hint}`, false);
  }

  private say(text: string, works: boolean): void {
    if (!works) this.pending = undefined;
    this.state.hidden = text === "";
    this.cancel.hidden = !works;
    setText(this.said, text);
  }
}

/** Makes a part of the page as large as the page, and small again; Escape does too. */
export function enlargeButton(target: () => HTMLElement, resized: () => void): HTMLButtonElement {
  const toggle = button(t("Enlarge"), () => set(toggle.getAttribute("aria-pressed") !== "true"), {
    class: "quiet enlarge",
    "aria-pressed": "false",
  });
  const set = (large: boolean) => {
    target().classList.toggle("enlarged", large);
    toggle.setAttribute("aria-pressed", String(large));
    setText(toggle, large ? t("Reduce") : t("Enlarge"));
    toggle.focus();
    resized();
  };
  toggle.addEventListener("click", () => {
    const close = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      target().removeEventListener("keydown", close);
      if (toggle.getAttribute("aria-pressed") === "true") set(false);
    };
    target().addEventListener("keydown", close);
  });
  return toggle;
}
