// Where keys move the step and the span.

import { expect, test } from "vitest";
import { movedBy } from "../../../webview/run/timeline/selecting/moves.ts";

const from = { step: 10, span: null, steps: 100, page: 20, mirrored: false };
const pressed = (key: string, shiftKey = false, at: Partial<Parameters<typeof movedBy>[1]> = {}) =>
  movedBy({ key, shiftKey } as KeyboardEvent, { ...from, ...at });

test.each([
  ["ArrowLeft", 9],
  ["ArrowRight", 11],
  ["PageUp", 0],
  ["PageDown", 30],
  ["Home", 0],
  ["End", 99],
])("%s goes from step 10 to %i", (key, step) => {
  expect(pressed(key)).toEqual({ step, span: null });
});

test("no key leads out of the text, and other keys move nothing", () => {
  expect(pressed("ArrowRight", false, { step: 99 })).toEqual({ step: 99, span: null });
  expect(pressed("ArrowLeft", false, { step: 0 })).toEqual({ step: 0, span: null });
  expect(pressed("a")).toBeUndefined();
  expect(pressed("Escape")).toBeUndefined();
});

test("a text from the right begins at the right", () => {
  expect(pressed("ArrowLeft", false, { mirrored: true })).toEqual({ step: 11, span: null });
  expect(pressed("Home", false, { mirrored: true })).toEqual({ step: 0, span: null });
});

test("with Shift the span grows, shrinks and turns around where it began; Escape gives it up", () => {
  expect(pressed("ArrowRight", true)).toEqual({ step: 11, span: { from: 10, to: 12 } });
  expect(pressed("ArrowRight", true, { step: 11, span: { from: 10, to: 12 } })?.span).toEqual({ from: 10, to: 13 });
  expect(pressed("ArrowLeft", true, { step: 11, span: { from: 10, to: 12 } })?.span).toEqual({ from: 10, to: 11 });
  expect(pressed("ArrowLeft", true, { step: 10, span: { from: 10, to: 11 } })?.span).toEqual({ from: 9, to: 11 });
  expect(pressed("End", true)?.span).toEqual({ from: 10, to: 100 });
  expect(pressed("Escape", false, { span: { from: 10, to: 12 } })).toEqual({ step: 10, span: null });
});
