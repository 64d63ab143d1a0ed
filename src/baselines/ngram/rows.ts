import type { Vocabulary } from "../../data/index.ts";
import type { NgramModel } from "./model.ts";
import { NgramReader } from "./reader.ts";

/** What a row may have read, and how likely that is; one, but where a text begins. */
interface Possible {
  reader: NgramReader;
  weight: number;
}

/** Several texts that an n-gram model goes through at once, a symbol at a time: what samples and scores read it by. */
export class NgramRows {
  private readonly possible: Possible[][];
  private readonly probabilities: Float64Array;
  private readonly sum: Float64Array;
  /** Where the model is before the ends of lines of its training text. */
  private readonly starts: Int32Array[];
  /** Nothing was read since the start, so what comes next, the end of a line, tells nothing of what came before. */
  private atStart = false;
  /** Log-probabilities of each row, and whether they are those of now. */
  private readonly out: Float32Array[];
  private readonly fresh: boolean[];

  constructor(
    private readonly model: NgramModel,
    private readonly vocabulary: Pick<Vocabulary, "start" | "end" | "pasts">,
    readonly rows: number,
  ) {
    this.probabilities = new Float64Array(model.vocabulary);
    this.sum = new Float64Array(model.vocabulary);
    this.starts = (vocabulary.pasts ?? []).map((past) => {
      const reader = new NgramReader(model);
      for (const id of past) reader.read(id);
      return reader.place();
    });
    this.possible = Array.from({ length: rows }, () => []);
    this.out = this.possible.map(() => new Float32Array(model.vocabulary));
    this.fresh = this.possible.map(() => false);
    this.reset(false);
  }

  /** Warm, a row may have read any of the stretches before the ends of lines. */
  reset(warm: boolean): void {
    const places = warm && this.starts.length > 0 ? this.starts : [undefined];
    for (const row of this.possible.keys())
      this.possible[row] = places.map((place) => this.at(place, 1 / places.length));
    this.atStart = true;
    this.fresh.fill(false);
  }

  private at(place: Int32Array | undefined, weight: number): Possible {
    const reader = new NgramReader(this.model);
    if (place) reader.goTo(place);
    return { reader, weight };
  }

  /** Nothing stands beside its symbols. */
  condition(): void {}

  /** In the text that was counted `<eos>` stands where a network reads `<bos>`. */
  read(tokens: ArrayLike<number>): void {
    const { start, end } = this.vocabulary;
    this.possible.forEach((possible, row) => {
      const token = tokens[Math.min(row, tokens.length - 1)];
      const symbol = token === start && end !== undefined ? end : token;
      if (possible.length > 1 && !this.atStart) weigh(possible, symbol);
      for (const { reader } of possible) reader.read(symbol);
      if (possible.length > 1) this.possible[row] = distinct(possible);
    });
    this.atStart = false;
    this.fresh.fill(false);
  }

  logits(row: number): Float32Array {
    const out = this.out[row];
    if (!this.fresh[row]) {
      const { probabilities, sum } = this;
      sum.fill(0);
      for (const { reader, weight } of this.possible[row]) {
        reader.probabilities(probabilities);
        for (let id = 0; id < sum.length; id++) sum[id] += weight * probabilities[id];
      }
      for (let id = 0; id < out.length; id++) out[id] = Math.log(sum[id]);
      this.fresh[row] = true;
    }
    return out;
  }

  /** P(symbol | all that a row has read), in f64. */
  probability(row: number, symbol: number): number {
    return this.possible[row].reduce((sum, { reader, weight }) => sum + weight * reader.probability(symbol), 0);
  }

  follow(parents: readonly number[]): void {
    const before = [...this.possible];
    parents.forEach((parent, row) => {
      this.possible[row] = before[parent].map(({ reader, weight }) => this.at(reader.place(), weight));
    });
    this.fresh.fill(false);
  }

  /** Remembers where every row is; what comes back takes it there again. */
  mark(): () => void {
    const rows = this.possible.map((row) => row.map(({ reader, weight }) => ({ place: reader.place(), weight })));
    const { atStart } = this;
    return () => {
      rows.forEach((row, i) => {
        this.possible[i] = row.map(({ place, weight }) => this.at(place, weight));
      });
      this.atStart = atStart;
      this.fresh.fill(false);
    };
  }

  hidden(): [] {
    return [];
  }
}

/** What a symbol that came says of what was read before it: P(past | symbol) ∝ P(past) · P(symbol | past). */
function weigh(possible: readonly Possible[], symbol: number): void {
  const found = possible.map(({ reader, weight }) => weight * reader.probability(symbol));
  const sum = found.reduce((a, b) => a + b, 0);
  // What none of them allows tells nothing.
  if (sum > 0) for (const [i, one] of possible.entries()) one.weight = found[i] / sum;
}

/** Those that now know the same contexts are one: after as many symbols as the model looks back, all are. */
function distinct(possible: readonly Possible[]): Possible[] {
  const kept = new Map<string, Possible>();
  for (const one of possible) {
    const key = one.reader.place().join();
    const same = kept.get(key);
    if (same) same.weight += one.weight;
    else kept.set(key, one);
  }
  return [...kept.values()];
}
