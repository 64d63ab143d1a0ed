import type { Axis } from "./axis.ts";

/** A stretch of an axis, 0 … 1. */
export interface Range {
  from: number;
  to: number;
}

/** The stretches that runs must lie in, by the key of the axis; an axis without one lets every run pass. */
export type Ranges = Readonly<Record<string, Range>>;

const WHOLE: Range = { from: 0, to: 1 };
/** What a drag that ends where it began, a click, leaves no room for. */
const LEAST = 0.01;
/** So that a value at an edge that was set by its place lies within. */
const EDGE = 1e-9;

export function rangeOf(ranges: Ranges, key: string): Range {
  return ranges[key] ?? WHOLE;
}

/** With the stretch of one axis: between two places in any order; a whole axis, and a click, let every run pass. */
export function withRange(ranges: Ranges, key: string, a: number, b: number): Ranges {
  const [from, to] = [Math.max(0, Math.min(a, b)), Math.min(1, Math.max(a, b))];
  return withStretch(ranges, key, to - from < LEAST ? WHOLE : { from, to });
}

/** With one edge of a stretch moved; it stops at the other one. */
export function withEdge(ranges: Ranges, key: string, edge: keyof Range, at: number): Ranges {
  const { from, to } = rangeOf(ranges, key);
  const moved = edge === "from" ? { from: Math.min(at, to - LEAST), to } : { from, to: Math.max(at, from + LEAST) };
  return withStretch(ranges, key, moved);
}

/** A whole axis has no stretch. */
function withStretch(ranges: Ranges, key: string, range: Range): Ranges {
  const { [key]: _, ...others } = ranges;
  return range.from <= 0 && range.to >= 1 ? others : { ...others, [key]: range };
}

/** The runs that lie in every stretch. One without a value passes only where the axis has none. */
export function passing(axes: ReadonlyMap<string, Axis>, ranges: Ranges, runs: number): boolean[] {
  return Array.from({ length: runs }, (_, run) =>
    [...axes].every(([key, { at }]) => {
      const range = ranges[key];
      if (!range) return true;
      const place = at[run];
      return place !== null && place >= range.from - EDGE && place <= range.to + EDGE;
    }),
  );
}

/** The place that a key moves an edge to: the next value that a run has there, or an end of the axis. */
export function nextPlace({ at }: Axis, place: number, up: boolean): number {
  const places = [0, 1, ...at.filter((each) => each !== null)].sort((a, b) => a - b);
  const found = up ? places.find((each) => each > place + EDGE) : places.findLast((each) => each < place - EDGE);
  return found ?? (up ? 1 : 0);
}
