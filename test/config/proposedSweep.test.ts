import { expect, test } from "vitest";
import { parseConfig, withProposedSweep } from "../../src/config/index.ts";

const sweepIn = (settings: object) => {
  const text = JSON.stringify({ task: "language-model", data: { train: "a.txt" }, ...settings });
  return parseConfig(withProposedSweep(text)!).config?.sweep?.parameters;
};

test("a sweep to begin with varies what the model has, around its values", () => {
  const rates = { "training.learningRate": [0.0007, 0.002] };
  expect(sweepIn({ training: { learningRate: 0.002 } })).toEqual({ "model.units": [128, 256], ...rates });
  // Units that others are tied to stay.
  expect(sweepIn({ model: { units: 64, embedding: 64, tied: true }, training: { learningRate: 0.002 } })).toEqual(
    rates,
  );
  expect(sweepIn({ model: { kind: "ngram" } })).toEqual({ "model.order": [2, 3, 4, 5] });
});

const SWEEP = '"sweep": { "parameters": { "model.units": [128, 256], "training.learningRate": [0.0003, 0.001] } }';

test.each([
  [
    '{\n  // mine\n  "task": "language-model",\n  "data": { "train": "a.txt" } // here\n}\n',
    `{\n  // mine\n  "task": "language-model",\n  "data": { "train": "a.txt" }, // here\n  ${SWEEP}\n}\n`,
  ],
  [
    '{ "task": "language-model", "data": { "train": "a.txt" } }',
    `{ "task": "language-model", "data": { "train": "a.txt" }, ${SWEEP} }`,
  ],
  [
    '{\r\n\t"task": "language-model",\r\n\t"data": { "train": "a.txt" },\r\n}',
    `{\r\n\t"task": "language-model",\r\n\t"data": { "train": "a.txt" },\r\n\t${SWEEP}\r\n}`,
  ],
  [
    '{ "task": "language-model", "sweep": null, "data": { "train": "a.txt" } }',
    `{ "task": "language-model", ${SWEEP}, "data": { "train": "a.txt" } }`,
  ],
])("the text of the config stays: %j", (text, after) => {
  expect(withProposedSweep(text)).toBe(after);
  expect(parseConfig(after).problems).toEqual([]);
});

test("a config with errors has none", () => {
  expect(withProposedSweep('{ "task": "language-model" }')).toBeUndefined();
});
