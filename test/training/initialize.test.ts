// What parameters are at first: each initialiser by its definition, and what may say something else after it.
import { describe, expect, it } from "vitest";
import { type Config, parseConfig } from "../../src/config/index.ts";
import type { Encoding } from "../../src/data/index.ts";
import { Engine } from "../../src/engine/index.ts";
import { layOutParameters } from "../../src/graph/index.ts";
import { buildModel } from "../../src/model/index.ts";
import { formModel, sequenceForm } from "../../src/networks/index.ts";
import { initialize } from "../../src/networks/initialize.ts";
import { modelOptions } from "../../src/networks/settings.ts";
import { networkOn } from "../support/networks.ts";

const V = 7;

function configOf(model: object, training: object = {}): Config {
  const text = { task: "language-model", data: { train: "a" }, model: { units: 12, embedding: 5, ...model }, training };
  const { config, problems } = parseConfig(JSON.stringify(text));
  if (!config) throw new Error(problems.map(({ message }) => message).join("\n"));
  return config;
}

async function startOf(model: object, training?: object): Promise<Map<string, Float32Array>> {
  const config = configOf(model, training);
  const made = buildModel(modelOptions(config), { steps: 1, batch: 1, vocabulary: V });
  const network = networkOn(await Engine.create(), {
    layout: layOutParameters(made.graph),
    optimizer: { name: "sgd" },
  });
  initialize(network, made, config);
  return new Map([...network.layout.places.keys()].map((name) => [name, Float32Array.from(network.parameter(name))]));
}

/** The largest size, and the standard deviation, of numbers around zero. */
const largest = (values: Float32Array) => Math.max(...values.map(Math.abs));
const deviation = (values: Float32Array) => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);
const isZero = (values: Float32Array) => values.every((x) => x === 0);

/** W·Wᵀ of a block, row by row. */
function products(block: Float32Array, columns: number): number[][] {
  const rows = Array.from({ length: block.length / columns }, (_, r) => block.subarray(r * columns, (r + 1) * columns));
  return rows.map((a) => rows.map((b) => a.reduce((sum, x, i) => sum + x * b[i], 0)));
}

