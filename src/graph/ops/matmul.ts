import * as op from "../../core/opcodes.ts";
import type { Graph } from "../graph.ts";
import type { Operation } from "../operation.ts";
import { describe, ShapeError, type Tensor } from "../tensor.ts";
import { flag, matrix, mismatch, need } from "./shapes.ts";

/** M, N and K of op(a)·op(b), where op transposes or not. */
function dimensions(a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean) {
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
export const matmul: Operation = {
  name: "matmul",
  infer(inputs, attributes) {
    const a = need("matmul", inputs, 0);
    const b = need("matmul", inputs, 1);
    const { M, N } = dimensions(a, b, flag(attributes, "transposeA"), flag(attributes, "transposeB"));
    const bias = inputs[2];
    if (bias && matrix(bias).columns !== N) mismatch("matmul", b, bias, `the bias needs ${N} elements`);
    if (bias && flag(attributes, "transposeA")) {
      throw new ShapeError(`matmul: ${describe(a)} transposed takes no bias`);
    }
    return [flag(attributes, "transposeA") ? [M, N] : [...a.shape.slice(0, -1), N]];
  },
  run({ inputs: [a, b, bias], outputs: [out], node }) {
    const transposeA = flag(node.attributes, "transposeA");
    const transposeB = flag(node.attributes, "transposeB");
    const { M, N, K } = dimensions(node.inputs[0]!, node.inputs[1]!, transposeA, transposeB);
    for (let m = 0; m < M; m++) {
      for (let n = 0; n < N; n++) {
        let sum = bias ? bias[n] : 0;
        for (let k = 0; k < K; k++) {
          sum += a![transposeA ? k * M + m : m * K + k] * b![transposeB ? n * K + k : k * N + n];
        }
        out[m * N + n] = flag(node.attributes, "accumulate") ? out[m * N + n] + sum : sum;
      }
    }
  },
  differentiate({ inputs: [a, b, bias], attributes }, [dy], sink) {
    const transposeA = flag(attributes, "transposeA");
    const transposeB = flag(attributes, "transposeB");
    if (transposeA || !a || !b || !dy) throw new Error("matmul: only op(a) = a is differentiated");
    const { graph } = sink;
    sink.contribute(a, (da, accumulate) => {
      graph.applyTo("matmul", [dy, b], [da], { transposeA: false, transposeB: !transposeB, accumulate });
    });
    sink.contribute(b, (db, accumulate) => {
      const operands = transposeB ? [dy, a] : [a, dy];
      graph.applyTo("matmul", operands, [db], { transposeA: true, transposeB: false, accumulate });
    });
    sink.contribute(bias, (db, accumulate) => graph.applyTo("columnSum", [dy], [db], { accumulate }));
  },
  lower({ inputs, outputs: [out], attributes }, emit) {
    const [a, b, bias] = inputs as [Tensor, Tensor, Tensor | undefined];
    const transposeA = flag(attributes, "transposeA");
    const transposeB = flag(attributes, "transposeB");
    const accumulate = flag(attributes, "accumulate");
    const { M, N, K } = dimensions(a, b, transposeA, transposeB);
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
export const bias: Operation = {
  name: "bias",
  infer(inputs) {
    const x = need("bias", inputs, 0);
    const b = need("bias", inputs, 1);
    if (matrix(b).columns !== matrix(x).columns || matrix(b).rows !== 1) {
      mismatch("bias", x, b, `the bias needs ${matrix(x).columns} elements`);
    }
    return [[...x.shape]];
  },
  inPlace: [[0, 0]],
  run({ inputs: [x, b], outputs: [out] }) {
    for (let i = 0; i < out.length; i++) out[i] = x![i] + b![i % b!.length];
  },
  differentiate({ inputs: [x, b] }, [dy], sink) {
    sink.contribute(x, (dx, accumulate) => copyOrAdd(sink.graph, dy!, dx, accumulate));
    sink.contribute(b, (db, accumulate) => sink.graph.applyTo("columnSum", [dy], [db], { accumulate }));
  },
  lower({ inputs: [x, b], outputs: [out] }, emit) {
    const { rows, columns } = matrix(x!);
    emit.instruction(op.OP_BIAS, [emit.operand(x), emit.operand(b), emit.operand(out)], [rows, columns]);
  },
};

/** out (N) (+)= the sum over the rows of x (R,N). */
export const columnSum: Operation = {
  name: "columnSum",
  infer: (inputs) => [[matrix(need("columnSum", inputs, 0)).columns]],
  run({ inputs: [x], outputs: [out], node }) {
    if (!flag(node.attributes, "accumulate")) out.fill(0);
    for (let i = 0; i < x!.length; i++) out[i % out.length] += x![i];
  },
  lower({ inputs: [x], outputs: [out], attributes }, emit) {
    const { rows, columns } = matrix(x!);
    const accumulate = flag(attributes, "accumulate") ? 1 : 0;
    emit.instruction(op.OP_COLUMN_SUM, [emit.operand(x), emit.operand(out)], [rows, columns, accumulate]);
  },
};

/** out (N,M) (+)= xᵀ. */
export const transpose: Operation = {
  name: "transpose",
  infer(inputs) {
    const { rows, columns } = matrix(need("transpose", inputs, 0));
    return [[columns, rows]];
  },
  run({ inputs: [x], outputs: [out], node }) {
    const { rows, columns } = matrix(node.inputs[0]!);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        const to = j * rows + i;
        out[to] = (flag(node.attributes, "accumulate") ? out[to] : 0) + x![i * columns + j];
      }
    }
  },
  differentiate({ inputs: [x] }, [dy], sink) {
    sink.contribute(x, (dx, accumulate) => sink.graph.applyTo("transpose", [dy], [dx], { accumulate }));
  },
  lower({ inputs: [x], outputs: [out], attributes }, emit) {
    const { rows, columns } = matrix(x!);
    const accumulate = flag(attributes, "accumulate") ? 1 : 0;
    emit.instruction(op.OP_TRANSPOSE, [emit.operand(x), emit.operand(out)], [rows, columns, accumulate]);
  },
};

/** dx (+)= dy: how a sum hands its gradient on. */
export function copyOrAdd(graph: Graph, dy: Tensor, dx: Tensor, accumulate: boolean): void {
  if (accumulate) graph.applyTo("add", [dx, dy], [dx], {});
  else graph.applyTo("copy", [dy], [dx], {});
}
