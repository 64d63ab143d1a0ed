import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type BatchSource, evaluationBatches, trainingBatches } from "../../src/data/index.ts";

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
  steps: number;
  epoch: number;
  startsEpoch: boolean;
  carriesState: boolean;
  endsEpoch: boolean;
  inputs: number[];
  targets: number[];
}

function draw(source: BatchSource, count: number): Step[] {
  const inputs = new Int32Array(source.batchSize * source.sequenceLength);
  const targets = new Int32Array(inputs.length);
  return Array.from({ length: count }, () => {
    inputs.fill(-1);
    targets.fill(-1);
    const minibatch = source.next(inputs, targets);
    expect(minibatch.inputs).toBe(inputs);
    expect(minibatch.targets).toBe(targets);
    const size = minibatch.steps * source.batchSize;
    return { ...minibatch, inputs: [...inputs.subarray(0, size)], targets: [...targets.subarray(0, size)] };
  });
}

describe("sequential", () => {
  test("by hand: 14 tokens, two rows, windows of four", () => {
    const source = trainingBatches(positions(14), { batchSize: 2, sequenceLength: 4, batching: "sequential", seed: 1 });
    expect(source).toMatchObject({ minibatchesPerEpoch: 2, targetsPerEpoch: 12, unusedTargets: 1 });
    const [first, second, third] = draw(source, 3);
    expect(first).toEqual({
      steps: 4,
      epoch: 1,
      startsEpoch: true,
      carriesState: false,
      endsEpoch: false,
      inputs: [0, 6, 1, 7, 2, 8, 3, 9],
      targets: [1, 7, 2, 8, 3, 9, 4, 10],
    });
    expect(second).toEqual({
      steps: 2,
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
              steps: sequenceLength,
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
        "The saved place in the text does not fit: its tokens is 100 instead of 101.",
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
          "The saved place",
        );
      }
      for (const bad of ["", "null", "3", "[]", "{", "{}"])
        expect(() => source.restore(bad), bad).toThrow("The saved place");
      if (batching === "random")
        expect(() => source.restore(JSON.stringify({ ...saved, epochSeed: "x" }))).toThrow("random numbers");
      expect(source.save()).toBe(JSON.stringify(saved));
    }
  });
});

describe("evaluation", () => {
  test("B′ = max(1, min(32, ⌊(N−1)/T⌋)), whatever the training minibatch", () => {
    for (const [tokens, sequenceLength, rows] of [
      [2, 50, 1],
      [50, 50, 1],
      [51, 50, 1],
      [101, 50, 2],
      [1600, 50, 31],
      [1601, 50, 32],
      [100_000, 50, 32],
    ]) {
      const source = evaluationBatches(positions(tokens), sequenceLength);
      expect(source.batchSize).toBe(rows);
      const steps = draw(source, source.minibatchesPerEpoch);
      const seen = steps.flatMap(({ targets }) => targets).sort((a, b) => a - b);
      expect(seen).toEqual(Array.from({ length: rows * Math.floor((tokens - 1) / rows) }, (_, i) => i + 1));
      expect(seen.length).toBe(source.targetsPerEpoch);
      expect(steps[steps.length - 1].endsEpoch).toBe(true);
    }
  });
});

test("a minibatch allocates nothing: the same object each time", () => {
  for (const batching of ["sequential", "random"] as const) {
    const source = trainingBatches(positions(500), { batchSize: 4, sequenceLength: 10, batching, seed: 1 });
    const [inputs, targets] = [new Int32Array(40), new Int32Array(40)];
    const first = source.next(inputs, targets);
    for (let i = 0; i < 30; i++) expect(source.next(inputs, targets)).toBe(first);
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
      const { steps, carriesState } = source.next(inputs, targets);
      ahead.next(others, new Int32Array(12));
      expect(targets.subarray(0, 3 * steps)).toEqual(inputs.subarray(0, 3 * steps));
      expect(inputs).toEqual(others);
      expect(carriesState).toBe(false);
    }
  },
);
