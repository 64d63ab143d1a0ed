import * as op from "../../../core/opcodes.ts";
import { bitsOf } from "../../emitter.ts";
import type { Accumulates, GraphBuilder, NoAttributes, Operation, Tensors } from "../../operation.ts";
import { sizeOf, type Tensor } from "../../tensor.ts";
import { needSame } from "../shapes.ts";

type Unary = Operation<Tensors<"x">, Tensors<"out">, NoAttributes>;
type Slope = Operation<Tensors<"dy" | "y">, Tensors<"dx">, Accumulates>;

/** An activation function with its slope written in terms of its output, whose operation is the backward pass. */
function activation(
  name: string,
  opcode: number,
  opcodeBackward: number,
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
    lower({ inputs: { x }, outputs: { out } }, emit) {
      emit.instruction(opcode, [emit.operand(x), emit.operand(out)], [sizeOf(out.shape)]);
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
    lower({ inputs: { dy, y }, outputs: { dx }, attributes }, emit) {
      const operands = [emit.operand(dy), emit.operand(y), emit.operand(dx)];
      emit.instruction(opcodeBackward, operands, [sizeOf(dx.shape), attributes.accumulate ? 1 : 0]);
    },
  };
  return forward;
}

export const sigmoidOf = (x: number): number => 1 / (1 + Math.exp(-x));

export const tanh = activation("tanh", op.OP_TANH, op.OP_TANH_BACKWARD, Math.tanh, (y) => 1 - y * y);
export const sigmoid = activation("sigmoid", op.OP_SIGMOID, op.OP_SIGMOID_BACKWARD, sigmoidOf, (y) => y * (1 - y));
export const relu = activation(
  "relu",
  op.OP_RELU,
  op.OP_RELU_BACKWARD,
  (x) => Math.max(x, 0),
  (y) => (y > 0 ? 1 : 0),
);

/** x + scale·y; attribute `scale`, 1 where absent. */
export const add: Operation<Tensors<"x" | "y">, Tensors<"out">, { scale?: number }> = {
  name: "add",
  infer({ x, y }) {
    needSame("add", x, y);
    return { out: x.shape };
  },
  inPlace: [
    ["x", "out"],
    ["y", "out"],
  ],
  run({ inputs: { x, y }, outputs: { out }, node }) {
    const scale = node.attributes.scale ?? 1;
    for (let i = 0; i < out.length; i++) out[i] = x[i] + scale * y[i];
  },
  differentiate({ inputs: { x, y }, attributes }, { out: dy }, sink) {
    const scale = attributes.scale ?? 1;
    sink.contribute(x, (dx, accumulate) => copyOrAdd(sink.graph, dy, dx, accumulate));
    sink.contribute(y, (dx, accumulate) => {
      if (scale === 1) return copyOrAdd(sink.graph, dy, dx, accumulate);
      if (!accumulate) sink.graph.applyTo(fill, {}, { out: dx }, { value: 0, size: sizeOf(dx.shape) });
      sink.graph.applyTo(add, { x: dx, y: dy }, { out: dx }, { scale });
    });
  },
  lower({ inputs: { x, y }, outputs: { out }, attributes }, emit) {
    const operands = [emit.operand(x), emit.operand(y), emit.operand(out)];
    emit.instruction(op.OP_ADD, operands, [sizeOf(out.shape), bitsOf(attributes.scale ?? 1)]);
  },
};

/** out (+)= x·y, element by element. */
export const mul: Operation<Tensors<"x" | "y">, Tensors<"out">, Accumulates> = {
  name: "mul",
  infer({ x, y }) {
    needSame("mul", x, y);
    return { out: x.shape };
  },
  inPlace: [
    ["x", "out"],
    ["y", "out"],
  ],
  run({ inputs: { x, y }, outputs: { out }, node }) {
    const keep = node.attributes.accumulate;
    for (let i = 0; i < out.length; i++) out[i] = (keep ? out[i] : 0) + x[i] * y[i];
  },
  differentiate({ inputs: { x, y } }, { out: dy }, sink) {
    sink.contribute(x, (dx, accumulate) => sink.graph.applyTo(mul, { x: dy, y }, { out: dx }, { accumulate }));
    sink.contribute(y, (dx, accumulate) => sink.graph.applyTo(mul, { x: dy, y: x }, { out: dx }, { accumulate }));
  },
  lower({ inputs: { x, y }, outputs: { out }, attributes }, emit) {
    const operands = [emit.operand(x), emit.operand(y), emit.operand(out)];
    emit.instruction(op.OP_MUL, operands, [sizeOf(out.shape), attributes.accumulate ? 1 : 0]);
  },
};

export const copy: Operation<Tensors<"x">, Tensors<"out">, NoAttributes> = {
  name: "copy",
  infer: ({ x }) => ({ out: x.shape }),
  run({ inputs: { x }, outputs: { out } }) {
    out.set(x as Float64Array);
  },
  differentiate({ inputs: { x } }, { out: dy }, sink) {
    sink.contribute(x, (dx, accumulate) => copyOrAdd(sink.graph, dy, dx, accumulate));
  },
  lower({ inputs: { x }, outputs: { out } }, emit) {
    emit.instruction(op.OP_COPY, [emit.operand(x), emit.operand(out)], [sizeOf(out.shape)]);
  },
};

/** out = value; attributes `value` and `size`. */
export const fill: Operation<Tensors<never>, Tensors<"out">, { value: number; size: number }> = {
  name: "fill",
  infer: (_, { size }) => ({ out: [size] }),
  run({ outputs: { out }, node }) {
    out.fill(node.attributes.value);
  },
  lower({ outputs: { out }, attributes }, emit) {
    emit.instruction(op.OP_FILL, [emit.operand(out)], [bitsOf(attributes.value), sizeOf(out.shape)]);
  },
};

/** dx (+)= dy: how a sum hands its gradient on. */
export function copyOrAdd(graph: GraphBuilder, dy: Tensor, dx: Tensor, accumulate: boolean): void {
  if (accumulate) graph.applyTo(add, { x: dx, y: dy }, { out: dx }, {});
  else graph.applyTo(copy, { x: dy }, { out: dx }, {});
}
