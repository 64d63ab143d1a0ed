// Stacks of layers: both directions, sequences of different length, layers with settings of their own, normalisation, masks,
// learned initial states, tied and frozen parameters; the f64 interpreter against central differences, the fused forms against
// the definition, both builds against the interpreter in one to three shards; and padding that changes no bit.
import { describe, expect, it } from "vitest";
import { shardRows } from "../../src/engine/index.ts";
import { Interpreter, ops, type Tensor } from "../../src/graph/index.ts";
import { buildModel, type Dimensions, type Model, type ModelOptions } from "../../src/model/index.ts";
import { differencesOf } from "../support/differences.ts";
import { type Draw, draws, rounds, seedLabel } from "../support/kernels.ts";
import {
  builds,
  coreNetwork,
  feed,
  feedOf,
  minibatchOf,
  noClipping,
  nudged,
  worst,
  worstWithin,
  writeValues,
} from "../support/networks.ts";
import { generator, uniform } from "../support/random.ts";

const BOUND = 1e-5;
const V = 6;
const scalars = { seed: 12345, step: 7 };

type Options = Partial<ModelOptions> & Pick<ModelOptions, "cell">;

/** Every option alone, and what people combine. */
const stacks: Record<string, Options> = {
  "rnn both ways": { cell: "rnn", bidirectional: true, layers: 2 },
  "lstm both ways": { cell: "lstm", bidirectional: true, layers: 2 },
  "gru both ways": { cell: "gru", bidirectional: true, layers: 2 },
  "lstm one way": { cell: "lstm" },
  "gru one way, no bias": { cell: "gru", bias: false, layers: 2 },
  "layers of their own": {
    cell: "lstm",
    layers: [{ units: 3 }, { cell: "gru", bidirectional: true }, { cell: "rnn", bias: false }],
  },
  "rnn normalised": { cell: "rnn", layerNorm: true },
  "lstm normalised": { cell: "lstm", layerNorm: true, layers: 2 },
  "lstm normalised, no bias": { cell: "lstm", layerNorm: true, bias: false, bidirectional: true },
  "gru normalised": { cell: "gru", layerNorm: true },
  "original gru normalised": { cell: "gru", resetAfter: false, layerNorm: true },
  "peepholes normalised": { cell: "lstm", peepholes: true, layerNorm: true },
  "variational dropout": { cell: "lstm", variationalDropout: 0.3, layers: 2 },
  "variational dropout of input and output": {
    cell: "gru",
    variationalDropout: { input: 0.3, recurrent: 0, output: 0.5 },
  },
  "recurrent dropout": { cell: "lstm", recurrentDropout: 0.3 },
  "recurrent dropout of a gru": { cell: "gru", recurrentDropout: 0.3 },
  "zoneout of an lstm": { cell: "lstm", zoneout: { h: 0.1, c: 0.4 } },
  "zoneout of a gru": { cell: "gru", zoneout: 0.3 },
  "learned initial states": { cell: "lstm", initialState: "learned", layers: 2 },
  "learned initial states both ways": { cell: "gru", initialState: "learned", bidirectional: true },
  "learned initial states of an rnn": { cell: "rnn", initialState: "learned" },
  tied: { cell: "lstm", tied: true, embedding: 5, units: 5 },
  frozen: { cell: "lstm", freeze: ["embedding.*", "rnn.weight_ih_l0"], layers: 2 },
  "frozen recurrent weights": { cell: "gru", freeze: { "rnn.*_l0": null, "embedding.weight": null }, layers: 2 },
  "projection both ways": { cell: "lstm", projection: 2, bidirectional: true, layers: 2 },
  "clockwork both ways": { cell: "clockwork", periods: [1, 2], units: 4, bidirectional: true },
  "scrn both ways": { cell: "scrn", contextUnits: 3, bidirectional: true, layers: 2, bias: true },
  "clockwork normalised": { cell: "clockwork", periods: [1, 2], units: 4, layerNorm: true },
  "scrn normalised": { cell: "scrn", contextUnits: 3, layerNorm: true },
  "zoneout of a clockwork": { cell: "clockwork", periods: [1, 2], units: 4, zoneout: 0.3 },
  "masks of an scrn": { cell: "scrn", contextUnits: 3, zoneout: 0.3, variationalDropout: 0.3 },
  "masks of an rnn": { cell: "rnn", leak: 0.5, zoneout: 0.3, variationalDropout: 0.3 },
  "variational dropout of a clockwork": { cell: "clockwork", periods: [1, 2], units: 4, variationalDropout: 0.3 },
  "learned initial states of a clockwork": { cell: "clockwork", periods: [1, 2], units: 4, initialState: "learned" },
  "learned initial states of an scrn": { cell: "scrn", contextUnits: 3, initialState: "learned" },
  "masks of an original gru": {
    cell: "gru",
    resetAfter: false,
    recurrentDropout: 0.3,
    variationalDropout: 0.2,
    zoneout: 0.2,
  },
  "cloze of an rnn": { cell: "rnn", cloze: true },
  "cloze of two lstm layers": { cell: "lstm", cloze: true, layers: 2, dropout: 0.3 },
  "cloze of layers of their own": {
    cell: "gru",
    cloze: true,
    layers: [{ units: 3 }, { cell: "scrn", contextUnits: 2 }],
  },
  "cloze with learned initial states and masks": {
    ...{ cell: "lstm", cloze: true, initialState: "learned", projection: 2, layers: 2 },
    ...{ variationalDropout: 0.2, recurrentDropout: 0.2, zoneout: 0.2 },
  },
  "Markov model": { cell: "lstm", kind: "markov", order: 3 },
  "convolutions with dropout": { cell: "lstm", kind: "convolution", kernel: 3, layers: 2, units: 8, dropout: 0.3 },
  "convolutions of their own, tied": {
    ...{ cell: "lstm", kind: "convolution", kernel: 2, tied: true, embedding: 5 },
    layers: [
      { units: 3, activation: "relu" },
      { units: 5, bias: false },
    ],
  },
  "what people combine": { cell: "lstm", bidirectional: true, layers: 2, dropout: 0.3 },
  everything: {
    ...{ cell: "lstm", bidirectional: true, layers: 2, layerNorm: true, initialState: "learned", peepholes: true },
    ...{ variationalDropout: 0.2, recurrentDropout: 0.2, zoneout: 0.2 },
  },
};
const names = Object.keys(stacks);

