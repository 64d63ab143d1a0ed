import type { LookPredictions } from "../../../src/contracts/inspection.ts";
import { placeOn, type Scale, tableOf } from "../../run/timeline/maps/scale.ts";
import { colourTable, sequentialTable } from "../../shared/colourTable.ts";
import type { States } from "../../shared/heatMap.ts";
import { LEAST_SURPRISE } from "../predictions/surpriseLane.ts";
import type { TextColours } from "./textLane.ts";

export const textColourings = ["surprise", "unit", "saliency", "right", "none"] as const;
export type TextColouring = (typeof textColourings)[number];

type Kind = "dark" | "light";

/** Of a diverging table. */
const MIDDLE = 128;

/** Each symbol by how surprising it was: its row is that of the step before it where the next symbol is predicted. */
export function bySurprise(surprise: Float32Array, shift: number, count: number, kind: Kind): TextColours {
  const places = new Int16Array(count).fill(-1);
  const most = surprise.reduce((max, value) => (value > max && value < 1e6 ? value : max), LEAST_SURPRISE);
  for (let step = shift; step < count; step++) {
    const value = surprise[step - shift];
    if (!Number.isNaN(value)) places[step] = Math.min(255, Math.floor((256 * value) / most));
  }
  return { table: sequentialTable(kind), places, neutral: 0 };
}

export function byUnit({ values, time, units }: States, unit: number, scale: Scale, kind: Kind): TextColours {
  const places = Int16Array.from({ length: time }, (_, step) => placeOn(scale, values[step * units + unit]) ?? -1);
  return { table: tableOf(scale, kind), places, neutral: scale.kind === "diverging" ? MIDDLE : 0 };
}

/** Diverging: what speaks for the prediction is positive. */
export function bySaliency(saliency: Float32Array, kind: Kind): TextColours {
  const most = saliency.reduce((max, value) => Math.max(max, Math.abs(value)), 1e-12);
  const places = Int16Array.from(
    saliency,
    (value) => placeOn({ kind: "diverging", min: -most, max: most }, value) ?? -1,
  );
  return { table: colourTable(kind), places, neutral: MIDDLE };
}

/** Whether the likeliest was what came. A wrong one is framed. */
export function byRight(
  { actual, candidates }: LookPredictions,
  shift: number,
  count: number,
  kind: Kind,
): TextColours {
  const table = colourTable(kind);
  const places = new Int16Array(count).fill(-1);
  const wrong = (step: number) => isWrong(actual, candidates, step - shift);
  for (let step = shift; step < count; step++) {
    const is = wrong(step);
    if (is !== undefined) places[step] = is ? 190 : 88;
  }
  return { table, places, neutral: MIDDLE, framed: (step) => wrong(step) === true };
}

/** Whether the likeliest of a row is not what came; undefined where that is not known. */
export function isWrong(
  actual: LookPredictions["actual"],
  candidates: LookPredictions["candidates"],
  row: number,
): boolean | undefined {
  const came = actual[row];
  if (came === undefined || came === null || !candidates || row * candidates.top >= candidates.ids.length)
    return undefined;
  return candidates.names[candidates.ids[row * candidates.top]] !== came;
}
