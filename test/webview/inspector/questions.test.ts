// What the inspector's page asks, and what it no longer wants to know.

import { expect, test } from "vitest";
import type { InspectorRequest } from "../../../src/contracts/inspection.ts";
import { Questions } from "../../../webview/inspector/asking/questions.ts";

test("who wants something else cancels what takes long, and what is shown is still answered", async () => {
  const sent: InspectorRequest[] = [];
  const questions = new Questions((request) => sent.push(request));
  const triangle = questions.ask("triangle", { look: 1 });
  const tensor = questions.ask("tensor", { look: 1, name: "l0.h" });
  const opening = questions.ask("open", { run: "run", input: { from: "text", text: "a" } });
  questions.abandon();
  await expect(triangle.answer).rejects.toMatchObject({ problem: { code: "cancelled" } });
  await expect(opening.answer).rejects.toMatchObject({ problem: { code: "cancelled" } });
  expect(sent.slice(3)).toEqual([
    { type: "cancel", id: 1 },
    { type: "cancel", id: 3 },
  ]);
  const answer = { name: "l0.h", from: 0, shape: [1, 1], values: Float32Array.of(0.5) };
  questions.receive({ type: "answer", id: 2, answer });
  expect(await tensor.answer).toEqual(answer);
});
