import { kernel, type Operand } from "../../kernel.ts";
import type { Accumulates, Operation, Tensors } from "../../operation.ts";
import { describe, ShapeError, sizeOf } from "../../tensor.ts";
import { matrix } from "../shapes.ts";
import { add, fill } from "./arithmetic.ts";

export const copyColumnsKernel = kernel("pointwise/columns", "copyColumns", {
  x: "tensor",
  out: "tensor",
  strideX: "i32",
  strideOut: "i32",
  R: "i32",
  n: "i32",
  accumulate: "bool",
});

/** The place of a column of the first row. */
const columnOf = ({ segment, offset }: Operand, column: number): Operand => ({ segment, offset: offset + column * 4 });

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
  lower({ inputs: { x }, outputs: { out }, attributes: { from } }, emit) {
    const { rows: R, columns: strideX } = matrix(x);
    const { columns: n } = matrix(out);
    emit.run(copyColumnsKernel, { x: columnOf(emit.place(x), from), out, strideX, strideOut: n, R, n });
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
  lower({ inputs: { x }, outputs: { out }, attributes: { from, of, accumulate } }, emit) {
    const { rows: R, columns: n } = matrix(x);
    emit.run(copyColumnsKernel, {
      x,
      out: columnOf(emit.place(out), from),
      strideX: n,
      strideOut: of,
      R,
      n,
      accumulate,
    });
  },
};
