// A minibatch as text: what the rows of each kind of data read, and what they have to predict.
import { expect, test } from "vitest";
import { shownMinibatch } from "../../src/tasks/shownMinibatch.ts";
import { vocabularyOf } from "../support/workspace.ts";

const vocabulary = vocabularyOf("abc");
const i32 = (...values: number[]) => Int32Array.from(values);
const f32 = (...values: number[]) => Float32Array.from(values);
// Time-major, two rows of which the second has one step; what follows is left over from a minibatch before.
const inputs = i32(0, 1, 2, 9);
const lengths = i32(2, 1);

test.each([
  ["tags", { perStep: true, label: ["DET", "NOUN"] }, { targets: i32(0, 1, 1, 9) }, ["DET NOUN", "NOUN"]],
  ["a class", { perStep: false, label: ["no", "yes"] }, { targets: i32(1, 0) }, ["yes", "no"]],
  ["a class that does not count", { perStep: false, label: ["no", "yes"] }, { targets: i32(-1, 0) }, ["–", "no"]],
  ["labels", { perStep: false, labels: ["x", "y"] }, { targets: f32(1, 1, 0, 0) }, ["x + y", "–"]],
  ["yes or no", { perStep: false, labels: ["yes"], negative: "no" }, { targets: f32(0, 1) }, ["no", "yes"]],
  [
    "numbers",
    { perStep: true, numbers: 2 },
    { targets: f32(0.5, 1, 2, 3, -4, 5, 9, 9) },
    ["(0.500 1.00) (-4.00 5.00)", "(2.00 3.00)"],
  ],
  [
    "an output",
    { perStep: false, symbols: vocabulary },
    { targets: i32(0, 2, 1, 9), targetLengths: i32(2, 1) },
    ["ab", "c"],
  ],
])("%s", (_, target, arrays, predicted) => {
  const shown = shownMinibatch({ inputs, lengths, ...arrays }, { steps: 2 }, 2, { vocabulary, features: 0, target });
  expect(shown).toEqual({
    ...{ batchSize: 2, steps: 2 },
    rows: ["ac", "b"].map((read, b) => ({ read, predicted: predicted[b] })),
  });
});

test("numbers beside tokens are read too, and of many rows and symbols the first are shown", () => {
  const target = { perStep: false, label: ["no", "yes"] };
  const both = shownMinibatch({ inputs, lengths, vectors: f32(1, 2, 3, 9), targets: i32(0, 1) }, { steps: 2 }, 2, {
    vocabulary,
    features: 1,
    target,
  });
  expect(both.rows.map(({ read }) => read)).toEqual(["ac + 1.00 3.00", "b + 2.00"]);
  const many = shownMinibatch(
    { inputs: new Int32Array(300 * 20), targets: new Int32Array(300 * 20) },
    { steps: 300 },
    20,
    { vocabulary, features: 0, target: { perStep: true, symbols: vocabulary } },
  );
  expect(many).toMatchObject({ batchSize: 20, steps: 300 });
  expect(many.rows).toHaveLength(16);
  expect(many.rows[0].read).toBe(`${"a".repeat(200)} …`);
});
