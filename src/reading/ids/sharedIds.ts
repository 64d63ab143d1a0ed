import type { Message } from "../../base/message.ts";
import type { Cell } from "../../data/encode/cells.ts";
import { Growing } from "../../data/text/growing.ts";
import { says } from "../examples/messages.ts";
import type { Reading } from "../formats/index.ts";
import { ID_NAME, type IdColumn, IdColumns, runsIn } from "./idColumns.ts";

/** So many rows at least have the same value, on average. */
const LONG = 2;
/** A value that comes back after others have come between is no stretch of rows: at most so many more stretches than values. */
const FEW_BACK = 1.1;
/** A column that is not called like one has so many values at least, nearly all with a digit. */
const MANY = 10;
const TIME_NAME = /date|time|year|month|day|hour|minute|second|week/i;

/** Watches rows that are examples of their own for a column that says which of them belong together. */
export class SharedIds {
  private readonly columns: IdColumns;
  /** Of each row, the sequence that it has become a part of. */
  private readonly owners = new Growing(Int32Array);

  /** `named` are columns that the config names, `chosen` those that were chosen for a role. */
  constructor(reading: Reading, named: readonly string[], chosen: readonly string[]) {
    this.columns = new IdColumns(reading, named, chosen);
  }

  startFile(columns: readonly string[]): void {
    this.columns.startFile(columns);
  }

  row(cells: readonly Cell[], sequence: number): void {
    this.columns.row(cells);
    this.owners.push(sequence);
  }

  /** What is to be said, by the part that each sequence is in: 0 for training. */
  said(parts: ArrayLike<number>): { warning?: Message; note?: Message } {
    const found = this.columns.columns.find(isId);
    if (!found) return {};
    const { column, ids, distinct } = found;
    const [trained, measured] = [new Uint8Array(distinct), new Uint8Array(distinct)];
    for (const [row, owner] of this.owners.view().entries()) (parts[owner] === 0 ? trained : measured)[ids[row]] = 1;
    const shared = trained.reduce((sum, is, id) => sum + (is & measured[id]), 0);
    if (shared === 0) return { note: says.idColumn({ column, distinct }) };
    return { warning: says.sharedIds({ column, distinct, shared }) };
  }
}

function isId({ column, ids, distinct, values }: IdColumn): boolean {
  const runs = runsIn(ids);
  const inStretches = ids.length >= LONG * runs && runs <= FEW_BACK * distinct;
  if (!inStretches || TIME_NAME.test(column)) return false;
  const numbered = values.filter((value) => /\d/.test(value)).length;
  return ID_NAME.test(column) || (distinct >= MANY && numbered >= 0.9 * values.length);
}
