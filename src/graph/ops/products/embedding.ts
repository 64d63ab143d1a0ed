import * as op from "../../../core/opcodes.ts";
import type { NoAttributes, Operation, Tensors } from "../../operation.ts";
import { sizeOf } from "../../tensor.ts";
import { fill } from "../pointwise/arithmetic.ts";
import { hasEnded, type Numbers, needLengths } from "../sequences/sequence.ts";
import { matrix, mismatch } from "../shapes.ts";

/** Whether row r of a sequence (T·B,·) is padding. */
function isPadding(lengths: Numbers, r: number): boolean {
  return lengths !== undefined && hasEnded(lengths, Math.floor(r / lengths.length), r % lengths.length);
}

/**
 * Rows of table (V,F) by token: out (…, F) for tokens (…). With lengths (B), tokens (T,B) behind the end of their sequence are
 * not read, and their rows are 0.
 */
export const embedding: Operation<Tensors<"table" | "tokens", "lengths">, Tensors<"out">, NoAttributes> = {
  name: "embedding",
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
  lower({ inputs: { table, tokens, lengths }, outputs: { out } }, emit) {
    const { columns } = matrix(table);
    if (lengths) {
      const operands = [table, tokens, lengths, out].map((tensor) => emit.operand(tensor));
      return emit.instruction(op.OP_GATHER_RUNNING, operands, [...tokens.shape, columns]);
    }
    const operands = [table, tokens, out].map((tensor) => emit.operand(tensor));
    emit.instruction(op.OP_GATHER, operands, [sizeOf(tokens.shape), columns]);
  },
};

/** dTable (V,F)[tokens] += dOut (…,F): always adds. With lengths (B), rows behind the end of their sequence are not read. */
export const scatterAdd: Operation<Tensors<"dOut" | "tokens", "lengths">, Tensors<"dTable">, { rows: number }> = {
  name: "scatterAdd",
  infer: ({ dOut }, { rows }) => ({ dTable: [rows, matrix(dOut).columns] }),
  run({ inputs: { dOut, tokens, lengths }, outputs: { dTable }, node }) {
    const { columns } = matrix(node.inputs.dOut);
    tokens.forEach((token, r) => {
      if (isPadding(lengths, r)) return;
      for (let i = 0; i < columns; i++) dTable[token * columns + i] += dOut[r * columns + i];
    });
  },
  lower({ inputs: { dOut, tokens, lengths }, outputs: { dTable } }, emit) {
    const { columns } = matrix(dOut);
    if (lengths) {
      const operands = [dOut, tokens, lengths, dTable].map((tensor) => emit.operand(tensor));
      return emit.instruction(op.OP_SCATTER_ADD_RUNNING, operands, [...tokens.shape, columns]);
    }
    const operands = [dOut, tokens, dTable].map((tensor) => emit.operand(tensor));
    emit.instruction(op.OP_SCATTER_ADD, operands, [sizeOf(tokens.shape), columns]);
  },
};
