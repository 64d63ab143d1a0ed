import { Random } from "../../base/random.ts";
import type { TranslationPreview } from "../../contracts/preview.ts";
import {
  NetworkReader,
  type PreviewSource,
  rowsOfSource,
  type SampleSettings,
  type Shown,
  type TargetSettings,
  TargetWriter,
  targetSettings,
  toTheEnd,
} from "../../sampling/index.ts";
import type { SequenceUse } from "../sequences/sequenceTask.ts";
import { PairTexts } from "./pairTexts.ts";

/** Source tokens that are shown of an example: a person reads no more. */
const MOST_STEPS = 200;

/** Shows sources of a part with what the network writes for them, beside what is true. */
export class PairPreviews implements PreviewSource {
  private readonly pairs: PairTexts;
  private readonly settings: TargetSettings;
  private readonly reader: NetworkReader;
  private readonly writer: TargetWriter;
  /** Pairs whose sources are short enough. */
  private readonly short: number[];

  constructor({ config, dataset, part, network, sequence, lenders }: SequenceUse) {
    const { encoding } = dataset;
    const vocabulary = encoding.target.vocabulary!;
    this.pairs = new PairTexts(part, encoding);
    this.settings = targetSettings(config, encoding, true);
    const { lengths } = part.inputs;
    const shortest = lengths.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    const longest = lengths.reduce((a, b) => Math.max(a, b), 1);
    const steps = Math.max(shortest, Math.min(longest, MOST_STEPS));
    this.short = [...lengths.keys()].filter((pair) => lengths[pair] <= steps);
    const rows = rowsOfSource(this.settings);
    this.reader = new NetworkReader(
      { network, form: sequence.form, lenders },
      { vocabulary, sources: 1, rows, steps: [steps], keepsStates: true },
    );
    this.writer = new TargetWriter(this.reader, vocabulary);
  }

  previews({ seed, count = 1 }: SampleSettings, withHidden = false): Shown[] {
    const { pairs, short } = this;
    const random = Random.seeded(seed, "examples");
    return Array.from({ length: count }, (_, i) => {
      const pair = short[random.nextInt(short.length)];
      const [[output]] = toTheEnd(this.writer.write([pairs.source(pair)], this.settings));
      const source = pairs.sourceSymbols(pair);
      const preview: TranslationPreview = {
        kind: "translation",
        source,
        output: output.tokens,
        stopped: output.stopped,
        truth: pairs.targetSymbols(pair),
        texts: { source: pairs.sourceText(pair), output: output.text, truth: pairs.targetText(pair) },
        attention: output.alignment,
      };
      const states = withHidden && i === count - 1 && this.reader.sourceStates();
      return { preview, ...(states && { states: { symbols: source, given: source.length, layers: states } }) };
    });
  }
}
