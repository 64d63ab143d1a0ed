import { capitalized, grouped } from "../../../src/base/words.ts";
import { colourTable } from "../../shared/colourTable.ts";
import { element, setAttribute, setText } from "../../shared/dom.ts";
import {
  drawPixels,
  heatMapPixels,
  type StateFigures,
  type States,
  scaleLimit,
  stateFigures,
} from "../../shared/heatMap.ts";
import { signed, symbolName } from "../../shared/numbers.ts";
import { t } from "../../shared/text.ts";
import type { Theme } from "../../shared/theme.ts";
import { type Columns, SymbolStrip } from "./symbolStrip.ts";

const hint = () => t("Point to a cell, or use the arrow keys, to read its value.");

/** The hidden state of one layer: a pixel for each unit (downwards) and symbol (to the right), made larger by CSS. */
export class LayerMap {
  private readonly title = element("h3", { class: "layer-title" });
  private readonly canvas = element("canvas", { role: "img" });
  private readonly cursor = element("div", { class: "cursor" });
  private readonly plot: HTMLElement;
  private readonly strip = new SymbolStrip();
  private readonly readout = element("p", { class: "readout", "aria-live": "polite" }, hint());
  readonly view: HTMLElement;
  private states: States = { time: 0, units: 0, values: new Float32Array() };
  private columns: Columns = { symbols: [], prompt: 0, width: 8 };
  private rowHeight = 1;
  private figures: StateFigures | undefined;
  private at: { unit: number; time: number } | undefined;

  /** `name` as in "layer 2, backward". */
  constructor(readonly name: string) {
    this.cursor.hidden = true;
    const id = `readout-${name.replace(/\W+/g, "-")}`;
    this.readout.id = id;
    this.plot = element(
      "div",
      {
        class: "plot",
        tabindex: "0",
        role: "application",
        "aria-label": t("Hidden state of {0}: arrow keys move over units and symbols", name),
        "aria-describedby": id,
      },
      this.canvas,
      this.cursor,
    );
    this.view = element("div", { class: "layer" }, this.title, this.plot, this.strip.view, this.readout);
    this.plot.addEventListener("pointermove", (event) => this.moveTo(this.cellAt(event)));
    this.plot.addEventListener("pointerleave", () => {
      if (document.activeElement !== this.plot) this.moveTo(undefined);
    });
    this.plot.addEventListener("focus", () => this.moveTo(this.at ?? { unit: 0, time: 0 }));
    this.plot.addEventListener("blur", () => this.moveTo(undefined));
    this.plot.addEventListener("keydown", (event) => this.onKey(event));
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
    setAttribute(
      this.canvas,
      "aria-label",
      t(
        "Heat map of the hidden state of {0}: {1} at {2}, values from {3} to {4}.",
        ...[this.name, unitsText(units), time === 1 ? t("1 symbol") : t("{0} symbols", grouped(time))],
        ...[signed(min), signed(max)],
      ),
    );
    drawPixels(this.canvas, heatMapPixels(states, scaleLimit(this.figures), colourTable(theme.kind)), time, units);
    this.lay(columns);
    return this.figures;
  }

  /** Sizes on the screen; the picture stays. */
  lay(columns: Columns): void {
    this.columns = columns;
    const { time, units } = this.states;
    // About 256 pixels high, in rows of whole pixels; more than 512 units share pixels.
    this.rowHeight = units > 512 ? 512 / units : Math.min(12, Math.max(1, Math.floor(256 / units)));
    this.canvas.style.width = `${time * columns.width}px`;
    this.canvas.style.height = `${units * this.rowHeight}px`;
    this.strip.show(columns);
    this.moveTo(this.at && { unit: Math.min(this.at.unit, units - 1), time: Math.min(this.at.time, time - 1) });
  }

  /** Draws the symbols between these pixels, which are in sight. */
  scrolled(left: number, right: number): void {
    this.strip.drawBetween(left, right);
  }

  private cellAt({ clientX, clientY }: PointerEvent): { unit: number; time: number } | undefined {
    const box = this.canvas.getBoundingClientRect();
    const time = Math.floor((clientX - box.left) / this.columns.width);
    const unit = Math.floor((clientY - box.top) / this.rowHeight);
    const inside = time >= 0 && time < this.states.time && unit >= 0 && unit < this.states.units;
    return inside ? { unit, time } : undefined;
  }

  private onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { unit, time } = this.at ?? { unit: 0, time: 0 };
    const moves: Record<string, [number, number]> = {
      ArrowLeft: [unit, time - 1],
      ArrowRight: [unit, time + 1],
      ArrowUp: [unit - 1, time],
      ArrowDown: [unit + 1, time],
      PageUp: [unit - 10, time],
      PageDown: [unit + 10, time],
      Home: [unit, 0],
      End: [unit, this.states.time - 1],
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    const clamp = (value: number, end: number) => Math.max(0, Math.min(end - 1, value));
    this.moveTo({ unit: clamp(move[0], this.states.units), time: clamp(move[1], this.states.time) });
    this.cursor.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  private moveTo(cell: { unit: number; time: number } | undefined): void {
    const { units, values } = this.states;
    this.at = cell;
    this.cursor.hidden = cell === undefined;
    this.strip.mark(cell?.time);
    if (cell === undefined) {
      setText(this.readout, hint());
      return;
    }
    const { unit, time } = cell;
    const { width } = this.columns;
    const height = Math.max(4, this.rowHeight);
    Object.assign(this.cursor.style, {
      left: `${time * width}px`,
      top: `${unit * this.rowHeight - (height - this.rowHeight) / 2}px`,
      width: `${width}px`,
      height: `${height}px`,
    });
    const symbol = symbolName(this.columns.symbols[time] ?? "");
    const value = signed(values[time * units + unit], 3);
    const read = [grouped(unit), grouped(time + 1), symbol, value];
    const said =
      time < this.columns.prompt
        ? t("Unit {0} at symbol {1} of the prompt, {2}: {3}", ...read)
        : t("Unit {0} at symbol {1}, {2}: {3}", ...read);
    setText(this.readout, said);
  }
}

function unitsText(units: number): string {
  return units === 1 ? t("1 unit") : t("{0} units", grouped(units));
}
