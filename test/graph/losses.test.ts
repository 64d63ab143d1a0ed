// Every loss over rows with masks and weights: the f64 interpreter against central differences and PyTorch, both builds against
// the interpreter, and rows that do not count: garbage in them changes no bit.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { differentiate, Graph, ops, ShapeError, type Tensor } from "../../src/graph/index.ts";
import { decodeSafetensors } from "../../src/tensors/index.ts";
import { centralDifferences, coreGraph, interpretGraph, type LossGraph } from "../support/graphs.ts";
import { draws, ROUNDOFF, SIZES, seedLabel } from "../support/kernels.ts";
import { builds, SLOPES, worst } from "../support/networks.ts";

const BOUND = 1e-5;

type Kind = "softmax" | "sigmoid" | "squared" | "absolute" | "huber";
const KINDS: Kind[] = ["softmax", "sigmoid", "squared", "absolute", "huber"];

interface Case {
  kind: Kind;
  R: number;
  C: number;
  smoothing: number;
  delta: number;
  values: Map<string, ArrayLike<number>>;
}

/** x + 0 → loss: the gradient passes through another operation, so that the loss's own may overwrite its input. */
function graphOf({ kind, R, C, smoothing, delta, values }: Case): LossGraph {
  const graph = new Graph();
  const x = graph.parameter("x", [R, C]);
  const y = kind === "softmax" ? graph.input("y", [R]) : graph.input("y", [R, C], "f32");
  const given = (name: string, shape: number[]) => (values.has(name) ? graph.input(name, shape, "f32") : undefined);
  const mask = given("mask", [R]);
  const weight = given("weight", [C]);
  const zero = graph.input("zero", [R, C], "f32");
  const { out: moved } = graph.apply(ops.add, { x, y: zero }, {}, "moved");
  const numbers = { predictions: moved, targets: y, mask };
  if (kind === "softmax") {
    const operands = { logits: moved, targets: y, mask, weights: weight };
    const { loss, surprise } = graph.apply(ops.weightedCrossEntropy, operands, { smoothing }, "loss");
    return { graph, loss, gradients: differentiate(graph, loss), keep: [surprise] };
  }
  const apply = {
    sigmoid: () => {
      const operands = { logits: moved, targets: y, mask, positive: given("positive", [C]), weights: weight };
      return graph.apply(ops.sigmoidCrossEntropy, operands, {}, "loss");
    },
    squared: () => graph.apply(ops.squaredError, numbers, {}, "loss"),
    absolute: () => graph.apply(ops.absoluteError, numbers, {}, "loss"),
    huber: () => graph.apply(ops.huberError, numbers, { delta }, "loss"),
  };
  const { loss } = apply[kind]();
  return { graph, loss, gradients: differentiate(graph, loss), keep: [] };
}

const inverseOf = ({ R, values }: Case) =>
  1 / Math.max(1, values.has("mask") ? Array.from(values.get("mask")!).filter((m) => m !== 0).length : R);

/** Random shapes, weights or none, and rows that do not count. */
function randomCase(kind: Kind, salt: number, sizes: readonly number[] = SIZES): Case {
  const draw = draws(salt);
  const [R, C] = [1 + draw.below(9), Math.max(2, draw.of(sizes))];
  const positives = (count: number) => draw.floats(count).map((x) => 1 + 0.9 * x);
  const values = new Map<string, ArrayLike<number>>([
    ["x", draw.floats(R * C).map((x) => 3 * x)],
    ["zero", new Float32Array(R * C)],
  ]);
  if (kind === "softmax")
    values.set(
      "y",
      Int32Array.from({ length: R }, () => draw.below(C)),
    );
  else if (kind === "sigmoid")
    values.set(
      "y",
      Float32Array.from({ length: R * C }, () => draw.below(3) / 2),
    );
  else
    values.set(
      "y",
      draw.floats(R * C).map((x) => 3 * x),
    );
  if (draw.below(3) > 0)
    values.set(
      "mask",
      positives(R).map((m) => (draw.below(3) ? m : 0)),
    );
  if (draw.below(2) && (kind === "softmax" || kind === "sigmoid")) values.set("weight", positives(C));
  if (draw.below(2) && kind === "sigmoid") values.set("positive", positives(C));
  return { kind, R, C, smoothing: draw.of([0, 0.1, 0.5]), delta: draw.of([0.5, 1]), values };
}

