import * as op from "../../../core/opcodes.ts";
import type { Accumulates, NoAttributes, Operation, Tensors } from "../../operation.ts";
import { describe, ShapeError, type Tensor } from "../../tensor.ts";
import { copyOrAdd } from "../pointwise/arithmetic.ts";
import { matrix, mismatch } from "../shapes.ts";

interface MatmulAttributes extends Accumulates {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/** M, N and K of op(a)·op(b), where op transposes or not. */
function dimensions(a: Tensor, b: Tensor, { transposeA, transposeB }: MatmulAttributes) {
  const x = matrix(a);
  const y = matrix(b);
  const [M, K] = transposeA ? [x.columns, x.rows] : [x.rows, x.columns];
  const [N, depth] = transposeB ? [y.rows, y.columns] : [y.columns, y.rows];
  if (K !== depth) mismatch("matmul", a, b, `the sum runs over ${K} on the left and ${depth} on the right`);
  return { M, N, K };
}

/**
 * out (M,N) (+)= op(a)·op(b) + bias (N), with a and b read as matrices (all dimensions before the last are rows).
 * Attributes: transposeA, transposeB, accumulate. The bias is optional.
 */
export const matmul: Operation<Tensors<"a" | "b", "bias">, Tensors<"out">, MatmulAttributes> = {
  name: "matmul",
  infer({ a, b, bias }, attributes) {
    const { M, N } = dimensions(a, b, attributes);
    if (bias && matrix(bias).columns !== N) mismatch("matmul", b, bias, `the bias needs ${N} elements`);
    if (bias && attributes.transposeA) {
      throw new ShapeError(`matmul: ${describe(a)} transposed takes no bias`);
    }
    return { out: attributes.transposeA ? [M, N] : [...a.shape.slice(0, -1), N] };
  },
  run({ inputs: { a, b, bias }, outputs: { out }, node }) {
    const { transposeA, transposeB, accumulate } = node.attributes;
    const { M, N, K } = dimensions(node.inputs.a, node.inputs.b, node.attributes);
    for (let m = 0; m < M; m++) {
      for (let n = 0; n < N; n++) {
        let sum = bias ? bias[n] : 0;
        for (let k = 0; k < K; k++) {
          sum += a[transposeA ? k * M + m : m * K + k] * b[transposeB ? n * K + k : k * N + n];
        }
        out[m * N + n] = accumulate ? out[m * N + n] + sum : sum;
      }
    }
  },
  differentiate({ inputs: { a, b, bias }, attributes }, { out: dy }, sink) {
    const { transposeA, transposeB } = attributes;
    if (transposeA) throw new Error("matmul: only op(a) = a is differentiated");
    const { graph } = sink;
    sink.contribute(a, (da, accumulate) => {
      graph.applyTo(matmul, { a: dy, b }, { out: da }, { transposeB: !transposeB, accumulate });
    });
    sink.contribute(b, (db, accumulate) => {
      const operands = transposeB ? { a: dy, b: a } : { a, b: dy };
      graph.applyTo(matmul, operands, { out: db }, { transposeA: true, accumulate });
    });
    sink.contribute(bias, (db, accumulate) => graph.applyTo(columnSum, { x: dy }, { out: db }, { accumulate }));
  },
  lower({ inputs: { a, b, bias }, outputs: { out }, attributes }, emit) {
    const { transposeA, transposeB = false, accumulate } = attributes;
    const { M, N, K } = dimensions(a, b, attributes);
    const to = emit.operand(out);
    if (transposeA) {
      if (transposeB) throw new Error("matmul: transposing both operands has no kernel");
      emit.scratch(transposedScratch(N));
      const operands = [emit.operand(a), emit.operand(b), to];
      emit.instruction(op.OP_GEMM_TRANSPOSED, operands, [M, N, N, K, M, N, accumulate ? 1 : 0]);
      return;
    }
    if (accumulate && bias) throw new Error("matmul: a product that accumulates takes no bias");
    const packed = emit.pack(b, K, N, transposeB);
    const from = accumulate ? to : emit.operand(bias);
    emit.scratch(EDGE_SCRATCH);
    emit.instruction(op.OP_GEMM, [emit.operand(a), packed, from, to], [K, accumulate ? N : 0, N, M, N, K]);
  },
};

/** Floats of working memory that a product needs: an edge tile. */
export const EDGE_SCRATCH = op.TILE_ROWS * op.PANEL_COLUMNS;

/** Floats of working memory for a weight gradient with N columns: blocks of both packed operands, and an edge tile. */
function transposedScratch(N: number): number {
  const panels = Math.ceil(N / op.PANEL_COLUMNS);
  const packedA = op.BLOCK_TILES * op.TILE_ROWS * op.DEPTH_BLOCK + 16;
  return panels * op.PANEL_COLUMNS * op.DEPTH_BLOCK + packedA + op.TILE_ROWS * op.PANEL_COLUMNS;
}

/** x + b, b repeated over the rows. */
export const bias: Operation<Tensors<"x" | "b">, Tensors<"out">, NoAttributes> = {
  name: "bias",
  infer({ x, b }) {
    if (matrix(b).columns !== matrix(x).columns || matrix(b).rows !== 1) {
      mismatch("bias", x, b, `the bias needs ${matrix(x).columns} elements`);
    }
    return { out: x.shape };
  },
  inPlace: [["x", "out"]],
  run({ inputs: { x, b }, outputs: { out } }) {
    for (let i = 0; i < out.length; i++) out[i] = x[i] + b[i % b.length];
  },
  differentiate({ inputs: { x, b } }, { out: dy }, sink) {
    sink.contribute(x, (dx, accumulate) => copyOrAdd(sink.graph, dy, dx, accumulate));
    sink.contribute(b, (db, accumulate) => sink.graph.applyTo(columnSum, { x: dy }, { out: db }, { accumulate }));
  },
  lower({ inputs: { x, b }, outputs: { out } }, emit) {
    const { rows, columns } = matrix(x);
    emit.instruction(op.OP_BIAS, [emit.operand(x), emit.operand(b), emit.operand(out)], [rows, columns]);
  },
};

/** out (N) (+)= the sum over the rows of x (R,N). */
export const columnSum: Operation<Tensors<"x">, Tensors<"out">, Accumulates> = {
  name: "columnSum",
  infer: ({ x }) => ({ out: [matrix(x).columns] }),
  run({ inputs: { x }, outputs: { out }, node }) {
    if (!node.attributes.accumulate) out.fill(0);
    for (let i = 0; i < x.length; i++) out[i % out.length] += x[i];
  },
  lower({ inputs: { x }, outputs: { out }, attributes }, emit) {
    const { rows, columns } = matrix(x);
    const accumulate = attributes.accumulate ? 1 : 0;
    emit.instruction(op.OP_COLUMN_SUM, [emit.operand(x), emit.operand(out)], [rows, columns, accumulate]);
  },
};

/** out (N,M) (+)= xᵀ. */
export const transpose: Operation<Tensors<"x">, Tensors<"out">, Accumulates> = {
  name: "transpose",
  infer({ x }) {
    const { rows, columns } = matrix(x);
    return { out: [columns, rows] };
  },
  run({ inputs: { x }, outputs: { out }, node }) {
    const { rows, columns } = matrix(node.inputs.x);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        const to = j * rows + i;
        out[to] = (node.attributes.accumulate ? out[to] : 0) + x[i * columns + j];
      }
    }
  },
  differentiate({ inputs: { x } }, { out: dy }, sink) {
    sink.contribute(x, (dx, accumulate) => sink.graph.applyTo(transpose, { x: dy }, { out: dx }, { accumulate }));
  },
  lower({ inputs: { x }, outputs: { out }, attributes }, emit) {
    const { rows, columns } = matrix(x);
    const accumulate = attributes.accumulate ? 1 : 0;
    emit.instruction(op.OP_TRANSPOSE, [emit.operand(x), emit.operand(out)], [rows, columns, accumulate]);
  },
};
