import type { ColourTable } from "../../../shared/colourTable.ts";
import type { States } from "../../../shared/heatMap.ts";
import type { Scale } from "./scale.ts";

/** A part of a heat map: columns of `steps` steps each from `from` on, rows of `units` units each, in the order given. */
export interface TilePart {
  from: number;
  columns: number;
  /** Steps in one column, 1 unless the map is zoomed out. */
  steps: number;
  /** The unit of each row, and how many of these rows share one of the picture. */
  order: Uint16Array;
  units: number;
}

/**
 * Pixels (rows, columns) of a part, RGBA. Where several values share a pixel, it shows the one that is furthest from the middle of a
 * diverging scale or from the start of a sequential one, so that a single peak is seen at any zoom. What is not finite stays transparent.
 */
export function tilePixels(
  { values, time, units }: States,
  part: TilePart,
  scale: Scale,
  table: ColourTable,
): Uint8ClampedArray {
  const rows = Math.ceil(part.order.length / part.units);
  const { columns } = part;
  const pixels = new Uint8ClampedArray(4 * columns * rows);
  const [painted, colours] = [new Uint32Array(pixels.buffer), new Uint32Array(table.buffer)];
  const factor = 256 / (scale.max - scale.min);
  const paint = (at: number, value: number) => {
    const index = (value - scale.min) * factor;
    // Not a number fails both comparisons.
    if (index >= 0 && index < 256) painted[at] = colours[index | 0];
    else if (index >= 256 && value < Number.POSITIVE_INFINITY) painted[at] = colours[255];
    else if (index < 0 && value > Number.NEGATIVE_INFINITY) painted[at] = colours[0];
  };
  if (part.steps === 1 && part.units === 1) {
    for (let column = 0; column < columns && part.from + column < time; column++) {
      const row = (part.from + column) * units;
      for (let y = 0; y < rows; y++) paint(y * columns + column, values[row + part.order[y]]);
    }
    return pixels;
  }
  const extremes = new Float32Array(rows);
  for (let column = 0; column < columns; column++) {
    extremes.fill(Number.NaN);
    const first = part.from + column * part.steps;
    const end = Math.min(time, first + part.steps);
    for (let step = first; step < end; step++) {
      for (let i = 0; i < part.order.length; i++) {
        const value = values[step * units + part.order[i]];
        const y = part.units === 1 ? i : (i / part.units) | 0;
        const before = extremes[y];
        if (!(Math.abs(before) >= Math.abs(value)) && Number.isFinite(value)) extremes[y] = value;
      }
    }
    for (let y = 0; y < rows; y++) paint(y * columns + column, extremes[y]);
  }
  return pixels;
}
