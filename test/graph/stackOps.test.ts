// The operations of stacks of layers: the f64 interpreter against central differences, both builds against the interpreter, and
// padding that is never read.
import { describe, expect, it } from "vitest";
import { differentiate, Graph, ops, ShapeError, type Tensor } from "../../src/graph/index.ts";
import { centralDifferences, coreGraph, interpretGraph, type LossGraph } from "../support/graphs.ts";
import { draws, SIZES, seedLabel } from "../support/kernels.ts";
import { builds, SLOPES, worst } from "../support/networks.ts";

const BOUND = 1e-5;

interface Case {
  label: string;
  graph: LossGraph;
  values: Map<string, ArrayLike<number>>;
}

/** Σ w⊙y for fixed random weights w, so that each element of y has a gradient of its own. */
function weighed(graph: Graph, y: Tensor, values: Case["values"], draw: ReturnType<typeof draws>): LossGraph {
  const count = y.shape.reduce((a, b) => a * b, 1);
  values.set("w", draw.floats(count));
  const w = graph.input("w", [1, count], "f32");
  const flat = graph.reshape(y, [1, count]);
  const { out: loss } = graph.apply(ops.matmul, { a: flat, b: w }, { transposeB: true }, "loss");
  const sum = graph.reshape(loss, [1]);
  return { graph, loss: sum, gradients: differentiate(graph, sum), keep: [y] };
}

/** A sequence (T,B,F) that depends on a parameter twice, so that gradients accumulate, and lengths from 1 to T. */
function shapes(draw: ReturnType<typeof draws>) {
  const [T, B, F] = [1 + draw.below(5), 1 + draw.below(6), draw.of(SIZES)];
  return { T, B, F, lengths: Int32Array.from({ length: B }, () => 1 + draw.below(T)) };
}

type Maker = (salt: number) => Case;
const makers: Record<string, Maker> = {
  "rows that run on, or have ended": (salt) => {
    const draw = draws(salt);
    const { T, B, F, lengths } = shapes(draw);
    const ended = draw.below(2) > 0;
    const graph = new Graph();
    const x = graph.parameter("x", [T, B, F]);
    const l = graph.input("lengths", [B]);
    const { out: kept } = graph.apply(ops.keepRows, { x, lengths: l }, { ended }, "kept");
    const { out: both } = graph.apply(ops.add, { x, y: kept }, {}, "both");
    const values = new Map<string, ArrayLike<number>>([
      ["x", draw.floats(T * B * F)],
      ["lengths", lengths],
    ]);
    return { label: `T${T} B${B} F${F}`, graph: weighed(graph, both, values, draw), values };
  },
  "a step of rows that run on": (salt) => {
    const draw = draws(salt);
    const { T, B, F, lengths } = shapes(draw);
    const graph = new Graph();
    const [x, y] = ["x", "y"].map((name) => graph.parameter(name, [B, F]));
    const l = graph.input("lengths", [B]);
    const t = draw.below(T);
    const { out: selected } = graph.apply(ops.selectRows, { fresh: x, before: y, lengths: l }, { t }, "selected");
    const { out: both } = graph.apply(ops.add, { x: selected, y }, {}, "both");
    const values = new Map<string, ArrayLike<number>>([
      ["x", draw.floats(B * F)],
      ["y", draw.floats(B * F)],
      ["lengths", lengths],
    ]);
    return { label: `t${t} B${B} F${F}`, graph: weighed(graph, both, values, draw), values };
  },
  "tokens that run on": (salt) => {
    const draw = draws(salt);
    const { T, B, F, lengths } = shapes(draw);
    const V = 5;
    const graph = new Graph();
    const table = graph.parameter("table", [V, F]);
    const tokens = graph.input("tokens", [T, B]);
    const l = graph.input("lengths", [B]);
    const { out: rows } = graph.apply(ops.embedding, { table, tokens, lengths: l }, {}, "rows");
    const values = new Map<string, ArrayLike<number>>([
      ["table", draw.floats(V * F)],
      // Behind the end stands what no table has.
      [
        "tokens",
        Int32Array.from({ length: T * B }, (_, i) => (Math.floor(i / B) < lengths[i % B] ? draw.below(V) : -7)),
      ],
      ["lengths", lengths],
    ]);
    return { label: `T${T} B${B} F${F}`, graph: weighed(graph, rows, values, draw), values };
  },
  "layer normalisation": (salt) => {
    const draw = draws(salt);
    const { T, B, F } = shapes(draw);
    const bias = draw.below(2) > 0;
    const graph = new Graph();
    const x = graph.parameter("x", [T, B, F]);
    const gain = graph.parameter("gain", [F]);
    const shift = bias ? graph.parameter("bias", [F]) : undefined;
    const { y } = graph.apply(ops.layerNorm, { x, gain, bias: shift }, {}, "y");
    // The same gain twice, and x beside its normal form: every gradient accumulates.
    const { y: z } = graph.apply(ops.layerNorm, { x: y, gain, bias: shift }, {}, "z");
    const { out: both } = graph.apply(ops.add, { x, y: z }, {}, "both");
    const values = new Map<string, ArrayLike<number>>([
      ["x", draw.floats(T * B * F).map((v) => 3 * v)],
      ["gain", draw.floats(F).map((v) => 1 + v / 2)],
      ["bias", draw.floats(F)],
    ]);
    if (!bias) values.delete("bias");
    return { label: `R${T * B} N${F}${bias ? ", bias" : ""}`, graph: weighed(graph, both, values, draw), values };
  },
  "dropout of single steps, with one mask, of what is dropped": (salt) => {
    const draw = draws(salt);
    const { B, F } = shapes(draw);
    const graph = new Graph();
    const x = graph.parameter("x", [B, F]);
    const how = { p: 0.4, layer: 3, t: draw.below(9), fixed: draw.below(2) > 0 };
    const { out: kept } = graph.apply(ops.dropout, { x }, { ...how, unscaled: true }, "kept");
    const { out: dropped } = graph.apply(ops.dropout, { x }, { ...how, dropped: true }, "dropped");
    const { out: both } = graph.apply(ops.add, { x: kept, y: dropped }, { scale: 0.5 }, "both");
    const values = new Map<string, ArrayLike<number>>([["x", draw.floats(B * F)]]);
    return { label: `B${B} F${F} ${JSON.stringify(how)}`, graph: weighed(graph, both, values, draw), values };
  },
};

