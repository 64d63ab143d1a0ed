import type { Vocabulary } from "../../data/index.ts";
import { logSumExp } from "../logits.ts";
import type { BeginState } from "../startState.ts";
import type { MarkedReader } from "../symbolReader.ts";
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
    private readonly reader: MarkedReader,
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
    this.reader.reset(this.state === "warm");
    const { begin } = this.vocabulary;
    if (begin !== undefined) return this.after(begin);
    // Where it knows no beginning, nothing predicts the first symbol.
    return this.stateOf(() => 0);
  }

  /** What it says once it has read another symbol. */
  private after(symbol: number): LabelState {
    const { reader, vocabulary } = this;
    reader.read([vocabulary.read(symbol)]);
    const logits = reader.logits(0);
    const sum = logSumExp(logits);
    return this.stateOf((id) => logits[id] - sum);
  }

  private stateOf(log: (id: number) => number): LabelState {
    const { reader, vocabulary, symbols } = this;
    const { lineEnd } = vocabulary;
    const goBack = reader.mark();
    return {
      next: Float64Array.from(symbols, (id) => (id < 0 ? Number.NEGATIVE_INFINITY : log(id))),
      end: lineEnd === undefined ? 0 : log(lineEnd),
      after: (label) => {
        goBack();
        return this.after(symbols[label]);
      },
    };
  }
}
