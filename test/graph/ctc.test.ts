// The CTC loss: the f64 reference against PyTorch per sequence, against the sum over all paths and against central differences; both builds
// against f64; what does not count changes no bit.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ctcSteps } from "../../src/base/ctc/ctcSteps.ts";
import { differentiate, Graph, ops, ShapeError, sizeOf } from "../../src/graph/index.ts";
import { buildModel, head } from "../../src/model/index.ts";
import { decodeSafetensors } from "../../src/tensors/index.ts";
import { centralDifferences, coreGraph, interpretGraph, type LossGraph } from "../support/graphs.ts";
import { type Draw, draws, seedLabel } from "../support/kernels.ts";
import { builds, coreNetwork, noClipping, SLOPES, worst } from "../support/networks.ts";

const BOUND = 1e-5;

interface Case {
  T: number;
  B: number;
  V: number;
  U: number;
  values: Map<string, Float32Array | Int32Array>;
}

function graphOf({ T, B, V, U }: Omit<Case, "values">): LossGraph {
  const graph = new Graph();
  const logits = graph.parameter("logits", [T, B, V]);
  const operands = {
    lengths: graph.input("lengths", [B]),
    targets: graph.input("targets", [U, B]),
    targetLengths: graph.input("targetLengths", [B]),
  };
  const { loss } = graph.apply(ops.ctc, { logits, ...operands }, {}, "loss");
  return { graph, loss, gradients: differentiate(graph, loss) };
}

/** Sequences with targets that fit: some empty, some with repeats. */
function randomCase(draw: Draw, { T, B, V, U }: Omit<Case, "values">, size = 3): Case {
  const lengths = Int32Array.from({ length: B }, () => 1 + draw.below(T));
  const targets = new Int32Array(U * B);
  const targetLengths = Int32Array.from({ length: B }, (_, b) => {
    const target: number[] = [];
    for (let u = draw.below(U + 1); u > 0; u--) {
      const label = target.length > 0 && draw.below(3) === 0 ? target[target.length - 1] : 1 + draw.below(V - 1);
      if (ctcSteps([...target, label]) <= lengths[b]) target.push(label);
    }
    target.forEach((label, u) => {
      targets[u * B + b] = label;
    });
    return target.length;
  });
  const logits = draw.floats(T * B * V).map((x) => size * x);
  return {
    T,
    B,
    V,
    U,
    values: new Map<string, Float32Array | Int32Array>(Object.entries({ logits, lengths, targets, targetLengths })),
  };
}

/** Only sequence b counts. */
function only(b: number, targetLengths: ArrayLike<number>): Int32Array {
  return Int32Array.from(targetLengths, (n, i) => (i === b ? n : -1));
}

describe("against PyTorch's CTCLoss", () => {
  const { tensors } = decodeSafetensors(readFileSync(new URL("../vectors/ctc.safetensors", import.meta.url)));
  const count = new Set([...tensors.keys()].map((name) => name.split(".")[0])).size;

  it.each(Array.from({ length: count }, (_, n) => n))("case %i: each sequence's loss and gradient", async (n) => {
    const of = (name: string) => tensors.get(`${n}.${name}`)!;
    const [T, B, V] = of("logits").shape;
    const U = of("targets").shape[0];
    const graph = graphOf({ T, B, V, U });
    const values = new Map(
      ["logits", "lengths", "targets", "targetLengths"].map((name) => [name, of(name).data as Float32Array]),
    );
    const losses = of("losses").data as Float64Array;
    const gradient = of("gradient").data as Float64Array;
    for (let b = 0; b < B; b++) {
      const alone = new Map<string, Float32Array | Int32Array>(values);
      alone.set("targetLengths", only(b, values.get("targetLengths")!));
      const truth = gradient.map((d, i) => (Math.floor(i / V) % B === b ? d : 0));
      const f64 = interpretGraph(graph, alone, 1);
      expect(Math.abs(f64.loss - losses[b]) / Math.max(1, losses[b])).toBeLessThan(1e-12);
      expect(worst(f64.gradients, new Map([["logits", truth]])).value).toBeLessThan(1e-9);
      for (const build of builds) {
        const core = await coreGraph(graph, alone, 1, build);
        expect(Math.abs(core.loss - losses[b]) / Math.max(1, losses[b])).toBeLessThan(1e-6);
        expect(worst(core.gradients, new Map([["logits", truth]])).value).toBeLessThan(BOUND);
      }
    }
  });
});

