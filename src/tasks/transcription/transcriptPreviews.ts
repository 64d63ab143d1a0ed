import type { Preview } from "../../contracts/preview.ts";
import { PairTexts } from "../../data/index.ts";
import type { PreviewSource, SampleSettings, Shown } from "../../sampling/index.ts";
import { bestPath, collapsed } from "../../sampling/index.ts";
import { ExamplePreviews } from "../sequences/examplePreviews.ts";
import type { SequenceUse } from "../sequences/sequenceTask.ts";

/** Shows examples of a part with the transcript of their best path, beside what is true. */
export class TranscriptPreviews implements PreviewSource {
  private readonly examples: ExamplePreviews;

  constructor(use: SequenceUse) {
    const { part, dataset, config, sequence } = use;
    const texts = new PairTexts(part, dataset.encoding);
    const vocabulary = dataset.encoding.target.vocabulary!;
    const { collapse } = config.sampling;
    this.examples = new ExamplePreviews(use, (example, logits): Preview => {
      const steps = texts.sourceLength(example);
      const path = bestPath(logits, steps, sequence.widths.outputs, { never: vocabulary.unknown });
      const labels = collapsed(path, collapse);
      return {
        ...{ kind: "translation", source: texts.sourceSymbols(example), stopped: true, attention: null },
        output: labels.map((id) => vocabulary.symbol(id)),
        truth: texts.targetSymbols(example),
        texts: {
          source: texts.sourceText(example),
          output: vocabulary.decode(labels),
          truth: texts.targetText(example),
        },
      };
    });
  }

  previews(settings: SampleSettings, withHidden?: boolean): Shown[] {
    return this.examples.previews(settings, withHidden);
  }
}
