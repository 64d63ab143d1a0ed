import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Random } from "../../src/base/random.ts";
import { bucketsOf, type DatasetPart, SequenceBatches, SequenceRows } from "../../src/data/index.ts";

const START = 1001;
const END = 1002;
const WIDTHS = { features: 0, outputs: 2000, ends: { start: START, end: END } };

function startsOf(sizes: Int32Array): Int32Array {
  let total = 0;
  return sizes.map((size) => {
    total += size;
    return total - size;
  });
}

/** Pairs of these lengths; the tokens of pair i are 10·i, 10·i + 1 … mod 1000, and those of its target one more. */
function pairsOf(lengths: readonly (readonly [number, number])[]): DatasetPart {
  const side = (of: (pair: readonly [number, number]) => number, more: number) => {
    const sizes = Int32Array.from(lengths, of);
    const starts = startsOf(sizes);
    const tokens = Array.from(sizes, (n, i) => Array.from({ length: n }, (_, t) => (10 * i + t + more) % 1000)).flat();
    return { starts, lengths: sizes, tokens: Int32Array.from(tokens) };
  };
  const sequences = side(([, target]) => target, 1);
  return { inputs: side(([source]) => source, 0), targets: { kind: "sequences", perStep: false, sequences } };
}

/** Sentences and their translations: lengths are log-normal, and a target is about as long as its source. */
function sentences(count: number): (readonly [number, number])[] {
  const random = Random.seeded(7, "sentences");
  return Array.from({ length: count }, () => {
    const source = Math.max(1, Math.round(Math.exp(2.6 + 0.6 * random.nextGaussian())));
    return [source, Math.max(1, Math.round(source * Math.exp(0.05 + 0.22 * random.nextGaussian())))] as const;
  });
}

const lengths = fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 40 })), {
  minLength: 3,
  maxLength: 80,
});

