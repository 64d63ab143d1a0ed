import type { DrawnSymbol, LikelySymbol, TextPreview } from "../../../../src/contracts/preview.ts";
import { element, setText, textNode } from "../../../shared/dom.ts";
import { t } from "../../../shared/text.ts";
import { SymbolCard, spokenSymbol, textOf } from "./symbolCard.ts";
import { SymbolText } from "./symbolText.ts";

/** What to ask a run to go on from: a text, and of examples the label that it belongs to. */
export interface Continuation {
  prompt: string;
  start?: string;
}

export type GoOn = (from: Continuation) => void;

const FROM_THE_RIGHT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/;

/** A sampled text. Its symbols are coloured by how likely they were, and tell what else was; one of those can be gone on from. */
export class SampleView {
  private readonly symbols = new SymbolText();
  private readonly card = new SymbolCard();
  private readonly told = element("p", { class: "visually-hidden", "aria-live": "polite" });
  private readonly text = element("div", { class: "sample", tabindex: "0", role: "group" });
  readonly view = element("div", { class: "sample-view" }, this.text, this.card.view, this.told);
  private preview: TextPreview | undefined;
  private drawn: readonly DrawnSymbol[] = [];
  private current: number | undefined;
  private isPinned = false;

  /** @param goOn asks the run; without it symbols are only looked at */
  constructor(
    label: string,
    private readonly goOn: GoOn | undefined,
  ) {
    this.text.setAttribute("aria-label", label);
    this.text.addEventListener("pointermove", (event) => this.hover(event));
    this.view.addEventListener("pointerleave", () => this.leave());
    this.text.addEventListener("click", (event) => this.click(event));
    this.text.addEventListener("scroll", () => this.leave());
    this.view.addEventListener("keydown", (event) => this.key(event));
    this.view.addEventListener("focusout", ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node && this.view.contains(relatedTarget))) this.close();
    });
  }

  show(preview: TextPreview): void {
    if (preview === this.preview) return;
    this.preview = preview;
    this.close();
    const { start, prompt, text, backward = false, drawn = [] } = preview;
    this.drawn = drawn;
    const length = drawn.reduce((sum, symbol) => sum + symbol.text.length, 0);
    this.symbols.show(drawn, backward ? text.slice(0, text.length - length) : text.slice(length), backward);
    const { node } = this.symbols;
    const given = prompt === "" ? [] : [element("span", { class: "prompt" }, prompt)];
    const parts = backward ? [node, ...given] : [...given, node];
    const label = start === undefined ? [] : [element("bdi", {}, start), textNode(" → ")];
    this.text.replaceChildren(...label, ...parts);
    this.text.classList.toggle("looked-at", drawn.length > 0);
  }

  set label(label: string) {
    this.text.setAttribute("aria-label", label);
  }

  set coloured(coloured: boolean) {
    this.symbols.coloured = coloured;
  }

  private hover({ clientX, clientY }: PointerEvent): void {
    if (this.isPinned) return;
    const index = this.symbols.at(clientX, clientY);
    if (index === undefined) this.leave();
    else this.open(index);
  }

  private leave(): void {
    if (!this.isPinned) this.close();
  }

  private click({ clientX, clientY }: MouseEvent): void {
    // Whoever selects text wants no card.
    if (getSelection()?.isCollapsed === false) return;
    const index = this.symbols.at(clientX, clientY);
    if (index === undefined) this.close();
    else this.open(index, true);
  }

  private key(event: KeyboardEvent): void {
    const { drawn, current, isPinned } = this;
    if (drawn.length === 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape" && current !== undefined) {
      if (isPinned) this.text.focus();
      this.close();
      event.preventDefault();
      return;
    }
    if (event.target !== this.text) return;
    if ((event.key === "Enter" || event.key === " ") && current !== undefined) {
      event.preventDefault();
      this.open(current, true);
      this.card.focus();
      return;
    }
    const to = this.target(event.key);
    if (to === undefined) return;
    event.preventDefault();
    const index = Math.max(0, Math.min(drawn.length - 1, to));
    this.open(index);
    this.scrollTo(index);
    setText(this.told, `${spokenSymbol(drawn[index])}. ${t("Symbol {0} of {1}", index + 1, drawn.length)}`);
  }

  /** Where a key leads: in the direction in which the text is written. */
  private target(key: string): number | undefined {
    const { current, drawn } = this;
    const isTurned = FROM_THE_RIGHT.test(drawn[current ?? 0].text);
    const on = (by: number) => (current === undefined ? (by > 0 ? 0 : drawn.length - 1) : current + by);
    switch (key) {
      case "ArrowRight":
        return on(isTurned ? -1 : 1);
      case "ArrowLeft":
        return on(isTurned ? 1 : -1);
      case "Home":
        return 0;
      case "End":
        return drawn.length - 1;
      default:
        return undefined;
    }
  }

  private open(index: number, pin = false): void {
    const isSame = index === this.current && pin === this.isPinned;
    if (isSame && !this.card.view.hidden) return;
    this.current = index;
    this.isPinned = pin;
    this.symbols.mark(index);
    this.card.show(this.drawn[index], this.choice(index), pin);
    this.place(index);
  }

  private close(): void {
    this.current = undefined;
    this.isPinned = false;
    this.symbols.mark(undefined);
    this.card.hide();
  }

  /** Under its symbol, and within the view. */
  private place(index: number): void {
    const [box] = this.symbols.boxes(index);
    if (!box) return;
    const outer = this.view.getBoundingClientRect();
    const { style, offsetWidth } = this.card.view;
    const left = Math.max(0, Math.min(box.left - outer.left, outer.width - offsetWidth));
    const bottom = Math.min(box.bottom, this.text.getBoundingClientRect().bottom);
    style.left = `${left}px`;
    style.top = `${bottom - outer.top + 2}px`;
  }

  private scrollTo(index: number): void {
    const [box] = this.symbols.boxes(index);
    const { top, bottom } = this.text.getBoundingClientRect();
    if (!box) return;
    if (box.top < top) this.text.scrollTop -= top - box.top + 8;
    if (box.bottom > bottom) this.text.scrollTop += box.bottom - bottom + 8;
    this.place(index);
  }

  /** Of a text whose gaps were filled another symbol is nothing to go on from. */
  private choice(index: number): ((likely: LikelySymbol) => void) | undefined {
    const { goOn, preview, drawn } = this;
    if (!goOn || !preview || drawn.some(({ probability }) => probability === null)) return undefined;
    return (likely) => {
      this.close();
      this.text.focus();
      goOn(continuation(preview, drawn, index, likely));
    };
  }
}

/** The text up to a symbol with another in its place; of a network that reads from the end, the text from there. */
export function continuation(
  { prompt, backward, start }: TextPreview,
  drawn: readonly DrawnSymbol[],
  index: number,
  likely: LikelySymbol,
): Continuation {
  const joined = (symbols: readonly DrawnSymbol[]) => symbols.map((symbol) => symbol.text).join("");
  const label = start === undefined ? {} : { start };
  if (!backward) return { prompt: prompt + joined(drawn.slice(0, index)) + textOf(likely), ...label };
  return { prompt: textOf(likely) + joined(drawn.slice(index + 1)) + prompt, ...label };
}