function optionsOf(options: Options, draw: Draw, units: readonly number[]): ModelOptions {
  return { units: draw.of(units), layers: 1, embedding: draw.of([0, 4]), dropout: 0, bias: true, ...options };
}

interface Values {
  parameters: Map<string, Float64Array>;
  states: Map<string, Float64Array>;
  inputs?: Int32Array;
  vectors?: Float32Array;
  targets: Int32Array;
  lengths?: Int32Array;
  fresh: boolean;
}

const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** Values for a model of a whole minibatch; sequences have from 1 to T steps. `fresh`: the states were cleared. */
function valuesOf(model: Model, draw: Draw): Values {
  const random = generator(draw.below(2 ** 31));
  const floats = ({ shape }: { shape: readonly number[] }, bound = 0.5) => uniform(random, sizeOf(shape), bound);
  const [T, B] = feedOf(model, "targets")!.shape;
  const vectors = feedOf(model, "vectors");
  const fresh = draw.below(2) > 0;
  const tokens = (count: number) => Int32Array.from({ length: count }, () => draw.below(V));
  const isClock = (name: string) => name.endsWith(".t");
  return {
    parameters: new Map(model.graph.parameters().map((p) => [p.name, floats(p)])),
    states: new Map(
      model.states.map((s) => [s.name, fresh || isClock(s.name) ? new Float64Array(sizeOf(s.shape)) : floats(s)]),
    ),
    ...(vectors ? { vectors: Float32Array.from(floats(vectors)) } : { inputs: tokens(T * B) }),
    targets: tokens(T * B),
    lengths: feedOf(model, "lengths") && Int32Array.from({ length: B }, () => 1 + draw.below(T)),
    fresh,
  };
}

