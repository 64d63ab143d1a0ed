import { joinFloats } from "../../base/joinFloats.ts";
import { Random } from "../../base/random.ts";
import type { TranslationPreview } from "../../contracts/preview.ts";
import { PairTexts, type Vocabulary } from "../../data/index.ts";
import {
  NetworkReader,
  type Output,
  type PreviewSource,
  rowsOfSource,
  type SampleSettings,
  type Shown,
  type TargetSettings,
  TargetWriter,
  targetSettings,
  toTheEnd,
  writtenSymbols,
} from "../../sampling/index.ts";
import type { SequenceUse } from "../sequences/sequenceTask.ts";
import { shownSequences } from "../sequences/shownSequences.ts";

/** Shows sources of a part with what the network writes for them, beside what is true. */
export class PairPreviews implements PreviewSource {
  private readonly pairs: PairTexts;
  private readonly vocabulary: Vocabulary;
  private readonly settings: TargetSettings;
  private readonly reader: NetworkReader;
  private readonly writer: TargetWriter;
  /** Pairs whose sources are short enough. */
  private readonly short: number[];
  /** Of the longest source that is shown. */
  private readonly steps: number;

  constructor({ config, dataset, part, network, sequence, lenders }: SequenceUse) {
    const { encoding } = dataset;
    const vocabulary = encoding.target.vocabulary!;
    this.pairs = new PairTexts(part, encoding);
    this.vocabulary = vocabulary;
    this.settings = targetSettings(config, encoding, true);
    const { steps, sequences: short } = shownSequences(part.inputs.lengths);
    this.short = short;
    this.steps = steps;
    const rows = rowsOfSource(this.settings);
    this.reader = new NetworkReader(
      { network, form: sequence.form, lenders },
      // All logits are put out: the probability of any symbol is shown.
      { vocabulary, sources: 1, rows, steps: [steps], keepsStates: true },
    );
    this.writer = new TargetWriter(this.reader, vocabulary, sequence.widths.ends?.endless);
  }

  previews({ seed, count = 1, likeliest }: SampleSettings, withHidden = false): Shown[] {
    const { pairs, short } = this;
    const random = Random.seeded(seed, "examples");
    const drawn = new Set<number>();
    return Array.from({ length: count }, (_, i) => {
      // Another one each time, as long as there are others.
      let pair = short[random.nextInt(short.length)];
      while (drawn.has(pair) && drawn.size < short.length) pair = short[random.nextInt(short.length)];
      drawn.add(pair);
      const [[output]] = toTheEnd(this.writer.write([pairs.source(pair)], this.settings));
      const source = pairs.sourceSymbols(pair);
      const { symbols } = this.symbolsOf(pairs.source(pair), output, likeliest);
      const preview: TranslationPreview = {
        kind: "translation",
        source,
        output: output.tokens,
        stopped: output.stopped,
        truth: pairs.targetSymbols(pair),
        texts: { source: pairs.sourceText(pair), output: output.text, truth: pairs.targetText(pair) },
        attention: output.alignment,
        ...(symbols && { drawn: symbols }),
      };
      const states = withHidden && i === count - 1 && this.states(pair, source, output);
      return { preview, ...(states && { states }) };
    });
  }

  write(source: Int32Array, settings: TargetSettings): Output[] | undefined {
    const isDrawn = settings.drawn !== undefined;
    if (isDrawn || rowsOfSource(settings) !== this.reader.rows || source.length > this.steps) return undefined;
    const [best, ...others] = toTheEnd(this.writer.write([source], settings))[0];
    return [{ ...best, ...this.symbolsOf(source, best, settings.likeliest) }, ...others];
  }

  private symbolsOf(source: Int32Array, { ids }: Output, likeliest: number | undefined): Pick<Output, "symbols"> {
    if (likeliest === undefined) return {};
    return { symbols: writtenSymbols(this.reader, this.vocabulary, { source, ids }, likeliest) };
  }

  /** Hidden states of both sides: what was written is read once more, a symbol after the other. */
  private states(pair: number, source: string[], { ids, tokens, stopped }: Output): NonNullable<Shown["states"]> {
    const { reader } = this;
    reader.begin([this.pairs.source(pair)], reader.rows);
    const layers = reader.sourceStates();
    const steps = [reader.targetStates()];
    // The last symbol of what was cut is followed by nothing.
    for (const id of stopped ? ids : ids.slice(0, -1)) {
      reader.read([id]);
      steps.push(reader.targetStates());
    }
    const symbols = stopped ? [...tokens, ""] : tokens;
    const written = { symbols, layers: steps[0].map((_, layer) => joinFloats(steps.map((step) => step[layer]))) };
    return { symbols: source, given: source.length, layers, written };
  }
}