/** ln of the sum over all V^T paths that collapse to the target. */
function enumerated(logits: ArrayLike<number>, T: number, V: number, target: readonly number[]): number {
  const shares = Array.from({ length: T }, (_, t) => {
    const powers = Array.from({ length: V }, (_, v) => Math.exp(logits[t * V + v]));
    const sum = powers.reduce((a, b) => a + b, 0);
    return powers.map((power) => power / sum);
  });
  let total = 0;
  for (let path = 0; path < V ** T; path++) {
    const labels = Array.from({ length: T }, (_, t) => Math.floor(path / V ** t) % V);
    const collapsed = labels.filter((label, t) => label !== 0 && label !== labels[t - 1]);
    if (collapsed.join() !== target.join()) continue;
    total += labels.reduce((product, label, t) => product * shares[t][label], 1);
  }
  return Math.log(total);
}

it("is the sum over all paths that collapse to the target", async () => {
  for (const target of [[], [1], [2, 1], [1, 1], [2, 2, 1], [1, 2, 1, 2]]) {
    const [T, V] = [5, 3];
    const draw = draws(40 + target.length);
    const logits = draw.floats(T * V).map((x) => 3 * x);
    const U = Math.max(1, target.length);
    const values = new Map<string, Float32Array | Int32Array>([
      ["logits", logits],
      ["lengths", Int32Array.of(T)],
      ["targets", Int32Array.from({ length: U }, (_, u) => target[u] ?? 0)],
      ["targetLengths", Int32Array.of(target.length)],
    ]);
    const graph = graphOf({ T, B: 1, V, U });
    const truth = -enumerated(logits, T, V, target);
    expect(interpretGraph(graph, values, 1).loss, target.join()).toBeCloseTo(truth, 10);
    for (const build of builds) expect((await coreGraph(graph, values, 1, build)).loss).toBeCloseTo(truth, 5);
  }
});

it("in f64 against central differences", () => {
  for (let salt = 0; salt < 15; salt++) {
    const draw = draws(1200 + salt);
    const c = randomCase(draw, {
      T: 1 + draw.below(6),
      B: 1 + draw.below(3),
      V: 2 + draw.below(4),
      U: 1 + draw.below(3),
    });
    const graph = graphOf(c);
    const { gradients } = interpretGraph(graph, c.values, 0.3);
    const { value } = worst(gradients, centralDifferences(graph, c.values, 0.3), SLOPES);
    expect(value, `${seedLabel}, salt ${salt}`).toBeLessThan(BOUND);
  }
});

it.each(builds)("on the %s core against f64, with logits of any size", async (build) => {
  for (let salt = 0; salt < 25; salt++) {
    const draw = draws(1300 + salt);
    const sizes = { T: 1 + draw.below(40), B: 1 + draw.below(4), V: 2 + draw.below(20), U: 1 + draw.below(12) };
    const c = randomCase(draw, sizes, draw.of([1, 5, 60]));
    const graph = graphOf(c);
    const truth = interpretGraph(graph, c.values, 0.25);
    const core = await coreGraph(graph, c.values, 0.25, build);
    const label = `${seedLabel}, salt ${salt}`;
    expect(Math.abs(core.loss - truth.loss) / Math.max(1, truth.loss), label).toBeLessThan(2e-6);
    // y − γ keeps the rounding of shares near 1, and logits of 60 that of e^x.
    expect(worst(core.gradients, truth.gradients, 1e-4).value, label).toBeLessThan(5 * BOUND);
  }
});

