/** Steps in a row, each with its place on the time axis, pixels. */
export interface Columns {
  readonly count: number;
  /** Of all together. */
  readonly total: number;
  /** The width of each where all are equally wide. */
  readonly width: number | undefined;
  start(step: number): number;
  widthOf(step: number): number;
  /** The step at a place; before the first the first, behind the last the last. */
  at(place: number): number;
}

/** All steps equally wide; a width below 1 shows several in one pixel. */
export function evenColumns(count: number, width: number): Columns {
  return {
    count,
    total: count * width,
    width,
    start: (step) => step * width,
    widthOf: () => width,
    at: (place) => clamp(Math.floor(place / width), count),
  };
}

/** Each step as wide as it needs. */
export function unevenColumns(widths: ArrayLike<number>): Columns {
  const count = widths.length;
  const starts = new Float64Array(count + 1);
  for (let i = 0; i < count; i++) starts[i + 1] = starts[i] + widths[i];
  return {
    count,
    total: starts[count],
    width: undefined,
    start: (step) => starts[step],
    widthOf: (step) => starts[step + 1] - starts[step],
    at(place) {
      let [low, high] = [0, count];
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (starts[middle] <= place) low = middle;
        else high = middle;
      }
      return clamp(low, count);
    },
  };
}

function clamp(step: number, count: number): number {
  return Math.max(0, Math.min(count - 1, step));
}

/** Pixels of a column of one character at the zoom 1, and room beside a word. */
export const CHARACTER = 16;
const BESIDE = 8;
const LONGEST_WORD = 132;
/** Below this mean width of a column nobody reads words: all are equally wide. */
const READABLE = 6;

/** Columns for texts of these widths, pixels, at a zoom. */
export function columnsFor(texts: readonly number[], zoom: number): Columns {
  const widths = texts.map((width) => Math.min(LONGEST_WORD, Math.max(CHARACTER, Math.ceil(width) + BESIDE)));
  const mean = widths.reduce((sum, width) => sum + width, 0) / Math.max(1, widths.length);
  // Wide characters, such as those of Chinese, are as wide as their font and a little more.
  const isEven = widths.every((width) => width <= 2 * CHARACTER) || mean * zoom < READABLE;
  if (isEven) {
    const widest = widths.reduce((most, width) => Math.max(most, width), CHARACTER);
    return evenColumns(texts.length, Math.min(widest, mean * 1.5) * zoom);
  }
  return unevenColumns(widths.map((width) => Math.round(width * zoom)));
}
