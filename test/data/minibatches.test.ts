import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stretchesOf } from "../../src/data/batch/stretches.ts";
import { type BatchSource, EvaluationBatches, textArrays, trainingBatches } from "../../src/data/index.ts";
import { generator } from "../support/random.ts";

/** Each token is its own position, so that a minibatch shows where it was cut. */
const positions = (n: number) => Int32Array.from({ length: n }, (_, i) => i);

const sizes = fc
  .record({
    batchSize: fc.integer({ min: 1, max: 6 }),
    sequenceLength: fc.integer({ min: 1, max: 9 }),
    spare: fc.nat(120),
    seed: fc.nat(1000),
  })
  .map(({ batchSize, sequenceLength, spare, seed }) => ({
    batchSize,
    sequenceLength,
    seed,
    tokens: batchSize * sequenceLength + 1 + spare,
  }));

interface Step {
  shape: { steps: number };
  epoch: number;
  startsEpoch: boolean;
  carriesState: boolean;
  endsEpoch: boolean;
  inputs: number[];
  targets: number[];
}

function draw(source: BatchSource, count: number): Step[] {
  const { inputs, targets } = textArrays(source.shapes[0], source.batchSize);
  return Array.from({ length: count }, () => {
    inputs.fill(-1);
    targets.fill(-1);
    const minibatch = source.next({ inputs, targets });
    expect(source.shapes).toContain(minibatch.shape);
    const size = minibatch.shape.steps * source.batchSize;
    return { ...minibatch, inputs: [...inputs.subarray(0, size)], targets: [...targets.subarray(0, size)] };
  });
}

describe("sequential", () => {
  test("by hand: 14 tokens, two rows, windows of four", () => {
    const source = trainingBatches(positions(14), { batchSize: 2, sequenceLength: 4, batching: "sequential", seed: 1 });
    expect(source).toMatchObject({ minibatchesPerEpoch: 2, targetsPerEpoch: 12, unusedTargets: 1 });
    const [first, second, third] = draw(source, 3);
    expect(first).toEqual({
      shape: { steps: 4 },
      epoch: 1,
      startsEpoch: true,
      carriesState: false,
      endsEpoch: false,
      inputs: [0, 6, 1, 7, 2, 8, 3, 9],
      targets: [1, 7, 2, 8, 3, 9, 4, 10],
    });
    expect(second).toEqual({
      shape: { steps: 2 },
      epoch: 1,
      startsEpoch: false,
      carriesState: true,
      endsEpoch: true,
      inputs: [4, 10, 5, 11],
      targets: [5, 11, 6, 12],
    });
    expect(third).toEqual({ ...first, epoch: 2 });
  });

  test("every target below B·L exactly once an epoch, rows unbroken", () => {
    fc.assert(
      fc.property(sizes, ({ tokens, batchSize, sequenceLength, seed }) => {
        const source = trainingBatches(positions(tokens), { batchSize, sequenceLength, batching: "sequential", seed });
        const length = Math.floor((tokens - 1) / batchSize);
        expect(source.targetsPerEpoch).toBe(batchSize * length);
        expect(source.unusedTargets).toBe(tokens - 1 - batchSize * length);
        expect(source.unusedTargets).toBeLessThan(batchSize);
        for (const epoch of [1, 2]) {
          const steps = draw(source, source.minibatchesPerEpoch);
          const seen = steps.flatMap(({ targets }) => targets).sort((a, b) => a - b);
          expect(seen).toEqual(Array.from({ length: batchSize * length }, (_, i) => i + 1));
          for (const [i, step] of steps.entries()) {
            expect(step).toMatchObject({
              epoch,
              startsEpoch: i === 0,
              carriesState: i > 0,
              endsEpoch: i === steps.length - 1,
            });
            expect(step.targets).toEqual(step.inputs.map((input) => input + 1));
          }
          for (let b = 0; b < batchSize; b++) {
            const row = steps.flatMap(({ inputs }) => inputs.filter((_, i) => i % batchSize === b));
            expect(row).toEqual(Array.from({ length }, (_, i) => b * length + i));
          }
        }
      }),
    );
  });
});

