import { isRightToLeft } from "../../../src/base/scripts.ts";
import { grouped } from "../../../src/base/words.ts";
import { type Cell, CellPlot } from "../cellPlot.ts";
import { colourTable } from "../colourTable.ts";
import { element, oncePerFrame, setText } from "../dom.ts";
import { drawPixels, heatMapPixels, type States } from "../heatMap.ts";
import { symbolName } from "../numbers.ts";
import { hasWords, SymbolStrip } from "../symbolStrip.ts";
import { t, withValues } from "../text.ts";
import type { Theme } from "../theme.ts";
import { type RowLabel, RowStrip } from "./rowStrip.ts";

/** What a map shows: a row for each output, a column for each symbol of the source. */
export interface Attention {
  source: readonly string[];
  /** One for each row. */
  outputs: readonly RowLabel[];
  /** (outputs, source) */
  weights: readonly (readonly number[])[];
}

/** Pixels of a cell. Below the least a label would not be readable. */
const WIDEST = 32;
const NARROWEST = 16;
const ROW = 20;
/** As high as the whole map becomes when it is shown at once. */
const WHOLE = 440;

const hint = () => t("Point to a cell, or use the arrow keys, to read its weight.");
let maps = 0;

/**
 * Where the network looked while it wrote: the source across, the output down. A source that is written from the right begins at
 * the right. What does not fit scrolls, with its symbols in sight, or is made small at the press of a button.
 */
export class AttentionMap {
  private readonly readout = element("p", { class: "readout", "aria-live": "polite" }, hint());
  private readonly plot: CellPlot;
  private readonly columns = new SymbolStrip();
  private readonly rows = new RowStrip();
  private readonly grid = element("div", { class: "map" });
  private readonly scroller = element("div", { class: "map-scroller" });
  private readonly whole = element("button", { type: "button", class: "toggle", "aria-pressed": "false" });
  private readonly colours = element("canvas", { "aria-hidden": "true" });
  readonly view: HTMLElement;
  private shown: Attention = { source: [], outputs: [], weights: [] };

  constructor() {
    const id = `attention-${++maps}`;
    this.readout.id = id;
    const label = t("Attention: arrow keys move over source and output");
    this.plot = new CellPlot(label, id, (cell) => this.read(cell));
    const corner = element("div", { class: "corner", "aria-hidden": "true" });
    this.grid.append(corner, this.columns.view, this.rows.view, this.plot.view);
    this.scroller.append(this.grid);
    setText(this.whole, t("Whole Map"));
    this.whole.addEventListener("click", () => {
      this.whole.setAttribute("aria-pressed", String(!this.isWhole));
      this.lay();
    });
    const legend = element(
      "div",
      { class: "colours" },
      element("span", {}, "0"),
      this.colours,
      element("span", {}, "1"),
    );
    const title = element("h3", {}, t("Attention: source across, output down"));
    const bar = element("div", { class: "bar-of-section" }, title, this.whole, legend);
    this.view = element("div", { class: "attention" }, bar, this.scroller, this.readout);
    this.scroller.addEventListener(
      "scroll",
      oncePerFrame(() => this.drawStrips()),
      { passive: true },
    );
    new ResizeObserver(oncePerFrame(() => this.lay())).observe(this.scroller);
  }

  show(attention: Attention, theme: Theme): void {
    this.shown = attention;
    const { source, outputs, weights } = attention;
    const [time, units] = [source.length, outputs.length];
    const values = new Float32Array(time * units);
    for (const [row, of] of weights.entries()) {
      for (const [column, weight] of of.entries()) values[column * units + row] = weight;
    }
    const states: States = { time, units, values };
    const isMirrored = isRightToLeft(source.join(""));
    this.grid.dir = isMirrored ? "rtl" : "ltr";
    const table = colourTable(theme.kind);
    const summary = t("Heat map of the attention: {0} × {1} weights.", grouped(units), grouped(time));
    this.plot.draw(heatMapPixels(states, 1, table), time, units, summary);
    // Weights are not negative: their half of the colours.
    drawPixels(this.colours, table.slice(table.length / 2), 128, 1);
    this.rows.show(outputs);
    this.lay();
  }

  private get isWhole(): boolean {
    return this.whole.getAttribute("aria-pressed") === "true";
  }

  /** Cells as large as fits, but large enough for their symbols, unless all are to be seen. */
  private lay(): void {
    const { source, outputs } = this.shown;
    const room = this.scroller.clientWidth;
    if (room === 0 || source.length === 0) return;
    const beside = this.rows.view.offsetWidth || 0;
    const fitting = (room - beside - 2) / source.length;
    const narrowest = hasWords(source) ? NARROWEST + 2 : NARROWEST;
    const tall = outputs.length * ROW > WHOLE;
    this.whole.hidden = fitting >= narrowest && !tall;
    const isSmall = this.isWhole && !this.whole.hidden;
    const width = isSmall ? Math.min(WIDEST, fitting) : Math.max(narrowest, Math.min(WIDEST, Math.floor(fitting)));
    const height = isSmall ? Math.min(ROW, WHOLE / outputs.length) : ROW;
    this.grid.classList.toggle("no-columns", width < narrowest);
    this.grid.classList.toggle("no-rows", height < NARROWEST);
    this.columns.show({ symbols: source, prompt: 0, width, mirrored: this.grid.dir === "rtl" });
    this.rows.lay(height);
    this.plot.lay(width, height);
    this.drawStrips();
  }

  private drawStrips(): void {
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = this.scroller;
    // From the right, what is scrolled is negative.
    const left = Math.abs(scrollLeft);
    this.columns.drawBetween(left, left + clientWidth);
    this.rows.drawBetween(scrollTop, scrollTop + clientHeight);
  }

  private read(cell: Cell | undefined): void {
    this.columns.mark(cell?.column);
    this.rows.mark(cell?.row);
    if (cell === undefined) return setText(this.readout, hint());
    const { source, outputs, weights } = this.shown;
    const { symbol, shown } = outputs[cell.row];
    const said = withValues(
      t("Output {0}, {1}, looks at source {2}, {3}: {4}"),
      ...[grouped(cell.row + 1), shown ?? symbolName(symbol), grouped(cell.column + 1)],
      ...[symbolName(source[cell.column]), weights[cell.row][cell.column].toFixed(3)],
    );
    this.readout.replaceChildren(...said);
  }
}
