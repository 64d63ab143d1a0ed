import { type Corpus, evaluationBatches } from "../data/index.ts";
import { likelihoodMetrics } from "../training/metrics/index.ts";
import type { BaselineFigures } from "./figures.ts";
import { NgramModel, type NgramSettings } from "./ngram/model.ts";
import { score } from "./ngram/score.ts";
import type { Pace } from "./pace.ts";

/**
 * A baseline of a running text on the targets that the network is measured on. Fails with a UserError when there is too much to
 * count.
 */
export async function measureOnText(
  settings: NgramSettings,
  corpus: Pick<Corpus, "train" | "validation" | "test" | "vocabulary"> & Partial<Pick<Corpus, "facts">>,
  sequenceLength: number,
  pace: Pace,
): Promise<BaselineFigures[]> {
  const { vocabulary, facts } = corpus;
  const model = await NgramModel.count(corpus.train, vocabulary.size, settings, pace);
  const found: BaselineFigures[] = [];
  for (const part of ["validation", "test"] as const) {
    if (corpus[part].length < 2) continue;
    const targets = evaluationBatches(corpus[part], sequenceLength).targetsPerEpoch;
    const { nats, impossible } = await score(model, corpus[part], targets, pace);
    // Without facts about the text, a token is one character.
    const { tokens, characters } = facts ?? {};
    const figures = likelihoodMetrics(nats, targets, tokens?.[part] ?? 1, characters?.[part] ?? 1);
    found.push({ part, targets, impossible, ...figures });
  }
  return found;
}
