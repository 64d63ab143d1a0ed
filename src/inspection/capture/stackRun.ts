import type { ParameterPlan } from "../../engine/index.ts";
import { type StackPlace, stackLayers } from "../../model/index.ts";
import type { Form } from "../../networks/index.ts";
import type { Clamps } from "../whatIf/clamps.ts";
import { type LayerInput, LayerRun, type Pause } from "./layerRun.ts";

/** How much of what is computed is kept; the rest is computed again when somebody looks. */
const MOST_KEPT_BYTES = 2 ** 27;

/** A layer and direction that was run, and what of it was kept. */
export interface RunLayer {
  run: LayerRun;
  index: number;
  /** (T,·) by label. */
  kept: Map<string, Float32Array>;
}

export interface RunStack {
  layers: RunLayer[];
  /** Of each layer what it puts out (T,·), both directions beside each other, and how wide it is. */
  outputs: { values: Float32Array; width: number }[];
}

export interface StackRequest {
  network: ParameterPlan;
  form: Pick<Form, "options" | "vocabulary" | "features" | "both">;
  place?: StackPlace;
  input: LayerInput;
  /** The states that it begins in, by name ("state.l0.h"). */
  begin?: ReadonlyMap<string, Float32Array>;
  pause: Pause;
  /** What stands in the place of what cells show. */
  clamps?: Clamps;
}

/** Runs a stack of layers over a sequence, layer by layer. */
export function runStack({ network, form, place, input, begin, pause, clamps }: StackRequest): RunStack {
  const layers: RunLayer[] = [];
  const outputs: RunStack["outputs"] = [];
  let read = input;
  let room = MOST_KEPT_BYTES;
  for (const { index, settings, suffix } of stackLayers(form.options, place)) {
    const both = settings.bidirectional && !place?.only;
    const directions = place?.only ? [place.only === "backward"] : both ? [false, true] : [false];
    const made = directions.map((reverse) => {
      const at = { place, index, reverse, name: `${suffix}${reverse ? "_reverse" : ""}` };
      const run = new LayerRun(network, form, at, clamps);
      const bytes = [...run.widths.values()].reduce((sum, width) => sum + 4 * width * input.length, 0);
      const keepsAll = bytes <= room;
      if (keepsAll) room -= bytes;
      const { output, tensors } = run.run(read, () => keepsAll, pause, begin);
      layers.push({ run, index, kept: tensors });
      return output;
    });
    const values = beside(made, input.length);
    outputs.push({ values, width: values.length / input.length });
    read = { length: input.length, vectors: values };
  }
  return { layers, outputs };
}

/** (T,·) each, beside each other. */
export function beside(parts: readonly Float32Array[], length: number): Float32Array {
  if (parts.length === 1) return parts[0];
  const widths = parts.map((part) => part.length / length);
  const width = widths.reduce((sum, one) => sum + one, 0);
  const all = new Float32Array(length * width);
  let first = 0;
  for (const [i, part] of parts.entries()) {
    for (let t = 0; t < length; t++) {
      all.set(part.subarray(t * widths[i], (t + 1) * widths[i]), t * width + first);
    }
    first += widths[i];
  }
  return all;
}
