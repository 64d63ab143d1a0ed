import type { Vocabulary } from "../../data/index.ts";
import type { NgramModel } from "./model.ts";
import { NgramReader } from "./reader.ts";

/** Several texts that an n-gram model goes through at once, a symbol at a time: what samples and scores read it by. */
export class NgramRows {
  private readonly readers: NgramReader[];
  private readonly probabilities: Float64Array;
  /** Log-probabilities of each row, and whether they are those of now. */
  private readonly out: Float32Array[];
  private readonly fresh: boolean[];

  constructor(
    model: NgramModel,
    private readonly vocabulary: Pick<Vocabulary, "start" | "end">,
    readonly rows: number,
  ) {
    this.readers = Array.from({ length: rows }, () => new NgramReader(model));
    this.probabilities = new Float64Array(model.vocabulary);
    this.out = this.readers.map(() => new Float32Array(model.vocabulary));
    this.fresh = this.readers.map(() => false);
  }

  reset(): void {
    for (const reader of this.readers) reader.reset();
    this.fresh.fill(false);
  }

  /** Nothing stands beside its symbols. */
  condition(): void {}

  /** In the text that was counted `<eos>` stands where a network reads `<bos>`. */
  read(tokens: ArrayLike<number>): boolean {
    const { start, end } = this.vocabulary;
    this.readers.forEach((reader, row) => {
      const token = tokens[Math.min(row, tokens.length - 1)];
      reader.read(token === start && end !== undefined ? end : token);
    });
    this.fresh.fill(false);
    return true;
  }

  logits(row: number): Float32Array {
    const out = this.out[row];
    if (!this.fresh[row]) {
      this.readers[row].probabilities(this.probabilities);
      for (let id = 0; id < out.length; id++) out[id] = Math.log(this.probabilities[id]);
      this.fresh[row] = true;
    }
    return out;
  }

  follow(parents: readonly number[]): void {
    const places = this.readers.map((reader) => reader.place());
    parents.forEach((parent, row) => {
      this.readers[row].goTo(places[parent]);
    });
    this.fresh.fill(false);
  }

  hidden(): [] {
    return [];
  }
}
