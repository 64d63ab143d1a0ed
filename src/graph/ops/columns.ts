import * as op from "../../core/opcodes.ts";
import type { Emitter } from "../emitter.ts";
import type { Operation } from "../operation.ts";
import { describe, ShapeError, sizeOf, type Tensor } from "../tensor.ts";
import { flag, matrix, need, number } from "./shapes.ts";

/** Columns [from, to) of x (R,N): out (R,to−from). */
export const columns: Operation = {
  name: "columns",
  infer(inputs, attributes) {
    const x = need("columns", inputs, 0);
    const from = number(attributes, "from");
    const to = number(attributes, "to");
    if (from < 0 || to > matrix(x).columns || from >= to) {
      throw new ShapeError(`columns: ${describe(x)} has no columns ${from} to ${to}`);
    }
    return [[...x.shape.slice(0, -1), to - from]];
  },
  run({ inputs: [x], outputs: [out], node }) {
    const { columns: N } = matrix(node.inputs[0]!);
    const from = number(node.attributes, "from");
    const n = number(node.attributes, "to") - from;
    for (let i = 0; i < out.length; i++) out[i] = x![Math.floor(i / n) * N + from + (i % n)];
  },
  differentiate({ inputs: [x], attributes }, [dy], sink) {
    const { from } = attributes;
    sink.contribute(x, (dx, accumulate) => {
      // Other columns get their gradient elsewhere, or none.
      if (!accumulate) sink.graph.applyTo("fill", [], [dx], { value: 0, size: sizeOf(dx.shape) });
      sink.graph.applyTo("placeColumns", [dy], [dx], { from, of: matrix(x!).columns, accumulate: true });
    });
  },
  lower({ inputs: [x], outputs: [out], attributes }, emit) {
    const n = matrix(out).columns;
    emitCopy(emit, x!, number(attributes, "from"), matrix(x!).columns, out, 0, n, [matrix(x!).rows, n, 0]);
  },
};

/** out (R,N)[:, from:from+n] (+)= x (R,n): always into a tensor that exists. Attributes: from, of = N, accumulate. */
export const placeColumns: Operation = {
  name: "placeColumns",
  infer(inputs, attributes) {
    return [[...need("placeColumns", inputs, 0).shape.slice(0, -1), number(attributes, "of")]];
  },
  run({ inputs: [x], outputs: [out], node }) {
    const { columns: n } = matrix(node.inputs[0]!);
    const N = number(node.attributes, "of");
    const from = number(node.attributes, "from");
    const keep = flag(node.attributes, "accumulate");
    for (let i = 0; i < x!.length; i++) {
      const to = Math.floor(i / n) * N + from + (i % n);
      out[to] = (keep ? out[to] : 0) + x![i];
    }
  },
  differentiate({ inputs: [x], attributes }, [dy], sink) {
    const from = number(attributes, "from");
    sink.contribute(x, (dx, accumulate) => {
      const part = { from, to: from + matrix(x!).columns };
      if (!accumulate) return sink.graph.applyTo("columns", [dy], [dx], part);
      const [taken] = sink.graph.apply("columns", [dy], part, `∂${x!.name}.columns`);
      sink.graph.applyTo("add", [dx, taken], [dx], {});
    });
  },
  lower({ inputs: [x], outputs: [out], attributes }, emit) {
    const { rows, columns: n } = matrix(x!);
    const accumulate = flag(attributes, "accumulate") ? 1 : 0;
    emitCopy(emit, x!, 0, n, out, number(attributes, "from"), number(attributes, "of"), [rows, n, accumulate]);
  },
};

function emitCopy(
  emit: Emitter,
  x: Tensor,
  fromX: number,
  strideX: number,
  out: Tensor,
  fromOut: number,
  strideOut: number,
  numbers: readonly number[],
): void {
  const at = (tensor: Tensor, column: number) => {
    const { segment, offset } = emit.operand(tensor);
    return { segment, offset: offset + column * 4 };
  };
  emit.instruction(op.OP_COPY_COLUMNS, [at(x, fromX), at(out, fromOut)], [strideX, strideOut, ...numbers]);
}
