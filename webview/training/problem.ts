import { element, setText } from "../shared/dom.ts";
import { icon } from "../shared/icons.ts";
import type { RunView } from "./runView.ts";

/** What went wrong, and what to do about it. */
export class Problem {
  private readonly message = element("p", { class: "message" });
  private readonly hint = element("p");
  private readonly text = element("div", {}, this.message, this.hint);
  readonly view = element("div", { class: "problem", role: "alert" });

  constructor(private readonly run: RunView) {
    this.view.hidden = true;
  }

  draw(): void {
    const error = this.run.progress?.error ?? null;
    if (error !== null) {
      setText(this.message, error.message);
      setText(this.hint, error.hint ?? "");
      this.hint.hidden = !error.hint;
      // An alert is read when something is put into it.
      if (this.view.childElementCount === 0) this.view.append(icon("error"), this.text);
    }
    this.view.hidden = error === null;
    if (error === null) this.view.replaceChildren();
  }
}
