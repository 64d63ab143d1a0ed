import { collapsed } from "../../base/ctc/collapse.ts";
import type { Preview } from "../../contracts/preview.ts";
import { PairTexts, soundSteps } from "../../data/index.ts";
import type { PreviewSource, SampleSettings, Shown } from "../../sampling/index.ts";
import { bestPath, logShares, shownTranscript } from "../../sampling/index.ts";
import { ExamplePreviews } from "../sequences/examplePreviews.ts";
import type { SequenceUse } from "../sequences/sequenceTask.ts";

/** Shows examples of a part with the transcript of their best path, beside what is true. */
export class TranscriptPreviews implements PreviewSource {
  private readonly examples: ExamplePreviews;

  constructor(use: SequenceUse) {
    const { part, dataset, config, sequence } = use;
    const texts = new PairTexts(part, dataset.encoding);
    const { sound } = dataset.encoding.source;
    const vocabulary = dataset.encoding.target.vocabulary!;
    const { collapse } = config.sampling;
    const V = sequence.widths.outputs;
    this.examples = new ExamplePreviews(use, (example, logits): Preview => {
      const steps = texts.sourceLength(example);
      const file = part.inputs.sounds?.[example];
      const output = collapsed(bestPath(logits, steps, V, { never: vocabulary.unknown }), collapse);
      return shownTranscript(logShares(logits, steps, V), vocabulary, {
        source: texts.sourceText(example),
        ...(file !== undefined && sound && { sound: soundSteps(file, sound) }),
        ...(part.inputs.tokens && { symbols: texts.sourceSymbols(example) }),
        ...{ collapse, output, truth: texts.targetSymbols(example) },
        texts: { output: vocabulary.decode(output), truth: texts.targetText(example) },
      });
    });
  }

  previews(settings: SampleSettings, withHidden?: boolean): Shown[] {
    return this.examples.previews(settings, withHidden);
  }
}
