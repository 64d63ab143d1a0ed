import { commonMultiple } from "../../../base/commonMultiple.ts";
import { kernel } from "../../kernel.ts";
import type { Accumulates, Operation, Tensors } from "../../operation.ts";

/** Periods of the groups of a Clockwork RNN. */
interface Periods {
  readonly periods: readonly number[];
}

export const keepBlocksKernel = kernel("sequences/clockwork", "keepBlocks", {
  w: "tensor",
  out: "tensor",
  U: "i32",
  accumulate: "bool",
  periods: "i32[]",
});

/** out (U,U) (+)= W with zeros where a group would read one of shorter period. Attributes: those of the periods. */
export const keepBlocks: Operation<Tensors<"w">, Tensors<"out">, Periods & Accumulates> = {
  name: "keepBlocks",
  infer: ({ w }) => ({ out: w.shape }),
  run({ inputs: { w }, outputs: { out }, node }) {
    const [U] = node.inputs.w.shape;
    const { periods } = node.attributes;
    const size = U / periods.length;
    for (let i = 0; i < U * U; i++) {
      const [row, column] = [Math.floor(i / U), i % U].map((unit) => periods[Math.floor(unit / size)]);
      out[i] = (node.attributes.accumulate ? out[i] : 0) + (column >= row ? w[i] : 0);
    }
  },
  differentiate({ inputs: { w }, attributes }, { out: dy }, sink) {
    sink.contribute(w, (dw, accumulate) => {
      sink.graph.applyTo(keepBlocks, { w: dy }, { out: dw }, { ...attributes, accumulate });
    });
  },
  lower({ inputs, outputs, attributes: { periods, accumulate } }, emit) {
    emit.run(keepBlocksKernel, { ...inputs, ...outputs, U: inputs.w.shape[0], accumulate, periods });
  },
};

export const clockMasksKernel = kernel("sequences/clockwork", "clockMasks", {
  before: "tensor",
  lengths: "tensor?",
  mask: "tensor",
  after: "tensor",
  T: "i32",
  B: "i32",
  U: "i32",
  reverse: "bool",
  wrap: "i32",
  periods: "i32[]",
});

/**
 * From the clock (B,1) before the first step and, where sequences end early, their lengths (B): mask (T,B,U), 1 where the unit's
 * period divides the step's t and 0 elsewhere, and the clock (B,1) after the last step. Attributes: steps, units, those of the
 * periods, and `reverse`: the last step of a sequence comes first. Nothing is differentiated.
 */
export const clock: Operation<
  Tensors<"before", "lengths">,
  Tensors<"mask" | "after">,
  Periods & { steps: number; units: number; reverse?: boolean }
> = {
  name: "clock",
  infer({ before }, { steps, units }) {
    const [B] = before.shape;
    return { mask: [steps, B, units], after: [B, 1] };
  },
  run({ inputs: { before, lengths }, outputs: { mask, after }, node }) {
    const { periods } = node.attributes;
    const [T, B, U] = node.outputs.mask.shape;
    const lengthOf = (b: number) => Math.min(lengths?.[b] ?? T, T);
    for (let i = 0; i < mask.length; i++) {
      const [step, b] = [Math.floor(i / (B * U)), Math.floor(i / U) % B];
      const passed = node.attributes.reverse ? Math.max(lengthOf(b) - 1 - step, 0) : Math.min(step, lengthOf(b));
      const period = periods[Math.floor(((i % U) * periods.length) / U)];
      mask[i] = (before[b] + passed) % period === 0 ? 1 : 0;
    }
    for (let b = 0; b < B; b++) after[b] = (before[b] + lengthOf(b)) % commonMultiple(periods);
  },
  lower({ inputs, outputs, attributes: { periods, reverse } }, emit) {
    const [T, B, U] = outputs.mask.shape;
    emit.run(clockMasksKernel, { ...inputs, ...outputs, T, B, U, reverse, wrap: commonMultiple(periods), periods });
  },
};
