import { Engine } from "../../engine/index.ts";
import { formModel, loadNetwork } from "../../networks/index.ts";
import { NetworkLook } from "../networkLook.ts";
import { GraphProgram } from "../passage/graphProgram.ts";
import { wholePassageOf, writePassage } from "../passage/wholePassage.ts";
import type { Reading } from "../readings/reading.ts";
import { tensorName } from "../tensorNames.ts";
import type { PatchOptions } from "./patch.ts";
import { fillGrid, likeliest, lossOf, NEAR, type PatchGrid, type PatchJob } from "./patchGrid.ts";
import { groupsOf, type PatchGroup, STATES } from "./patchGroups.ts";
import { Replacer } from "./replacer.ts";

/** Patched runs that are made together. */
const ROWS = 16;
/** Steps up to which every one is patched: each run goes through all of the text. */
const MOST_STEPS = 128;

/** A grid whose rows may be of different time axes. */
export interface WholePatchGrid extends PatchGrid {
  /** Of each group. */
  strips: readonly number[];
}

/**
 * The same as `patchGrid` of any network, over its whole graph: of those that read both ways, of encoders and decoders, and where one answer
 * is made of all steps. `clean` is read by the parameters of the look. Steps of each axis are aligned from the start.
 */
export async function wholePatchGrid(
  corrupt: NetworkLook,
  clean: Reading,
  { groups: wanted, step: asked, target: chosen, stride: given, control, progress }: PatchOptions = {},
): Promise<WholePatchGrid> {
  const { net, reading } = corrupt;
  const donor = new NetworkLook(net, clean);
  const both = reading.strips.map(({ symbols }, strip) => Math.min(symbols.length, clean.strips[strip].symbols.length));
  const axis = reading.strips.length - 1;
  const step = asked ?? both[axis] - 1;
  const row = net.perStep ? step : 0;
  const [cleanLogits] = [donor].map((look) => look.tensor("logits", row, row + 1)!.values);
  const target = chosen ?? likeliest(cleanLogits);
  const { layers } = corrupt.seen();
  const stripOf = new Map(layers.map(({ name, strip }) => [name, strip]));
  const names = layers.flatMap(({ name, tensors }) => {
    return tensors.flatMap(({ label }) => (STATES.includes(label) ? [{ layer: name, state: label }] : []));
  });
  const groups = groupsOf(names, wanted);
  const longest = Math.max(...both);
  const stride = given ?? Math.ceil(longest / MOST_STEPS);
  const steps = Int32Array.from({ length: Math.ceil(longest / stride) }, (_, n) => n * stride);

  const passage = wholePassageOf(net, reading);
  const network = await loadNetwork(net.form, passage.tensors, await Engine.create({ control }));
  const replacer = new Replacer((_, label) => STATES.includes(label));
  const shape = { steps: passage.steps, targetSteps: passage.targetSteps, batch: ROWS };
  const model = formModel(net.form, shape, { see: replacer.see, evaluation: true, readsLogits: true }, 0);
  const program = new GraphProgram(network, model.graph, ROWS, [model.logits!]);
  const values = (tensor: Parameters<GraphProgram["values"]>[0]) => program.values(tensor);
  writePassage(passage, model.feeds, values, ROWS);
  const states = new Map(
    names.map(({ layer, state }) => [tensorName(layer, state), donor.tensor(tensorName(layer, state))!]),
  );

  const [corruptLogits] = run([{ from: 0, to: 0, group: { name: "", states: [] } }]);
  const loss = { clean: lossOf(cleanLogits, target), corrupt: lossOf(corruptLogits, target) };
  const strips = groups.map((group) => (new Set(axesOf(group)).size > 1 ? axis : axesOf(group)[0]));
  const grid = { groups: groups.map(({ name }) => name), strips, steps, stride, step, target, loss };
  if (!(Math.abs(loss.corrupt - loss.clean) >= NEAR)) return { ...grid, recovery: null, whole: null };
  const has = (group: PatchGroup, at: number) => axesOf(group).some((strip) => at < both[strip]);
  // The last column need not be the last step.
  const all = (jobs: readonly PatchJob[]) =>
    run(jobs.map((job) => (job.to - job.from > 1 ? { ...job, to: longest } : job)));
  return { ...grid, ...fillGrid(grid, { groups, rows: ROWS, has, progress }, all) };

  function axesOf({ states: own }: PatchGroup): number[] {
    return own.map(({ layer }) => stripOf.get(layer)!);
  }

  /** The logits of runs whose states are patched, at steps that both texts have. */
  function run(jobs: readonly PatchJob[]): Float32Array[] {
    replacer.clear(values);
    jobs.forEach(({ from, to, group }, b) => {
      for (const { layer, state } of group.states) {
        const {
          values: kept,
          shape: [, width],
        } = states.get(tensorName(layer, state))!;
        const end = Math.min(to, both[stripOf.get(layer)!]);
        for (let t = from; t < end; t++) {
          replacer.replace(values, { layer, label: state, t }, b, (unit) => kept[t * width + unit]);
        }
      }
    });
    program.run();
    const logits = values(model.logits!);
    const C = model.logits!.shape.at(-1)!;
    return jobs.map((_, b) => {
      const at = ((net.perStep ? row * ROWS : 0) + b) * C;
      return logits.slice(at, at + C);
    });
  }
}
