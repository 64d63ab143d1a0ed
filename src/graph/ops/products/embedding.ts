import { kernel } from "../../kernel.ts";
import type { NoAttributes, Operation, Tensors } from "../../operation.ts";
import { sizeOf } from "../../tensor.ts";
import { fill } from "../pointwise/arithmetic.ts";
import { hasEnded, type Numbers, needLengths } from "../sequences/sequence.ts";
import { matrix, mismatch } from "../shapes.ts";
import { scatterSparseKernel } from "./sparseGradient.ts";

/** Whether row r of a sequence (T·B,·) is padding. */
function isPadding(lengths: Numbers, r: number): boolean {
  return lengths !== undefined && hasEnded(lengths, Math.floor(r / lengths.length), r % lengths.length);
}

export const gatherKernel = kernel("products/embedding", "gather", {
  table: "tensor",
  tokens: "tensor",
  out: "tensor",
  R: "i32",
  N: "i32",
});
export const gatherRunningKernel = kernel("products/embedding", "gatherRunning", {
  table: "tensor",
  tokens: "tensor",
  lengths: "tensor",
  out: "tensor",
  T: "i32",
  B: "i32",
  N: "i32",
});
export const scatterAddKernel = kernel("products/embedding", "scatterAdd", {
  dOut: "tensor",
  tokens: "tensor",
  dTable: "tensor",
  R: "i32",
  N: "i32",
  part: "i32",
  parts: "i32",
});
export const scatterAddRunningKernel = kernel("products/embedding", "scatterAddRunning", {
  dOut: "tensor",
  tokens: "tensor",
  lengths: "tensor",
  dTable: "tensor",
  T: "i32",
  B: "i32",
  N: "i32",
  part: "i32",
  parts: "i32",
});

/**
 * Rows of table (V,F) by token: out (…, F) for tokens (…). With lengths (B), tokens (T,B) behind the end of their sequence are
 * not read, and their rows are 0.
 */
export const embedding: Operation<Tensors<"table" | "tokens", "lengths">, Tensors<"out">, NoAttributes> = {
  name: "embedding",
  isCheap: true,
  infer({ table, tokens, lengths }) {
    if (tokens.type !== "i32") mismatch("embedding", table, tokens, "the tokens need to be integers");
    needLengths("embedding", { ...tokens, shape: [...tokens.shape, 1] }, lengths);
    return { out: [...tokens.shape, matrix(table).columns] };
  },
  run({ inputs: { table, tokens, lengths }, outputs: { out }, node }) {
    const { columns } = matrix(node.inputs.table);
    tokens.forEach((token, r) => {
      const ended = isPadding(lengths, r);
      for (let i = 0; i < columns; i++) out[r * columns + i] = ended ? 0 : table[token * columns + i];
    });
  },
  differentiate({ inputs: { table, tokens, lengths } }, { out: dy }, sink) {
    sink.contribute(table, (dTable, accumulate) => {
      if (!accumulate) sink.graph.applyTo(fill, {}, { out: dTable }, { value: 0, size: sizeOf(dTable.shape) });
      sink.graph.applyTo(scatterAdd, { dOut: dy, tokens, lengths }, { dTable }, { rows: matrix(table).rows });
    });
  },
  lower({ inputs, outputs }, emit) {
    const { tokens, lengths } = inputs;
    const { columns: N } = matrix(inputs.table);
    if (!lengths) return emit.run(gatherKernel, { ...inputs, ...outputs, R: sizeOf(tokens.shape), N });
    const [T, B] = tokens.shape;
    emit.run(gatherRunningKernel, { ...inputs, lengths, ...outputs, T, B, N });
  },
};

/** dTable (V,F)[tokens] += dOut (…,F): always adds. With lengths (B), rows behind the end of their sequence are not read. */
export const scatterAdd: Operation<Tensors<"dOut" | "tokens", "lengths">, Tensors<"dTable">, { rows: number }> = {
  name: "scatterAdd",
  infer: ({ dOut }, { rows }) => ({ dTable: [rows, matrix(dOut).columns] }),
  joint: ["dTable"],
  fewRows: ({ inputs: { tokens } }) => sizeOf(tokens.shape),
  run({ inputs: { dOut, tokens, lengths }, outputs: { dTable }, node }) {
    const { columns } = matrix(node.inputs.dOut);
    tokens.forEach((token, r) => {
      if (isPadding(lengths, r)) return;
      for (let i = 0; i < columns; i++) dTable[token * columns + i] += dOut[r * columns + i];
    });
  },
  lower({ inputs, outputs }, emit) {
    const { tokens, lengths } = inputs;
    const { columns: N } = matrix(inputs.dOut);
    const [T, B] = tokens.shape;
    const slots = emit.slots(outputs.dTable);
    if (slots) {
      const { dTable: rows } = outputs;
      const places = lengths ? { T, B } : { T: sizeOf(tokens.shape), B: 1 };
      return emit.run(scatterSparseKernel, { ...inputs, rows, slots, V: rows.shape[0], ...places, N });
    }
    const add = (part: number, parts: number) => {
      const operands = { ...inputs, ...outputs, N, part, parts };
      if (lengths) emit.run(scatterAddRunningKernel, { ...operands, lengths, T, B });
      else emit.run(scatterAddKernel, { ...operands, R: sizeOf(tokens.shape) });
    };
    if (!emit.isJoint(outputs.dTable)) return add(0, 1);
    const { index, count } = emit.shard;
    for (let turn = 0; turn < count; turn++) {
      emit.meet();
      add((index + turn) % count, count);
    }
  },
};
