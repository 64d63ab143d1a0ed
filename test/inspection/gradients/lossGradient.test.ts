import { expect, test } from "vitest";
import { differentiate, Interpreter } from "../../../src/graph/index.ts";
import { lossGradient } from "../../../src/inspection/gradients/lossGradient.ts";
import { gradientTriangle } from "../../../src/inspection/gradients/triangle.ts";
import { wholeGradient, wholeShares } from "../../../src/inspection/gradients/wholeGraph.ts";
import type { Passage } from "../../../src/inspection/passage/passage.ts";
import { formModel } from "../../../src/networks/index.ts";
import { relativeDifference } from "../../support/networks.ts";
import { everyNetwork, randomPassage } from "../../support/passages.ts";

const T = 6;

/** ∂L/∂W of every parameter in f64, of the loss of one step, or of the mean, over the whole unrolled definition. */
function wholeGradients({ form, tensors, arrays }: Passage, step?: number) {
  const model = formModel(form, { steps: T, batch: 1 }, { unrolled: true, evaluation: true, readsLogits: true });
  const gradients = differentiate(model.graph, model.objective);
  const interpreter = new Interpreter(model.graph);
  for (const [name, { data }] of tensors) interpreter.set(name, data as Float32Array);
  for (const { name, tensor } of model.feeds) interpreter.set(tensor, arrays[name]);
  const targets = interpreter.value("targets");
  if (step !== undefined) for (let t = 0; t < T; t++) if (t !== step) targets[t] = -1;
  interpreter.run({ inverseTokens: step === undefined ? 1 / T : 1, seed: 1, step: 1, firstRow: 0, rows: 1 });
  const all = [...gradients].map(
    ([{ name }, gradient]) => [name, Float64Array.from(interpreter.value(gradient))] as const,
  );
  return { loss: interpreter.value(model.loss!)[0], gradients: new Map(all) };
}

test.each(everyNetwork(2))("what each step of a %s network contributes adds up to the gradient", async (_, options) => {
  const passage = randomPassage(options, T);
  for (const step of [4, undefined]) {
    const found = await lossGradient(passage, { step });
    const { loss, gradients } = wholeGradients(passage, step);
    expect(found.loss).toBeCloseTo(loss, 5);
    for (const { parameter, norm, shares, norms } of found.weights) {
      const size = Math.hypot(...gradients.get(parameter)!);
      expect(Math.abs(norm - size), parameter).toBeLessThan(1e-5 + 1e-4 * size);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(size > 0 ? 1 : 0, 4);
      expect(norms.slice((step ?? T - 1) + 1)).toEqual(new Float32Array(T - 1 - (step ?? T - 1)));
    }
    // Σ_s x_s · ∂L/∂x_s = ⟨W_ih, ∂L/∂W_ih⟩, as W_ih x is all that reads x.
    const [input] = [...gradients.keys()].filter((name) => /weight_ih_l0|\.0\.weight/.test(name));
    const weight = passage.tensors.get(input)!.data as Float32Array;
    const together = gradients.get(input)!.reduce((sum, x, i) => sum + x * weight[i], 0);
    expect(-found.saliency.reduce((sum, x) => sum + x, 0)).toBeCloseTo(together, 4);
  }
});

test.each(everyNetwork(2))(
  "over the whole graph each step of a %s network contributes the same",
  async (_, options) => {
    const { form, tensors, arrays } = randomPassage(options, T);
    const whole = { form, tensors, steps: T, perStep: true, arrays: { ...arrays, lengths: [T], targetLengths: [0] } };
    const predictions = Array.from(arrays.targets, (target, row) => ({ row, target }));
    const passage = { form, tensors, steps: T, arrays };
    const found = [
      [(await lossGradient(passage, { step: 4 })).weights, (await wholeGradient(whole, predictions[4])).weights],
      [(await lossGradient(passage)).weights, await wholeShares(whole, predictions)],
    ] as const;
    for (const [steps, all] of found) {
      expect(all.map(({ parameter }) => parameter).toSorted()).toEqual(
        steps.map(({ parameter }) => parameter).toSorted(),
      );
      for (const { parameter, norm, norms, shares } of steps) {
        const same = all.find((one) => one.parameter === parameter)!;
        expect(Math.abs(same.norm - norm), parameter).toBeLessThan(1e-5 + 1e-4 * norm);
        for (let t = 0; t < T; t++) {
          expect(Math.abs(same.norms[t] - norms[t]), `${parameter} ${t}`).toBeLessThan(1e-5 + 1e-4 * norm);
          expect(Math.abs(same.shares[t] - shares[t]), `${parameter} ${t}`).toBeLessThan(1e-3);
        }
      }
    }
  },
);

test("the norms of one loss are its row of the triangle", async () => {
  for (const cell of ["rnn", "lstm", "gru"] as const) {
    const passage = randomPassage({ cell, layers: 2, units: 5, embedding: 3, dropout: 0, bias: true }, T);
    const { layers } = await lossGradient(passage, { step: 4 });
    const triangle = await gradientTriangle(passage);
    for (const [i, { layer, norms }] of layers.entries()) {
      expect(layer).toBe(triangle.layers[i].layer);
      expect(relativeDifference(norms, triangle.layers[i].norms.subarray(4 * T, 5 * T))).toBeLessThan(1e-5);
    }
  }
});
