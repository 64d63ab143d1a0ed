import { expect, test } from "vitest";
import { Interpreter, type Tensor } from "../../../src/graph/index.ts";
import type { Passage } from "../../../src/inspection/passage/passage.ts";
import { patchGrid } from "../../../src/inspection/whatIf/patch.ts";
import { formModel } from "../../../src/networks/index.ts";
import { everyNetwork, randomPassage } from "../../support/passages.ts";

const T = 5;

/** Another text for the same network: other symbols, of which the last are the same. */
function other(passage: Passage, same: number): Passage {
  const inputs = (passage.arrays.inputs as Int32Array).map((id, t) => (t < T - same ? (id + 1 + (t % 3)) % 6 : id));
  return { ...passage, arrays: { ...passage.arrays, inputs } };
}

/** In f64, step by step: logits after the last step, and what is shown; `by` stands in the place of states, "l0.h.3" of step 3. */
function reference({ form, tensors, arrays }: Passage, by: ReadonlyMap<string, Float64Array> = new Map()) {
  const shown = new Map<string, Tensor>();
  const inputs = new Map<string, Tensor>();
  const model = formModel(
    form,
    { steps: T, batch: 1 },
    {
      see: ({ graph, layer, label, t }, tensor) => {
        const name = `${layer}.${label}.${t}`;
        let used = tensor;
        if (by.has(name)) {
          used = inputs.get(name) ?? graph.input(`by.${name}`, tensor.shape, "f32");
          inputs.set(name, used);
        }
        shown.set(name, used);
        return used;
      },
    },
  );
  const interpreter = new Interpreter(model.graph);
  for (const [name, { data }] of tensors) if (model.graph.find(name)) interpreter.set(name, data as Float32Array);
  for (const { name, tensor } of model.feeds) interpreter.set(tensor, arrays[name] ?? [T]);
  for (const [name, tensor] of inputs) interpreter.set(tensor, by.get(name)!);
  interpreter.run({ inverseTokens: 1, seed: 1, step: 1, firstRow: 0, rows: 1 });
  const all = interpreter.value(model.logits!);
  const logits = all.subarray(all.length - all.length / T);
  const states = (names: readonly string[], steps: readonly number[]) => {
    const all = steps.flatMap((t) => names.map((name) => `${name}.${t}`));
    return new Map(all.map((name) => [name, Float64Array.from(interpreter.value(shown.get(name)!))] as const));
  };
  const loss = (target: number) => {
    const peak = Math.max(...logits);
    return Math.log(Array.from(logits).reduce((sum, x) => sum + Math.exp(x - peak), 0)) + peak - logits[target];
  };
  return { states, loss };
}

test.each(everyNetwork(2))("patching states of a %s network recovers what f64 says", async (_, options) => {
  const corrupt = randomPassage(options, T, 6, 3, 1.1);
  const clean = other(corrupt, 0);
  const [before, after] = [reference(corrupt), reference(clean)];
  // The symbol on which the two texts differ most.
  const differs = (id: number) => Math.abs(before.loss(id) - after.loss(id));
  const target = [0, 1, 2, 3, 4, 5].reduce((most, id) => (differs(id) > differs(most) ? id : most));
  const grid = await patchGrid(corrupt, clean, { target });
  expect(grid.loss.corrupt).toBeCloseTo(before.loss(grid.target), 4);
  expect(grid.loss.clean).toBeCloseTo(after.loss(grid.target), 4);
  expect(grid.steps).toEqual(Int32Array.of(0, 1, 2, 3, 4));
  const range = grid.loss.corrupt - grid.loss.clean;
  for (const [row, name] of grid.groups.entries()) {
    const members =
      name === "all" ? grid.groups : grid.groups.filter((one) => one === name || one.startsWith(`${name}.`));
    const states = members.filter((one) => one.includes("."));
    const cells: [number[], number][] = [0, 3, 4].map((at) => [[at], grid.recovery![row * T + at]]);
    for (const [steps, found] of [...cells, [[0, 1, 2, 3, 4], grid.whole![row]] as const]) {
      const patched = reference(corrupt, after.states(states, steps)).loss(grid.target);
      const expected = (grid.loss.corrupt - patched) / range;
      expect(Math.abs(found - expected) * Math.abs(range), `${name} at ${steps}`).toBeLessThan(1e-4);
    }
  }
});

test("patching everything at the step that is looked at recovers all, and where the texts are the same nothing", async () => {
  const options = { cell: "lstm" as const, layers: 2, units: 6, embedding: 3, dropout: 0, bias: true };
  const corrupt = randomPassage(options, T, 6, 3, 0.9);
  const grid = await patchGrid(corrupt, other(corrupt, 0), { groups: ["all"] });
  expect(grid.groups).toEqual(["all"]);
  expect(grid.recovery![T - 1]).toBe(1);
  expect([...grid.whole!]).toEqual([1]);
  // Later symbols are the same: what differs is in the states of any step after the last that differs.
  const late = await patchGrid(corrupt, other(corrupt, 2), { groups: ["all", "l1.c"] });
  expect([...late.recovery!.slice(2, T)]).toEqual([1, 1, 1]);
  // An early symbol that both have leaves the same state.
  const inputs = (corrupt.arrays.inputs as Int32Array).slice();
  inputs[3] = (inputs[3] + 1) % 6;
  const early = await patchGrid(corrupt, { ...corrupt, arrays: { ...corrupt.arrays, inputs } }, { groups: ["all"] });
  expect([...early.recovery!.slice(0, 3)]).toEqual([0, 0, 0]);
});

test("two texts with nearly the same loss recover nothing that could be said", async () => {
  const options = { cell: "gru" as const, layers: 1, units: 4, embedding: 0, dropout: 0, bias: true };
  const passage = randomPassage(options, T);
  const { recovery, loss } = await patchGrid(passage, passage);
  expect(recovery).toBeNull();
  expect(loss.clean).toBe(loss.corrupt);
});
