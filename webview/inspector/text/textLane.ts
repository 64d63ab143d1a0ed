import { visibleSymbol } from "../../../src/base/visibleText.ts";
import { columnLeft, type Frame, type Lane, stepsInSight, stepsPerPixel, strongest } from "../../run/timeline/lane.ts";
import { LaneCanvas } from "../../run/timeline/laneCanvas.ts";
import { drawRuler, RULER } from "../../run/timeline/ruler.ts";
import type { ColourTable } from "../../shared/colourTable.ts";
import { element, setAttribute } from "../../shared/dom.ts";

const ROW = 26;

/** The colour of each symbol: places in a table of 256, −1 where there is none. */
export interface TextColours {
  table: ColourTable;
  places: Int16Array;
  /** The place that says nothing. */
  neutral: number;
  /** Steps that are framed: a wrong prediction, for whoever cannot tell its colour. */
  framed?: (step: number) => boolean;
}

/** The symbols in a row, on their colours, with the numbers of the steps above them. */
export class TextLane implements Lane {
  private readonly canvas = new LaneCanvas();
  readonly plot: HTMLElement;
  readonly view: HTMLElement;
  private symbols: readonly string[] = [];
  private unknown = new Set<number>();
  private colours: TextColours | undefined;

  constructor(label: string, bar: HTMLElement) {
    const attributes = { tabindex: "0", role: "application", "aria-label": label };
    this.plot = element("div", { class: "text-plot", ...attributes }, this.canvas.view);
    this.view = element("div", { class: "text-lane" }, bar, this.plot);
  }

  show(symbols: readonly string[], unknown: readonly number[], summary: string): void {
    this.symbols = symbols;
    this.unknown = new Set(unknown);
    setAttribute(this.plot, "aria-roledescription", summary);
  }

  colour(colours: TextColours | undefined): void {
    this.colours = colours;
  }

  draw(frame: Frame): boolean {
    const context = this.canvas.begin(frame.width, RULER + ROW);
    if (!context) return true;
    const { theme, columns } = frame;
    const [first, last] = stepsInSight(frame);
    drawRuler(context, frame, this.symbols.length);
    if (stepsPerPixel(frame) > 1) {
      this.drawShared(context, frame, first, last);
      return true;
    }
    context.font = `13px ${theme.monoFamily}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    for (let step = first; step <= Math.min(last, this.symbols.length - 1); step++) {
      const width = columns.widthOf(step);
      const left = columnLeft(frame, step);
      const paint = this.colours ? paintOf(this.colours, step) : undefined;
      if (paint) {
        context.fillStyle = paint.fill;
        context.fillRect(left, RULER, width >= 4 ? width - 1 : width, ROW);
      }
      if (width < 6) continue;
      context.fillStyle = paint?.ink ?? theme.foreground;
      const symbol = this.symbols[step];
      const shown = symbol === "" ? "▹" : visibleSymbol(symbol);
      if (/^\s*$/u.test(symbol) && !paint) context.fillStyle = theme.faint;
      context.fillText(shown, left + width / 2, RULER + ROW / 2 + 1, width - 1);
      if (this.unknown.has(step)) underline(context, left, width);
      if (this.colours?.framed?.(step)) frameOf(context, paint?.ink ?? theme.foreground, left, width);
    }
    return true;
  }

  select(): void {}

  /** Several steps a pixel: nobody reads symbols, and the colour is that of the strongest. */
  private drawShared(context: CanvasRenderingContext2D, frame: Frame, first: number, last: number): void {
    if (!this.colours) return;
    const { table, places, neutral } = this.colours;
    const steps = stepsPerPixel(frame);
    for (let step = Math.floor(first / steps) * steps; step <= last; step += steps) {
      const place = strongest((i) => places[i], step, Math.min(places.length, step + steps), neutral);
      if (place < 0) continue;
      context.fillStyle = inkOn(table, place).fill;
      context.fillRect(Math.floor(columnLeft(frame, step)), RULER, 2, ROW);
    }
  }
}

/** A symbol's background, and what can be read on it. */
export function paintOf({ table, places }: TextColours, step: number): { fill: string; ink: string } | undefined {
  const place = places[step];
  if (place === undefined || place < 0) return undefined;
  return inkOn(table, place);
}

export function inkOn(table: ColourTable, place: number): { fill: string; ink: string } {
  const [r, g, b] = [table[4 * place], table[4 * place + 1], table[4 * place + 2]];
  const linear = (part: number) => (part / 255) ** 2.2;
  const luminance = 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  // Where both contrasts are equal: (1.05 / (L + 0.05)) = ((L + 0.05) / 0.05).
  return { fill: `rgb(${r}, ${g}, ${b})`, ink: luminance > 0.179 ? "#000000" : "#ffffff" };
}

function underline(context: CanvasRenderingContext2D, left: number, width: number): void {
  for (let x = left + 1; x < left + width - 2; x += 4) context.fillRect(x, RULER + ROW - 4, 2, 1.5);
}

function frameOf(context: CanvasRenderingContext2D, ink: string, left: number, width: number): void {
  context.strokeStyle = ink;
  context.lineWidth = 1.5;
  context.strokeRect(left + 1, RULER + 1, width - 3, ROW - 2);
}
