import { SymbolTable } from "../text/symbolTable.ts";
import { type Cell, textOrTokens } from "./cells.ts";
import { rulesOf } from "./encodeInput.ts";
import type { Encoding } from "./encoding.ts";
import { readSteps } from "./stepReader.ts";

/** The target of a pair as a decoder writes it, or the labels of a transcript. */
export interface EncodedTarget {
  /** Without what begins and ends it; it may be empty. −1 where the vocabulary has no `<unk>` for a symbol that it lacks. */
  tokens: Int32Array;
  /** As they stand in the target, in lower case where the model was trained so. */
  symbols: string[];
  /** Those that the vocabulary lacks. */
  unknown: string[];
}

/** Encodes a target that stands in a file, or that was given, as those of the run's data were. */
export function encodeTarget({ target }: Encoding, cell: Cell): EncodedTarget {
  const { vocabulary, cutting, column } = target;
  if (!vocabulary || !cutting) throw new Error("Only pairs and transcripts have targets that are sequences");
  const table = new SymbolTable(rulesOf(vocabulary));
  const input = { cell: textOrTokens(cell), column: column ?? "", isText: true, place: () => ({}) };
  const { tokens = [] } = readSteps([input], table, cutting);
  const symbols = tokens.map((id) => table.symbols[id]);
  const ids = symbols.map((symbol) => vocabulary.idWithin(symbol));
  return {
    tokens: Int32Array.from(ids),
    symbols,
    unknown: symbols.filter((_, i) => ids[i] < 0 || ids[i] === vocabulary.unknown),
  };
}