const describeCase = (c: Case) =>
  `${seedLabel}: ${c.kind} R${c.R} C${c.C} ε${c.smoothing} with ${[...c.values.keys()].join(" ")}`;

describe.each(KINDS)("%s loss", (kind) => {
  it("in f64 against central differences", () => {
    for (let salt = 0; salt < 30; salt++) {
      const c = randomCase(kind, 200 + salt, [2, 3, 4, 5, 7]);
      const graph = graphOf(c);
      const { gradients } = interpretGraph(graph, c.values, inverseOf(c));
      const { value } = worst(gradients, centralDifferences(graph, c.values, inverseOf(c)), SLOPES);
      expect(value, describeCase(c)).toBeLessThan(BOUND);
    }
  });

  it.each(builds)("on the %s core against f64", async (build) => {
    for (let salt = 0; salt < 40; salt++) {
      const c = randomCase(kind, 300 + salt);
      const graph = graphOf(c);
      const truth = interpretGraph(graph, c.values, inverseOf(c));
      const result = await coreGraph(graph, c.values, inverseOf(c), build);
      // −ln p near p = 1 is a difference of numbers near the logits' size.
      expect(Math.abs(result.loss - truth.loss) / Math.max(Math.abs(truth.loss), 1), describeCase(c)).toBeLessThan(
        1e-6,
      );
      // p − y keeps the rounding of numbers near 1, however small it is, and is then weighted.
      const largest = Math.max(
        ...Array.from(c.values.get("weight") ?? [1]),
        ...Array.from(c.values.get("mask") ?? [1]),
        1,
      );
      const rounding = 4 * ROUNDOFF * Math.sqrt(c.R * c.C) * largest ** 2 * inverseOf(c);
      const size = Math.hypot(...truth.gradients.get("x")!);
      expect(worst(result.gradients, truth.gradients).value, describeCase(c)).toBeLessThan(
        BOUND + (kind === "softmax" || kind === "sigmoid" ? rounding / (size || 1) : 0),
      );
      truth.kept.forEach(([value], i) => {
        expect(Math.abs(result.kept[i][0] - value) / Math.max(value, 1), describeCase(c)).toBeLessThan(1e-6);
      });
    }
  });

  it.each(builds)(
    "garbage in rows that do not count changes no bit on the %s core, and nothing in f64",
    async (build) => {
      for (let salt = 0; salt < 25; salt++) {
        const c = randomCase(kind, 400 + salt);
        const draw = draws(500 + salt);
        const mask = Float32Array.from({ length: c.R }, () => draw.below(2));
        c.values.set("mask", mask);
        const dirty = new Map([...c.values].map(([name, data]) => [name, (data as Float32Array).slice()]));
        const garbage = () => draw.of([Number.NaN, Number.POSITIVE_INFINITY, -1e38, 7, 0]);
        mask.forEach((m, r) => {
          if (m !== 0) return;
          for (let i = r * c.C; i < (r + 1) * c.C; i++) dirty.get("x")![i] = garbage();
          if (kind === "softmax") dirty.get("y")![r] = draw.of([-1, c.C, 1 << 30, -(1 << 31)]);
          else for (let i = r * c.C; i < (r + 1) * c.C; i++) dirty.get("y")![i] = garbage();
        });
        const graph = graphOf(c);
        const inverse = inverseOf(c);
        expect(interpretGraph(graph, dirty, inverse), describeCase(c)).toEqual(
          interpretGraph(graph, c.values, inverse),
        );
        const [a, b] = [
          await coreGraph(graph, c.values, inverse, build),
          await coreGraph(graph, dirty, inverse, build),
        ];
        expect(b, describeCase(c)).toEqual(a);
        const gradient = b.gradients.get("x")!;
        gradient.forEach((d, i) => {
          if (mask[Math.floor(i / c.C)] === 0) expect(d).toBe(0);
        });
      }
    },
  );

  it.each(builds)("a NaN in a row that counts reaches the loss and its gradient on the %s core", async (build) => {
    const c = randomCase(kind, 600);
    c.values.delete("mask");
    (c.values.get("x") as Float32Array)[c.C - 1] = Number.NaN;
    const result = await coreGraph(graphOf(c), c.values, 1, build);
    expect(result.loss).toBeNaN();
    expect(result.gradients.get("x")![c.C - 1]).toBeNaN();
  });

  it("refuses weights that do not fit, by name", () => {
    const c = randomCase(kind, 700);
    const graph = new Graph();
    const x = graph.input("x", [c.R, c.C], "f32");
    const y: Tensor = kind === "softmax" ? graph.input("y", [c.R]) : graph.input("y", [c.R, c.C], "f32");
    const mask = graph.input("mask", [c.R + 1], "f32");
    const numbers = { predictions: x, targets: y, mask };
    const applications = {
      softmax: () => graph.apply(ops.weightedCrossEntropy, { logits: x, targets: y, mask }, {}, "loss"),
      sigmoid: () => graph.apply(ops.sigmoidCrossEntropy, { logits: x, targets: y, mask }, {}, "loss"),
      squared: () => graph.apply(ops.squaredError, numbers, {}, "loss"),
      absolute: () => graph.apply(ops.absoluteError, numbers, {}, "loss"),
      huber: () => graph.apply(ops.huberError, numbers, {}, "loss"),
    };
    const apply = applications[kind];
    expect(apply).toThrow(ShapeError);
    expect(apply).toThrow(`mask [${c.R + 1}]`);
  });
});

