import { type ColourTable, colourTable, sequentialTable } from "../../../shared/colourTable.ts";
import type { StateFigures } from "../../../shared/heatMap.ts";

/** Which colours a range of values has. A diverging scale is symmetric around 0. */
export interface Scale {
  kind: "diverging" | "sequential";
  min: number;
  max: number;
  /** There are values outside, which have the colours of its ends. */
  clipped?: boolean;
}

/** Of what has no bounds, so many of a thousand values may lie outside the scale, or a few would leave no colour to the others. */
const OUTSIDE = 5;
const SAMPLES = 20_000;

/** Gates lie between 0 and 1, states between −1 and 1 unless they go further. */
export function scaleOf(
  bounds: "gate" | "state" | "free" | "magnitude",
  figures: StateFigures,
  values: Float32Array,
): Scale {
  const { min, max } = figures;
  if (bounds === "gate") return { kind: "sequential", min: 0, max: Math.max(1, max) };
  if (bounds === "magnitude") return { kind: "sequential", min: 0, max: max > 0 ? max : 1 };
  const limit = Math.max(Math.abs(min), Math.abs(max));
  if (bounds === "state") return { kind: "diverging", min: -Math.max(1, limit), max: Math.max(1, limit) };
  const most = usualLimit(values);
  // It is only worth it where it shows.
  const end = (most > 0 && most < limit / 1.5 ? most : limit) || 1;
  return { kind: "diverging", min: -end, max: end, ...(end < limit && { clipped: true }) };
}

/** The magnitude that all but a few values stay below, from evenly spread samples. */
function usualLimit(values: Float32Array): number {
  const every = Math.max(1, Math.floor(values.length / SAMPLES));
  const magnitudes = new Float32Array(Math.floor(values.length / every));
  for (let i = 0; i < magnitudes.length; i++) {
    const magnitude = Math.abs(values[i * every]);
    magnitudes[i] = Number.isFinite(magnitude) ? magnitude : 0;
  }
  magnitudes.sort();
  return magnitudes[Math.floor((magnitudes.length * (1000 - OUTSIDE)) / 1000)] ?? 0;
}

export function tableOf(scale: Scale, theme: "dark" | "light"): ColourTable {
  return scale.kind === "diverging" ? colourTable(theme) : sequentialTable(theme);
}

/** The place of a value among the 256 colours; undefined for what is not finite. */
export function placeOn({ min, max }: Scale, value: number): number | undefined {
  if (!Number.isFinite(value)) return undefined;
  return Math.max(0, Math.min(255, Math.floor((256 * (value - min)) / (max - min))));
}