describe("random", () => {
  test("windows at multiples of T after an offset, none twice an epoch, all full, each from a zero state", () => {
    fc.assert(
      fc.property(sizes, ({ tokens, batchSize, sequenceLength, seed }) => {
        const source = trainingBatches(positions(tokens), { batchSize, sequenceLength, batching: "random", seed });
        expect(source.targetsPerEpoch).toBe(source.minibatchesPerEpoch * batchSize * sequenceLength);
        // At most one minibatch fewer than would fit without an offset.
        const most = Math.floor(Math.floor((tokens - 1) / sequenceLength) / batchSize);
        expect([most, Math.max(1, most - 1)]).toContain(source.minibatchesPerEpoch);
        for (const epoch of [1, 2, 3]) {
          const steps = draw(source, source.minibatchesPerEpoch);
          const starts = steps.flatMap(({ inputs }) => inputs.slice(0, batchSize));
          expect(new Set(starts).size).toBe(starts.length);
          expect(new Set(starts.map((start) => start % sequenceLength)).size).toBe(1);
          for (const [i, step] of steps.entries()) {
            expect(step).toMatchObject({
              shape: { steps: sequenceLength },
              epoch,
              startsEpoch: i === 0,
              carriesState: false,
              endsEpoch: i === steps.length - 1,
            });
            expect(step.targets).toEqual(step.inputs.map((input) => input + 1));
            expect(step.inputs).toEqual(
              step.inputs.map((_, at) => step.inputs[at % batchSize] + Math.floor(at / batchSize)),
            );
            expect(Math.max(...step.targets)).toBeLessThan(tokens);
          }
        }
      }),
    );
  });

  test("every offset and every order occur; epochs and seeds differ", () => {
    const options = { batchSize: 2, sequenceLength: 5, batching: "random", seed: 3 } as const;
    const source = trainingBatches(positions(100), options);
    const epochs = Array.from({ length: 200 }, () =>
      draw(source, source.minibatchesPerEpoch).flatMap(({ inputs }) => inputs.slice(0, 2)),
    );
    expect(new Set(epochs.map(([start]) => start % 5)).size).toBe(5);
    expect(new Set(epochs.map((starts) => starts.join())).size).toBe(200);
    // The first window of an epoch is any of the text, about equally often.
    const tenths = new Array(4).fill(0);
    for (const [start] of epochs) tenths[Math.floor(start / 25)]++;
    expect(Math.min(...tenths)).toBeGreaterThan(25);
    // A shuffle that may not leave a window in its place is not a fair one.
    expect(epochs.some(([start]) => start < 5)).toBe(true);
    const other = draw(trainingBatches(positions(100), { ...options, seed: 4 }), 9).flatMap(({ inputs }) => inputs);
    expect(other).not.toEqual(draw(trainingBatches(positions(100), options), 9).flatMap(({ inputs }) => inputs));
  });
});

describe("the cursor", () => {
  test.each(["sequential", "random"] as const)("%s: goes on as if never stopped, from any point", (batching) => {
    fc.assert(
      fc.property(sizes, fc.nat(40), ({ tokens, ...shape }, before) => {
        const make = (seed: number) => trainingBatches(positions(tokens), { ...shape, seed, batching });
        const source = make(shape.seed);
        draw(source, before);
        const saved = source.save();
        const resumed = make(shape.seed);
        draw(resumed, 3);
        resumed.restore(saved);
        expect(resumed.save()).toBe(saved);
        expect(draw(resumed, 30)).toEqual(draw(source, 30));
      }),
    );
  });

  test("one of another text, other sizes or another batching is refused, and so is a damaged one", () => {
    const make = (tokens: number, batchSize: number, batching: "sequential" | "random") =>
      trainingBatches(positions(tokens), { batchSize, sequenceLength: 5, batching, seed: 1 });
    for (const batching of ["sequential", "random"] as const) {
      const source = make(100, 3, batching);
      const saved = JSON.parse(source.save());
      expect(() => make(101, 3, batching).restore(source.save())).toThrow(
        "The saved position in the text does not fit: its tokens is 100 instead of 101.",
      );
      expect(() => make(100, 2, batching).restore(source.save())).toThrow("its batchSize is 3 instead of 2");
      const other = batching === "random" ? "sequential" : "random";
      expect(() => make(100, 3, other).restore(source.save())).toThrow("its batching is");
      const where = batching === "random" ? "position" : "window";
      for (const change of [
        { epoch: 0 },
        { epoch: 1.5 },
        { epoch: "1" },
        { [where]: 1000 },
        { [where]: -1 },
        { [where]: null },
      ]) {
        expect(() => source.restore(JSON.stringify({ ...saved, ...change })), JSON.stringify(change)).toThrow(
          "The saved position",
        );
      }
      for (const bad of ["", "null", "3", "[]", "{", "{}"])
        expect(() => source.restore(bad), bad).toThrow("The saved position");
      if (batching === "random")
        expect(() => source.restore(JSON.stringify({ ...saved, epochSeed: "x" }))).toThrow("random numbers");
      expect(source.save()).toBe(JSON.stringify(saved));
    }
  });
});

