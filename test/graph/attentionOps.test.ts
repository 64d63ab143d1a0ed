// The operations of attention: the f64 interpreter against central differences, both builds against the interpreter at widths around
// those of the core's registers, weights that are exactly 0 behind the end of a source, and sums over steps that are joined.
import { describe, expect, it } from "vitest";
import { Engine } from "../../src/engine/index.ts";
import { differentiate, Graph, Interpreter, ops, ShapeError, sizeOf, type Tensor } from "../../src/graph/index.ts";
import { WrittenRanges } from "../../src/graph/writtenRanges.ts";
import { stepOf } from "../../src/model/cell.ts";
import { centralDifferences, coreGraph, interpretGraph, type LossGraph } from "../support/graphs.ts";
import { draws, SIZES, seedLabel } from "../support/kernels.ts";
import { builds, SLOPES, SUMS, worst } from "../support/networks.ts";

const BOUND = 1e-5;
const relaxed = builds.includes("relaxed") ? await Engine.create({ build: "relaxed" }) : undefined;

interface Case {
  label: string;
  graph: LossGraph;
  values: Map<string, ArrayLike<number>>;
}

interface Operands {
  graph: Graph;
  queries: Tensor;
  keys: Tensor;
  values: Tensor;
  energy: Tensor;
  lengths: Tensor;
}

/** What a query (U,B,·), or one step of it, sees: scores, weights and context twice, so that every gradient accumulates. */
function caseOf(salt: number, scores: (operands: Operands) => Tensor): Case {
  const draw = draws(salt);
  const [U, B, T] = [draw.of([1, 2, 5]), 1 + draw.below(4), draw.of(SIZES.filter((n) => n < 20))];
  const [A, M] = [draw.of(SIZES), draw.of(SIZES)];
  const isStep = U === 1 && draw.below(2) > 0;
  const graph = new Graph();
  const shapes = { queries: isStep ? [B, A] : [U, B, A], keys: [T, B, A], values: [T, B, M], energy: [1, A] };
  const values = new Map<string, ArrayLike<number>>();
  const made = Object.entries(shapes).map(([name, shape]) => {
    values.set(name, draw.floats(sizeOf(shape)));
    return [name, graph.parameter(name, shape)];
  });
  const lengths = graph.input("lengths", [B]);
  values.set(
    "lengths",
    Int32Array.from({ length: B }, () => 1 + draw.below(T)),
  );
  const operands = { graph, lengths, ...Object.fromEntries(made) } as Operands;
  const look = () => {
    const { out: weights } = graph.apply(ops.maskedSoftmax, { scores: scores(operands), lengths }, {}, "weights");
    return { weights, ...graph.apply(ops.weightedSum, { weights, values: operands.values, lengths }, {}, "context") };
  };
  const [first, second] = [look(), look()];
  const { out: sum } = graph.apply(ops.add, { x: first.out, y: second.out }, { scale: 0.5 }, "sum");
  const count = sizeOf(sum.shape);
  values.set("w", draw.floats(count));
  const [flat, w] = [graph.reshape(sum, [1, count]), graph.input("w", [1, count], "f32")];
  const loss = graph.reshape(graph.apply(ops.matmul, { a: flat, b: w }, { transposeB: true }, "loss").out, [1]);
  const label = `U${isStep ? " one step" : U} B${B} T${T} A${A} M${M}`;
  return { label, graph: { graph, loss, gradients: differentiate(graph, loss), keep: [first.weights] }, values };
}

const additive = ({ graph, queries, keys, energy, lengths }: Operands, powers?: Tensor) =>
  graph.apply(ops.additiveScores, { queries, keys, powers, energy, lengths }, {}, "scores").out;

const powersOf = ({ graph, keys, lengths }: Operands) =>
  graph.apply(ops.keyPowers, { keys, lengths }, {}, "powers").out;

const makers: Record<string, (operands: Operands) => Tensor> = {
  "scores by products": ({ graph, queries, keys, lengths }) =>
    graph.apply(ops.dotScores, { queries, keys, lengths }, {}, "scores").out,
  "additive scores": (operands) => additive(operands),
  "additive scores of powers": (operands) => additive(operands, powersOf(operands)),
};