describe.each(Object.entries(makers))("%s", (_, make) => {
  const cases = Array.from({ length: 12 }, (_, i) => make(500 + i));

  it("in f64: gradients are central differences", () => {
    for (const { label, graph, values } of cases) {
      const { gradients } = interpretGraph(graph, values, 1);
      const { name, value } = worst(gradients, centralDifferences(graph, values, 1), SLOPES);
      expect(value, `${seedLabel}: ${label}: ${name}`).toBeLessThan(BOUND);
    }
  });

  it.each(builds)("on the %s core as in f64", async (build) => {
    for (const { label, graph, values } of cases) {
      const truth = interpretGraph(graph, values, 1);
      const result = await coreGraph(graph, values, 1, build);
      const { name, value } = worst(result.gradients, truth.gradients);
      expect(value, `${seedLabel}: ${label}: ${name}`).toBeLessThan(BOUND);
      expect(worst(new Map([["", result.kept[0]]]), new Map([["", truth.kept[0]]])).value, label).toBeLessThan(BOUND);
    }
  });
});

describe("rows that have ended", () => {
  it("are not read: whatever stands there is not in what is kept", () => {
    const { graph, values } = makers["rows that run on, or have ended"](700);
    const [keep] = graph.graph.nodesOf(ops.keepRows).filter(({ attributes }) => !attributes.accumulate);
    const [, B, F] = keep.inputs.x.shape;
    const lengths = values.get("lengths")!;
    const skipped = (i: number) => {
      const row = Math.floor(i / F);
      return Math.floor(row / B) >= lengths[row % B] !== keep.attributes.ended;
    };
    const garbage = Float64Array.from(values.get("x")!, (value, i) => (skipped(i) ? Number.NaN : value));
    const reads = (x: ArrayLike<number>) =>
      interpretGraph({ ...graph, keep: [keep.outputs.out] }, new Map(values).set("x", x), 1).kept[0];
    expect(reads(garbage)).toEqual(reads(values.get("x")!));
  });

  it("are told by 0 where the others have 1", () => {
    const graph = new Graph();
    const { out: mask } = graph.apply(ops.running, { lengths: graph.input("lengths", [3]) }, { steps: 4 }, "mask");
    const loss = graph.reshape(graph.slice(mask, 0, 1), [3]);
    const values = new Map([["lengths", [4, 1, 2]]]);
    const { kept } = interpretGraph({ graph, loss, keep: [mask] }, values, 1);
    expect([...kept[0]]).toEqual([...[1, 1, 1], ...[1, 0, 1], ...[1, 0, 0], ...[1, 0, 0]]);
  });

  it("need lengths that fit", () => {
    const graph = new Graph();
    const x = graph.parameter("x", [4, 3, 2]);
    const refusal = (lengths: Tensor) => () => graph.apply(ops.keepRows, { x, lengths }, {}, "y");
    expect(refusal(graph.input("lengths", [4]))).toThrow(ShapeError);
    expect(refusal(graph.input("floats", [3], "f32"))).toThrow(
      "keepRows: x [4, 3, 2] and floats [3] do not fit: 3 whole lengths are needed",
    );
    expect(refusal(graph.input("good", [3]))).not.toThrow();
  });
});

describe("layer normalisation", () => {
  it("refuses a gain of another width", () => {
    const graph = new Graph();
    const operands = { x: graph.parameter("x", [4, 3]), gain: graph.parameter("gain", [4]) };
    expect(() => graph.apply(ops.layerNorm, operands, {}, "y")).toThrow(
      "layerNorm: x [4, 3] and gain [4] do not fit: 3 numbers are needed",
    );
  });

  it("of a row of equal numbers is the bias", () => {
    const graph = new Graph();
    const [x, gain, bias] = [graph.parameter("x", [1, 3]), graph.parameter("gain", [3]), graph.parameter("bias", [3])];
    const { y } = graph.apply(ops.layerNorm, { x, gain, bias }, {}, "y");
    const values = new Map(Object.entries({ x: [7, 7, 7], gain: [1, 2, 3], bias: [4, 5, 6] }));
    expect([...interpretGraph({ graph, loss: graph.reshape(y, [3]), keep: [y] }, values, 1).kept[0]]).toEqual([
      4, 5, 6,
    ]);
  });
});