const countOf = ({ lengths, targets }: Values) => lengths?.reduce((a, b) => a + b, 0) ?? targets.length;

const scalarsOf = ({ rows }: Model, values: Values) => {
  return { ...scalars, inverseTokens: 1 / countOf(values), firstRow: 0, rows, fresh: values.fresh };
};

function interpreterOf(model: Model, values: Values, wanted?: Tensor): Interpreter {
  const interpreter = new Interpreter(model.graph, wanted);
  for (const [name, data] of [...values.parameters, ...values.states]) interpreter.set(name, data);
  feed(interpreter, model, values);
  return interpreter;
}

function interpret(model: Model, values: Values) {
  const interpreter = interpreterOf(model, values);
  interpreter.run(scalarsOf(model, values));
  const copy = (tensor: Tensor) => Float64Array.from(interpreter.value(tensor));
  return {
    loss: interpreter.value(model.loss!)[0],
    gradients: new Map([...(model.gradients ?? [])].map(([p, g]) => [p.name, copy(g)] as const)),
    states: new Map(model.graph.carried.map(({ state, value }) => [state.name, copy(value)] as const)),
  };
}

function differences(model: Model, values: Values): Map<string, Float64Array> {
  const loss = model.loss!;
  const trained = [...values.parameters.keys()].filter((name) => !model.graph.isFrozen(name));
  return differencesOf(interpreterOf(model, values, loss), trained, loss, scalarsOf(model, values));
}

async function onCore(
  options: ModelOptions,
  dimensions: Dimensions,
  values: Values,
  build: "simd" | "relaxed",
  shards: number,
) {
  const core = await coreNetwork(options, dimensions, { build, shards });
  const { network, executable, model } = core;
  writeValues(core, values as never);
  if (values.fresh) executable.clearStates();
  executable.write(minibatchOf(values));
  executable.run({ ...scalars, inverseTokens: 1 / countOf(values) });
  const { loss } = executable;
  network.gradientNorm(noClipping);
  executable.commit();
  const trained = [...network.layout.places.values()].filter((place) => place.trained);
  return {
    loss,
    gradients: new Map(trained.map(({ name }) => [name, Float64Array.from(network.gradient(name))] as const)),
    states: new Map(model.states.map((s, i) => [s.name, Float64Array.from(executable.readState(i))] as const)),
  };
}

/** Tokens, or vectors; with lengths, or without. */
function dimensionsOf(draw: Draw): Dimensions {
  const features = draw.below(3) === 0 ? 3 : undefined;
  return { vocabulary: V, steps: draw.of([1, 4, 5]), batch: draw.of([1, 3]), features, lengths: draw.below(3) > 0 };
}

const labelOf = (name: string, options: ModelOptions, { steps, batch, features, lengths }: Dimensions) => {
  const input = features ? "vectors" : options.embedding ? "embedded" : "one-hot";
  return `${name}: ${options.units} units, ${input}, T${steps} B${batch}${lengths ? ", lengths" : ""}`;
};

describe(`the f64 interpreter against central differences, ${seedLabel}`, () => {
  it.each(names)("%s", (name) => {
    const draw = draws(900 + names.indexOf(name));
    const isLarge = name === "everything";
    for (let i = 0; i < (isLarge ? 1 : rounds); i++) {
      const options = optionsOf(stacks[name], draw, isLarge ? [3] : [3, 4]);
      const dimensions = dimensionsOf(draw);
      if (options.tied || options.freeze) dimensions.features = undefined;
      if (options.freeze) options.embedding = 4;
      const model = buildModel(options, dimensions, { training: true });
      const values = valuesOf(model, draw);
      const { gradients } = interpret(model, values);
      const truth = differences(model, values);
      expect([...gradients.keys()].sort()).toEqual([...truth.keys()].sort());
      const found = worst(gradients, truth);
      expect(found.value, `${labelOf(name, options, dimensions)}: ${found.name}`).toBeLessThan(BOUND);
    }
  });
});

