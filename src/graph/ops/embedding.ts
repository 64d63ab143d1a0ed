import * as op from "../../core/opcodes.ts";
import type { Operation } from "../operation.ts";
import { sizeOf } from "../tensor.ts";
import { matrix, mismatch, need } from "./shapes.ts";

/** Rows of table (V,F) by token: out (…, F) for tokens (…). */
export const embedding: Operation = {
  name: "embedding",
  infer(inputs) {
    const table = need("embedding", inputs, 0);
    const tokens = need("embedding", inputs, 1);
    if (tokens.type !== "i32") mismatch("embedding", table, tokens, "the tokens need to be integers");
    return [[...tokens.shape, matrix(table).columns]];
  },
  run({ inputs: [table, tokens], outputs: [out], node }) {
    const { columns } = matrix(node.inputs[0]!);
    tokens!.forEach((token, r) => {
      for (let i = 0; i < columns; i++) out[r * columns + i] = table![token * columns + i];
    });
  },
  differentiate({ inputs: [table, tokens] }, [dy], sink) {
    sink.contribute(table, (dTable, accumulate) => {
      if (!accumulate) sink.graph.applyTo("fill", [], [dTable], { value: 0, size: sizeOf(dTable.shape) });
      sink.graph.applyTo("scatterAdd", [dy, tokens], [dTable], { rows: matrix(table!).rows });
    });
  },
  lower({ inputs: [table, tokens], outputs: [out] }, emit) {
    const operands = [emit.operand(table), emit.operand(tokens), emit.operand(out)];
    emit.instruction(op.OP_GATHER, operands, [sizeOf(tokens!.shape), matrix(table!).columns]);
  },
};

/** dTable (V,F)[tokens] += dOut (…,F): always adds. */
export const scatterAdd: Operation = {
  name: "scatterAdd",
  infer: (inputs, attributes) => [[attributes.rows as number, matrix(need("scatterAdd", inputs, 0)).columns]],
  run({ inputs: [dOut, tokens], outputs: [dTable], node }) {
    const { columns } = matrix(node.inputs[0]!);
    tokens!.forEach((token, r) => {
      for (let i = 0; i < columns; i++) dTable[token * columns + i] += dOut![r * columns + i];
    });
  },
  lower({ inputs: [dOut, tokens], outputs: [dTable] }, emit) {
    const operands = [emit.operand(dOut), emit.operand(tokens), emit.operand(dTable)];
    emit.instruction(op.OP_SCATTER_ADD, operands, [sizeOf(tokens!.shape), matrix(dOut!).columns]);
  },
};
