import { type MinibatchShape, MOST_PROGRAMS } from "../../base/minibatch.ts";
import type { DatasetPart } from "../encode/dataset.ts";

/** Sequences sorted by how long they are, so that those of one minibatch need little padding. Each bucket has a program of its own. */
export interface Buckets {
  /** Rising; the last takes every sequence. */
  readonly shapes: readonly MinibatchShape[];
  /** Of each sequence, the first of them that takes it. */
  readonly of: Uint8Array;
  /** Of each shape, the first after it that takes whatever it takes; the last has itself. */
  readonly above: Uint8Array;
}

/** The buckets of a part, by the length of its sequences, and of pairs by both lengths. */
export function bucketsOf({ inputs: { lengths }, targets }: DatasetPart, most = MOST_PROGRAMS): Buckets {
  const other = targets.kind === "sequences" ? targets.sequences.lengths.map((length) => length + 1) : undefined;
  const shapes: MinibatchShape[] = other
    ? pairShapes(lengths, other, most)
    : bucketSteps(lengths, most).map((steps) => ({ steps }));
  const takes = ({ steps, targetSteps = 0 }: MinibatchShape, s: number, u: number) => steps >= s && targetSteps >= u;
  return {
    shapes,
    of: Uint8Array.from(lengths, (length, i) => shapes.findIndex((shape) => takes(shape, length, other?.[i] ?? 0))),
    above: Uint8Array.from(shapes, ({ steps, targetSteps = 0 }, k) => {
      const next = shapes.findIndex((shape, i) => i > k && takes(shape, steps, targetSteps));
      return next < 0 ? k : next;
    }),
  };
}

/**
 * Steps of the buckets that sequences are sorted into, rising; the last is the longest sequence. Chosen so that about as many
 * sequences fall into each, which keeps padding low.
 */
export function bucketSteps(lengths: Int32Array, most = MOST_PROGRAMS): number[] {
  const sorted = lengths.slice().sort();
  const bounds = Array.from({ length: most }, (_, i) => sorted[Math.ceil(((i + 1) * sorted.length) / most) - 1]);
  return [...new Set(bounds)].filter((steps) => steps > 0);
}

/** Lengths of each side among which those of shapes are chosen: so many by each of two rules. */
const CHOICES = 24;

/**
 * Shapes for pairs of sequences. One takes them all; the others are added one by one, each the one that saves the most steps when
 * every pair is in the smallest shape that takes it. Of pairs of sentences this pads by about a third, where buckets by the sum of
 * the two lengths pad by 60 %.
 */
function pairShapes(sources: Int32Array, targets: Int32Array, most: number): MinibatchShape[] {
  if (sources.length === 0) return [];
  const [rows, columns] = [choicesOf(sources), choicesOf(targets)];
  const width = columns.length;
  const cells = rows.length * width;
  const counts = new Float64Array(cells);
  const [rowOf, columnOf] = [placesIn(rows), placesIn(columns)];
  for (let i = 0; i < sources.length; i++) counts[rowOf[sources[i]] * width + columnOf[targets[i]]]++;
  const cost = (cell: number) => rows[Math.floor(cell / width)] + columns[cell % width];
  // What each cell costs in the cheapest of the shapes so far.
  const costs = new Float64Array(cells).fill(cost(cells - 1));
  const chosen = [cells - 1];
  const eachWithin = (shape: number, visit: (cell: number) => void) => {
    for (let row = Math.floor(shape / width); row >= 0; row--) {
      for (let column = shape % width; column >= 0; column--) visit(row * width + column);
    }
  };
  while (chosen.length < most) {
    let [best, saved] = [-1, 0];
    for (let shape = 0; shape < cells; shape++) {
      const own = cost(shape);
      let saves = 0;
      eachWithin(shape, (cell) => {
        if (costs[cell] > own) saves += counts[cell] * (costs[cell] - own);
      });
      if (saves > saved) [best, saved] = [shape, saves];
    }
    if (best < 0) break;
    chosen.push(best);
    const own = cost(best);
    eachWithin(best, (cell) => {
      costs[cell] = Math.min(costs[cell], own);
    });
  }
  chosen.sort((a, b) => cost(a) - cost(b) || a - b);
  return chosen.map((cell) => ({ steps: rows[Math.floor(cell / width)], targetSteps: columns[cell % width] }));
}

/** Lengths, rising, between which about as many sequences lie, and others between which lie as many steps; the last is the longest. */
function choicesOf(lengths: Int32Array): number[] {
  const sorted = lengths.slice().sort();
  const total = sorted.reduce((sum, length) => sum + length, 0);
  const choices = new Set(bucketSteps(lengths, CHOICES));
  let steps = 0;
  let next = 1;
  for (const length of sorted) {
    steps += length;
    for (; next <= CHOICES && steps * CHOICES >= next * total; next++) choices.add(length);
  }
  return [...choices].sort((a, b) => a - b);
}

/** Of each length up to the longest, the first choice that is as long. */
function placesIn(choices: readonly number[]): Uint8Array {
  const places = new Uint8Array(choices[choices.length - 1] + 1);
  for (let length = 0, at = 0; length < places.length; length++) {
    if (length > choices[at]) at++;
    places[length] = at;
  }
  return places;
}
