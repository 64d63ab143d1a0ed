// The fused output layer: the f64 interpreter against central differences and against the operations that it stands for, both builds
// against the interpreter over sizes around every block, and rows that do not count.
import { describe, expect, it } from "vitest";
import * as core from "../../src/core/constants.ts";
import { differentiate, Graph, ops, ShapeError, type Tensor } from "../../src/graph/index.ts";
import { centralDifferences, coreGraph, interpretGraph, type LossGraph } from "../support/graphs.ts";
import { type Draw, draws, SIZES, seedLabel } from "../support/kernels.ts";
import { builds, SLOPES, worst } from "../support/networks.ts";

interface Case {
  R: number;
  V: number;
  H: number;
  smoothing: number;
  /** The output weights are those by which another part of the graph is computed too. */
  tied: boolean;
  values: Map<string, ArrayLike<number>>;
}

const describeCase = ({ R, V, H, smoothing, tied, values }: Case) =>
  `${seedLabel}: R${R} V${V} H${H} ε${smoothing}${tied ? " tied" : ""} with ${[...values.keys()].join(" ")}`;

/** h = x + (tied: rows of W by token), then the loss, fused or of two operations. */
function graphOf({ R, V, H, smoothing, tied, values }: Case, fused: boolean, trains = true): LossGraph {
  const graph = new Graph();
  const x = graph.parameter("x", [R, H]);
  const weight = graph.parameter("weight", [V, H]);
  const bias = values.has("bias") ? graph.parameter("bias", [V]) : undefined;
  const given = (name: string, count: number) => (values.has(name) ? graph.input(name, [count], "f32") : undefined);
  const targets = graph.input("targets", [R]);
  let hidden = x;
  if (tied) {
    const rows = graph.apply(ops.embedding, { table: weight, tokens: graph.input("tokens", [R]) }, {}, "rows").out;
    hidden = graph.apply(ops.add, { x, y: rows }, {}, "hidden").out;
  }
  const how = { smoothing };
  const counts = { targets, mask: given("mask", R), weights: given("weights", V) };
  let made: { loss: Tensor; surprise: Tensor };
  if (fused) made = graph.apply(ops.linearCrossEntropy, { hidden, weight, bias, ...counts }, how, "loss");
  else {
    const logits = graph.apply(ops.matmul, { a: hidden, b: weight, bias }, { transposeB: true }, "logits").out;
    made = graph.apply(ops.weightedCrossEntropy, { logits, ...counts }, how, "loss");
  }
  const { loss, surprise } = made;
  return { graph, loss, gradients: trains ? differentiate(graph, loss) : undefined, keep: [surprise] };
}

const inverseOf = ({ R, values }: Case) =>
  1 / Math.max(1, values.has("mask") ? Array.from(values.get("mask")!).filter((m) => m !== 0).length : R);

function randomCase(draw: Draw, [R, V, H]: readonly [number, number, number], plain = false): Case {
  const positives = (count: number) => draw.floats(count).map((x) => 1 + 0.9 * x);
  const ids = (count: number) => Int32Array.from({ length: count }, () => draw.below(V));
  const tied = draw.below(3) === 0;
  const spread = 3 / Math.sqrt(H);
  const values = new Map<string, ArrayLike<number>>([
    ["x", draw.floats(R * H).map((x) => 2 * x)],
    ["weight", draw.floats(V * H).map((x) => spread * x)],
    ["targets", ids(R)],
  ]);
  if (tied) values.set("tokens", ids(R));
  if (draw.below(4) > 0) values.set("bias", draw.floats(V));
  if (plain) return { R, V, H, smoothing: 0, tied, values };
  if (draw.below(3) > 0) {
    const mask = positives(R).map((m) => (draw.below(3) ? m : 0));
    values.set("mask", mask);
  }
  if (draw.below(3) === 0)
    values.set(
      "targets",
      ids(R).map((y) => (draw.below(3) ? y : -1)),
    );
  if (draw.below(2)) values.set("weights", positives(V));
  return { R, V, H, smoothing: draw.of([0, 0, 0.1, 0.5]), tied, values };
}

const { LINEAR_ROWS: ROWS, LINEAR_SYMBOLS: SYMBOLS, LINEAR_COLUMNS: COLUMNS, DEPTH_BLOCK } = core;
/** R, V and H around one, below and above every block. */
const SHAPES: readonly (readonly [number, number, number])[] = [
  [1, 2, 1],
  [7, SYMBOLS - 1, 9],
  [8, SYMBOLS, COLUMNS],
  [9, SYMBOLS + 1, COLUMNS + 1],
  [ROWS - 1, 40, 13],
  [ROWS, 2 * SYMBOLS + 5, 8],
  [ROWS + 1, 33, 2 * COLUMNS + 3],
  [2 * ROWS + 3, SYMBOLS + 7, 5],
  [5, 17, DEPTH_BLOCK + 9],
  // Many symbols.
  [90, 22_001, 2],
];