describe("the first values of parameters", () => {
  it("default: PyTorch's, by the units of each layer", async () => {
    const start = await startOf({ layers: [{ units: 100 }, { cell: "gru", units: 25 }] });
    for (const name of ["weight_ih", "weight_hh", "bias_ih", "bias_hh"]) {
      for (const [layer, bound] of [0.1, 0.2].entries()) {
        const values = start.get(`rnn.${layer}.${name}_l0`)!;
        expect(largest(values)).toBeLessThanOrEqual(bound);
        expect(largest(values)).toBeGreaterThan(0.9 * bound);
      }
    }
    expect(largest(start.get("output.weight")!)).toBeLessThanOrEqual(0.2);
    expect(deviation(start.get("embedding.weight")!)).toBeGreaterThan(0.6);
    const half = await startOf({ units: 25, initializer: { name: "default", scale: 0.5 } });
    expect(largest(half.get("rnn.weight_hh_l0")!)).toBeLessThanOrEqual(0.1);
  });

  it("uniform: everything; normal: weights; constant: everything", async () => {
    const uniform = await startOf({ units: 40, initializer: "uniform" });
    for (const [name, values] of uniform) expect(largest(values), name).toBeLessThanOrEqual(0.1);
    expect(largest(uniform.get("rnn.bias_hh_l0")!)).toBeGreaterThan(0.08);
    const normal = await startOf({ units: 40, initializer: { name: "normal", scale: 0.02 } });
    expect(deviation(normal.get("rnn.weight_hh_l0")!)).toBeCloseTo(0.02, 3);
    expect(isZero(normal.get("rnn.bias_hh_l0")!)).toBe(true);
    const constant = await startOf({ initializer: { name: "constant", scale: 0.25 } });
    expect([...constant.values()].every((values) => values.every((x) => x === 0.25))).toBe(true);
  });

  it("glorot: by inputs and outputs of each gate; biases 0", async () => {
    const start = await startOf({ units: 40, initializer: "glorot" });
    const near = (name: string, bound: number) => {
      expect(largest(start.get(name)!), name).toBeLessThanOrEqual(bound);
      expect(largest(start.get(name)!), name).toBeGreaterThan(0.95 * bound);
    };
    near("rnn.weight_hh_l0", Math.sqrt(6 / 80));
    near("rnn.weight_ih_l0", Math.sqrt(6 / 45));
    near("output.weight", Math.sqrt(6 / 47));
    expect(isZero(start.get("output.bias")!)).toBe(true);
    expect(isZero(start.get("rnn.bias_ih_l0")!)).toBe(true);
  });

  it.each([
    ["gru", 3, {}],
    ["lstm", 4, {}],
    ["lstm", 4, { projection: 5 }],
  ])("orthogonal: each gate of a %s (%i of them, %j)", async (cell, gates, more: { projection?: number }) => {
    const start = await startOf({ cell, ...more, initializer: { name: "orthogonal", scale: 2 } });
    const columns = more.projection ?? 12;
    const weight = start.get("rnn.weight_hh_l0")!;
    expect(weight.length).toBe(gates * 12 * columns);
    for (let g = 0; g < gates; g++) {
      const block = weight.subarray(g * 12 * columns, (g + 1) * 12 * columns);
      // Of a block with more rows than columns the columns are orthogonal.
      const tall = Float32Array.from(block, (_, i) => block[(i % 12) * columns + Math.floor(i / 12)]);
      const identity = products(columns < 12 ? tall : block, 12);
      for (const [i, row] of identity.entries()) {
        for (const [j, x] of row.entries()) expect(x).toBeCloseTo(i === j ? 4 : 0, 5);
      }
    }
    expect(new Set(weight).size).toBeGreaterThan(weight.length / 2);
  });

  it("identity: W_hh = scale·I gate by gate, the rest small", async () => {
    const start = await startOf({ cell: "lstm", initializer: { name: "identity", scale: 0.5 } });
    const weight = start.get("rnn.weight_hh_l0")!;
    expect(weight.every((x, i) => x === (Math.floor(i / 12) % 12 === i % 12 ? 0.5 : 0))).toBe(true);
    expect(deviation(start.get("rnn.weight_ih_l0")!)).toBeLessThan(0.002);
    expect(isZero(start.get("rnn.bias_hh_l0")!)).toBe(true);
  });

  it("what cells and layers say comes after: forget bias, gains, initial states, tied embeddings, frozen numbers", async () => {
    const start = await startOf(
      {
        ...{ units: 5, initializer: "glorot", forgetBias: 1, layerNorm: true, tied: true },
        freeze: { "rnn.bias_*": null, "rnn.bias_hh_l0": 0.75 },
      },
      { initialState: "learned" },
    );
    expect(start.get("rnn.norm_weight_hh_l0")!.every((x) => x === 1)).toBe(true);
    expect(isZero(start.get("rnn.norm_bias_c_l0")!)).toBe(true);
    expect(isZero(start.get("initial.l0.h")!)).toBe(true);
    expect([...start.get("rnn.bias_ih_l0")!].map((x) => Math.round(x))).toEqual([
      0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ]);
    expect(start.get("rnn.bias_hh_l0")!.every((x) => x === 0.75)).toBe(true);
    expect(largest(start.get("embedding.weight")!)).toBeLessThanOrEqual(0.1);
    expect(start.has("output.weight")).toBe(false);
  });

  it("of an encoder and a decoder: PyTorch's of each module, and what cells, layers and frozen names say", async () => {
    const side = (size: number) => ({
      inputs: [],
      cutting: "cut",
      features: [],
      labels: [],
      numbers: [],
      vocabulary: { size },
    });
    const startOfPairs = async (model: object, training: object = {}) => {
      const data = { train: "a", input: "x", target: "y" };
      const { config, problems } = parseConfig(
        JSON.stringify({ task: "sequence-to-sequence", data, model: { units: 16, embedding: 50, ...model }, training }),
      );
      if (!config) throw new Error(problems.map(({ message }) => message).join("\n"));
      const encoding = { source: side(90), target: side(80) } as unknown as Encoding;
      const made = formModel(sequenceForm(config, encoding).form, { steps: 1, batch: 1 });
      const layout = layOutParameters(made.graph);
      const network = networkOn(await Engine.create(), { layout, optimizer: { name: "sgd" } });
      initialize(network, made, config);
      return new Map([...layout.places.keys()].map((name) => [name, Float32Array.from(network.parameter(name))]));
    };
    const start = await startOfPairs({ attention: "additive", bidirectional: true, decoder: { units: 64 } });
    const near = (name: string, inputs: number, size: number) => {
      const [values, bound] = [start.get(name)!, 1 / Math.sqrt(inputs)];
      expect(values.length, name).toBe(size);
      expect(largest(values), name).toBeLessThanOrEqual(bound);
      expect(largest(values), name).toBeGreaterThan(0.8 * bound);
    };
    near("encoder.weight_ih_l0_reverse", 16, 4 * 16 * 50);
    near("decoder.weight_ih_l0", 64, 4 * 64 * (50 + 32));
    near("bridge.c_l0.weight", 32, 64 * 32);
    near("bridge.h_l0.bias", 32, 64);
    near("attention.query.weight", 64, 64 * 64);
    near("attention.key.weight", 32, 64 * 32);
    near("attention.energy.weight", 64, 64);
    near("attention.output.weight", 96, 64 * 96);
    near("output.weight", 64, 80 * 64);
    for (const name of ["embedding.weight", "decoder.embedding.weight"]) {
      expect(deviation(start.get(name)!), name).toBeCloseTo(1, 1);
    }
    const changed = await startOfPairs(
      {
        ...{ cell: "lstm", bridge: "zero", attention: "dot", forgetBias: 1, tied: true },
        ...{ decoder: { embedding: 16 } },
        ...{ freeze: { "decoder.bias_*": null, "attention.output.weight": 0.5 } },
      },
      { initialState: "learned" },
    );
    expect(changed.has("output.weight")).toBe(false);
    expect(largest(changed.get("decoder.embedding.weight")!)).toBeLessThanOrEqual(0.1);
    expect(largest(changed.get("embedding.weight")!)).toBeGreaterThan(1);
    for (const module of ["encoder", "decoder"]) {
      expect(
        changed
          .get(`${module}.bias_ih_l0`)!
          .slice(16, 32)
          .every((x) => x === 1),
      ).toBe(true);
      for (const state of ["h", "c"]) expect(isZero(changed.get(`initial.${module}.l0.${state}`)!)).toBe(true);
    }
    expect(changed.get("attention.output.weight")!.every((x) => x === 0.5)).toBe(true);
  });

  it("a layer more changes nothing of the others, another seed everything", async () => {
    const [one, two] = [await startOf({ layers: 1 }), await startOf({ layers: 2 })];
    for (const [name, values] of one) expect(two.get(name), name).toEqual(values);
    const other = await startOf({ layers: 1 }, { seed: 2 });
    for (const [name, values] of one) expect(other.get(name), name).not.toEqual(values);
  });
});

