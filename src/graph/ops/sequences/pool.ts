import { kernel } from "../../kernel.ts";
import type { Accumulates, NoAttributes, Operation, Tensors } from "../../operation.ts";
import type { Tensor } from "../../tensor.ts";
import { sequenceDimensions } from "../shapes.ts";
import { hasEnded, type Numbers, needLengths } from "./sequence.ts";

function pooledShape(name: string, x: Tensor, lengths: Tensor | undefined): number[] {
  needLengths(name, x, lengths);
  return x.shape.slice(1);
}

const stepsOf = (lengths: Numbers, T: number, b: number) => lengths?.[b] ?? T;

export const meanStepsKernel = kernel("sequences/pool", "meanSteps", {
  x: "tensor",
  lengths: "tensor?",
  out: "tensor",
  T: "i32",
  B: "i32",
  F: "i32",
});

/** The mean of x (T,B,F) over the steps that each sequence has, by lengths (B): out (B,F). */
export const meanSteps: Operation<Tensors<"x", "lengths">, Tensors<"out">, NoAttributes> = {
  name: "meanSteps",
  infer: ({ x, lengths }) => ({ out: pooledShape("meanSteps", x, lengths) }),
  run({ inputs: { x, lengths }, outputs: { out }, node }) {
    const [T, B, F] = sequenceDimensions(node.inputs.x);
    out.fill(0);
    for (let i = 0; i < x.length; i++) {
      const [t, b] = [Math.floor(i / (B * F)), Math.floor(i / F) % B];
      if (!hasEnded(lengths, t, b)) out[i % (B * F)] += x[i] / stepsOf(lengths, T, b);
    }
  },
  differentiate({ inputs: { x, lengths } }, { out: dy }, sink) {
    sink.contribute(x, (dx, accumulate) => {
      sink.graph.applyTo(meanStepsBackward, { dOut: dy, lengths }, { dx }, { steps: x.shape[0], accumulate });
    });
  },
  lower({ inputs, outputs }, emit) {
    const [T, B, F] = sequenceDimensions(inputs.x);
    emit.run(meanStepsKernel, { ...inputs, ...outputs, T, B, F });
  },
};

export const meanStepsBackwardKernel = kernel("sequences/pool", "meanStepsBackward", {
  dOut: "tensor",
  lengths: "tensor?",
  dx: "tensor",
  T: "i32",
  B: "i32",
  F: "i32",
  accumulate: "bool",
});

/** dx (T,B,F) (+)= dOut (B,F) shared out over the steps of each sequence; attribute `steps` = T. */
export const meanStepsBackward: Operation<
  Tensors<"dOut", "lengths">,
  Tensors<"dx">,
  { steps: number } & Accumulates
> = {
  name: "meanStepsBackward",
  infer: ({ dOut }, { steps }) => ({ dx: [steps, ...dOut.shape] }),
  run({ inputs: { dOut, lengths }, outputs: { dx }, node }) {
    const [T, B, F] = sequenceDimensions(node.outputs.dx);
    const { accumulate } = node.attributes;
    for (let i = 0; i < dx.length; i++) {
      const [t, b] = [Math.floor(i / (B * F)), Math.floor(i / F) % B];
      const d = hasEnded(lengths, t, b) ? 0 : dOut[i % (B * F)] / stepsOf(lengths, T, b);
      dx[i] = (accumulate ? dx[i] : 0) + d;
    }
  },
  lower({ inputs, outputs, attributes: { accumulate } }, emit) {
    const [T, B, F] = sequenceDimensions(outputs.dx);
    emit.run(meanStepsBackwardKernel, { ...inputs, ...outputs, T, B, F, accumulate });
  },
};

export const maxStepsKernel = kernel("sequences/pool", "maxSteps", {
  x: "tensor",
  lengths: "tensor?",
  out: "tensor",
  where: "tensor",
  T: "i32",
  B: "i32",
  F: "i32",
});

/**
 * The largest number of each column of x (T,B,F) over the steps that each sequence has, by lengths (B): out (B,F), and the step
 * (B,F) where it stood first.
 */
export const maxSteps: Operation<Tensors<"x", "lengths">, Tensors<"out" | "where">, NoAttributes> = {
  name: "maxSteps",
  integers: ["where"],
  infer({ x, lengths }) {
    const shape = pooledShape("maxSteps", x, lengths);
    return { out: shape, where: shape };
  },
  run({ inputs: { x, lengths }, outputs: { out, where }, node }) {
    const [, B, F] = sequenceDimensions(node.inputs.x);
    for (let i = 0; i < x.length; i++) {
      const [t, b, at] = [Math.floor(i / (B * F)), Math.floor(i / F) % B, i % (B * F)];
      if (hasEnded(lengths, t, b) || (t > 0 && x[i] <= out[at])) continue;
      out[at] = x[i];
      where[at] = t;
    }
  },
  differentiate({ inputs: { x }, outputs: { where } }, { out: dy }, sink) {
    sink.contribute(x, (dx, accumulate) => {
      sink.graph.applyTo(maxStepsBackward, { dOut: dy!, where }, { dx }, { steps: x.shape[0], accumulate });
    });
  },
  lower({ inputs, outputs }, emit) {
    const [T, B, F] = sequenceDimensions(inputs.x);
    emit.run(maxStepsKernel, { ...inputs, ...outputs, T, B, F });
  },
};

export const maxStepsBackwardKernel = kernel("sequences/pool", "maxStepsBackward", {
  dOut: "tensor",
  where: "tensor",
  dx: "tensor",
  T: "i32",
  B: "i32",
  F: "i32",
  accumulate: "bool",
});

/** dx (T,B,F) (+)= dOut (B,F) at the steps `where` (B,F); attribute `steps` = T. */
export const maxStepsBackward: Operation<Tensors<"dOut" | "where">, Tensors<"dx">, { steps: number } & Accumulates> = {
  name: "maxStepsBackward",
  infer: ({ dOut }, { steps }) => ({ dx: [steps, ...dOut.shape] }),
  run({ inputs: { dOut, where }, outputs: { dx }, node }) {
    const [, B, F] = sequenceDimensions(node.outputs.dx);
    if (!node.attributes.accumulate) dx.fill(0);
    for (let i = 0; i < dOut.length; i++) dx[where[i] * B * F + i] += dOut[i];
  },
  lower({ inputs, outputs, attributes: { accumulate } }, emit) {
    const [T, B, F] = sequenceDimensions(outputs.dx);
    emit.run(maxStepsBackwardKernel, { ...inputs, ...outputs, T, B, F, accumulate });
  },
};
