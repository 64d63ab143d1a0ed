// Bidirectional stacks over sequences of different length against PyTorch's packed sequences in f64 (test/vectors/packed.py): loss,
// gradients by name, also of learned initial states, final states, and ten steps of Adam.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Interpreter } from "../../src/graph/index.ts";
import { buildModel, type CellName, type ModelOptions } from "../../src/model/index.ts";
import { decodeSafetensors } from "../../src/tensors/index.ts";
import { builds, coreNetwork, feed, minibatchOf, noClipping, worst } from "../support/networks.ts";
import { withPrefix } from "../support/vectors.ts";

interface Case {
  cell: CellName;
  layers: number;
  units: number;
  vocabulary: number;
  embedding: number;
  learned: boolean;
}

const file = new URL("../vectors/packed.safetensors", import.meta.url);
const { tensors, metadata } = decodeSafetensors(readFileSync(file), "packed.safetensors");
const cases = JSON.parse(metadata.cases) as Case[];
const learningRate = Number(metadata.learningRate);

function load(n: number) {
  const all = [...withPrefix(tensors, `${n}.`)];
  const find = (name: string) => all.find(([other]) => other === name)![1];
  const named = (prefix: string, as = "") =>
    new Map(all.flatMap(([name, data]) => (name.startsWith(prefix) ? [[as + name.slice(prefix.length), data]] : [])));
  const parameters = new Map(all.filter(([name]) => /^(embedding|rnn|output|initial)\./.test(name)));
  const { cell, layers, units, embedding, vocabulary, learned } = cases[n];
  const options: ModelOptions = { cell, layers, units, embedding, dropout: 0, bias: true, bidirectional: true };
  if (learned) options.initialState = "learned";
  const inputs = Int32Array.from(find("inputs"));
  const lengths = Int32Array.from(find("lengths"));
  const dimensions = { vocabulary, steps: inputs.length / lengths.length, batch: lengths.length, lengths: true };
  return {
    ...{ options, dimensions, parameters, inputs, lengths, targets: Int32Array.from(find("targets")) },
    count: lengths.reduce((a, b) => a + b, 0),
    states: named("state.", "state."),
    loss: find("loss")[0],
    gradients: named("gradient."),
    finals: named("final.", "state."),
    losses: [...find("adam.losses")],
  };
}

const table = cases.map(
  (c, n) => [`${c.cell} ${c.layers}×${c.units}${c.learned ? ", learned initial states" : ""}`, n] as const,
);

describe("the f64 interpreter against packed sequences", () => {
  it.each(table)("%s", (_, n) => {
    const vector = load(n);
    const model = buildModel(vector.options, vector.dimensions, { training: true });
    const interpreter = new Interpreter(model.graph);
    for (const [name, data] of [...vector.parameters, ...vector.states]) interpreter.set(name, data);
    feed(interpreter, model, vector);
    const rows = vector.dimensions.batch;
    interpreter.run({ inverseTokens: 1 / vector.count, seed: 1, step: 1, firstRow: 0, rows, fresh: true });
    expect(Math.abs(interpreter.value(model.loss!)[0] / vector.loss - 1)).toBeLessThan(1e-12);
    const gradients = new Map([...model.gradients!].map(([p, g]) => [p.name, interpreter.value(g)]));
    expect([...gradients.keys()].sort()).toEqual([...vector.gradients.keys()].sort());
    const { name, value } = worst(gradients, vector.gradients);
    expect(value, name).toBeLessThan(1e-10);
    const finals = new Map(model.graph.carried.map(({ state, value: last }) => [state.name, interpreter.value(last)]));
    expect([...finals.keys()].sort()).toEqual([...vector.finals.keys()].sort());
    expect(worst(finals, vector.finals).value).toBeLessThan(1e-10);
  });
});

describe.each(builds)("the %s core against packed sequences", (build) => {
  it.each(table)("%s", async (_, n) => {
    const vector = load(n);
    for (const shards of [1, 3]) {
      const { network, executable, model } = await coreNetwork(vector.options, vector.dimensions, { build, shards });
      for (const [name, data] of vector.parameters) network.parameter(name).set(data);
      executable.write(minibatchOf(vector));
      const losses = [];
      for (let step = 1; step <= 10; step++) {
        executable.clearStates();
        model.states.forEach((state, i) => {
          const given = vector.states.get(state.name);
          if (given) executable.writeState(i, Float32Array.from(given));
        });
        executable.run({ inverseTokens: 1 / vector.count, seed: 1, step });
        losses.push(executable.loss);
        network.gradientNorm(noClipping);
        if (step === 1) {
          const gradients = new Map([...vector.gradients.keys()].map((name) => [name, network.gradient(name)]));
          const { name, value } = worst(gradients, vector.gradients);
          expect(value, `${shards} shard(s): ${name}`).toBeLessThan(1e-5);
          executable.commit();
          const finals = new Map(model.states.map((state, i) => [state.name, executable.readState(i)]));
          expect(worst(finals, vector.finals).value).toBeLessThan(1e-5);
        }
        network.update(step, { ...noClipping, learningRate });
      }
      losses.forEach((loss, i) => {
        expect(Math.abs(loss / vector.losses[i] - 1), `step ${i + 1}`).toBeLessThan(1e-5);
      });
    }
  });
});