it("a negative target is ignored like a row of weight 0", () => {
  const c = randomCase("softmax", 800);
  const targets = Int32Array.from(c.values.get("y")!);
  targets[0] = -1;
  const masked = new Map(c.values).set(
    "mask",
    Float32Array.from({ length: c.R }, (_, r) => (r ? 1 : 0)),
  );
  const ignored = new Map(c.values).set("y", targets);
  ignored.delete("mask");
  const result = (values: Case["values"]) => interpretGraph(graphOf({ ...c, values }), values, 1);
  expect(result(ignored)).toEqual(result(masked));
});

it("with nothing special the weighted cross-entropy is the plain one", async () => {
  const c = randomCase("softmax", 900);
  c.values = new Map([...c.values].filter(([name]) => ["x", "y", "zero"].includes(name)));
  const graph = new Graph();
  const x = graph.parameter("x", [c.R, c.C]);
  const { loss } = graph.apply(ops.crossEntropy, { logits: x, targets: graph.input("y", [c.R]) }, {}, "loss");
  const plain: LossGraph = { graph, loss, gradients: differentiate(graph, loss) };
  const values = new Map([...c.values].filter(([name]) => name !== "zero"));
  for (const build of builds) {
    const a = await coreGraph(plain, values, 1, build);
    const b = await coreGraph(graphOf({ ...c, smoothing: 0 }), c.values, 1, build);
    expect(Math.abs(a.loss / b.loss - 1)).toBeLessThan(1e-6);
    expect(b.kept[0][0]).toBeCloseTo(a.loss, 5);
    expect(worst(b.gradients, a.gradients).value).toBeLessThan(1e-6);
  }
});

describe("against PyTorch in f64", () => {
  const file = new URL("../vectors/losses.safetensors", import.meta.url);
  const { tensors, metadata } = decodeSafetensors(readFileSync(file), "losses.safetensors");
  const cases = JSON.parse(metadata.cases) as Omit<Case, "values">[];
  it.each(cases.map((c, n) => [n, c.kind, c] as const))("case %d: %s", async (n, kind, header) => {
    const values = new Map<string, ArrayLike<number>>();
    for (const [name, { data }] of tensors) {
      const [number, key] = name.split(".");
      if (Number(number) === n) values.set(key, Array.from(data as ArrayLike<number>, Number));
    }
    values.set("zero", new Float64Array(header.R * header.C));
    const c: Case = { ...header, kind, values };
    const graph = graphOf(c);
    const expected = { loss: values.get("loss")![0], gradient: values.get("gradient")! };
    const inputs = new Map([...values].filter(([name]) => graph.graph.find(name) && name !== "loss"));
    const check = ({ loss, gradients, kept }: ReturnType<typeof interpretGraph>, bound: number) => {
      expect(Math.abs(loss / expected.loss - 1)).toBeLessThan(bound);
      expect(worst(gradients, new Map([["x", expected.gradient]])).value).toBeLessThan(bound);
      if (kept.length) expect(Math.abs(kept[0][0] / values.get("surprise")![0] - 1)).toBeLessThan(bound);
    };
    check(interpretGraph(graph, inputs, inverseOf(c)), 1e-10);
    for (const build of builds) check(await coreGraph(graph, inputs, inverseOf(c), build), BOUND);
  });
});
