import { BLOCK_TILES, DEPTH_BLOCK, PANEL_COLUMNS, TILE_ROWS } from "../../../core/constants.ts";
import { kernel } from "../../kernel.ts";
import type { Accumulates, Operation, Tensors } from "../../operation.ts";
import { describe, ShapeError, type Tensor } from "../../tensor.ts";
import { matrix, mismatch } from "../shapes.ts";
import { columnSum } from "./bias.ts";

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

export const gemmKernel = kernel(
  "products/matmul",
  "gemm",
  {
    a: "tensor",
    lda: "i32",
    packedB: "tensor",
    c0: "tensor?",
    ldc0: "i32",
    c: "tensor",
    ldc: "i32",
    M: "i32",
    N: "i32",
    K: "i32",
    edge: "scratch",
  },
  // Eight multiply-adds in the time that a number is moved.
  { work: ({ M, N, K }) => (M * N * K) / 8 },
);
export const gemmRowKernel = kernel("products/matmul", "gemmRow", {
  a: "tensor",
  packedB: "tensor",
  c0: "tensor?",
  c: "tensor",
  N: "i32",
  K: "i32",
  edge: "scratch",
});
export const gemmTransposedKernel = kernel("products/matmul", "gemmTransposed", {
  a: "tensor",
  lda: "i32",
  b: "tensor",
  ldb: "i32",
  c: "tensor",
  ldc: "i32",
  R: "i32",
  M: "i32",
  N: "i32",
  accumulate: "bool",
  scratch: "scratch",
});

/**
 * out (M,N) (+)= op(a)·op(b) + bias (N), with a and b read as matrices (all dimensions before the last are rows).
 * Attributes: transposeA, transposeB, accumulate. The bias is optional.
 */
export const matmul: Operation<Tensors<"a" | "b", "bias">, Tensors<"out">, MatmulAttributes> = {
  name: "matmul",
  sumsOver: ({ transposeA }) => (transposeA ? ["a", "b"] : []),
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
    if (transposeA) {
      if (transposeB) throw new Error("matmul: transposing both operands has no kernel");
      emit.scratch(transposedScratch(N));
      return emit.run(gemmTransposedKernel, { a, lda: M, b, ldb: N, c: out, ldc: N, R: K, M, N, accumulate });
    }
    if (accumulate && bias) throw new Error("matmul: a product that accumulates takes no bias");
    emit.scratch(EDGE_SCRATCH);
    const packedB = emit.pack(b, K, N, transposeB, M === 1);
    const c0 = accumulate ? out : bias;
    if (M === 1) emit.run(gemmRowKernel, { a, packedB, c0, c: out, N, K });
    else emit.run(gemmKernel, { a, lda: K, packedB, c0, ldc0: accumulate ? N : 0, c: out, ldc: N, M, N, K });
  },
};

/** Floats of working memory that a product needs: an edge tile. */
export const EDGE_SCRATCH = TILE_ROWS * PANEL_COLUMNS;

/** Floats of working memory for a weight gradient with N columns: blocks of both packed operands, and an edge tile. */
function transposedScratch(N: number): number {
  const panels = Math.ceil(N / PANEL_COLUMNS);
  const packedA = BLOCK_TILES * TILE_ROWS * DEPTH_BLOCK + 16;
  return panels * PANEL_COLUMNS * DEPTH_BLOCK + packedA + TILE_ROWS * PANEL_COLUMNS;
}
