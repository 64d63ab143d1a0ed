import type { Tensor } from "../../graph/index.ts";
import type { Form, formModel } from "../../networks/index.ts";
import type { Tensor as SavedTensor } from "../../tensors/index.ts";
import type { InspectedNetwork } from "../network.ts";
import type { Reading } from "../readings/reading.ts";

/** A whole input of any network, as a minibatch of one row. */
export interface WholePassage {
  form: Form;
  tensors: ReadonlyMap<string, SavedTensor>;
  /** T, and U of a target that has a length of its own. */
  steps: number;
  targetSteps?: number;
  /** An answer at each step, of the target where there is one; otherwise one for the sequence. */
  perStep: boolean;
  /** `inputs`, `vectors`, `lengths`, `targetInputs`, `targetLengths`, those that the network reads. */
  arrays: Readonly<Record<string, ArrayLike<number>>>;
}

/** What any network reads in a look, with all that a minibatch of one row has. */
export function wholePassageOf(net: InspectedNetwork, { input, targets }: Reading): WholePassage {
  const { form, tensors, perStep } = net;
  const { length: T, tokens, vectors } = input;
  const U = targets?.length;
  return {
    ...{ form, tensors, perStep, steps: T },
    ...(U !== undefined && { targetSteps: U }),
    arrays: {
      ...(tokens && { inputs: tokens }),
      ...(vectors && { vectors }),
      ...(targets && { targetInputs: targets }),
      ...{ lengths: [T], targetLengths: [U ?? 0] },
    },
  };
}

/** Writes what a passage reads to all rows of a program, with nothing to predict. */
export function writePassage(
  { arrays }: WholePassage,
  feeds: ReturnType<typeof formModel>["feeds"],
  memory: (tensor: Tensor) => Float32Array,
  rows: number,
): void {
  for (const { name, type, width, tensor } of feeds) {
    const values = numbersIn(memory(tensor), type);
    if (name === "targets") values.fill(type === "f32" ? 0 : -1);
    else {
      const given = arrays[name];
      for (let i = 0; i < values.length; i++) values[i] = given[Math.floor(i / (rows * width)) * width + (i % width)];
    }
  }
}

/** The memory of a tensor as numbers of its type. */
export function numbersIn(memory: Float32Array, type: "f32" | "i32"): Float32Array | Int32Array {
  return type === "f32" ? memory : new Int32Array(memory.buffer, memory.byteOffset, memory.length);
}
