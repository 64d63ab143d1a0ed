import * as op from "../../core/opcodes.ts";
import type { Operation } from "../operation.ts";
import { sizeOf } from "../tensor.ts";
import { flag, matrix, mismatch, need, number } from "./shapes.ts";

/** x (R,N) ⊙ p (N), p repeated over the rows: a product with a diagonal matrix. */
export const mulRows: Operation = {
  name: "mulRows",
  infer(inputs) {
    const x = need("mulRows", inputs, 0);
    const p = need("mulRows", inputs, 1);
    if (sizeOf(p.shape) !== matrix(x).columns) mismatch("mulRows", x, p, `${matrix(x).columns} elements are needed`);
    return [[...x.shape]];
  },
  inPlace: [[0, 0]],
  run({ inputs: [x, p], outputs: [out], node }) {
    const keep = flag(node.attributes, "accumulate");
    for (let i = 0; i < out.length; i++) out[i] = (keep ? out[i] : 0) + x![i] * p![i % p!.length];
  },
  differentiate({ inputs: [x, p] }, [dy], sink) {
    sink.contribute(x, (dx, accumulate) => sink.graph.applyTo("mulRows", [dy, p], [dx], { accumulate }));
    sink.contribute(p, (dp, accumulate) => {
      sink.graph.applyTo("productSum", [dy, x], [dp], { from: 0, accumulate });
    });
  },
  lower({ inputs: [x, p], outputs: [out], attributes }, emit) {
    const { rows, columns } = matrix(x!);
    const operands = [x, p, out].map((tensor) => emit.operand(tensor));
    emit.instruction(op.OP_MUL_ROWS, operands, [rows, columns, flag(attributes, "accumulate") ? 1 : 0]);
  },
};

/** out (N) (+)= the sum over rows of x (R,·)[:, from:from+N] ⊙ y (R,N). Attributes: from, accumulate. */
export const productSum: Operation = {
  name: "productSum",
  infer: (inputs) => [[matrix(need("productSum", inputs, 1)).columns]],
  run({ inputs: [x, y], outputs: [out], node }) {
    const { columns: stride } = matrix(node.inputs[0]!);
    const N = out.length;
    if (!flag(node.attributes, "accumulate")) out.fill(0);
    const from = number(node.attributes, "from");
    for (let i = 0; i < y!.length; i++) out[i % N] += x![Math.floor(i / N) * stride + from + (i % N)] * y![i];
  },
  lower({ inputs: [x, y], outputs: [out], attributes }, emit) {
    const { rows, columns } = matrix(y!);
    const { segment, offset } = emit.operand(x);
    const operands = [{ segment, offset: offset + number(attributes, "from") * 4 }, emit.operand(y), emit.operand(out)];
    const accumulate = flag(attributes, "accumulate") ? 1 : 0;
    emit.instruction(op.OP_PRODUCT_SUM, operands, [matrix(x!).columns, rows, columns, accumulate]);
  },
};