describe.each(Object.entries(makers))("%s", (name, scores) => {
  const cases = Array.from({ length: 24 }, (_, i) => caseOf(800 + i, scores));

  // The interpreter needs no powers.
  it.skipIf(name.endsWith("powers"))("in f64: gradients are central differences", () => {
    for (const { label, graph, values } of cases.filter((_, i) => i % 4 === 0)) {
      const { gradients } = interpretGraph(graph, values, 1);
      const slopes = centralDifferences(graph, values, 1);
      const { name, value } = worst(gradients, new Map([...slopes].filter(([key]) => gradients.has(key))), SLOPES);
      expect(value, `${seedLabel}: ${label}: ${name}`).toBeLessThan(BOUND);
    }
  });

  it.each(builds)("on the %s core as in f64, with weights of 0 behind the end of a source", async (build) => {
    for (const { label, graph, values } of cases) {
      const truth = interpretGraph(graph, values, 1);
      const { gradients, kept } = await coreGraph(graph, values, 1, build);
      const found = new Map([...gradients].filter(([key]) => truth.gradients.has(key)));
      const { name, value } = worst(found, truth.gradients, SUMS);
      expect(value, `${seedLabel}: ${label}: ${name}`).toBeLessThan(BOUND);
      expect(worst(new Map([["", kept[0]]]), new Map([["", truth.kept[0]]])).value, label).toBeLessThan(BOUND);
      const lengths = values.get("lengths")!;
      const T = graph.keep![0].shape.at(-1)!;
      kept[0].forEach((weight, i) => {
        if (i % T >= lengths[Math.floor(i / T) % lengths.length]) expect(weight).toBe(0);
      });
    }
  });

  it.runIf(relaxed?.bits === 256)("registers of 256 bits change no bit", async () => {
    for (const { label, graph, values } of cases) {
      const wide = await coreGraph(graph, values, 1, "relaxed", 256);
      const narrow = await coreGraph(graph, values, 1, "relaxed", 128);
      expect(wide, label).toEqual(narrow);
    }
  });
});

it.each(builds)("scores of numbers without powers, row by row, on the %s core as in f64", async (build) => {
  const [U, B, T, A] = [2, 4, 3, 17];
  const graph = new Graph();
  const operands = {
    queries: graph.parameter("queries", [U, B, A]),
    keys: graph.parameter("keys", [T, B, A]),
    energy: graph.parameter("energy", [1, A]),
    lengths: graph.input("lengths", [B]),
  };
  const out = additive({ graph, ...operands } as Operands, powersOf({ graph, ...operands } as Operands));
  const [flat, w] = [graph.reshape(out, [1, U * B * T]), graph.input("w", [1, U * B * T], "f32")];
  const loss = graph.reshape(graph.apply(ops.matmul, { a: flat, b: w }, { transposeB: true }, "loss").out, [1]);
  const draw = draws(850);
  const values = new Map<string, ArrayLike<number>>([
    ["queries", draw.floats(U * B * A)],
    ["keys", draw.floats(T * B * A)],
    ["energy", draw.floats(A)],
    ["w", draw.floats(U * B * T)],
    ["lengths", [3, 3, 2, 3]],
  ]);
  const set = (name: string, place: number, number: number) => {
    (values.get(name) as Float32Array)[place] = number;
  };
  // The first row has powers of all. Of the second a key has none, of the third a query of the second step, and a key that is not read; both
  // of the fourth are as large as may be.
  set("keys", (1 * B + 1) * A + 2, -60);
  set("queries", (0 * B + 1) * A + 2, 59.5);
  set("keys", (2 * B + 2) * A + 3, 1e4);
  set("queries", (1 * B + 2) * A + 3, 90);
  set("keys", (0 * B + 2) * A + 3, -89);
  set("keys", (0 * B + 3) * A + 1, 21);
  set("queries", (1 * B + 3) * A + 1, -21);
  set("queries", (0 * B + 3) * A + 1, 21);
  const whole = { graph, loss, gradients: differentiate(graph, loss), keep: [out] };
  const truth = interpretGraph(whole, values, 1);
  const { gradients, kept } = await coreGraph(whole, values, 1, build);
  expect(worst(new Map([["", kept[0]]]), new Map([["", truth.kept[0]]]), SUMS).value).toBeLessThan(BOUND);
  const { name, value } = worst(gradients, truth.gradients, SUMS);
  expect(value, name).toBeLessThan(BOUND);
});

