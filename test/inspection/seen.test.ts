// What cells show of a step, in the f64 interpreter: it changes nothing, sums are the sums of their terms, states are what is kept and what
// is added, and what is put in the place of something seen is read from there on.
import { expect, it } from "vitest";
import { Interpreter, ops, type Tensor } from "../../src/graph/index.ts";
import { type BuildOptions, buildModel, type Model, type ModelOptions } from "../../src/model/index.ts";
import { cellVariants, variantOptions } from "../support/cells.ts";
import { feed, type Values } from "../support/networks.ts";
import { randomValues } from "../support/random.ts";

const V = 5;
const T = 6;

/** Cells and options with what a layer does inside a step. */
const cases: Record<string, ModelOptions> = {
  ...Object.fromEntries(Object.keys(cellVariants).map((name) => [name, variantOptions(name, 2, 4, 3)])),
  ...Object.fromEntries(
    (["rnn", "lstm", "gru"] as const).flatMap((cell) => [
      [cell, { cell, units: 4, layers: 2, embedding: 0, dropout: 0, bias: true, bidirectional: true }],
      [`${cell} normalised`, { cell, units: 4, layers: 1, embedding: 3, dropout: 0, bias: true, layerNorm: true }],
      [`${cell} zoneout`, { cell, units: 4, layers: 1, embedding: 3, dropout: 0, bias: false, zoneout: 0.2 }],
    ]),
  ),
};

/** Everything that is seen, by "layer label", of all steps; `change` puts something in its place. */
function watched(change: BuildOptions["see"] = (_, tensor) => tensor) {
  const all = new Map<string, Tensor[]>();
  const see: BuildOptions["see"] = (at, tensor) => {
    const name = `${at.layer} ${at.label}`;
    const steps = all.get(name) ?? [];
    all.set(name, steps);
    steps[at.t] = change(at, tensor);
    return steps[at.t];
  };
  return { all, see };
}

function interpret(model: Model, values: Values): Interpreter {
  const interpreter = new Interpreter(model.graph);
  for (const [name, data] of values.parameters) interpreter.set(name, data);
  for (const [name, data] of values.states) interpreter.set(name, data);
  feed(interpreter, model, values);
  interpreter.run({ seed: 1, step: 1, inverseTokens: 1 / T, firstRow: 0, rows: 1 });
  return interpreter;
}

it.each(Object.keys(cases))("%s: sums are the sums of their terms, and states what is kept and added", (name) => {
  const options = cases[name];
  const dimensions = { steps: T, batch: 1, vocabulary: V };
  const { all, see } = watched();
  const model = buildModel(options, dimensions, { evaluation: true, see });
  const plain = buildModel(options, dimensions, { evaluation: true });
  const values = randomValues(plain, V, 7);
  const interpreter = interpret(model, values);
  expect(interpreter.value(model.loss!)[0]).toBeCloseTo(interpret(plain, values).value(plain.loss!)[0], 12);

  const of = (key: string) => all.get(key)!.map((tensor) => Array.from(interpreter.value(tensor)));
  const keys = [...all.keys()];
  const sums = keys.filter((key) => key.includes(" pre."));
  expect(sums.length).toBeGreaterThan(0);
  for (const sum of sums) {
    const terms = keys.filter((key) => key.startsWith(`${sum.replace(" pre.", " term.")}.`)).map(of);
    expect(terms.length).toBeGreaterThan(0);
    for (const [t, row] of of(sum).entries()) {
      row.forEach((x, i) => {
        const added = terms.reduce((total, term) => total + term[t][i], 0);
        expect(added, `${sum} ${t} ${i}`).toBeCloseTo(x, 11);
      });
    }
  }
  if (options.zoneout) return;
  for (const kept of keys.filter((key) => key.endsWith(" kept"))) {
    const layer = kept.split(" ")[0];
    const state = ["c", "s", "h"].map((label) => `${layer} ${label}`).find((key) => all.has(key))!;
    const [keeps, adds, states] = [of(kept), of(`${layer} added`), of(state)];
    for (let t = 0; t < T; t++) {
      states[t].forEach((x, i) => {
        expect(keeps[t][i] + adds[t][i], `${state} ${t} ${i}`).toBeCloseTo(x, 12);
      });
    }
  }
});

it.each(["lstm", "gru", "scrn", "clockwork", "lstm projection"])(
  "%s goes on with what is put in the place of a state",
  (name) => {
    const options = { ...cases[name], bidirectional: false };
    const dimensions = { steps: T, batch: 1, vocabulary: V };
    const { all, see } = watched(({ graph, layer, t, label }, tensor) => {
      if (layer !== "l0" || label !== "h" || t !== 2) return tensor;
      const { out } = graph.apply(ops.fill, {}, { value: 0.25, size: tensor.shape[1] }, "clamped");
      return graph.reshape(out, tensor.shape);
    });
    const model = buildModel(options, dimensions, { evaluation: true, see });
    const values = randomValues(model, V, 8);
    const clamped = interpret(model, values);
    const rest = buildModel(options, { ...dimensions, steps: T - 3 }, { evaluation: true });
    // The first layer and the step after: as a network that begins in the clamped state.
    const before = watched();
    const free = interpret(buildModel(options, dimensions, { evaluation: true, see: before.see }), values);
    const states = new Map(values.states);
    for (const { name: state } of rest.states) {
      const [, layer, label] = state.split(".");
      const found = all.get(`${layer} ${label}`)?.[2];
      states.set(state, found ? clamped.value(found) : [Number(values.states.get(state)![0]) + 3]);
    }
    const part = { inputs: values.inputs.subarray(3), targets: values.targets.subarray(3) };
    const later = interpret(rest, { ...values, ...part, states });
    const logits = clamped.value(model.logits!);
    expect(Array.from(clamped.value(all.get("l0 h")![2]))).toEqual(
      Array(clamped.value(all.get("l0 h")![2]).length).fill(0.25),
    );
    expect(free.value(before.all.get("l0 h")![2])[0]).not.toBeCloseTo(0.25, 6);
    later.value(rest.logits!).forEach((x, i) => expect(x).toBeCloseTo(logits[3 * V + i], 11));
  },
);
