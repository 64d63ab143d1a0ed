import { UserError } from "../base/userError.ts";
import type { Config } from "../config/index.ts";
import type { Encoding } from "./encoding.ts";
import { type CellInput, readSteps } from "./examples/stepReader.ts";
import { oneLine, SymbolTable } from "./examples/symbols.ts";
import type { Cell } from "./formats/index.ts";
import { words } from "./formats/index.ts";
import { normalized, refuseOtherWidth } from "./numbers/normalize.ts";

/** A new input: a text, or an object with the columns that the network reads. */
export type NewInput = string | Record<string, unknown>;

/** An input as the network reads it: ids, or numbers (steps, F), or both. */
export interface EncodedInput {
  length: number;
  tokens?: Int32Array;
  vectors?: Float32Array;
  /** Tokens that the vocabulary lacks; of characters without `<unk>` they are left out of `tokens`. */
  unknown: string[];
  /** Steps that were cut off at `training.sequenceLength`. */
  truncated: number;
}

/**
 * Encodes what is to be predicted, as the run's data was: by its vocabulary, its columns and its normalisation. `place` is where
 * messages point. An input without steps has length 0.
 */
export function encodeInput(
  encoding: Encoding,
  config: Config,
  input: NewInput,
  place: CellInput["place"] = () => ({}),
): EncodedInput {
  const row = typeof input === "string" ? asRow(input, encoding, place) : input;
  const { vocabulary, cutting, features } = encoding;
  const unknown: string[] = [];
  const table = new SymbolTable({
    unit: vocabulary?.words ? "word" : "character",
    lowercase: vocabulary?.lowercase ?? false,
    split: vocabulary?.words?.rules.split ?? "unicode",
  });
  const inputs = encoding.inputs.map(({ column, kind }): CellInput => {
    const cell = (row[column] ?? null) as Cell;
    return { cell: cell === null && kind === "text" ? "" : cell, column, isText: kind === "text", place };
  });
  const steps = readSteps(inputs, table, cutting);
  if (steps.length > 0) refuseOtherWidth(steps.width, features);
  const { sequenceLength } = config.training;
  const known = steps.tokens?.map((id) => {
    const symbol = table.symbols[id];
    const found = vocabulary?.id(symbol);
    if (found === undefined || found === vocabulary?.unknown) unknown.push(symbol);
    return found ?? vocabulary?.unknown ?? -1;
  });
  const kept = Array.from({ length: steps.length }, (_, t) => t).filter((t) => known === undefined || known[t] >= 0);
  const length = Math.min(kept.length, sequenceLength);
  const first = kept.slice(0, length);
  return {
    length,
    ...(known && { tokens: Int32Array.from(first, (t) => known[t]) }),
    ...(steps.width > 0 && {
      vectors: normalized(Float64Array.from(first.flatMap((t) => steps.numbers[t])), features),
    }),
    unknown,
    truncated: kept.length - length,
  };
}

/** A text alone is the column of text, or of numbers divided by commas or white space. */
function asRow(text: string, { inputs, cutting }: Encoding, place: CellInput["place"]): Record<string, unknown> {
  const column = inputs.find(({ kind }) => kind === "text")?.column;
  if (column !== undefined && inputs.length === 1) {
    return { [column]: cutting === "cut" ? text : words(oneLine(text)) };
  }
  const cells = text.split(/[,;\t]/).map((cell) => cell.trim());
  if (cells.length === inputs.length) return Object.fromEntries(inputs.map((input, i) => [input.column, cells[i]]));
  const names = inputs.map((input) => input.column).join(", ");
  const message = `The model reads ${inputs.length} columns (${names}), and the input has ${cells.length}.`;
  throw new UserError("changed-columns", message, "Give one value a column, divided by commas, or an object.", place());
}
