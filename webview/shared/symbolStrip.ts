import { visibleSymbol } from "../../src/base/visibleText.ts";
import { element } from "./dom.ts";

/** Pixels of the screen for a column; all layers share it. */
export interface Columns {
  symbols: readonly string[];
  /** How many of the symbols were given to the network. */
  prompt: number;
  width: number;
  /** The first stands at the right. */
  mirrored?: boolean;
}

/**
 * The symbols under a heat map, each under its column. Only those in sight are in the page: a sample may have thousands.
 * Words stand upright, turned by a quarter.
 */
export class SymbolStrip {
  /** Hidden from screen readers, which have the sample itself. */
  readonly view = element("div", { class: "strip", "aria-hidden": "true" });
  private columns: Columns = { symbols: [], prompt: 0, width: 8 };
  private marked: number | undefined;
  private labels = new Map<number, HTMLElement>();
  private words = false;
  private left = 0;
  private right = 0;

  show(columns: Columns): void {
    this.columns = columns;
    this.view.style.width = `${columns.symbols.length * columns.width}px`;
    this.words = hasWords(columns.symbols);
    this.view.classList.toggle("words", this.words);
    // As high as the longest needs, up to a limit.
    this.view.style.height = this.words ? `min(92px, ${longestOf(columns.symbols)}ch + 12px)` : "";
    this.view.replaceChildren();
    this.labels.clear();
    this.drawBetween(this.left, this.right);
  }

  drawBetween(left: number, right: number): void {
    [this.left, this.right] = [left, right];
    const { symbols, prompt, width, mirrored } = this.columns;
    const first = Math.max(0, Math.floor(left / width) - 20);
    const end = Math.min(symbols.length, Math.ceil(right / width) + 20);
    for (const [index, label] of this.labels) {
      if (index >= first && index < end) continue;
      label.remove();
      this.labels.delete(index);
    }
    for (let index = first; index < end; index++) {
      if (this.labels.has(index)) continue;
      const label = element("span", index < prompt ? { class: "given" } : {}, this.shown(symbols[index]));
      label.style[mirrored ? "right" : "left"] = `${index * width}px`;
      label.style.width = `${width}px`;
      label.classList.toggle("marked", index === this.marked);
      this.labels.set(index, label);
      this.view.append(label);
    }
  }

  /** Among characters `<unk>` has the room of one. */
  private shown(symbol: string): string {
    return symbol === "<unk>" && !this.words ? "\ufffd" : visibleSymbol(symbol);
  }

  mark(index: number | undefined): void {
    if (this.marked !== undefined) this.labels.get(this.marked)?.classList.remove("marked");
    this.marked = index;
    if (index !== undefined) this.labels.get(index)?.classList.add("marked");
  }
}

function longestOf(symbols: readonly string[]): number {
  return symbols.reduce((most, { length }) => Math.max(most, length), 0);
}

/** Whether there are symbols that no cell of one character's width can hold. */
export function hasWords(symbols: readonly string[]): boolean {
  return symbols.some((symbol) => [...symbol].length > 1 && symbol !== "<unk>");
}
