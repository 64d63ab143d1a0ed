import { visible } from "../../../../src/base/visibleText.ts";
import type { DrawnSymbol } from "../../../../src/contracts/preview.ts";
import { colourOf, type Highlighted, highlight, stretch } from "./symbolHighlights.ts";

/** A text node of symbols: where each of them stands, and which is under a point. */
export class SymbolText {
  readonly node = document.createTextNode("");
  /** Where each symbol begins in the node, and where the last ends. */
  private starts: number[] = [0];
  private symbols: readonly DrawnSymbol[] = [];
  private current: number | undefined;
  private isColoured = true;

  /** `rest` stands behind the symbols, or before them where `restFirst`. */
  show(symbols: readonly DrawnSymbol[], rest: string, restFirst: boolean): void {
    this.symbols = symbols;
    this.current = undefined;
    const texts = symbols.map(({ text }) => visible(text));
    let at = restFirst ? visible(rest).length : 0;
    this.starts = [at, ...texts.map(({ length }) => (at += length))];
    const text = texts.join("");
    this.node.data = restFirst ? visible(rest) + text : text + visible(rest);
    this.draw();
  }

  set coloured(coloured: boolean) {
    if (coloured === this.isColoured) return;
    this.isColoured = coloured;
    this.draw();
  }

  /** Frames a symbol. */
  mark(index: number | undefined): void {
    if (index === this.current) return;
    this.current = index;
    this.draw();
  }

  /** The symbol that is drawn at a point of the window. */
  at(x: number, y: number): number | undefined {
    const caret = document.caretPositionFromPoint(x, y);
    if (caret?.offsetNode !== this.node) return undefined;
    // A caret stands beside what it is nearest to, on either side.
    const after = this.indexAt(caret.offset);
    return [after, after - 1].find((index) => {
      return index >= 0 && index < this.symbols.length && this.boxes(index).some((box) => isIn(box, x, y));
    });
  }

  /** Where a symbol is drawn, in the window: one that is broken over lines is in several places. */
  boxes(index: number): DOMRect[] {
    const range = document.createRange();
    range.setStart(this.node, this.starts[index]);
    range.setEnd(this.node, this.starts[index + 1]);
    return [...range.getClientRects()];
  }

  /** The symbol in which an offset of the node lies, by halving. */
  private indexAt(offset: number): number {
    const { starts } = this;
    let [low, high] = [0, starts.length - 1];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle] <= offset) low = middle;
      else high = middle;
    }
    return low;
  }

  private draw(): void {
    const { node, starts, symbols, current, isColoured } = this;
    const all: Highlighted[] = [];
    symbols.forEach(({ probability }, i) => {
      const colour = isColoured && probability !== null ? colourOf(probability) : 0;
      if (colour > 0) all.push({ name: `surprise-${colour}`, range: stretch(node, starts[i], starts[i + 1]) });
    });
    if (current !== undefined) {
      all.push({ name: "symbol", range: stretch(node, starts[current], starts[current + 1]) });
    }
    highlight(node, all);
  }
}

function isIn({ left, right, top, bottom }: DOMRect, x: number, y: number): boolean {
  return x >= left && x <= right && y >= top && y <= bottom;
}
