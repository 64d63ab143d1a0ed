import { capitalized, grouped } from "../../../src/base/words.ts";
import { type Cell, CellPlot } from "../../shared/cellPlot.ts";
import { colourTable } from "../../shared/colourTable.ts";
import { element, setText } from "../../shared/dom.ts";
import { heatMapPixels, type StateFigures, type States, scaleLimit, stateFigures } from "../../shared/heatMap.ts";
import { signed, symbolName } from "../../shared/numbers.ts";
import { type Columns, SymbolStrip } from "../../shared/symbolStrip.ts";
import { t, withValues } from "../../shared/text.ts";
import type { Theme } from "../../shared/theme.ts";

const hint = () => t("Point to a cell, or use the arrow keys, to read its value.");

/** The hidden state of one layer: a cell for each unit (downwards) and symbol (to the right). */
export class LayerMap {
  private readonly title = element("h3", { class: "layer-title" });
  private readonly plot: CellPlot;
  private readonly strip = new SymbolStrip();
  private readonly readout = element("p", { class: "readout", "aria-live": "polite" }, hint());
  readonly view: HTMLElement;
  private states: States = { time: 0, units: 0, values: new Float32Array() };
  private columns: Columns = { symbols: [], prompt: 0, width: 8 };
  private figures: StateFigures | undefined;

  /** `name` as in "layer 1, backward". */
  constructor(readonly name: string) {
    const id = `readout-${name.replace(/\W+/g, "-")}`;
    this.readout.id = id;
    const label = t("Hidden state of {0}: arrow keys move over units and symbols", name);
    this.plot = new CellPlot(label, id, (cell) => this.read(cell));
    this.view = element("div", { class: "layer" }, this.title, this.plot.view, this.strip.view, this.readout);
  }

  show(states: States, columns: Columns, theme: Theme): StateFigures {
    this.states = states;
    this.figures = stateFigures(states);
    const { time, units } = states;
    const { min, max } = this.figures;
    setText(
      this.title,
      capitalized(t("{0}: {1}, from {2} to {3}", this.name, unitsText(units), signed(min), signed(max))),
    );
    const summary = t(
      "Heat map of the hidden state of {0}: {1} at {2}, values from {3} to {4}.",
      ...[this.name, unitsText(units), time === 1 ? t("1 symbol") : t("{0} symbols", grouped(time))],
      ...[signed(min), signed(max)],
    );
    const pixels = heatMapPixels(states, scaleLimit(this.figures), colourTable(theme.kind));
    this.plot.draw(pixels, time, units, summary);
    this.lay(columns);
    return this.figures;
  }

  /** Sizes on the screen; the picture stays. */
  lay(columns: Columns): void {
    this.columns = columns;
    const { units } = this.states;
    this.strip.show(columns);
    // About 256 pixels high, in rows of whole pixels; more than 512 units share pixels.
    this.plot.lay(columns.width, units > 512 ? 512 / units : Math.min(12, Math.max(1, Math.floor(256 / units))));
  }

  /** Draws the symbols between these pixels, which are in sight. */
  scrolled(left: number, right: number): void {
    this.strip.drawBetween(left, right);
  }

  private read(cell: Cell | undefined): void {
    this.strip.mark(cell?.column);
    if (cell === undefined) {
      setText(this.readout, hint());
      return;
    }
    const { row: unit, column: time } = cell;
    const symbol = symbolName(this.columns.symbols[time] ?? "");
    const value = signed(this.states.values[time * this.states.units + unit], 3);
    const read = [grouped(unit), grouped(time + 1), symbol, value];
    const said =
      time < this.columns.prompt
        ? t("Unit {0} at symbol {1} of the prompt, {2}: {3}")
        : t("Unit {0} at symbol {1}, {2}: {3}");
    this.readout.replaceChildren(...withValues(said, ...read));
  }
}

function unitsText(units: number): string {
  return units === 1 ? t("1 unit") : t("{0} units", grouped(units));
}