describe("minibatches of pairs", () => {
  test("hold what encoder and decoder read, and what is predicted; padding is left as it is", () => {
    const part = pairsOf([
      [2, 3],
      [4, 1],
    ]);
    const rows = new SequenceRows(part, WIDTHS);
    const arrays = rows.arrays({ steps: 4, targetSteps: 5 }, 2);
    for (const array of Object.values(arrays)) array.fill(-7);
    rows.fill(arrays, 0, 0, 2);
    rows.fill(arrays, 1, 1, 2);
    const column = (name: string, b: number) => Array.from(arrays[name]).filter((_, i) => i % 2 === b);
    expect(column("inputs", 0)).toEqual([0, 1, -7, -7]);
    expect(column("inputs", 1)).toEqual([10, 11, 12, 13]);
    expect(column("targetInputs", 0)).toEqual([START, 1, 2, 3, -7]);
    expect(column("targets", 0)).toEqual([1, 2, 3, END, -7]);
    expect(column("targetInputs", 1)).toEqual([START, 11, -7, -7, -7]);
    expect(column("targets", 1)).toEqual([11, END, -7, -7, -7]);
    expect(Array.from(arrays.lengths)).toEqual([2, 4]);
    expect(Array.from(arrays.targetLengths)).toEqual([4, 2]);
  });

  test("of an epoch are distinct pairs, each within its shape; at most eight shapes, the last takes all", () => {
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 9 }), (pairs, size, seed) => {
        const part = pairsOf(pairs);
        const rows = new SequenceRows(part, WIDTHS);
        const filled: number[] = [];
        const fill = rows.fill.bind(rows);
        rows.fill = (arrays, sequence, b, count) => {
          filled.push(sequence);
          fill(arrays, sequence, b, count);
        };
        const batches = new SequenceBatches(part, rows, size, seed);
        const { shapes } = batches;
        expect(shapes.length).toBeLessThanOrEqual(Math.min(8, batches.minibatchesPerEpoch));
        const last = shapes[shapes.length - 1];
        expect(last).toEqual({
          steps: Math.max(...pairs.map(([s]) => s)),
          targetSteps: Math.max(...pairs.map(([, u]) => u)) + 1,
        });
        const arrays = rows.arrays(last, size);
        for (let epoch = 1; epoch <= 2; epoch++) {
          filled.length = 0;
          for (let i = 0; i < batches.minibatchesPerEpoch; i++) {
            const { shape, count, tokens, ...at } = batches.next(arrays);
            expect(at).toEqual({ epoch, endsEpoch: i + 1 === batches.minibatchesPerEpoch });
            const own = filled.slice(-size);
            expect(shapes).toContain(shape);
            for (const i of own) {
              expect(pairs[i][0]).toBeLessThanOrEqual(shape.steps);
              expect(pairs[i][1] + 1).toBeLessThanOrEqual(shape.targetSteps!);
            }
            expect(count).toBe(own.reduce((sum, i) => sum + pairs[i][1] + 1, 0));
            expect(tokens).toBe(own.reduce((sum, i) => sum + pairs[i][0] + pairs[i][1] + 1, 0));
          }
          expect(new Set(filled).size).toBe(filled.length);
          expect(filled.length).toBe(pairs.length - batches.unused);
          expect(batches.unused).toBe(pairs.length % size);
        }
      }),
      { numRuns: 50 },
    );
  });

  test("go on after a saved cursor as if nothing had been, to the bit; a cursor of other pairs is refused", () => {
    const part = pairsOf(sentences(50));
    const rows = new SequenceRows(part, WIDTHS);
    const make = () => new SequenceBatches(part, rows, 4, 3);
    const [going, resumed] = [make(), make()];
    const { shapes } = going;
    const [a, b] = [0, 1].map(() => rows.arrays(shapes[shapes.length - 1], 4));
    for (let i = 0; i < 17; i++) going.next(a);
    resumed.restore(going.save());
    for (let i = 0; i < 30; i++) {
      for (const array of [...Object.values(a), ...Object.values(b)]) array.fill(0);
      expect(resumed.next(b)).toEqual(going.next(a));
      expect(b).toEqual(a);
    }
    const others = pairsOf([...sentences(49), [1, 2000]]);
    const other = new SequenceBatches(others, new SequenceRows(others, WIDTHS), 4, 3);
    expect(() => other.restore(going.save())).toThrow(/targetLength/);
  });

  test("pad sentences and their translations by about a third, where one shape would pad them seven times", () => {
    const pairs = sentences(10_000);
    const part = pairsOf(pairs.map(([s, u]) => [s, u]));
    const rows = new SequenceRows(part, WIDTHS);
    const batches = new SequenceBatches(part, rows, 32, 1);
    rows.fill = () => {};
    const { shapes } = batches;
    const whole = shapes[shapes.length - 1];
    let [steps, read, alike] = [0, 0, 0];
    for (let i = 0; i < batches.minibatchesPerEpoch; i++) {
      const { shape, tokens } = batches.next({});
      steps += 32 * (shape.steps + shape.targetSteps!);
      alike += 32 * (whole.steps + whole.targetSteps!);
      read += tokens;
    }
    expect(alike / read).toBeGreaterThan(7);
    expect(steps / read).toBeLessThan(1.36);
  });

  test("predict no symbol after a target that is endless", () => {
    const part = pairsOf([
      [2, 3],
      [4, 1],
    ]);
    const rows = new SequenceRows(part, { ...WIDTHS, ends: { ...WIDTHS.ends, endless: true } });
    const batches = new SequenceBatches(part, rows, 2, 1);
    const arrays = rows.arrays({ steps: 4, targetSteps: 4 }, 2);
    expect(batches.next(arrays)).toMatchObject({ count: 4, tokens: 10 });
    expect([...arrays.targetLengths].sort()).toEqual([1, 3]);
  });

  test("are sorted by both lengths where one does not tell the other", () => {
    const part = pairsOf([1, 1, 40, 40].flatMap((s, i) => Array(10).fill([s, [3, 30, 3, 30][i]])));
    const { shapes, of } = bucketsOf(part);
    expect(shapes).toEqual([
      { steps: 1, targetSteps: 4 },
      { steps: 1, targetSteps: 31 },
      { steps: 40, targetSteps: 4 },
      { steps: 40, targetSteps: 31 },
    ]);
    expect([0, 10, 20, 30].map((i) => of[i])).toEqual([0, 1, 2, 3]);
  });
});

test("sequences of one length are sorted by bucket, and those that do not fill a minibatch go to the next", () => {
  const sizes = Int32Array.from({ length: 23 }, (_, i) => [1, 2, 2, 5, 9][i % 5]);
  const starts = startsOf(sizes);
  const inputs = { starts, lengths: sizes, tokens: new Int32Array(200) };
  const part: DatasetPart = { inputs, targets: { kind: "class", perStep: false, classes: new Int32Array(23) } };
  const rows = new SequenceRows(part, { features: 0, outputs: 1 });
  const filled: number[] = [];
  rows.fill = (_, sequence) => filled.push(sequence);
  const batches = new SequenceBatches(part, rows, 4, 1);
  const steps = Array.from({ length: 5 }, () => batches.next({}).shape.steps);
  // The longest of each minibatch says its bucket, and all minibatches together are sorted.
  const minibatches = steps.map((most, i) => ({ most, lengths: filled.slice(4 * i, 4 * i + 4).map((s) => sizes[s]) }));
  for (const { most, lengths } of minibatches) expect(Math.max(...lengths)).toBe(most);
  const inOrder = minibatches.sort((a, b) => a.most - b.most || a.lengths[0] - b.lengths[0]).flatMap((m) => m.lengths);
  expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b));
});
