import * as op from "../../../core/opcodes.ts";
import type { Emitter } from "../../emitter.ts";
import type { Accumulates, Operation, Tensors } from "../../operation.ts";
import { describe, ShapeError, sizeOf, type Tensor } from "../../tensor.ts";
import { matrix } from "../shapes.ts";
import { add, fill } from "./arithmetic.ts";

/** Columns [from, to) of x (R,N): out (R,to−from). */
export const columns: Operation<Tensors<"x">, Tensors<"out">, { from: number; to: number }> = {
  name: "columns",
  infer({ x }, { from, to }) {
    if (from < 0 || to > matrix(x).columns || from >= to) {
      throw new ShapeError(`columns: ${describe(x)} has no columns ${from} to ${to}`);
    }
    return { out: [...x.shape.slice(0, -1), to - from] };
  },
  run({ inputs: { x }, outputs: { out }, node }) {
    const { columns: N } = matrix(node.inputs.x);
    const from = node.attributes.from;
    const n = node.attributes.to - from;
    for (let i = 0; i < out.length; i++) out[i] = x[Math.floor(i / n) * N + from + (i % n)];
  },
  differentiate({ inputs: { x }, attributes }, { out: dy }, sink) {
    const { from } = attributes;
    sink.contribute(x, (dx, accumulate) => {
      // Other columns get their gradient elsewhere, or none.
      if (!accumulate) sink.graph.applyTo(fill, {}, { out: dx }, { value: 0, size: sizeOf(dx.shape) });
      sink.graph.applyTo(placeColumns, { x: dy }, { out: dx }, { from, of: matrix(x).columns, accumulate: true });
    });
  },
  lower({ inputs: { x }, outputs: { out }, attributes }, emit) {
    const n = matrix(out).columns;
    emitCopy(emit, x, attributes.from, matrix(x).columns, out, 0, n, [matrix(x).rows, n, 0]);
  },
};

/** out (R,N)[:, from:from+n] (+)= x (R,n): always into a tensor that exists. Attributes: from, of = N, accumulate. */
export const placeColumns: Operation<Tensors<"x">, Tensors<"out">, { from: number; of: number } & Accumulates> = {
  name: "placeColumns",
  infer: ({ x }, attributes) => ({ out: [...x.shape.slice(0, -1), attributes.of] }),
  run({ inputs: { x }, outputs: { out }, node }) {
    const { columns: n } = matrix(node.inputs.x);
    const N = node.attributes.of;
    const from = node.attributes.from;
    const keep = node.attributes.accumulate;
    for (let i = 0; i < x.length; i++) {
      const to = Math.floor(i / n) * N + from + (i % n);
      out[to] = (keep ? out[to] : 0) + x[i];
    }
  },
  differentiate({ inputs: { x }, attributes }, { out: dy }, sink) {
    const from = attributes.from;
    sink.contribute(x, (dx, accumulate) => {
      const part = { from, to: from + matrix(x).columns };
      if (!accumulate) return sink.graph.applyTo(columns, { x: dy }, { out: dx }, part);
      const { out: taken } = sink.graph.apply(columns, { x: dy }, part, `∂${x.name}.columns`);
      sink.graph.applyTo(add, { x: dx, y: taken }, { out: dx }, {});
    });
  },
  lower({ inputs: { x }, outputs: { out }, attributes }, emit) {
    const { rows, columns: n } = matrix(x);
    const accumulate = attributes.accumulate ? 1 : 0;
    emitCopy(emit, x, 0, n, out, attributes.from, attributes.of, [rows, n, accumulate]);
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