describe(`the fused forms equal the definition, in f64, ${seedLabel}`, () => {
  it.each(names)("%s", (name) => {
    const draw = draws(1000 + names.indexOf(name));
    for (let i = 0; i < 2; i++) {
      const options = optionsOf(stacks[name], draw, [3, 4, 9]);
      const dimensions = { ...dimensionsOf(draw), ...((options.tied || options.freeze) && { features: undefined }) };
      if (options.freeze) options.embedding = 4;
      const fused = buildModel(options, dimensions, { training: true });
      const unrolled = buildModel(options, dimensions, { training: true, unrolled: true });
      const values = valuesOf(fused, draw);
      const [a, b] = [fused, unrolled].map((model) => interpret(model, values));
      const label = labelOf(name, options, dimensions);
      expect(Math.abs(a.loss - b.loss), label).toBeLessThan(1e-12);
      expect(worst(a.gradients, b.gradients).value, label).toBeLessThan(1e-10);
      expect(worst(a.states, b.states).value, label).toBeLessThan(1e-11);
    }
  });
});

describe.each(builds)(`the %s core against the interpreter, in one to three shards, ${seedLabel}`, (build) => {
  it.each(names)("%s", async (name) => {
    const draw = draws(1100 + names.indexOf(name));
    for (const batch of [1, 5]) {
      // The gradient through a norm is what is left beside 1 and x̂: of three units one number, and almost none of its digits.
      const isNormalised = JSON.stringify(stacks[name]).includes("layerNorm");
      const options = optionsOf(stacks[name], draw, isNormalised ? [8, 13, 17] : [3, 4, 8, 13, 17]);
      const dimensions: Dimensions = { ...dimensionsOf(draw), batch };
      if (options.tied || options.freeze) dimensions.features = undefined;
      if (options.freeze) options.embedding = 4;
      const model = buildModel(options, dimensions, { training: true });
      const values = valuesOf(model, draw);
      const truth = interpret(model, values);
      const random = generator(1);
      const moved = [1, 2].map(() => {
        const parameters = new Map([...values.parameters].map(([key, data]) => [key, nudged(data, random)]));
        return interpret(model, { ...values, parameters });
      });
      for (const shards of shardRows(batch, 3).map((_, i) => i + 1)) {
        const result = await onCore(options, dimensions, values, build, shards);
        const where = `${labelOf(name, options, dimensions)}, ${shards} shard(s)`;
        expect(Math.abs(result.loss / truth.loss - 1), where).toBeLessThan(BOUND);
        const near = (pick: "gradients" | "states") => {
          const others = moved.map((other) => other[pick]);
          const found = worstWithin(result[pick], truth[pick], others, BOUND);
          expect(found.value, `${where}: ${found.name}`).toBeLessThan(1);
        };
        near("gradients");
        near("states");
      }
    }
  });
});

describe.each(builds)(`padding on the %s core, ${seedLabel}`, (build) => {
  it.each(names)("%s: garbage changes no bit of loss, gradients and states", async (name) => {
    const draw = draws(1200 + names.indexOf(name));
    for (const features of [undefined, 3]) {
      const options = { ...optionsOf(stacks[name], draw, [3, 8]), dropout: 0 };
      if (features && (options.tied || options.freeze)) continue;
      if (options.freeze) options.embedding = 4;
      const dimensions: Dimensions = { vocabulary: V, steps: 6, batch: 4, features, lengths: true };
      const model = buildModel(options, dimensions, { training: true });
      const values = { ...valuesOf(model, draw), lengths: Int32Array.of(6, 1, 3, 5) };
      const B = 4;
      const isPadding = (row: number) => Math.floor(row / B) >= values.lengths[row % B];
      const garbage = {
        ...values,
        inputs: values.inputs?.map((x, i) => (isPadding(i) ? [2 ** 30, -5, V][i % 3] : x)),
        vectors: values.vectors?.map((x, i) =>
          isPadding(Math.floor(i / features!)) ? [Number.NaN, 1e38, -Infinity][i % 3] : x,
        ),
        targets: values.targets.map((x, i) => (isPadding(i) ? [2 ** 30, -1, V][i % 3] : x)),
      };
      const [clean, dirty] = [
        await onCore(options, dimensions, values, build, 2),
        await onCore(options, dimensions, garbage, build, 2),
      ];
      expect(Number.isFinite(clean.loss)).toBe(true);
      expect(dirty).toEqual(clean);
    }
  });
});

