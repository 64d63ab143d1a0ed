import type { MinibatchArrays } from "../../base/minibatch.ts";
import { kinds } from "../../config/index.ts";
import { Engine } from "../../engine/index.ts";
import type { BuildOptions } from "../../model/index.ts";
import { type Form, loadNetwork } from "../../networks/index.ts";
import type { Tensor } from "../../tensors/index.ts";

/** What a network reads and predicts in one sequence, as a minibatch of one row. */
export interface Passage {
  form: Form;
  /** Parameters by PyTorch's names. */
  tensors: ReadonlyMap<string, Tensor>;
  /** T */
  steps: number;
  /** `inputs` (T) and `vectors` (T,F), those that the network reads, and `targets`, (T) classes or (T,C) numbers: what each step predicts. */
  arrays: MinibatchArrays;
  /** What states hold before the first step, by their names ("l0.h"); zero, or what the network has learned, where absent. */
  start?: ReadonlyMap<string, Float32Array>;
}

/**
 * The network of a passage in an engine of its own, whose memory goes with it. Where a sequence begins is given, so what the network has
 * learned of that is no parameter here, and no parameter is frozen.
 */
export async function loadPassage({ form, tensors }: Passage, control?: Int32Array) {
  const options = { ...form.options, initialState: "zero" as const, freeze: [] };
  const given: Form = { ...form, options };
  const network = await loadNetwork(given, tensors, await Engine.create({ control }));
  return { network, form: given };
}

/** What a state holds before the first step; `name` is "l0.h". */
export function startOf({ start, tensors }: Passage, name: string, width: number): Float32Array {
  const learned = tensors.get(`initial.${name}`)?.data;
  return start?.get(name) ?? (learned ? Float32Array.from(learned as Float32Array) : new Float32Array(width));
}

/** How a step is built that gradients go through: what a convolution has read has a gradient in its definition alone. */
export function stepBuild({ options: { kind = "recurrent" } }: Form): BuildOptions {
  return { unrolled: kinds[kind].taps !== undefined };
}
