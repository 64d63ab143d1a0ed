import * as op from "../../../core/opcodes.ts";
import type { Accumulates, Operation, Tensors } from "../../operation.ts";
import { sizeOf } from "../../tensor.ts";
import { matrix, mismatch } from "../shapes.ts";

/** x (R,N) ⊙ p (N), p repeated over the rows: a product with a diagonal matrix. */
export const mulRows: Operation<Tensors<"x" | "p">, Tensors<"out">, Accumulates> = {
  name: "mulRows",
  infer({ x, p }) {
    if (sizeOf(p.shape) !== matrix(x).columns) mismatch("mulRows", x, p, `${matrix(x).columns} elements are needed`);
    return { out: x.shape };
  },
  inPlace: [["x", "out"]],
  run({ inputs: { x, p }, outputs: { out }, node }) {
    const keep = node.attributes.accumulate;
    for (let i = 0; i < out.length; i++) out[i] = (keep ? out[i] : 0) + x[i] * p[i % p.length];
  },
  differentiate({ inputs: { x, p } }, { out: dy }, sink) {
    sink.contribute(x, (dx, accumulate) => sink.graph.applyTo(mulRows, { x: dy, p }, { out: dx }, { accumulate }));
    sink.contribute(p, (dp, accumulate) => {
      sink.graph.applyTo(productSum, { x: dy, y: x }, { out: dp }, { from: 0, accumulate });
    });
  },
  lower({ inputs: { x, p }, outputs: { out }, attributes }, emit) {
    const { rows, columns } = matrix(x);
    const operands = [x, p, out].map((tensor) => emit.operand(tensor));
    emit.instruction(op.OP_MUL_ROWS, operands, [rows, columns, attributes.accumulate ? 1 : 0]);
  },
};

/** out (N) (+)= the sum over rows of x (R,·)[:, from:from+N] ⊙ y (R,N). Attributes: from, accumulate. */
export const productSum: Operation<Tensors<"x" | "y">, Tensors<"out">, { from: number } & Accumulates> = {
  name: "productSum",
  infer: ({ y }) => ({ out: [matrix(y).columns] }),
  run({ inputs: { x, y }, outputs: { out }, node }) {
    const { columns: stride } = matrix(node.inputs.x);
    const N = out.length;
    if (!node.attributes.accumulate) out.fill(0);
    const from = node.attributes.from;
    for (let i = 0; i < y.length; i++) out[i % N] += x[Math.floor(i / N) * stride + from + (i % N)] * y[i];
  },
  lower({ inputs: { x, y }, outputs: { out }, attributes }, emit) {
    const { rows, columns } = matrix(y);
    const { segment, offset } = emit.operand(x);
    const operands = [{ segment, offset: offset + attributes.from * 4 }, emit.operand(y), emit.operand(out)];
    const accumulate = attributes.accumulate ? 1 : 0;
    emit.instruction(op.OP_PRODUCT_SUM, operands, [matrix(x).columns, rows, columns, accumulate]);
  },
};
