import type { Vocabulary } from "../../data/index.ts";
import { logSumExp } from "../logits.ts";
import type { BeginState } from "../startState.ts";
import type { SymbolReader } from "../symbolReader.ts";
import type { LabelState } from "./prefixSearch.ts";

/**
 * A language model that ranks transcripts: what a reader of symbols says of labels, which are matched by their text. A label that it does
 * not know is its `<unk>`; without one, it is never written.
 */
export class LabelModel {
  /** Labels that it does not know. */
  readonly unknown: readonly string[];
  /** Symbols of the model by the ids of labels; −1 where it has none. */
  private readonly symbols: Int32Array;

  constructor(
    private readonly reader: SymbolReader,
    private readonly vocabulary: Vocabulary,
    labels: Vocabulary,
    private readonly state: BeginState,
  ) {
    const unknown: string[] = [];
    this.symbols = Int32Array.from(labels.symbols, (label, id) => {
      if (id === labels.blank || id === labels.unknown) return -1;
      const found = vocabulary.id(vocabulary.lowercase ? label.toLowerCase() : label);
      if (found === undefined || found === vocabulary.unknown) unknown.push(label);
      return found ?? vocabulary.unknown ?? -1;
    });
    this.unknown = unknown;
  }

  /** Before the first label: where a line begins. */
  begin(): LabelState {
    return this.after([]);
  }

  private after(labels: readonly number[]): LabelState {
    const { reader, vocabulary, symbols } = this;
    const { begin, lineEnd } = vocabulary;
    const read = [...(begin === undefined ? [] : [begin]), ...labels.map((label) => symbols[label])];
    reader.reset(this.state === "warm");
    for (const symbol of read) reader.read([vocabulary.read(symbol)]);
    // Where it knows no beginning, nothing predicts the first symbol.
    const logits = read.length > 0 ? reader.logits(0) : undefined;
    const sum = logits ? logSumExp(logits) : 0;
    const log = (symbol: number) => {
      if (symbol < 0) return Number.NEGATIVE_INFINITY;
      return logits ? logits[symbol] - sum : 0;
    };
    return {
      next: Float64Array.from(symbols, log),
      end: lineEnd === undefined || !logits ? 0 : log(lineEnd),
      after: (label) => this.after([...labels, label]),
    };
  }
}
