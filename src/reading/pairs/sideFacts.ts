import { eachPart, type Part } from "../../data/encode/corpus.ts";
import type { DatasetPart, Sequences } from "../../data/encode/dataset.ts";
import type { Vocabulary } from "../../data/text/vocabulary.ts";

/** The targets of each part, which are sequences of their own. */
export function targetSequences(parts: Record<Part, DatasetPart>): Record<Part, Sequences> {
  return eachPart((part) => {
    const { targets } = parts[part];
    if (targets.kind !== "sequences") throw new Error("These targets are no sequences");
    return targets.sequences;
  });
}

/** Facts of one side of the examples of each part; without a vocabulary, steps are numbers alone. */
export function sideFacts(sequences: Record<Part, Sequences>, vocabulary: Vocabulary | undefined) {
  const steps = eachPart((part) => sequences[part].lengths.reduce((sum, length) => sum + length, 0));
  const unknown = eachPart((part) => {
    const { starts, lengths, tokens } = sequences[part];
    let found = 0;
    starts.forEach((start, i) => {
      for (let t = start; tokens && t < start + lengths[i]; t++) {
        if (tokens[t] === vocabulary?.unknown || tokens[t] < 0) found++;
      }
    });
    return found;
  });
  return {
    steps,
    longest: eachPart((part) => sequences[part].lengths.reduce((most, length) => Math.max(most, length), 0)),
    vocabularySize: vocabulary?.size ?? 0,
    symbols: vocabulary?.ofTexts ?? 0,
    unknown,
    unknownShare: eachPart((part) => (vocabulary && steps[part] > 0 ? unknown[part] / steps[part] : null)),
  };
}
