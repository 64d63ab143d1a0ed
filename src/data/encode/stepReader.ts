import { type Place, UserError } from "../../base/userError.ts";
import type { SymbolTable } from "../text/symbolTable.ts";
import type { Cell } from "./cells.ts";
import { words } from "./cells.ts";
import { says } from "./messages.ts";
import { decimal } from "./numberCells.ts";

/** The steps that the cells of one example make: tokens, vectors (steps, F), or both, of the same number of steps. */
export interface Steps {
  length: number;
  tokens?: number[];
  /** F numbers a step. */
  numbers: number[][];
  /** F. */
  width: number;
}

export interface CellInput {
  cell: Cell;
  column: string;
  /** Whether it holds text, and not numbers; in a table, which has only text, it is decided by the first rows. */
  isText: boolean;
  place(item?: number): Place;
}

/** How text becomes tokens: cut by the table's rules, divided at white space, or one token as it stands. */
export type Cutting = "cut" | "spaces" | "whole";

/**
 * What the network reads of an example. Text is cut into tokens, a list of texts is tokens, a number stands at every step, a list of
 * numbers is a number a step, a list of lists a vector a step. Columns of several steps have as many.
 */
export function readSteps(inputs: readonly CellInput[], table: SymbolTable, cutting: Cutting): Steps {
  let tokens: number[] | undefined;
  let length: number | undefined;
  let counted: CellInput | undefined;
  const columns: { input: CellInput; rows: number[][] | undefined; number?: number }[] = [];
  const steps = (n: number, input: CellInput) => {
    if (length !== undefined && length !== n) {
      throw new UserError(
        says.unevenColumns({ column: input.column, steps: n, other: counted?.column ?? "", otherSteps: length }),
        input.place(),
      );
    }
    [length, counted] = [n, input];
  };
  for (const input of inputs) {
    const { cell } = input;
    if (input.isText) {
      if (tokens) throw twoTexts(input);
      tokens = tokensOf(cell, input, table, cutting);
      steps(tokens.length, input);
    } else if (Array.isArray(cell)) {
      const rows = cell.map((row: Cell, i) =>
        (Array.isArray(row) ? row : [row]).map((n: Cell) => numberOf(n, input, i)),
      );
      const uneven = rows.findIndex((row) => row.length !== rows[0].length);
      if (uneven >= 0) {
        throw new UserError(
          says.unevenSteps({
            column: input.column,
            step: uneven + 1,
            numbers: rows[uneven].length,
            first: rows[0].length,
          }),
          input.place(uneven),
        );
      }
      steps(rows.length, input);
      columns.push({ input, rows });
    } else columns.push({ input, rows: undefined, number: numberOf(cell, input) });
  }
  const n = length ?? 1;
  const numbers = Array.from({ length: columns.length > 0 ? n : 0 }, (_, t) =>
    columns.flatMap(({ rows, number }) => rows?.[t] ?? [number!]),
  );
  return { length: n, tokens, numbers, width: numbers[0]?.length ?? 0 };
}

/** The tags of a sequence of so many steps: a list, words, or a letter a letter, as in "ACGT" and "0011". */
export function tagList(cell: Cell, steps: number): readonly Cell[] {
  if (Array.isArray(cell)) return cell;
  if (typeof cell !== "string" || steps === 1) return [cell];
  const list = words(cell);
  return list.length === 1 && steps > 1 ? Array.from(cell.trim()) : list;
}

function tokensOf(cell: Cell, input: CellInput, table: SymbolTable, cutting: Cutting): number[] {
  if (Array.isArray(cell)) return cell.map((token, i) => tokenOf(token, input, table, i));
  // A text that is missing, null in JSON, is an empty one, as in a table.
  if (typeof cell !== "string" && !(cell === null && cutting !== "whole")) return [tokenOf(cell, input, table)];
  const text = cell ?? "";
  if (cutting === "cut") return table.cut(text);
  if (cutting === "spaces") return words(text).map((word) => table.token(word));
  return [tokenOf(text, input, table)];
}

function tokenOf(token: Cell, { column, place }: CellInput, table: SymbolTable, item?: number): number {
  if (typeof token === "string" && token !== "") return table.token(token);
  if (typeof token === "number" || typeof token === "boolean") return table.token(String(token));
  throw new UserError(says.noToken({ column, cell: token }), place(item));
}

/** A finite number; anything else is an error with its place. */
export function numberOf(cell: Cell, { column, place }: Pick<CellInput, "column" | "place">, item?: number): number {
  const value = typeof cell === "number" ? cell : typeof cell === "string" ? decimal(cell) : Number.NaN;
  if (Number.isFinite(value)) return value;
  throw new UserError(says.notANumber({ column, cell }), place(item));
}

function twoTexts({ column, place }: CellInput): UserError {
  return new UserError(says.twoTexts({ column }), place());
}