it.each(builds)("garbage behind ends, and in what does not count, changes no bit on the %s core", async (build) => {
  for (let salt = 0; salt < 12; salt++) {
    const draw = draws(1400 + salt);
    const c = randomCase(draw, { T: 9, B: 4, V: 6, U: 5 });
    const { T, B, V, U, values } = c;
    values.get("targetLengths")![salt % B] = -1;
    const [lengths, targetLengths] = [values.get("lengths")!, values.get("targetLengths")!];
    const dirty = new Map([...values].map(([name, data]) => [name, data.slice()]));
    const isRead = (t: number, b: number) => targetLengths[b] >= 0 && t < lengths[b];
    for (let i = 0; i < T * B * V; i++) {
      const [t, b] = [Math.floor(i / V / B), Math.floor(i / V) % B];
      if (!isRead(t, b)) dirty.get("logits")![i] = draw.of([Number.NaN, Number.POSITIVE_INFINITY, -1e38, 7]);
    }
    for (let i = 0; i < U * B; i++) {
      if (Math.floor(i / B) >= targetLengths[i % B]) dirty.get("targets")![i] = draw.of([-1, V, 1 << 30, -(1 << 31)]);
    }
    const graph = graphOf(c);
    expect(interpretGraph(graph, dirty, 1)).toEqual(interpretGraph(graph, values, 1));
    const [a, b] = [await coreGraph(graph, values, 1, build), await coreGraph(graph, dirty, 1, build)];
    expect(b).toEqual(a);
    b.gradients.get("logits")!.forEach((d, i) => {
      if (!isRead(Math.floor(i / V / B), Math.floor(i / V) % B)) expect(d).toBe(0);
    });
  }
});

it.each(builds)("an input that is too short has no path on the %s core, and a NaN reaches the loss", async (build) => {
  const c = randomCase(draws(1500), { T: 3, B: 1, V: 4, U: 3 });
  c.values.set("lengths", Int32Array.of(3));
  c.values.set("targets", Int32Array.of(2, 2, 1));
  c.values.set("targetLengths", Int32Array.of(3));
  expect(ctcSteps([2, 2, 1])).toBe(4);
  expect((await coreGraph(graphOf(c), c.values, 1, build)).loss).toBe(Number.POSITIVE_INFINITY);
  c.values.set("targetLengths", Int32Array.of(1));
  c.values.get("logits")![5] = Number.NaN;
  const { loss, gradients } = await coreGraph(graphOf(c), c.values, 1, build);
  expect(loss).toBeNaN();
  expect(gradients.get("logits")![5]).toBeNaN();
});

it("refuses targets that do not fit, by name", () => {
  const graph = new Graph();
  const operands = {
    logits: graph.input("logits", [3, 2, 4], "f32"),
    lengths: graph.input("lengths", [2]),
    targets: graph.input("targets", [3, 1]),
    targetLengths: graph.input("targetLengths", [2]),
  };
  expect(() => graph.apply(ops.ctc, operands, {}, "loss")).toThrow(ShapeError);
  expect(() => graph.apply(ops.ctc, operands, {}, "loss")).toThrow("targets [3, 1]");
});

/** A network whose steps read vectors, with sequences whose targets have a length of their own. */
it.each(builds)("a network's loss and gradients in one to three shards on the %s core", async (build) => {
  const options = {
    cell: "lstm",
    units: 5,
    layers: 1,
    embedding: 0,
    dropout: 0,
    bias: true,
    bidirectional: true,
  } as const;
  const c = randomCase(draws(1600), { T: 8, B: 5, V: 6, U: 4 });
  const { lengths, targets, targetLengths } = Object.fromEntries(c.values);
  const dimensions = { steps: 8, targetSteps: 4, batch: 5, vocabulary: 1, features: 3, classes: 6, lengths: true };
  const how = { training: true, head: head("steps", "path") };
  const model = buildModel(options, dimensions, how);
  const draw = draws(1601);
  const vectors = draw.floats(8 * 5 * 3);
  const parameters = model.graph.parameters().map(({ name, shape }) => [name, draw.floats(sizeOf(shape))] as const);
  const named = new Map<string, ArrayLike<number>>([...parameters, ...c.values, ["vectors", vectors]]);
  for (const { name, shape } of model.states) named.set(name, new Float32Array(sizeOf(shape)));
  named.delete("logits");
  const truth = interpretGraph({ graph: model.graph, loss: model.loss!, gradients: model.gradients }, named, 0.2);
  for (const shards of [1, 2, 3]) {
    const { network, executable } = await coreNetwork(options, dimensions, { build, shards, how });
    for (const [name, values] of parameters) network.parameter(name).set(values);
    executable.write({ vectors, lengths, targets, targetLengths });
    executable.run({ seed: 1, step: 1, inverseTokens: 0.2 });
    expect(Math.abs(executable.loss / truth.loss - 1)).toBeLessThan(BOUND);
    network.gradientNorm(noClipping);
    const gradients = new Map(parameters.map(([name]) => [name, network.gradient(name)]));
    const { name, value } = worst(gradients, truth.gradients);
    expect(value, `${name}, ${shards} shards`).toBeLessThan(5 * BOUND);
  }
});
