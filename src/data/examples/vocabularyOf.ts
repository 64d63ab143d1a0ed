import { compareCodePoints } from "../../base/codePoints.ts";
import { UserError } from "../../base/userError.ts";
import { count, shownCharacters } from "../../base/words.ts";
import type { Config } from "../../config/index.ts";
import type { CorpusFile, Part } from "../corpus.ts";
import { promptOf } from "../specials.ts";
import type { Vocabulary } from "../vocabulary.ts";
import type { Collector } from "./collector.ts";
import type { SymbolTable } from "./symbols.ts";

/** The vocabulary, by the training part, and the tokens by its ids; undefined where steps are vectors alone. */
export function finalTokens(
  { tokens: list, starts, lengths, files: origins, lines }: Collector,
  indices: Record<Part, Int32Array>,
  table: SymbolTable,
  { data }: Config,
  known: Vocabulary | undefined,
  files: readonly CorpusFile[],
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
  const strangers = table.symbols.filter((_, id) => final[id] < 0 && anywhere[id] > 0);
  if (strangers.length > 0) {
    const message = `The data holds ${count(strangers.length, "character")} that the model does not know: ${shownCharacters(strangers.sort(compareCodePoints))}.`;
    const hint = "Take them out of the data, or train a model on data that has them.";
    const isStrange = (start: number, length: number) =>
      tokens.subarray(start, start + length).some((id) => final[id] < 0);
    const first = starts.view().findIndex((start, i) => isStrange(start, lengths.view()[i]));
    const place = { file: files[origins.view()[first]]?.path, line: lines.view()[first] };
    throw new UserError("unknown-symbols", message, hint, place);
  }
  return { tokens: tokens.map((id) => final[id]), vocabulary };
}