describe("the softmax over a source", () => {
  it("is that of NumPy, for scores of any size, and lets what is not a number through", async () => {
    const graph = new Graph();
    const scores = graph.input("scores", [1, 3, 5], "f32");
    const lengths = graph.input("lengths", [3]);
    const { out } = graph.apply(ops.maskedSoftmax, { scores, lengths }, {}, "weights");
    const loss = graph.reshape(graph.slice(graph.reshape(out, [15]), 0, 1), [1]);
    const rows = [...[1, 2, 3, 4, 5], ...[1000, 999, 7, 7, 7], ...[Number.NaN, 0, 0, 0, 0]];
    const values = new Map<string, ArrayLike<number>>([
      ["scores", rows],
      ["lengths", [3, 2, 5]],
    ]);
    for (const build of builds) {
      const { kept } = await coreGraph({ graph, loss, keep: [out] }, values, 1, build);
      const expected = [0.09003057, 0.24472848, 0.66524094, 0, 0, 0.73105858, 0.26894143, 0, 0, 0];
      expected.forEach((weight, i) => {
        expect(kept[0][i]).toBeCloseTo(weight, 6);
      });
      expect([...kept[0].slice(10)].every(Number.isNaN)).toBe(true);
    }
  });

  it("needs keys, weights and lengths that fit", () => {
    const graph = new Graph();
    const parameter = (name: string, ...shape: number[]) => graph.parameter(name, shape);
    const lengths = graph.input("lengths", [3]);
    const [queries, keys] = [parameter("q", 2, 3, 4), parameter("k", 5, 3, 6)];
    expect(() => graph.apply(ops.dotScores, { queries, keys, lengths }, {}, "s")).toThrow(
      "dotScores: q [2, 3, 4] and k [5, 3, 6] do not fit: keys of 4 numbers are needed",
    );
    const weights = parameter("w", 2, 3, 4);
    expect(() => graph.apply(ops.weightedSum, { weights, values: keys, lengths }, {}, "c")).toThrow(ShapeError);
  });
});

describe("gradients of parts", () => {
  it("know what has been written", () => {
    const ranges = new WrittenRanges();
    for (const [from, to] of [
      [4, 6],
      [8, 10],
      [6, 7],
    ]) {
      ranges.add({ from, to });
    }
    const gaps = (from: number, to: number) => ranges.gaps({ from, to }).map((gap) => [gap.from, gap.to]);
    expect(gaps(0, 12)).toEqual([
      [0, 4],
      [7, 8],
      [10, 12],
    ]);
    expect(gaps(4, 7)).toEqual([]);
    expect(gaps(9, 9)).toEqual([]);
    ranges.add({ from: 0, to: 20 });
    expect(gaps(0, 20)).toEqual([]);
  });

  it("of a weight that every step uses are one product over the steps that lie behind each other", () => {
    const graph = new Graph();
    const [T, B, F] = [5, 2, 3];
    const w = graph.parameter("w", [F, F]);
    const states = graph.tensor("states", [T, B, F], "f32", "activation");
    const products = graph.tensor("products", [T, B, F], "f32", "activation");
    let before = graph.parameter("start", [B, F]);
    for (let t = 0; t < T; t++) {
      const product = stepOf(graph, products, t);
      graph.applyTo(ops.matmul, { a: before, b: w }, { out: product }, { transposeB: true });
      graph.applyTo(
        ops.copy,
        { x: graph.apply(ops.tanh, { x: product }, {}, "h").out },
        { out: stepOf(graph, states, t) },
        {},
      );
      before = stepOf(graph, states, t);
    }
    const flat = graph.reshape(states, [1, T * B * F]);
    const { out } = graph.apply(ops.matmul, { a: flat, b: flat }, { transposeB: true }, "loss");
    const loss = graph.reshape(out, [1]);
    const gradients = differentiate(graph, loss);
    const sums = graph.nodesOf(ops.matmul).filter(({ attributes, outputs }) => {
      return attributes.transposeA && outputs.out === gradients.get(w);
    });
    expect(sums.map(({ inputs }) => inputs.a.shape)).toEqual([
      [T - 1, B, F],
      [B, F],
    ]);
    const draw = draws(31);
    const values = new Map<string, ArrayLike<number>>([
      ["w", draw.floats(F * F)],
      ["start", draw.floats(B * F)],
    ]);
    const found = interpretGraph({ graph, loss, gradients }, values, 1).gradients;
    const { name, value } = worst(found, centralDifferences({ graph, loss, gradients }, values, 1), SLOPES);
    expect(value, name).toBeLessThan(BOUND);
    expect(new Interpreter(graph).value(gradients.get(w)!).length).toBe(F * F);
  });
});