describe("the fused output layer", () => {
  it("in f64 against central differences, and against the operations that it stands for", () => {
    for (let salt = 0; salt < 30; salt++) {
      const draw = draws(600 + salt);
      const c = randomCase(draw, [1 + draw.below(4), 2 + draw.below(5), 1 + draw.below(4)]);
      const graph = graphOf(c, true);
      const { loss, gradients, kept } = interpretGraph(graph, c.values, inverseOf(c));
      const forward = graphOf(c, true, false);
      expect(interpretGraph(forward, c.values, inverseOf(c)), describeCase(c)).toMatchObject({ loss, kept });
      const differences = centralDifferences(forward, c.values, inverseOf(c));
      expect(worst(gradients, differences, SLOPES).value, describeCase(c)).toBeLessThan(1e-5);
      const apart = interpretGraph(graphOf(c, false), c.values, inverseOf(c));
      expect(loss, describeCase(c)).toBeCloseTo(apart.loss, 12);
      expect(kept[0][0], describeCase(c)).toBeCloseTo(apart.kept[0][0], 12);
      expect(worst(gradients, apart.gradients).value, describeCase(c)).toBeLessThan(1e-12);
    }
  });

  it.each(builds)("on the %s core against f64", async (build) => {
    for (let salt = 0; salt < 3 * SHAPES.length; salt++) {
      const draw = draws(700 + salt);
      const c = randomCase(draw, SHAPES[salt % SHAPES.length], salt < SHAPES.length);
      const truth = interpretGraph(graphOf(c, true), c.values, inverseOf(c));
      const result = await coreGraph(graphOf(c, true), c.values, inverseOf(c), build);
      const near = (a: number, b: number) => Math.abs(a - b) / Math.max(Math.abs(b), 1);
      expect(near(result.loss, truth.loss), describeCase(c)).toBeLessThan(2e-6);
      expect(near(result.kept[0][0], truth.kept[0][0]), describeCase(c)).toBeLessThan(2e-6);
      // ∂h is a difference of sums over the symbols, with a product apart as without.
      const bound = Math.max(1e-5, 2e-7 * Math.sqrt(c.V));
      expect(worst(result.gradients, truth.gradients).value, describeCase(c)).toBeLessThan(bound);
      const measured = await coreGraph(graphOf(c, true, false), c.values, inverseOf(c), build);
      expect(near(measured.loss, truth.loss), describeCase(c)).toBeLessThan(2e-6);
      expect(near(measured.kept[0][0], truth.kept[0][0]), describeCase(c)).toBeLessThan(2e-6);
    }
  });

  it.each(builds)("garbage in rows that do not count changes no bit on the %s core", async (build) => {
    for (let salt = 0; salt < 12; salt++) {
      const draw = draws(800 + salt);
      const c = randomCase(draw, [1 + draw.below(20), draw.of(SIZES) + 1, draw.of(SIZES)]);
      c.tied = false;
      c.values.delete("tokens");
      const mask = Float32Array.from({ length: c.R }, () => draw.below(2));
      c.values.set("mask", mask);
      const dirty = new Map([...c.values].map(([name, data]) => [name, (data as Float32Array).slice()]));
      mask.forEach((m, r) => {
        if (m !== 0) return;
        for (let k = 0; k < c.H; k++) dirty.get("x")![r * c.H + k] = draw.of([Number.NaN, Number.POSITIVE_INFINITY, 7]);
        dirty.get("targets")![r] = draw.of([-1, c.V, 1 << 30]);
      });
      const inverse = inverseOf(c);
      const clean = await coreGraph(graphOf(c, true), c.values, inverse, build);
      expect(await coreGraph(graphOf(c, true), dirty, inverse, build), describeCase(c)).toEqual(clean);
      expect(interpretGraph(graphOf(c, true), dirty, inverse), describeCase(c)).toEqual(
        interpretGraph(graphOf(c, true), c.values, inverse),
      );
    }
  });

  it.each(builds)("lets a weight that is no number reach the loss on the %s core", async (build) => {
    const c = randomCase(draws(900), [3, 5, 4], true);
    (c.values.get("weight") as Float32Array)[7] = Number.NaN;
    expect((await coreGraph(graphOf(c, true), c.values, 1, build)).loss).toBeNaN();
    expect((await coreGraph(graphOf(c, true, false), c.values, 1, build)).loss).toBeNaN();
  });

  it("names tensors that do not fit", () => {
    const graph = new Graph();
    const hidden = graph.parameter("hidden", [4, 3]);
    const weight = graph.parameter("weight", [5, 2]);
    const targets = graph.input("targets", [4]);
    const apply = () => graph.apply(ops.linearCrossEntropy, { hidden, weight, targets }, {}, "loss");
    expect(apply).toThrow(ShapeError);
    expect(apply).toThrow("hidden [4, 3] and weight [5, 2] do not fit");
  });
});
