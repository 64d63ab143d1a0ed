import { Random } from "../../base/random.ts";
import type { DatasetPart } from "./dataset.ts";
import type { Encoding } from "./encoding.ts";
import { inputOf } from "./shownExamples.ts";

/** Examples that are written at a validation. */
const MOST_WRITTEN = 500;

/** The sources and targets of a part, in ids and as text. Sounds are told by their files, other numbers by their steps. */
export class PairTexts {
  constructor(
    private readonly part: DatasetPart,
    private readonly encoding: Encoding,
  ) {}

  get count(): number {
    return this.part.inputs.lengths.length;
  }

  /** Tokens of a source, and of a target without what ends it. */
  source(pair: number): Int32Array {
    const { starts, lengths, tokens } = this.part.inputs;
    return tokens!.subarray(starts[pair], starts[pair] + lengths[pair]);
  }

  target(pair: number): Int32Array {
    const { starts, lengths, tokens } = this.targets;
    return tokens.subarray(starts[pair], starts[pair] + lengths[pair]);
  }

  targetLength(pair: number): number {
    return this.targets.lengths[pair];
  }

  sourceText(pair: number): string {
    return inputOf(this.part.inputs, this.encoding, pair).input;
  }

  /** As the file has it, where that is known; otherwise of its tokens. */
  targetText(pair: number): string {
    return this.part.references?.[pair] ?? this.encoding.target.vocabulary!.decode(this.target(pair));
  }

  sourceLength(pair: number): number {
    return this.part.inputs.lengths[pair];
  }

  sourceSymbols(pair: number): string[] {
    if (!this.part.inputs.tokens) return Array.from({ length: this.sourceLength(pair) }, (_, t) => String(t + 1));
    return Array.from(this.source(pair), (id) => this.encoding.source.vocabulary!.symbol(id));
  }

  targetSymbols(pair: number): string[] {
    // What the run does not know is like nothing that is written.
    return Array.from(this.target(pair), (id) => (id < 0 ? "\ufffd" : this.encoding.target.vocabulary!.symbol(id)));
  }

  /** The pairs whose sources are written for: all, or at a validation as many as it takes time for, drawn by the seed of the training. */
  written(isWhole: boolean, seed: number): number[] {
    const { count } = this;
    const all = Array.from({ length: count }, (_, pair) => pair);
    if (isWhole || count <= MOST_WRITTEN) return all;
    const random = Random.seeded(seed, "written examples");
    for (let i = 0; i < MOST_WRITTEN; i++) {
      const other = i + random.nextInt(count - i);
      [all[i], all[other]] = [all[other], all[i]];
    }
    return all.slice(0, MOST_WRITTEN);
  }

  private get targets() {
    const { targets } = this.part;
    if (targets.kind !== "sequences") throw new Error("The targets of pairs are sequences");
    return targets.sequences;
  }
}
