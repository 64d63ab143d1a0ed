// Which examples are shown: errors first, every confused pair, and never many.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseExamples } from "../../src/metrics/examples.ts";

const labels = (n: number) => Array.from({ length: n }, (_, i) => `label ${i}`);
const NONE = { probabilities: [], actualValues: [] };

describe("examples of classes", () => {
  it("are errors by how sure the model was, then what it was least sure of", () => {
    const answers = {
      ...{ kind: "class" as const, perStep: false, labels: labels(3), lengths: [1, 1, 1, 1, 1, 1], ...NONE },
      ...{ predicted: [0, 1, 2, 0, 1, 1], actual: [0, 2, 0, 0, -1, 0], confidence: [0.9, 0.5, 0.8, 0.4, 0.7, 0.6] },
    };
    expect(chooseExamples(answers)).toEqual({ sequences: [2, 5, 1, 3, 4, 0], wrong: 3, total: 6 });
  });

  it("have one of each confused pair where there are few labels, and are a few hundred of any number", () => {
    const row = fc.record({
      said: fc.nat(5),
      is: fc.integer({ min: -1, max: 5 }),
      sure: fc.double({ min: 0.2, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 400 }), (rows) => {
        const [predicted, actual] = [rows.map(({ said }) => said), rows.map(({ is }) => is)];
        const confidence = rows.map(({ sure }) => sure);
        const answers = {
          kind: "class" as const,
          perStep: false,
          labels: labels(6),
          lengths: rows.map(() => 1),
          ...NONE,
        };
        const { sequences, wrong } = chooseExamples({ ...answers, predicted, actual, confidence });
        expect(new Set(sequences).size).toBe(sequences.length);
        expect(sequences.length).toBeLessThanOrEqual(300);
        const pairsOf = (all: number[]) =>
          new Set(all.filter((i) => actual[i] >= 0).map((i) => `${actual[i]} ${predicted[i]}`));
        expect(pairsOf(sequences)).toEqual(pairsOf([...rows.keys()]));
        const isWrong = (i: number) => actual[i] >= 0 && actual[i] !== predicted[i];
        expect(wrong).toBe([...rows.keys()].filter(isWrong).length);
        // Errors stand before what is right.
        const first = sequences.findIndex((i) => !isWrong(i));
        expect(first < 0 || sequences.slice(first).every((i) => !isWrong(i))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it("of 10,000 labels and 200,000 rows are a few errors", () => {
    const n = 200_000;
    const predicted = Int32Array.from({ length: n }, (_, i) => (7 * i) % 10_000);
    const actual = Int32Array.from({ length: n }, (_, i) => (11 * i) % 10_000);
    const answers = {
      kind: "class" as const,
      perStep: false,
      labels: labels(10_000),
      lengths: new Int32Array(n).fill(1),
    };
    const { sequences } = chooseExamples({ ...answers, ...NONE, predicted, actual, confidence: new Float32Array(n) });
    expect(sequences.length).toBeLessThanOrEqual(80);
  });
});

it("examples of tags are sequences, those with the most wrong steps first", () => {
  const answers = {
    ...{ kind: "class" as const, perStep: true, labels: labels(2), lengths: [2, 3, 1], ...NONE },
    ...{ predicted: [0, 0, 1, 1, 0, 1], actual: [0, 1, 0, 0, 0, 1], confidence: [1, 1, 1, 1, 1, 1] },
  };
  expect(chooseExamples(answers)).toEqual({ sequences: [1, 0, 2], wrong: 2, total: 3 });
});

it("examples of several labels are wrong where one is missing or too many", () => {
  const answers = {
    ...{
      kind: "labels" as const,
      perStep: false,
      labels: labels(2),
      lengths: [1, 1, 1],
      predicted: [],
      actual: [],
      confidence: [],
    },
    ...{ probabilities: [0.9, 0.1, 0.9, 0.9, 0.2, 0.6], actualValues: [1, 0, 0, 0, 0, 0] },
  };
  expect(chooseExamples(answers)).toEqual({ sequences: [1, 2, 0], wrong: 2, total: 3 });
});
