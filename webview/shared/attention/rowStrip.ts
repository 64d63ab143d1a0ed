import { visibleSymbol } from "../../../src/base/visibleText.ts";
import { element } from "../dom.ts";

/** A symbol at the side of a row, and whether it is wrong. */
export interface RowLabel {
  symbol: string;
  wrong: boolean;
  /** Something else than its symbol is shown. */
  shown?: string;
}

/** Rows beyond what is in sight whose labels are in the page too. */
const AROUND = 20;
/** Characters of a label, at most and at least. */
const WIDEST = 14;
const NARROWEST = 3;

/** The symbols beside a map, each at its row. Only those in sight are in the page. */
export class RowStrip {
  /** Hidden from screen readers, which have the table. */
  readonly view = element("div", { class: "rows", "aria-hidden": "true" });
  private labels: readonly RowLabel[] = [];
  private height = 20;
  private made = new Map<number, HTMLElement>();
  private marked: number | undefined;
  private top = 0;
  private bottom = 0;

  show(labels: readonly RowLabel[]): void {
    this.labels = labels;
    const longest = labels.reduce((most, label) => Math.max(most, charactersOf(textOf(label))), NARROWEST);
    this.view.style.width = `calc(${Math.min(WIDEST, longest)}ch + 12px)`;
    this.lay(this.height);
  }

  lay(height: number): void {
    this.height = height;
    this.view.style.height = `${this.labels.length * height}px`;
    this.view.replaceChildren();
    this.made.clear();
    this.drawBetween(this.top, this.bottom);
  }

  /** Between these pixels of the map. */
  drawBetween(top: number, bottom: number): void {
    [this.top, this.bottom] = [top, bottom];
    const first = Math.max(0, Math.floor(top / this.height) - AROUND);
    const end = Math.min(this.labels.length, Math.ceil(bottom / this.height) + AROUND);
    for (const [row, made] of this.made) {
      if (row >= first && row < end) continue;
      made.remove();
      this.made.delete(row);
    }
    for (let row = first; row < end; row++) {
      if (this.made.has(row)) continue;
      const { wrong } = this.labels[row];
      const made = element("bdi", wrong ? { class: "wrong" } : {}, textOf(this.labels[row]));
      made.style.top = `${row * this.height}px`;
      made.style.height = made.style.lineHeight = `${this.height}px`;
      made.classList.toggle("marked", row === this.marked);
      this.made.set(row, made);
      this.view.append(made);
    }
  }

  mark(row: number | undefined): void {
    if (this.marked !== undefined) this.made.get(this.marked)?.classList.remove("marked");
    this.marked = row;
    if (row !== undefined) this.made.get(row)?.classList.add("marked");
  }
}

function textOf({ symbol, shown }: RowLabel): string {
  return shown ?? visibleSymbol(symbol);
}

/** About how many Latin characters are as wide: signs of East Asia take two. */
function charactersOf(text: string): number {
  return [...text].reduce((sum, sign) => sum + (sign >= "\u1100" ? 2 : 1), 0);
}
