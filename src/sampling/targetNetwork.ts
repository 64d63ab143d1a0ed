import type { Config } from "../config/index.ts";
import type { Encoding } from "../data/index.ts";
import { loadNetwork, type NetworkUse, sequenceForm } from "../networks/index.ts";
import type { Tensor } from "../tensors/index.ts";
import { NetworkReader } from "./networkReader.ts";
import { toTheEnd } from "./rows.ts";
import { type Pair, type ScoredPair, TargetScorer } from "./targetScorer.ts";
import { type Output, rowsOfSource, type TargetSettings, TargetWriter } from "./targetWriter.ts";

/** Rows of the decoder that go together. */
const ROWS = 32;

/** Writes targets, and scores given ones, with saved parameters in an engine of its own. */
export class TargetNetwork {
  private readonly writers = new Map<number, { writer: TargetWriter; together: number }>();
  private scorer: TargetScorer | undefined;

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
    const rows = rowsOfSource(settings);
    const { writer, together } = this.writerFor(rows);
    const outputs: Output[][] = [];
    for (let from = 0; from < sources.length; from += together) {
      outputs.push(...toTheEnd(writer.write(sources.slice(from, from + together), settings, first + from)));
    }
    return outputs;
  }

  score(pairs: readonly Pair[], most?: number): ScoredPair[] {
    this.scorer ??= new TargetScorer(this.use, this.encoding.target.vocabulary!, this.endless);
    const scored: ScoredPair[] = [];
    for (let from = 0; from < pairs.length; from += TargetScorer.ROWS) {
      scored.push(...this.scorer.score(pairs.slice(from, from + TargetScorer.ROWS), most));
    }
    return scored;
  }

  private writerFor(rowsEach: number) {
    let made = this.writers.get(rowsEach);
    if (!made) {
      const vocabulary = this.encoding.target.vocabulary!;
      const together = Math.max(1, Math.floor(ROWS / rowsEach));
      const reader = new NetworkReader(this.use, { vocabulary, sources: together, rows: together * rowsEach });
      made = { writer: new TargetWriter(reader, vocabulary, this.endless), together };
      this.writers.set(rowsEach, made);
    }
    return made;
  }
}
