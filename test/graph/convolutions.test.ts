// Markov models and convolutions against PyTorch's nn.Conv1d in f64 (test/vectors/convolutions.py), with sequences of different
// length: loss, every gradient by name, ten losses of Adam; the f64 interpreter and both builds.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Interpreter } from "../../src/graph/index.ts";
import { buildModel, type ModelOptions } from "../../src/model/index.ts";
import { decodeSafetensors } from "../../src/tensors/index.ts";
import { builds, coreNetwork, feed, minibatchOf, noClipping, worst } from "../support/networks.ts";
import { withPrefix } from "../support/vectors.ts";

interface Case extends Required<Pick<ModelOptions, "units" | "layers" | "embedding" | "activation" | "bias">> {
  kind: "markov" | "convolution";
  taps: number;
  vocabulary: number;
}

const file = new URL("../vectors/convolutions.safetensors", import.meta.url);
const { tensors, metadata } = decodeSafetensors(readFileSync(file), "convolutions.safetensors");
const cases = JSON.parse(metadata.cases) as Case[];
const learningRate = Number(metadata.learningRate);

function load(n: number) {
  const of = (prefix: string) => withPrefix(tensors, `${n}.${prefix}`);
  const all = of("");
  const { taps, vocabulary, ...rest } = cases[n];
  const options: ModelOptions = { cell: "lstm", ...rest, order: taps, kernel: taps, dropout: 0 };
  const lengths = Int32Array.from(all.get("lengths")!);
  const inputs = Int32Array.from(all.get("inputs")!);
  return {
    options,
    dimensions: { vocabulary, steps: inputs.length / lengths.length, batch: lengths.length, lengths: true },
    parameters: new Map([...all].filter(([name]) => /^(embedding|markov|convolution|output)\./.test(name))),
    ...{ inputs, lengths, targets: Int32Array.from(all.get("targets")!) },
    count: lengths.reduce((a, b) => a + b, 0),
    loss: all.get("loss")![0],
    gradients: of("gradient."),
    losses: all.get("adam.losses")!,
  };
}

const table = cases.map(({ kind, taps, layers, units }, n) => [`${kind} ${taps}, ${layers}×${units}`, n] as const);

describe("the f64 interpreter against nn.Conv1d", () => {
  it.each(table)("%s", (_, n) => {
    const vector = load(n);
    const model = buildModel(vector.options, vector.dimensions, { training: true });
    const interpreter = new Interpreter(model.graph);
    for (const [name, data] of vector.parameters) interpreter.set(name, data);
    feed(interpreter, model, vector);
    const rows = vector.dimensions.batch;
    interpreter.run({ inverseTokens: 1 / vector.count, seed: 1, step: 1, firstRow: 0, rows });
    expect(Math.abs(interpreter.value(model.loss!)[0] / vector.loss - 1)).toBeLessThan(1e-12);
    const gradients = new Map([...model.gradients!].map(([p, g]) => [p.name, interpreter.value(g)]));
    expect([...gradients.keys()].sort()).toEqual([...vector.gradients.keys()].sort());
    const { name, value } = worst(gradients, vector.gradients);
    expect(value, name).toBeLessThan(1e-10);
  });
});

describe.each(builds)("the %s core against nn.Conv1d", (build) => {
  it.each(table)("%s", async (_, n) => {
    const vector = load(n);
    for (const shards of [1, 3]) {
      const { network, executable } = await coreNetwork(vector.options, vector.dimensions, { build, shards });
      for (const [name, data] of vector.parameters) network.parameter(name).set(data);
      executable.write(minibatchOf(vector));
      for (const [i, expected] of vector.losses.entries()) {
        executable.run({ inverseTokens: 1 / vector.count, seed: 1, step: i + 1 });
        expect(Math.abs(executable.loss / expected - 1), `step ${i + 1}`).toBeLessThan(1e-5);
        network.gradientNorm(noClipping);
        if (i === 0) {
          const gradients = new Map([...vector.gradients.keys()].map((name) => [name, network.gradient(name)]));
          const { name, value } = worst(gradients, vector.gradients);
          expect(value, `${shards} shard(s): ${name}`).toBeLessThan(1e-5);
        }
        network.update(i + 1, { ...noClipping, learningRate });
      }
    }
  });
});
