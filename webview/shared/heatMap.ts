import { type ColourTable, colourIndex } from "./colourTable.ts";

/** A matrix (time, units), time-major, as it comes from the network. */
export interface States {
  time: number;
  units: number;
  values: Float32Array;
}

/** What there is to say about a matrix without looking at it; what is not finite counts only in `notFinite`. */
export interface StateFigures {
  min: number;
  max: number;
  meanMagnitude: number;
  /** Share of the values whose magnitude is above 0.95, where tanh hardly passes any gradient. */
  saturated: number;
  notFinite: number;
}

export function stateFigures({ values }: States): StateFigures {
  let [min, max, sum, high, notFinite] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0, 0];
  for (const value of values) {
    if (!Number.isFinite(value)) {
      notFinite++;
      continue;
    }
    if (value < min) min = value;
    if (value > max) max = value;
    const magnitude = Math.abs(value);
    sum += magnitude;
    if (magnitude > 0.95) high++;
  }
  const numbers = values.length - notFinite;
  if (numbers === 0) return { min: 0, max: 0, meanMagnitude: 0, saturated: 0, notFinite };
  return { min, max, meanMagnitude: sum / numbers, saturated: high / numbers, notFinite };
}

/** The scale −limit … +limit: 1 for what tanh bounds, else as far as the values go. */
export function scaleLimit({ min, max }: StateFigures): number {
  return Math.max(1, Math.abs(min), Math.abs(max));
}

/**
 * Colours of a picture that is `time` pixels wide and `units` high: x is time, y the unit. What is not finite is left
 * transparent.
 */
export function heatMapPixels({ time, units, values }: States, limit: number, table: ColourTable): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(4 * time * units);
  for (let t = 0; t < time; t++) {
    for (let unit = 0; unit < units; unit++) {
      const index = colourIndex(values[t * units + unit], limit);
      if (index === undefined) continue;
      const at = 4 * (unit * time + t);
      for (let part = 0; part < 4; part++) pixels[at + part] = table[4 * index + part];
    }
  }
  return pixels;
}

export function drawPixels(canvas: HTMLCanvasElement, pixels: Uint8ClampedArray, width: number, height: number): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const image = new ImageData(pixels as Uint8ClampedArray<ArrayBuffer>, width, height);
  canvas.getContext("2d")?.putImageData(image, 0, 0);
}