describe.each(builds)("a cloze model on the %s core", (build) => {
  it("sees the tokens before and after a position, and never its own: its logits keep every bit", async () => {
    const draw = draws(1400);
    for (const options of [stacks["cloze of two lstm layers"], stacks["cloze of layers of their own"]]) {
      const dimensions: Dimensions = { vocabulary: V, steps: 6, batch: 3 };
      const model = { ...optionsOf(options, draw, [8]), dropout: 0 };
      const core = await coreNetwork(model, dimensions, { build, how: { evaluation: true } });
      const values = valuesOf(core.model, draw);
      writeValues(core, values as never);
      const tokens = values.inputs as Int32Array;
      const logits = () => {
        core.executable.write({ inputs: tokens, targets: values.targets });
        core.executable.run({ ...scalars, inverseTokens: 1 });
        return core.executable.values(core.model.logits!).slice();
      };
      const before = logits();
      for (let t = 0; t < 6; t++) {
        tokens[t * 3] = (tokens[t * 3] + 1) % V;
        const after = logits();
        for (let s = 0; s < 6; s++) {
          const at = (s * 3 + 0) * V;
          const same = before.subarray(at, at + V).every((x, i) => Object.is(x, after[at + i]));
          expect(same, `token ${t} changed, logits at ${s}`).toBe(s === t);
          expect(after.subarray(at + V, at + 3 * V)).toEqual(before.subarray(at + V, at + 3 * V));
        }
        tokens[t * 3] = (tokens[t * 3] + V - 1) % V;
      }
    }
  });
});

describe("sequences of different length", () => {
  it.each(["rnn", "lstm", "gru"] as const)("%s: each row is what it is alone, without padding", (cell) => {
    const draw = draws(1300);
    const options: ModelOptions = {
      cell,
      units: 4,
      layers: 2,
      bidirectional: true,
      embedding: 3,
      dropout: 0,
      bias: true,
    };
    const dimensions: Dimensions = { vocabulary: V, steps: 5, batch: 3, lengths: true };
    const model = buildModel(options, dimensions, { training: true });
    const values = { ...valuesOf(model, draw), lengths: Int32Array.of(5, 2, 4), fresh: false };
    const together = interpret(model, values);
    let loss = 0;
    values.lengths.forEach((steps, b) => {
      const alone = buildModel(options, { vocabulary: V, steps, batch: 1 }, { training: true });
      const row = (data: Int32Array) => Int32Array.from({ length: steps }, (_, t) => data[t * 3 + b]);
      const states = new Map([...values.states].map(([name, data]) => [name, data.slice(4 * b, 4 * b + 4)] as const));
      const result = interpret(alone, {
        ...values,
        states,
        inputs: row(values.inputs as Int32Array),
        targets: row(values.targets),
        lengths: undefined,
      });
      loss += result.loss * (steps / 11);
      for (const [name, state] of result.states) {
        expect([...together.states.get(name)!.slice(4 * b, 4 * b + 4)], name).toEqual([...state]);
      }
    });
    expect(together.loss).toBeCloseTo(loss, 12);
  });
});

