import { expect, test } from "vitest";
import {
  inspectorMessage,
  inspectorRequest,
  inspectorState,
  isAnswer,
  isQuestion,
  type Look,
  MOST_LOOKS,
  questionNames,
} from "../../src/contracts/inspection.ts";
import { matches } from "../../src/contracts/shapes.ts";

const look: Look = {
  look: 1,
  run: { id: "teddy-1", folder: "/runs/teddy-1", name: "teddy", task: "language-model" },
  checkpoint: { step: 200, parameters: "best" },
  strips: [{ name: "input", symbols: ["a", "b"], unknown: [] }],
  typed: { text: "ab" },
  layers: [
    {
      ...{ name: "l0", index: 0, direction: "forward", strip: 0, cell: "lstm", units: 2, settings: {}, says: true },
      tensors: [{ name: "l0.i", kind: "gate", label: "i", width: 2, range: { from: 0, to: 1 } }],
    },
  ],
  predictions: {
    ...{
      kind: "symbol",
      strip: 0,
      perStep: true,
      ahead: 1,
      actual: ["b", null],
      surprise: new Float32Array([0.7, Number.NaN]),
    },
    ...{ total: 0.7, mean: 0.7 },
    candidates: {
      names: ["a", "b"],
      top: 1,
      ids: new Int32Array([1, 0]),
      probabilities: new Float32Array([0.5, 0.4]),
    },
  },
  tensors: [{ name: "probabilities", shape: [2, 3] }],
  notes: [],
};

test("what is asked and answered is held against the schema of its question", () => {
  expect(isQuestion("open", { run: "/runs/teddy-1", input: { from: "text", text: "ab" } })).toBe(true);
  expect(isQuestion("open", { run: "/runs/teddy-1", input: { from: "example", part: "test", index: -1 } })).toBe(false);
  expect(isQuestion("tensor", { look: 1, name: "l0.h", from: 0, to: 2 })).toBe(true);
  expect(isAnswer("open", look)).toBe(true);
  expect(isAnswer("open", structuredClone(look))).toBe(true);
  expect(isAnswer("open", { ...look, predictions: { ...look.predictions, surprise: [0.7] } })).toBe(false);
  expect(isAnswer("close", {})).toBe(true);
  expect(questionNames).toContain("patch");
  expect(MOST_LOOKS).toBeGreaterThan(1);
});

test("messages of the panel are recognised, and others are not", () => {
  const asked = { look: 1, name: "l0.h" };
  expect(matches(inspectorRequest, { type: "ask", id: 0, name: "tensor", asked })).toBe(true);
  expect(matches(inspectorRequest, { type: "ask", id: 0, name: "eval", asked })).toBe(false);
  expect(matches(inspectorMessage, { type: "progress", id: 0, progress: { doing: "running", share: 0.5 } })).toBe(true);
  expect(matches(inspectorMessage, { type: "problem", id: 0, problem: { code: "look-closed" } })).toBe(false);
  expect(matches(inspectorState, { start: { run: "/runs/teddy-1", checkpoint: "best" } })).toBe(true);
});
