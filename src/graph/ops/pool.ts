import * as op from "../../core/opcodes.ts";
import type { Operation } from "../operation.ts";
import type { Tensor } from "../tensor.ts";
import { hasEnded, type Numbers, needLengths } from "./sequence.ts";
import { flag, need, number, sequenceDimensions } from "./shapes.ts";

function pooledShape(name: string, inputs: readonly (Tensor | undefined)[]): number[] {
  const x = need(name, inputs, 0);
  needLengths(name, x, inputs[1]);
  return x.shape.slice(1);
}

const stepsOf = (lengths: Numbers, T: number, b: number) => lengths?.[b] ?? T;

/** Steps [T, B, F] of what a sequence's gradient is made for. */
const dimensionsOf = ({ attributes, outputs: [dx] }: Parameters<Operation["lower"]>[0]) => {
  const [T, B, F] = sequenceDimensions(dx);
  return { T, B, F, accumulate: flag(attributes, "accumulate") };
};

/** The mean of x (T,B,F) over the steps that each sequence has, by lengths (B): out (B,F). */
export const meanSteps: Operation = {
  name: "meanSteps",
  infer: (inputs) => [pooledShape("meanSteps", inputs)],
  run({ inputs: [x, lengths], outputs: [out], node }) {
    const [T, B, F] = sequenceDimensions(node.inputs[0]!);
    out.fill(0);
    for (let i = 0; i < x!.length; i++) {
      const [t, b] = [Math.floor(i / (B * F)), Math.floor(i / F) % B];
      if (!hasEnded(lengths, t, b)) out[i % (B * F)] += x![i] / stepsOf(lengths, T, b);
    }
  },
  differentiate({ inputs: [x, lengths] }, [dy], sink) {
    sink.contribute(x, (dx, accumulate) => {
      sink.graph.applyTo("meanStepsBackward", [dy, lengths], [dx], { steps: x!.shape[0], accumulate });
    });
  },
  lower({ inputs: [x, lengths], outputs: [out] }, emit) {
    emit.instruction(
      op.OP_MEAN_STEPS,
      [x, lengths, out].map((tensor) => emit.operand(tensor)),
      sequenceDimensions(x!),
    );
  },
};

/** dx (T,B,F) (+)= dOut (B,F) shared out over the steps of each sequence; attribute `steps` = T. */
export const meanStepsBackward: Operation = {
  name: "meanStepsBackward",
  infer: (inputs, attributes) => [[number(attributes, "steps"), ...need("meanStepsBackward", inputs, 0).shape]],
  run({ inputs: [dOut, lengths], outputs: [dx], node }) {
    const { T, B, F, accumulate } = dimensionsOf(node);
    for (let i = 0; i < dx.length; i++) {
      const [t, b] = [Math.floor(i / (B * F)), Math.floor(i / F) % B];
      const d = hasEnded(lengths, t, b) ? 0 : dOut![i % (B * F)] / stepsOf(lengths, T, b);
      dx[i] = (accumulate ? dx[i] : 0) + d;
    }
  },
  lower(node, emit) {
    const { T, B, F, accumulate } = dimensionsOf(node);
    const operands = [...node.inputs.slice(0, 2), node.outputs[0]].map((tensor) => emit.operand(tensor));
    emit.instruction(op.OP_MEAN_STEPS_BACKWARD, operands, [T, B, F, accumulate ? 1 : 0]);
  },
};

/**
 * The largest number of each column of x (T,B,F) over the steps that each sequence has, by lengths (B): out (B,F), and the step
 * (B,F) where it stood first.
 */
export const maxSteps: Operation = {
  name: "maxSteps",
  infer(inputs) {
    const shape = pooledShape("maxSteps", inputs);
    return [shape, shape];
  },
  run({ inputs: [x, lengths], outputs: [out, where], node }) {
    const [, B, F] = sequenceDimensions(node.inputs[0]!);
    for (let i = 0; i < x!.length; i++) {
      const [t, b, at] = [Math.floor(i / (B * F)), Math.floor(i / F) % B, i % (B * F)];
      if (hasEnded(lengths, t, b) || (t > 0 && x![i] <= out[at])) continue;
      out[at] = x![i];
      where[at] = t;
    }
  },
  differentiate({ inputs: [x], outputs: [, where] }, [dy], sink) {
    sink.contribute(x, (dx, accumulate) => {
      sink.graph.applyTo("maxStepsBackward", [dy, where], [dx], { steps: x!.shape[0], accumulate });
    });
  },
  lower({ inputs: [x, lengths], outputs: [out, where] }, emit) {
    const operands = [x, lengths, out, where].map((tensor) => emit.operand(tensor));
    emit.instruction(op.OP_MAX_STEPS, operands, sequenceDimensions(x!));
  },
};

/** dx (T,B,F) (+)= dOut (B,F) at the steps `where` (B,F); attribute `steps` = T. */
export const maxStepsBackward: Operation = {
  name: "maxStepsBackward",
  infer: (inputs, attributes) => [[number(attributes, "steps"), ...need("maxStepsBackward", inputs, 0).shape]],
  run({ inputs: [dOut, where], outputs: [dx], node }) {
    const { B, F, accumulate } = dimensionsOf(node);
    if (!accumulate) dx.fill(0);
    for (let i = 0; i < dOut!.length; i++) dx[where![i] * B * F + i] += dOut![i];
  },
  lower(node, emit) {
    const { T, B, F, accumulate } = dimensionsOf(node);
    const operands = [...node.inputs.slice(0, 2), node.outputs[0]].map((tensor) => emit.operand(tensor));
    emit.instruction(op.OP_MAX_STEPS_BACKWARD, operands, [T, B, F, accumulate ? 1 : 0]);
  },
};
