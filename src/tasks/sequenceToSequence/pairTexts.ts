import type { DatasetPart, Encoding } from "../../data/index.ts";

/** The sources and targets of a part, in ids and as text. */
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
    return this.encoding.source.vocabulary!.decode(this.source(pair));
  }

  /** As the file has it, where that is known; otherwise of its tokens. */
  targetText(pair: number): string {
    return this.part.references?.[pair] ?? this.encoding.target.vocabulary!.decode(this.target(pair));
  }

  sourceSymbols(pair: number): string[] {
    return Array.from(this.source(pair), (id) => this.encoding.source.vocabulary!.symbol(id));
  }

  targetSymbols(pair: number): string[] {
    return Array.from(this.target(pair), (id) => this.encoding.target.vocabulary!.symbol(id));
  }

  private get targets() {
    const { targets } = this.part;
    if (targets.kind !== "sequences") throw new Error("The targets of pairs are sequences");
    return targets.sequences;
  }
}
