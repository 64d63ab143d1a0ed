import type { Config } from "../../config/index.ts";
import type { Part } from "../../data/encode/corpus.ts";
import type { SymbolTable } from "../../data/text/symbolTable.ts";
import type { Vocabulary } from "../../data/text/vocabulary.ts";
import { promptOf } from "../../data/text/words/wordSplitter.ts";
import type { Collector } from "./collector.ts";

/** The vocabulary, by the training part, and the tokens by its ids; undefined where steps are vectors alone. */
export function finalTokens(
  { tokens: list, starts, lengths }: Collector,
  indices: Record<Part, Int32Array>,
  table: SymbolTable,
  { data }: Config,
  known: Vocabulary | undefined,
  prompts?: readonly string[],
): { tokens: Int32Array | undefined; vocabulary: Vocabulary | undefined } {
  const tokens = list.view();
  if (tokens.length === 0) return { tokens: undefined, vocabulary: undefined };
  const anywhere = new Int32Array(table.symbols.length);
  for (const id of tokens) anywhere[id]++;
  const inTraining = new Int32Array(table.symbols.length);
  for (const i of indices.train) {
    const start = starts.view()[i];
    for (let t = start; t < start + lengths.view()[i]; t++) inTraining[tokens[t]]++;
  }
  const vocabulary = known ?? table.vocabulary(inTraining, anywhere, data.vocabulary, prompts?.map(promptOf));
  const { unknown = -1 } = vocabulary;
  const final = Int32Array.from(table.symbols, (symbol) => vocabulary.id(symbol) ?? unknown);
  return { tokens: tokens.map((id) => final[id]), vocabulary };
}