/** Every row of a measurement: the tokens that it reads in order, and its targets, −1 where they do not count. */
function rowsOf(source: EvaluationBatches): { read: number[]; targets: number[] }[] {
  const { inputs, targets } = textArrays(source.shapes[0], source.batchSize);
  const rows: { read: number[]; targets: number[] }[] = [];
  for (let i = 0; i < source.length; i++) {
    const { shape, carriesState } = source.next({ inputs, targets });
    const { steps } = shape;
    expect(source.shapes).toContain(shape);
    if (!carriesState) rows.push(...Array.from({ length: source.batchSize }, () => ({ read: [], targets: [] })));
    const open = rows.slice(-source.batchSize);
    for (let at = 0; at < steps * source.batchSize; at++) {
      open[at % source.batchSize].read.push(inputs[at]);
      open[at % source.batchSize].targets.push(targets[at]);
    }
  }
  return rows;
}

describe("evaluation", () => {
  test.each([false, true])("every target once, after enough that was read; from both sides: %j", (inPlace) => {
    const sizes = [fc.integer({ min: 2, max: 30_000 }), fc.integer({ min: 1, max: 120 })] as const;
    const lines = fc.option(fc.integer({ min: 1, max: 3000 }), { nil: undefined });
    const past = fc.record({ lookBack: fc.nat(600), cycle: fc.constantFrom(1, 8, 300) });
    fc.assert(
      fc.property(...sizes, lines, past, (tokens, sequenceLength, lineLength, { lookBack, cycle }) => {
        const stream = new Uint8Array(tokens);
        for (let i = 0; lineLength !== undefined && i < tokens; i += lineLength) stream[i] = 1;
        const reading = { inPlace, lineEnd: 1 };
        const { stretches, steps } = stretchesOf(stream, sequenceLength, reading, { lookBack, cycle }, 32);
        const margin = inPlace ? Math.max(50, sequenceLength) : Math.max(200, 4 * sequenceLength, lookBack, cycle);
        const average = (tokens - 1) / stretches.length;
        let next = 0;
        for (const { from, after, upTo } of stretches) {
          expect(after).toBe(next);
          expect(upTo).toBeGreaterThan(after);
          expect(upTo).toBeLessThan(from + steps + (inPlace ? 0 : 1));
          // The first target is told after all of its margin, or all there is.
          if (after > 0) expect(after - from).toBeGreaterThanOrEqual(Math.min(after, margin) - 1);
          else expect(from).toBe(0);
          if (!inPlace) expect(from % cycle).toBe(0);
          if (inPlace) expect(from + steps).toBeGreaterThanOrEqual(Math.min(tokens, upTo + margin));
          // Short lines are not cut.
          if (lineLength !== undefined && lineLength < average / 8 && upTo < tokens - 1) expect(stream[upTo]).toBe(1);
          next = upTo;
        }
        expect(next).toBe(tokens - 1);
        if (!inPlace) expect(stretches.length).toBeLessThanOrEqual(32);
      }),
      { numRuns: 120 },
    );
  });

  test.each([
    [2000, 20, false],
    [2000, 7, true],
    [40, 9, false],
    [40, 9, true],
  ])("%i tokens in windows of %i, from both sides %j: what is read, and what is to be told", (tokens, T, inPlace) => {
    const stream = positions(tokens);
    const source = new EvaluationBatches(stream, T, { inPlace });
    expect(source.targets).toBe(tokens - 1);
    const { stretches, steps } = stretchesOf(stream, T, { inPlace }, {}, 32);
    const rows = rowsOf(source);
    for (const [i, { from, after, upTo }] of stretches.entries()) {
      const read = Array.from({ length: steps }, (_, t) => from + t);
      const targets = read.map((place) => (inPlace ? place : place + 1));
      expect(rows[i].read.slice(0, tokens - from)).toEqual(read.slice(0, tokens - from));
      expect(rows[i].targets).toEqual(targets.map((target) => (target > after && target <= upTo ? target : -1)));
    }
    for (const { targets } of rows.slice(stretches.length)) expect(new Set(targets)).toEqual(new Set([-1]));
    expect(rowsOf(source)).toEqual(rows);
    const arrays = textArrays(source.shapes[0], source.batchSize);
    source.next(arrays);
    source.restart();
    expect(source.next(arrays).carriesState).toBe(false);
  });

  test("baskets are cut where they end, in any direction", () => {
    const random = generator(4);
    const [end, begin] = [0, 1];
    const stream = Int32Array.from({ length: 9000 }, () => (random() < 0.15 ? end : 2 + Math.floor(50 * random())));
    const source = new EvaluationBatches(stream, 20, { end, start: begin, lineEnd: end });
    expect(source.batchSize).toBe(12);
    for (const [i, { read, targets }] of rowsOf(source).entries()) {
      const first = targets.findIndex((target) => target >= 0);
      expect(first >= 200 || i === 0).toBe(true);
      if (i > 0) expect(read[first]).toBe(begin);
    }
    // One basket that is longer than a row has no other place.
    const long = stream.map((token) => (token === end ? 2 : token));
    expect(new EvaluationBatches(long, 20, { end, start: begin, lineEnd: end }).batchSize).toBe(12);
  });

  test("rows are few enough that warm-ups add a quarter at most", () => {
    for (const [tokens, sequenceLength, rows] of [
      [2, 50, 1],
      [800, 50, 1],
      [801, 50, 2],
      [1501, 50, 2],
      [24_801, 50, 32],
      [1_000_000, 50, 32],
      [60_000, 1000, 4],
    ]) {
      const source = new EvaluationBatches(positions(tokens), sequenceLength);
      expect(source.batchSize, `${tokens} tokens`).toBe(rows);
      const { steps } = stretchesOf(positions(tokens), sequenceLength, {}, {}, 32);
      expect((rows * steps) / (tokens - 1), `${tokens} tokens`).toBeLessThanOrEqual(1.251);
    }
  });
});

test("a minibatch allocates nothing: the same object each time", () => {
  for (const batching of ["sequential", "random"] as const) {
    const source = trainingBatches(positions(500), { batchSize: 4, sequenceLength: 10, batching, seed: 1 });
    const arrays = textArrays(source.shapes[0], 4);
    const first = source.next(arrays);
    for (let i = 0; i < 30; i++) expect(source.next(arrays)).toBe(first);
  }
});

test.each(["sequential", "random"] as const)(
  "in place, each target is the token read there, and no state is carried: %s",
  (batching) => {
    const training = { batchSize: 3, sequenceLength: 4, batching, seed: 5 };
    const ahead = trainingBatches(positions(40), training);
    const source = trainingBatches(positions(40), training, { inPlace: true });
    const [inputs, targets, others] = [new Int32Array(12), new Int32Array(12), new Int32Array(12)];
    for (let i = 0; i < 10; i++) {
      const { shape, carriesState } = source.next({ inputs, targets });
      const { steps } = shape;
      ahead.next({ inputs: others, targets: new Int32Array(12) });
      expect(targets.subarray(0, 3 * steps)).toEqual(inputs.subarray(0, 3 * steps));
      expect(inputs).toEqual(others);
      expect(carriesState).toBe(false);
    }
  },
);
