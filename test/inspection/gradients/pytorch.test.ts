// Gradients through time, saliency and a clamped unit against PyTorch's autograd: test/vectors/make_inspection_gradients.py.
import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { Vocabulary } from "../../../src/data/index.ts";
import { lossGradient } from "../../../src/inspection/gradients/lossGradient.ts";
import { gradientTriangle } from "../../../src/inspection/gradients/triangle.ts";
import { changedLook, InspectedNetwork, NetworkLook, textReading } from "../../../src/inspection/index.ts";
import type { Passage } from "../../../src/inspection/passage/passage.ts";
import { decodeSafetensors } from "../../../src/tensors/index.ts";
import { relativeDifference } from "../../support/networks.ts";
import { withPrefix } from "../../support/vectors.ts";
import { configOf, difference } from "../looks.ts";

const file = new URL("../../vectors/inspection_gradients.safetensors", import.meta.url);
const { tensors } = decodeSafetensors(readFileSync(file), "inspection_gradients.safetensors");
const letters = "\nabcdef";
const T = 8;

const nets: InspectedNetwork[] = [];
afterAll(async () => {
  await Promise.all(nets.map((net) => net.dispose()));
});

describe.each(["rnn", "lstm", "gru"] as const)("%s", (cell) => {
  const all = withPrefix(tensors, `${cell}.`);
  const parameters = new Map(
    [...withPrefix(tensors, `${cell}.parameter.`)].map(([name, data]) => {
      const { shape } = tensors.get(`${cell}.parameter.${name}`)!;
      return [name, { shape, dtype: "F32" as const, data: Float32Array.from(data) }];
    }),
  );
  const [inputs, targets] = ["inputs", "targets"].map((name) => Int32Array.from(all.get(name)!));
  const options = { cell, layers: 2, units: 5, embedding: 3, dropout: 0, bias: true };
  const passage: Passage = {
    form: { options, vocabulary: letters.length },
    ...{ tensors: parameters, steps: T, arrays: { inputs, targets } },
  };

  test("norms of gradients of all predictions", async () => {
    const { layers } = await gradientTriangle(passage);
    for (const { layer, norms } of layers)
      expect(relativeDifference(norms, all.get(`norms.${layer}`)!)).toBeLessThan(1e-5);
  });

  test("saliency, and what each step contributes to a weight's gradient", async () => {
    const { saliency, weights } = await lossGradient(passage, { step: T - 1 });
    expect(relativeDifference(saliency, all.get("saliency")!)).toBeLessThan(1e-4);
    for (const [layer, { norms, shares }] of weights.entries()) {
      expect(relativeDifference(norms, all.get(`steps.l${layer}`)!)).toBeLessThan(1e-4);
      expect(relativeDifference(shares, all.get(`shares.l${layer}`)!)).toBeLessThan(1e-4);
    }
  });

  test("a clamped unit keeps its value to the bit, and all else follows", async () => {
    const counts = [...letters].map((letter, i) => ({ codePoint: letter.codePointAt(0)!, count: 9 - i }));
    const vocabulary = Vocabulary.fromCounts(counts, { size: null, minFrequency: 1, lowercase: false });
    const model = { cell, units: 5, layers: 2, embedding: 3 };
    const config = configOf({ task: "language-model", data: { train: "a.txt" }, model });
    const net = await InspectedNetwork.load({ config, vocabulary, tensors: parameters });
    const read = textReading(config, vocabulary, "a", "cold");
    const reading = {
      ...read,
      strips: [{ ...read.strips[0], symbols: [...inputs].map(String) }],
      input: { length: T, tokens: inputs },
    };
    const look = new NetworkLook(net, { ...reading, wanted: { kind: "ids", ids: targets } });
    const clamp = { do: "clamp", tensor: "l0.h", unit: 2, value: 0.25, from: 3, to: 5 } as const;
    const { look: changed, loss } = await changedLook(look, [clamp]);
    nets.push(net, changed.net);
    const h = (one: NetworkLook) => Array.from({ length: T }, (_, t) => one.tensor("l0.h")!.values[t * 5 + 2]);
    expect(h(changed).slice(3, 5)).toEqual([0.25, 0.25]);
    expect(h(changed).slice(0, 3)).toEqual(h(look).slice(0, 3));
    const logs = changed.tensor("probabilities")!.values.map(Math.log);
    expect(difference(logs, all.get("clamped")!)).toBeLessThan(1e-5);
    const nats = (t: number) => -all.get("clamped")![t * letters.length + targets[t]];
    expect(loss).toMatchObject({ from: 3, to: T });
    expect(loss.after).toBeCloseTo([3, 4, 5, 6, 7].reduce((sum, t) => sum + nats(t), 0) / 5, 5);
  });
});
