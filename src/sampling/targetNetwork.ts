import type { Config } from "../config/index.ts";
import type { Encoding } from "../data/index.ts";
import { loadNetwork, type NetworkUse, sequenceForm } from "../networks/index.ts";
import type { Tensor } from "../tensors/index.ts";
import { NetworkReader } from "./networkReader.ts";
import { toTheEnd } from "./rows.ts";
import { LONGEST, type Pair, type ScoredPair, TargetScorer } from "./targetScorer.ts";
import { type Output, rankedInRow, rowsOfSource, type TargetSettings, TargetWriter } from "./targetWriter.ts";
import { writtenSymbols } from "./writtenSymbols.ts";

/** Rows of the decoder that go together. */
const ROWS = 32;

/** Writes targets, and scores given ones, with saved parameters in an engine of its own. */
export class TargetNetwork {
  /** By the rows of a source, what is ranked in each, and whether it is long. */
  private readonly writers = new Map<string, { writer: TargetWriter; together: number }>();
  private scorer: TargetScorer | undefined;
  /** Reads what was written once more, with all logits. */
  private rereader: NetworkReader | undefined;

  private constructor(
    private readonly use: NetworkUse,
    private readonly encoding: Encoding,
    private readonly endless: boolean,
  ) {}

  static async load(config: Config, encoding: Encoding, tensors: ReadonlyMap<string, Tensor>): Promise<TargetNetwork> {
    const { form, widths } = sequenceForm(config, encoding);
    const use = { network: await loadNetwork(form, tensors), form };
    return new TargetNetwork(use, encoding, widths.ends?.endless === true);
  }

  /** For each source its outputs, the best first; `first` is the number of the first of them. */
  write(sources: readonly Int32Array[], settings: TargetSettings, first = 0): Output[][] {
    const outputs: Output[][] = [];
    for (let from = 0; from < sources.length; ) {
      // A long source is read alone, so that the others do not take as much memory as it does.
      const isLong = sources[from].length > LONGEST;
      const { writer, together } = this.writerFor(settings, isLong);
      const most = sources.slice(from, from + together);
      const long = most.findIndex(({ length }) => length > LONGEST);
      const some = isLong || long < 0 ? most : most.slice(0, long);
      outputs.push(...this.withSymbols(some, toTheEnd(writer.write(some, settings, first + from)), settings));
      from += some.length;
    }
    return outputs;
  }

  private withSymbols(sources: readonly Int32Array[], written: Output[][], { likeliest }: TargetSettings): Output[][] {
    if (likeliest === undefined) return written;
    const vocabulary = this.encoding.target.vocabulary!;
    this.rereader ??= new NetworkReader(this.use, { vocabulary, sources: 1, rows: 1, constant: true });
    const reader = this.rereader;
    return written.map(([best, ...others], i) => {
      const symbols = writtenSymbols(reader, vocabulary, { source: sources[i], ids: best.ids }, likeliest);
      return [{ ...best, symbols }, ...others];
    });
  }

  score(pairs: readonly Pair[], most?: number): ScoredPair[] {
    this.scorer ??= new TargetScorer(this.use, this.encoding.target.vocabulary!, this.endless);
    const scored: ScoredPair[] = [];
    for (let from = 0; from < pairs.length; ) {
      const together = TargetScorer.together(pairs, from);
      scored.push(...this.scorer.score(pairs.slice(from, from + together), most));
      from += together;
    }
    return scored;
  }

  private writerFor(settings: TargetSettings, isLong: boolean) {
    const [rowsEach, ranked] = [rowsOfSource(settings), rankedInRow(settings)];
    const key = `${rowsEach} ${ranked} ${isLong}`;
    let made = this.writers.get(key);
    if (!made) {
      const vocabulary = this.encoding.target.vocabulary!;
      const together = isLong ? 1 : Math.max(1, Math.floor(ROWS / rowsEach));
      const reader = new NetworkReader(this.use, {
        vocabulary,
        sources: together,
        rows: together * rowsEach,
        ranked,
        constant: true,
      });
      made = { writer: new TargetWriter(reader, vocabulary, this.endless), together };
      this.writers.set(key, made);
    }
    return made;
  }
}
