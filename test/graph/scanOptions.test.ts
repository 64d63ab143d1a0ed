// The fused form of every cell over sequences of different length, in both directions, from initial states that want a gradient:
// against the definition step by step in f64, against central differences, and on both builds.
import { describe, expect, it } from "vitest";
import { differentiate, Graph, ops, type Tensor } from "../../src/graph/index.ts";
import type { CellParameters } from "../../src/model/cell.ts";
import { stepOf } from "../../src/model/cell.ts";
import { cellOf } from "../../src/model/cells.ts";
import { cellVariants, unitsOf } from "../support/cells.ts";
import { centralDifferences, coreGraph, interpretGraph, type LossGraph } from "../support/graphs.ts";
import { type Draw, draws, seedLabel } from "../support/kernels.ts";
import { builds, SLOPES, worst } from "../support/networks.ts";

const BOUND = 1e-5;
const variants: typeof cellVariants = {
  rnn: { cell: "rnn" },
  lstm: { cell: "lstm" },
  gru: { cell: "gru" },
  ...cellVariants,
};
// Those that look back a fixed number of steps read forward alone: test/graph/cells.test.ts holds them with lengths.
const cases = Object.entries(variants).filter(([, variant]) => !variant.kind && makeCell(variant, 4).fused);

function makeCell(variant: (typeof variants)[string], least: number) {
  return cellOf({ bias: variant.cell !== "scrn", ...variant, units: unitsOf(variant, Math.max(3, least)) }, 0);
}

interface Built extends LossGraph {
  values: Map<string, ArrayLike<number>>;
}

/** Σ w⊙output from parameters x̂, weights and initial states, fused or step by step. */
function build(name: string, salt: number, how: "fused" | "steps"): Built & { label: string } {
  const draw: Draw = draws(salt);
  const cell = makeCell(variants[name], draw.of([1, 4, 5, 8, 9, 17]));
  const [T, B] = [1 + draw.below(5), 1 + draw.below(5)];
  const reverse = draw.below(2) > 0;
  const graph = new Graph();
  const values = new Map<string, ArrayLike<number>>();
  const given = (tensor: Tensor, numbers: ArrayLike<number>) => {
    values.set(tensor.name, numbers);
    return tensor;
  };
  const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
  const parameter = (short: string, shape: readonly number[]) => {
    return given(graph.parameter(short, shape), draw.floats(size(shape)));
  };
  // x̂ is a parameter itself: W_ih and its bias stay out.
  const { weight_ih, bias_ih: _, ...shapes } = cell.parameters(1);
  const x = parameter("x", [T, B, weight_ih[0]]);
  const parameters = Object.fromEntries(
    Object.entries(shapes).map(([short, shape]) => [short, parameter(short, shape)]),
  );
  const weights = cell.prepare?.(graph, parameters as CellParameters) ?? (parameters as CellParameters);
  const states = cell.states.map(({ name: state, width, internal }) => {
    const counts = Float32Array.from({ length: B }, () => draw.below(9));
    return internal ? given(graph.input(state, [B, 1], "f32"), counts) : parameter(state, [B, width]);
  });
  const lengths = given(
    graph.input("lengths", [B]),
    Int32Array.from({ length: B }, () => 1 + draw.below(T)),
  );

  let output: Tensor;
  let finals: readonly Tensor[];
  if (how === "fused") {
    const together = cell.biasesTogether ? weights.bias_hh : undefined;
    const product = together ? graph.apply(ops.bias, { x, b: together }, {}, "biased").out : x;
    const made = cell.fused!(graph, { weights, product, states, lengths, reverse, suffix: "l0" });
    output = made.output;
    finals = made.finalStates;
  } else {
    const order = Array.from({ length: T }, (_, t) => (reverse ? T - 1 - t : t));
    let before = states;
    const sequences = cell.states.map(({ width }, i) => graph.tensor(`all${i}`, [T, B, width], "f32", "activation"));
    for (const t of order) {
      const fresh = cell.step({ graph, weights, x: stepOf(graph, x, t), states: before, hooks: {} });
      before = fresh.map(
        (state, i) => graph.apply(ops.selectRows, { fresh: state, before: before[i], lengths }, { t }, "kept").out,
      );
      for (const [i, state] of before.entries())
        graph.applyTo(ops.copy, { x: state }, { out: stepOf(graph, sequences[i], t) }, {});
    }
    const shown = sequences.filter((_, i) => !cell.states[i].internal);
    output = cell.join?.(graph, shown) ?? shown[0];
    finals = before;
  }
  const count = size(output.shape);
  const w = given(graph.input("w", [1, count], "f32"), draw.floats(count));
  const flat = graph.reshape(output, [1, count]);
  const loss = graph.reshape(graph.apply(ops.matmul, { a: flat, b: w }, { transposeB: true }, "loss").out, [1]);
  const label = `${name}, T${T} B${B} ${reverse ? "backward" : "forward"}, lengths ${values.get("lengths")}`;
  return { graph, loss, gradients: differentiate(graph, loss), keep: [output, ...finals], values, label };
}

const kept = (tensors: readonly ArrayLike<number>[]) => new Map(tensors.map((data, i) => [String(i), data]));

describe(`fused cells with lengths, both directions and initial states, ${seedLabel}`, () => {
  it.each(cases)("%s", async (name) => {
    for (let i = 0; i < 4; i++) {
      const salt = 700 + 10 * Object.keys(variants).indexOf(name) + i;
      const fused = build(name, salt, "fused");
      const steps = build(name, salt, "steps");
      const truth = interpretGraph(fused, fused.values, 1);
      const definition = interpretGraph(steps, steps.values, 1);
      expect(worst(kept(truth.kept), kept(definition.kept)).value, fused.label).toBeLessThan(1e-12);
      const apart = worst(truth.gradients, definition.gradients);
      expect(apart.value, `${fused.label}: ${apart.name}`).toBeLessThan(1e-11);
      const slope = worst(truth.gradients, centralDifferences(fused, fused.values, 1), SLOPES);
      expect(slope.value, `${fused.label}: ${slope.name}`).toBeLessThan(BOUND);
      for (const core of builds) {
        const result = await coreGraph(fused, fused.values, 1, core);
        const { name: tensor, value } = worst(result.gradients, truth.gradients);
        expect(value, `${core}: ${fused.label}: ${tensor}`).toBeLessThan(BOUND);
        expect(worst(kept(result.kept), kept(truth.kept)).value, `${core}: ${fused.label}`).toBeLessThan(BOUND);
      }
    }
  });
});
