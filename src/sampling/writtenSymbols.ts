import type { DrawnSymbol } from "../contracts/preview.ts";
import type { Vocabulary } from "../data/index.ts";
import { drawnSymbol, MOST_LOOKED_AT } from "./drawnSymbol.ts";
import type { NetworkReader } from "./networkReader.ts";

/** The symbols of an output, `ids`, each with its probability and the `most` likeliest in its place: what was written is read once more. */
export function writtenSymbols(
  reader: NetworkReader,
  vocabulary: Vocabulary,
  { source, ids }: { source: Int32Array; ids: readonly number[] },
  most: number,
): DrawnSymbol[] {
  const pieces = vocabulary.pieces(ids);
  reader.begin([source], reader.rows);
  return ids.slice(0, MOST_LOOKED_AT).map((id, i) => {
    if (i > 0) reader.read([ids[i - 1]]);
    return drawnSymbol(reader.logits(0), { id, text: pieces[i], before: ids.slice(0, i) }, vocabulary, most);
  });
}
