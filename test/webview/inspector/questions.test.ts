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

test("what nobody waits for is asked once all else is answered, and makes room for it", async () => {
  const sent: InspectorRequest[] = [];
  const questions = new Questions((request) => sent.push(request));
  const asked = () => sent.map((request) => ("name" in request ? request.name : request.type));
  const tensor = { name: "l0.h", from: 0, shape: [1, 1], values: Float32Array.of(0.5) };
  const gradient = questions.askIdle("gradient", { look: 1, step: 3 });
  const first = questions.ask("tensor", { look: 1, name: "l0.h" });
  expect(asked()).toEqual(["tensor"]);
  questions.receive({ type: "answer", id: 1, answer: tensor });
  await first.answer;
  await expect.poll(asked).toEqual(["tensor", "gradient"]);
  const second = questions.ask("tensor", { look: 1, name: "l0.h" });
  expect(sent.slice(2)).toMatchObject([
    { type: "cancel", id: 2 },
    { name: "tensor", id: 3 },
  ]);
  // The answer that was cancelled comes late, and is nobody's.
  questions.receive({ type: "problem", id: 2, problem: { code: "cancelled", message: "Cancelled." } });
  questions.receive({ type: "answer", id: 3, answer: tensor });
  await second.answer;
  await expect.poll(() => sent.at(-1)).toMatchObject({ name: "gradient", asked: { look: 1, step: 3 }, id: 4 });
  const answer = { step: 3, symbol: "a", of: "loss", loss: 1, layers: [], saliency: [], shares: [] };
  questions.receive({ type: "answer", id: 4, answer });
  expect(await gradient.answer).toEqual(answer);
});

test("an idle question that waits is cancelled without a word to the host", async () => {
  const sent: InspectorRequest[] = [];
  const questions = new Questions((request) => sent.push(request));
  questions.ask("tensor", { look: 1, name: "l0.h" });
  const gradient = questions.askIdle("gradient", { look: 1, step: 3 });
  gradient.cancel();
  await expect(gradient.answer).rejects.toMatchObject({ problem: { code: "cancelled" } });
  expect(sent).toHaveLength(1);
});
