import { kernel } from "../../kernel.ts";
import type { Accumulates, NoAttributes, Operation, Tensors } from "../../operation.ts";
import { sizeOf } from "../../tensor.ts";

type Unary = Operation<Tensors<"x">, Tensors<"out">, NoAttributes>;
type Slope = Operation<Tensors<"dy" | "y">, Tensors<"dx">, Accumulates>;

const FORWARD = { x: "tensor", out: "tensor", n: "i32" } as const;
const BACKWARD = { dy: "tensor", y: "tensor", dx: "tensor", n: "i32", accumulate: "bool" } as const;

export const tanhForwardKernel = kernel("pointwise/activations", "tanhForward", FORWARD);
export const tanhBackwardKernel = kernel("pointwise/activations", "tanhBackward", BACKWARD);
export const sigmoidForwardKernel = kernel("pointwise/activations", "sigmoidForward", FORWARD);
export const sigmoidBackwardKernel = kernel("pointwise/activations", "sigmoidBackward", BACKWARD);
export const reluForwardKernel = kernel("pointwise/activations", "reluForward", FORWARD);
export const reluBackwardKernel = kernel("pointwise/activations", "reluBackward", BACKWARD);

/** An activation function with its slope written in terms of its output, whose operation is the backward pass. */
function activation(
  name: string,
  kernels: { forward: typeof tanhForwardKernel; backward: typeof tanhBackwardKernel },
  value: (x: number) => number,
  slope: (y: number) => number,
): Unary {
  const forward: Unary = {
    name,
    infer: ({ x }) => ({ out: x.shape }),
    inPlace: [["x", "out"]],
    run({ inputs: { x }, outputs: { out } }) {
      for (let i = 0; i < out.length; i++) out[i] = value(x[i]);
    },
    differentiate({ inputs: { x }, outputs: { out: y } }, { out: dy }, sink) {
      sink.contribute(x, (dx, accumulate) => sink.graph.applyTo(backward, { dy, y }, { dx }, { accumulate }));
    },
    lower({ inputs, outputs }, emit) {
      emit.run(kernels.forward, { ...inputs, ...outputs, n: sizeOf(outputs.out.shape) });
    },
  };
  const backward: Slope = {
    name: `${name}Backward`,
    infer: ({ dy }) => ({ dx: dy.shape }),
    inPlace: [["dy", "dx"]],
    run({ inputs: { dy, y }, outputs: { dx }, node }) {
      const keep = node.attributes.accumulate;
      for (let i = 0; i < dx.length; i++) dx[i] = (keep ? dx[i] : 0) + dy[i] * slope(y[i]);
    },
    lower({ inputs, outputs, attributes }, emit) {
      const { accumulate } = attributes;
      emit.run(kernels.backward, { ...inputs, ...outputs, n: sizeOf(outputs.dx.shape), accumulate });
    },
  };
  return forward;
}

export const sigmoidOf = (x: number): number => 1 / (1 + Math.exp(-x));

export const tanh = activation(
  "tanh",
  { forward: tanhForwardKernel, backward: tanhBackwardKernel },
  Math.tanh,
  (y) => 1 - y * y,
);
export const sigmoid = activation(
  "sigmoid",
  { forward: sigmoidForwardKernel, backward: sigmoidBackwardKernel },
  sigmoidOf,
  (y) => y * (1 - y),
);
export const relu = activation(
  "relu",
  { forward: reluForwardKernel, backward: reluBackwardKernel },
  (x) => Math.max(x, 0),
  (y) => (y > 0 ? 1 : 0),
);