describe("what a network is called and made of", () => {
  const namesOf = (options: Options) =>
    buildModel(optionsOf(options, draws(1), [4]), { vocabulary: V, steps: 1, batch: 1 })
      .graph.parameters()
      .map(({ name }) => name);

  it("parameters that one module of PyTorch could hold have its names, others those of a list of modules", () => {
    expect(namesOf({ cell: "gru", layers: 2, bidirectional: true, embedding: 0, bias: false })).toEqual([
      ...["rnn.weight_ih_l0", "rnn.weight_hh_l0", "rnn.weight_ih_l0_reverse", "rnn.weight_hh_l0_reverse"],
      ...["rnn.weight_ih_l1", "rnn.weight_hh_l1", "rnn.weight_ih_l1_reverse", "rnn.weight_hh_l1_reverse"],
      ...["output.weight", "output.bias"],
    ]);
    expect(
      namesOf({ cell: "rnn", embedding: 0, bias: false, layers: [{ units: 3 }, { bidirectional: true }] }),
    ).toEqual([
      ...["rnn.0.weight_ih_l0", "rnn.0.weight_hh_l0"],
      ...["rnn.1.weight_ih_l0", "rnn.1.weight_hh_l0", "rnn.1.weight_ih_l0_reverse", "rnn.1.weight_hh_l0_reverse"],
      ...["output.weight", "output.bias"],
    ]);
    expect(namesOf({ cell: "rnn", embedding: 0, layers: [{ zoneout: 0.1 }, {}] })[0]).toBe("rnn.weight_ih_l0");
  });

  it("two stacks that are kept apart are two modules", () => {
    expect(namesOf({ cell: "rnn", cloze: true, embedding: 0, bias: false, layers: 2 })).toEqual([
      ...["forward.weight_ih_l0", "forward.weight_hh_l0", "forward.weight_ih_l1", "forward.weight_hh_l1"],
      ...["backward.weight_ih_l0", "backward.weight_hh_l0", "backward.weight_ih_l1", "backward.weight_hh_l1"],
      ...["output.weight", "output.bias"],
    ]);
  });

  it("masks of layers, directions and purposes are all different", () => {
    const model = buildModel(
      { ...optionsOf(stacks.everything, draws(2), [4]), embedding: 3 },
      { vocabulary: V, steps: 2, batch: 2 },
      { training: true },
    );
    const masks = model.graph.nodesOf(ops.dropout).filter(({ outputs }) => !outputs.out.name.startsWith("∂"));
    const drawn = masks.filter(({ attributes }) => !attributes.accumulate && !attributes.dropped);
    const keys = new Set(drawn.map(({ attributes }) => attributes.layer));
    // Inputs of two layers, one output; recurrent, candidate, and zoneout of h and c for each of four directions.
    expect(keys.size).toBe(2 + 1 + 4 * 4);
  });

  it("what is random stays out of evaluation, and zoneout becomes its expectation", () => {
    const options = optionsOf(stacks.everything, draws(3), [4]);
    const dimensions = { vocabulary: V, steps: 3, batch: 2 };
    const [evaluated, dry] = [{ evaluation: true }, { training: true, dry: true }].map((how) =>
      buildModel(options, dimensions, how),
    );
    const used = (model: Model) => model.graph.nodesOf(ops.dropout).length > 0;
    expect([used(evaluated), used(dry)]).toEqual([false, false]);
    const values = valuesOf(evaluated, draws(4));
    expect(interpret(dry, values).loss).toBeCloseTo(interpret(evaluated, values).loss, 14);
  });

  it("frozen parameters get no gradient, and an unknown name is told", () => {
    const dimensions = { vocabulary: V, steps: 2, batch: 2 };
    const options = { ...optionsOf({ cell: "lstm" }, draws(5), [4]), embedding: 3 };
    const build = (freeze: ModelOptions["freeze"]) =>
      buildModel({ ...options, freeze }, dimensions, { training: true });
    const gradients = (freeze: ModelOptions["freeze"]) => [...build(freeze).gradients!.keys()].map(({ name }) => name);
    expect(gradients(["rnn.*", "output.bias"])).toEqual(expect.arrayContaining(["embedding.weight", "output.weight"]));
    expect(gradients(["rnn.*", "output.bias"])).toHaveLength(2);
    const steps = (freeze: ModelOptions["freeze"]) =>
      build(freeze).graph.nodes.filter(({ op }) => op.name === "lstmBackward").length;
    expect([steps([]), steps(["rnn.*", "embedding.*"])]).toEqual([1, 0]);
    expect(() => build(["rnn.weight"])).toThrow(
      'model.freeze names "rnn.weight", and this network has no such parameter',
    );
    expect(() => build(["*"])).toThrow("model.freeze leaves no parameter to train");
  });
});
