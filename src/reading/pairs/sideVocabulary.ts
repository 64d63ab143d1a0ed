import { SpacingCount } from "../../data/text/spacing.ts";
import type { SymbolTable } from "../../data/text/symbolTable.ts";
import { Vocabulary } from "../../data/text/vocabulary.ts";
import type { SideStore } from "./sideStore.ts";

interface Limits {
  size: number | null;
  minFrequency: number;
}

/** The vocabulary of one side, by the training part; words are put together with white space as it stands there. */
export function sideVocabulary(
  store: SideStore,
  table: SymbolTable,
  train: Int32Array,
  { isWritten, ...limits }: { size?: number | null; minFrequency?: number; isWritten: boolean },
): Vocabulary {
  const { size = null, minFrequency = 1 } = limits;
  return vocabularyOf([store], table, train, { size, minFrequency }, isWritten ? "written" : "read");
}

/** The labels of transcripts: those that only validation or test has come last. */
export function labelVocabulary(store: SideStore, table: SymbolTable, train: Int32Array, limits: Limits): Vocabulary {
  return vocabularyOf([store], table, train, limits, "labels");
}

/** One vocabulary of both sides, whose texts were cut by one table. */
export function sharedVocabulary(
  stores: readonly SideStore[],
  table: SymbolTable,
  train: Int32Array,
  limits: Limits,
): Vocabulary {
  return vocabularyOf(stores, table, train, limits, "written");
}

function vocabularyOf(
  stores: readonly SideStore[],
  table: SymbolTable,
  train: Int32Array,
  limits: Limits,
  use: "read" | "written" | "labels",
): Vocabulary {
  const { symbols, rules } = table;
  const counts = new Int32Array(symbols.length);
  for (const store of stores) {
    const [starts, lengths, tokens] = [store.starts.view(), store.lengths.view(), store.tokens.view()];
    for (const i of train) for (let t = starts[i]; t < starts[i] + lengths[i]; t++) counts[tokens[t]]++;
  }
  const words = rules.unit === "word" ? { split: rules.split, eos: "line" as const } : undefined;
  const options = { ...limits, lowercase: rules.lowercase };
  const vocabulary =
    use === "labels"
      ? Vocabulary.ofLabels(
          symbols.map((word, id) => ({ word, count: counts[id] })),
          options,
          words,
        )
      : Vocabulary.ofSide({ words: table.words, counts }, options, { rules: words, isWritten: use === "written" });
  if (!words) return vocabulary;
  // Between texts stands an edge, where no white space counts.
  const EDGE = -1;
  const spacing = new SpacingCount(vocabulary.size, EDGE);
  const final = Int32Array.from(symbols, (symbol) => vocabulary.idWithin(symbol));
  for (const store of stores) {
    const [starts, lengths] = [store.starts.view(), store.lengths.view()];
    const [tokens, spaces] = [store.tokens.view(), store.spaces.view()];
    for (const i of train) {
      const [from, to] = [starts[i], starts[i] + lengths[i]];
      spacing.add(
        tokens.subarray(from, to).map((id) => final[id]),
        spaces.subarray(from, to),
      );
      spacing.add(Int32Array.of(EDGE), Uint8Array.of(0));
    }
  }
  return vocabulary.withSpacing(spacing.shares());
}
