import type { PanelCommand, PanelProgress } from "../../src/contracts/trainingPanel.ts";
import type { RunView } from "../run/runView.ts";
import { button, element, setText } from "../shared/dom.ts";
import { icon } from "../shared/icons.ts";
import { t } from "../shared/text.ts";

/** What went wrong, and what to do about it. */
export class Problem {
  private readonly message = element("p", { class: "message" });
  private readonly hint = element("p");
  /** Of a run whose folder is gone. */
  private readonly saving: HTMLElement;
  private readonly text: HTMLElement;
  readonly view = element("div", { class: "problem", role: "alert" });

  constructor(
    private readonly run: RunView,
    request: (type: PanelCommand) => void,
  ) {
    this.saving = element(
      "div",
      { class: "actions" },
      button(t("Save Again"), () => request("saveRunAgain")),
      button(t("Save Elsewhere …"), () => request("saveRunElsewhere"), { class: "secondary" }),
      button(t("End Without Saving"), () => request("discardRun"), { class: "secondary" }),
    );
    this.text = element("div", {}, this.message, this.hint, this.saving);
    this.view.hidden = true;
  }

  draw(): void {
    const { progress, isLost } = this.run;
    const problem = problemOf(progress);
    // Of a run that nobody speaks for, others say what is to be done.
    this.view.hidden = problem === null || isLost;
    if (problem === null || isLost) return this.view.replaceChildren();
    const { message, hint } = problem;
    this.view.classList.toggle("mild", problem === progress?.waiting);
    setText(this.message, message);
    setText(this.hint, hint ?? "");
    this.hint.hidden = !hint;
    this.saving.hidden = problem !== progress?.waiting;
    // An alert is read when something is put into it.
    if (this.view.childElementCount === 0) this.view.append(icon(this.saving.hidden ? "error" : "warning"), this.text);
  }
}

function problemOf(progress: PanelProgress | undefined): { message: string; hint?: string } | null {
  return progress?.waiting ?? progress?.error ?? null;
}
