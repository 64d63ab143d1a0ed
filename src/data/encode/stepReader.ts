import { type Place, UserError } from "../../base/userError.ts";
import { count, grouped } from "../../base/words.ts";
import type { SymbolTable } from "../text/symbolTable.ts";
import type { Cell } from "./cells.ts";
import { words } from "./cells.ts";
import { decimal, numberAdvice } from "./numberCells.ts";

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
      const message = `Column ${JSON.stringify(input.column)} has ${count(n, "step")}, and column ${JSON.stringify(counted?.column)} has ${grouped(length)}.`;
      throw new UserError("uneven-columns", message, "All columns of an example have as many steps.", input.place());
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
        const message = `Step ${uneven + 1} in column ${JSON.stringify(input.column)} has ${count(rows[uneven].length, "number")}, and the first has ${rows[0].length}.`;
        throw new UserError("uneven-columns", message, "Each step has as many numbers.", input.place(uneven));
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

const FILL = "Fill it in, or take the line out.";

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
  const what = token === null || token === "" ? "nothing" : Array.isArray(token) ? "a list" : "an object";
  const message = `There is ${what} in column ${JSON.stringify(column)}, where a token is expected.`;
  throw new UserError("missing-value", message, 'Tokens are text: ["one", "two"].', place(item));
}

/** A finite number; anything else is an error with its place. */
export function numberOf(cell: Cell, { column, place }: Pick<CellInput, "column" | "place">, item?: number): number {
  const value = typeof cell === "number" ? cell : typeof cell === "string" ? decimal(cell) : Number.NaN;
  if (Number.isFinite(value)) return value;
  const isEmpty =
    cell === null || cell === undefined || cell === "" || (typeof cell === "string" && cell.trim() === "");
  const text = typeof cell === "string" ? JSON.stringify(cell.slice(0, 40)) : JSON.stringify(cell)?.slice(0, 40);
  const what = isEmpty ? "nothing" : text;
  const advice = typeof cell === "string" ? numberAdvice(cell) : undefined;
  const hint = advice ?? (isEmpty ? FILL : "Numbers are written like -1.5 or 2e3.");
  const message = `There is ${what} in column ${JSON.stringify(column)}, where a number is expected.`;
  throw new UserError("not-a-number", message, hint, place(item));
}

function twoTexts({ column, place }: CellInput): UserError {
  const message = `Column ${JSON.stringify(column)} holds text, and another column of data.input does too.`;
  return new UserError(
    "two-texts",
    message,
    "A step has one token; the other columns of data.input hold numbers.",
    place(),
  );
}
