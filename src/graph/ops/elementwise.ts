import * as op from "../../core/opcodes.ts";
import { bitsOf } from "../emitter.ts";
import type { Operation } from "../operation.ts";
import { sizeOf } from "../tensor.ts";
import { copyOrAdd } from "./matmul.ts";
import { flag, need, needSame, number } from "./shapes.ts";

/** An activation function with its slope written in terms of its output, and that slope's operation. */
function activation(
  name: string,
  opcode: number,
  opcodeBackward: number,
  value: (x: number) => number,
  slope: (y: number) => number,
): [Operation, Operation] {
  const forward: Operation = {
    name,
    infer: (inputs) => [[...need(name, inputs, 0).shape]],
    inPlace: [[0, 0]],
    run({ inputs: [x], outputs: [out] }) {
      for (let i = 0; i < out.length; i++) out[i] = value(x![i]);
    },
    differentiate({ inputs: [x], outputs: [y] }, [dy], sink) {
      sink.contribute(x, (dx, accumulate) => sink.graph.applyTo(`${name}Backward`, [dy, y], [dx], { accumulate }));
    },
    lower({ inputs: [x], outputs: [out] }, emit) {
      emit.instruction(opcode, [emit.operand(x), emit.operand(out)], [sizeOf(out.shape)]);
    },
  };
  const backward: Operation = {
    name: `${name}Backward`,
    infer: (inputs) => [[...need(name, inputs, 0).shape]],
    inPlace: [[0, 0]],
    run({ inputs: [dy, y], outputs: [dx], node }) {
      const keep = flag(node.attributes, "accumulate");
      for (let i = 0; i < dx.length; i++) dx[i] = (keep ? dx[i] : 0) + dy![i] * slope(y![i]);
    },
    lower({ inputs: [dy, y], outputs: [dx], attributes }, emit) {
      const operands = [emit.operand(dy), emit.operand(y), emit.operand(dx)];
      emit.instruction(opcodeBackward, operands, [sizeOf(dx.shape), flag(attributes, "accumulate") ? 1 : 0]);
    },
  };
  return [forward, backward];
}

export const sigmoidOf = (x: number): number => 1 / (1 + Math.exp(-x));

export const [tanh, tanhBackward] = activation("tanh", op.OP_TANH, op.OP_TANH_BACKWARD, Math.tanh, (y) => 1 - y * y);
export const [sigmoid, sigmoidBackward] = activation(
  "sigmoid",
  op.OP_SIGMOID,
  op.OP_SIGMOID_BACKWARD,
  sigmoidOf,
  (y) => y * (1 - y),
);
export const [relu, reluBackward] = activation(
  "relu",
  op.OP_RELU,
  op.OP_RELU_BACKWARD,
  (x) => Math.max(x, 0),
  (y) => (y > 0 ? 1 : 0),
);

/** x + scale·y; attribute `scale`, 1 where absent. */
export const add: Operation = {
  name: "add",
  infer(inputs) {
    const x = need("add", inputs, 0);
    needSame("add", x, need("add", inputs, 1));
    return [[...x.shape]];
  },
  inPlace: [
    [0, 0],
    [1, 0],
  ],
  run({ inputs: [x, y], outputs: [out], node }) {
    const scale = number(node.attributes, "scale") ?? 1;
    for (let i = 0; i < out.length; i++) out[i] = x![i] + scale * y![i];
  },
  differentiate({ inputs: [x, y], attributes }, [dy], sink) {
    const scale = number(attributes, "scale") ?? 1;
    sink.contribute(x, (dx, accumulate) => copyOrAdd(sink.graph, dy!, dx, accumulate));
    sink.contribute(y, (dx, accumulate) => {
      if (scale === 1) return copyOrAdd(sink.graph, dy!, dx, accumulate);
      if (!accumulate) sink.graph.applyTo("fill", [], [dx], { value: 0, size: sizeOf(dx.shape) });
      sink.graph.applyTo("add", [dx, dy], [dx], { scale });
    });
  },
  lower({ inputs: [x, y], outputs: [out], attributes }, emit) {
    const operands = [emit.operand(x), emit.operand(y), emit.operand(out)];
    emit.instruction(op.OP_ADD, operands, [sizeOf(out.shape), bitsOf(number(attributes, "scale") ?? 1)]);
  },
};

/** out (+)= x·y, element by element. */
export const mul: Operation = {
  name: "mul",
  infer(inputs) {
    const x = need("mul", inputs, 0);
    needSame("mul", x, need("mul", inputs, 1));
    return [[...x.shape]];
  },
  inPlace: [
    [0, 0],
    [1, 0],
  ],
  run({ inputs: [x, y], outputs: [out], node }) {
    const keep = flag(node.attributes, "accumulate");
    for (let i = 0; i < out.length; i++) out[i] = (keep ? out[i] : 0) + x![i] * y![i];
  },
  differentiate({ inputs: [x, y] }, [dy], sink) {
    sink.contribute(x, (dx, accumulate) => sink.graph.applyTo("mul", [dy, y], [dx], { accumulate }));
    sink.contribute(y, (dx, accumulate) => sink.graph.applyTo("mul", [dy, x], [dx], { accumulate }));
  },
  lower({ inputs: [x, y], outputs: [out], attributes }, emit) {
    const operands = [emit.operand(x), emit.operand(y), emit.operand(out)];
    emit.instruction(op.OP_MUL, operands, [sizeOf(out.shape), flag(attributes, "accumulate") ? 1 : 0]);
  },
};

export const copy: Operation = {
  name: "copy",
  infer: (inputs) => [[...need("copy", inputs, 0).shape]],
  run({ inputs: [x], outputs: [out] }) {
    out.set(x as Float64Array);
  },
  differentiate({ inputs: [x] }, [dy], sink) {
    sink.contribute(x, (dx, accumulate) => copyOrAdd(sink.graph, dy!, dx, accumulate));
  },
  lower({ inputs: [x], outputs: [out] }, emit) {
    emit.instruction(op.OP_COPY, [emit.operand(x), emit.operand(out)], [sizeOf(out.shape)]);
  },
};

/** out = value; attributes `value` and `size`. */
export const fill: Operation = {
  name: "fill",
  infer: (_, attributes) => [[number(attributes, "size")]],
  run({ outputs: [out], node }) {
    out.fill(number(node.attributes, "value"));
  },
  lower({ outputs: [out], attributes }, emit) {
    emit.instruction(op.OP_FILL, [emit.operand(out)], [bitsOf(number(attributes, "value")), sizeOf(out.shape)]);
  },
};
