import { UserError } from "../../base/userError.ts";
import { isEmptyCell } from "../../data/encode/cells.ts";
import { PARTS, type Part } from "../../data/encode/corpus.ts";
import type { DataRecord } from "../formats/index.ts";
import { says } from "./messages.ts";

const PARTITIONS: Record<string, Part> = {
  train: "train",
  training: "train",
  validation: "validation",
  valid: "validation",
  val: "validation",
  dev: "validation",
  test: "test",
};

/** The part, by its number, that a column of a record names. */
export function partIn({ cells, place }: DataRecord, { column, index }: { column: string; index: number }): number {
  const cell = cells[index];
  const part = isEmptyCell(cell) ? undefined : PARTITIONS[String(cell).trim().toLowerCase()];
  if (part === undefined) {
    throw new UserError(
      says.badPartition({ column, ...(isEmptyCell(cell) ? {} : { cell: String(cell) }) }),
      place(index),
    );
  }
  return PARTS.indexOf(part);
}