describe("a learned initial state", () => {
  it("starts each epoch, and windows within an epoch go on from where the last one ended", async () => {
    const config = configOf({ cell: "rnn", units: 3 }, { initialState: "learned" });
    const engine = await Engine.create();
    const model = buildModel(modelOptions(config), { steps: 2, batch: 2, vocabulary: V }, { training: true });
    const { compile } = await import("../../src/networks/compile.ts");
    const network = networkOn(engine, { layout: layOutParameters(model.graph), optimizer: { name: "sgd" } });
    initialize(network, model, config);
    network.parameter("initial.l0.h").set([0.5, -0.25, 0.125]);
    const { executable } = compile(
      { network: network.plan, form: { options: modelOptions(config), vocabulary: V } },
      { steps: 2, batch: 2 },
      { training: true },
    );
    const scalars = { inverseTokens: 0.25, seed: 1, step: 1 };
    const step = () => {
      executable.write({ inputs: Int32Array.of(1, 2, 3, 4), targets: Int32Array.of(2, 3, 4, 5) });
      executable.run(scalars);
      network.gradientNorm({ learningRate: 0, clipNorm: 0, clipValue: 0 } as never);
      const moved = network.gradient("initial.l0.h").some((x) => x !== 0);
      return { loss: executable.loss, moved };
    };
    const first = step();
    expect(first.moved).toBe(true);
    // A step that was not taken leaves the sequence at its beginning.
    expect(step()).toEqual(first);
    executable.commit();
    const second = step();
    expect(second.moved).toBe(false);
    expect(second.loss).not.toBe(first.loss);
    // What was carried counts, not the parameter.
    network.parameter("initial.l0.h").fill(0.9);
    expect(step()).toEqual(second);
    executable.clearStates();
    network.parameter("initial.l0.h").set([0.5, -0.25, 0.125]);
    expect(step()).toEqual(first);
    // States that come from a checkpoint are in the middle of a sequence.
    executable.writeState(0, new Float32Array(6).fill(0.3));
    expect(step().moved).toBe(false);
  });
});
