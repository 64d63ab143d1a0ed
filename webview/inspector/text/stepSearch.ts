import { grouped } from "../../../src/base/words.ts";
import { button, element, setText } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";

/** Finds a text among the symbols, one place after the other. */
export class StepSearch {
  private readonly input = element("input", {
    type: "search",
    placeholder: t("Find"),
    "aria-label": t("Find in the text"),
  });
  private readonly found = element("span", { class: "faint", role: "status" });
  readonly view: HTMLElement;
  private places: { from: number; to: number }[] = [];
  private at = -1;
  private readonly text: string;
  /** Of each UTF-16 unit of the text the step that it is of. */
  private readonly steps: Uint32Array;

  constructor(
    symbols: readonly string[],
    private readonly go: (from: number, to: number) => void,
  ) {
    // Words are found across their borders as people write them.
    const between = symbols.some((symbol) => [...symbol].length > 1) ? " " : "";
    const parts = symbols.map((symbol) => symbol + between);
    this.text = parts.join("").toLowerCase();
    this.steps = new Uint32Array(this.text.length);
    let at = 0;
    for (const [step, part] of parts.entries()) {
      this.steps.fill(step, at, at + part.length);
      at += part.length;
    }
    this.input.addEventListener("input", () => this.find());
    this.input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.move(event.shiftKey ? -1 : 1);
    });
    const next = button("↓", () => this.move(1), {
      class: "quiet",
      "aria-label": t("Next place"),
      title: t("Next place (Enter)"),
    });
    const previous = button("↑", () => this.move(-1), {
      class: "quiet",
      "aria-label": t("Previous place"),
      title: t("Previous place (Shift+Enter)"),
    });
    this.view = element("div", { class: "step-search", role: "search" }, this.input, previous, next, this.found);
  }

  focus(): void {
    this.input.focus();
    this.input.select();
  }

  private find(): void {
    const wanted = this.input.value.toLowerCase();
    this.places = [];
    for (let at = this.text.indexOf(wanted); wanted !== "" && at >= 0; at = this.text.indexOf(wanted, at + 1)) {
      this.places.push({ from: this.steps[at], to: this.steps[at + wanted.length - 1] + 1 });
    }
    this.at = -1;
    if (wanted === "") return setText(this.found, "");
    if (this.places.length === 0) return setText(this.found, t("not found"));
    this.move(1);
  }

  private move(by: number): void {
    if (this.places.length === 0) return;
    this.at = (this.at + by + this.places.length) % this.places.length;
    const { from, to } = this.places[this.at];
    setText(this.found, t("{0} of {1}", grouped(this.at + 1), grouped(this.places.length)));
    this.go(from, to);
  }
}
