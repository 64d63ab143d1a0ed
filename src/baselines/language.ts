import type { Baseline } from "../config/index.ts";
import { type Corpus, evaluationBatches } from "../data/index.ts";
import { likelihoodMetrics, type Metrics } from "../training/metrics/index.ts";
import { NgramModel } from "./ngram/model.ts";
import { score } from "./ngram/score.ts";
import type { Pace } from "./pace.ts";

export type MeasuredPart = "validation" | "test";

/** What a baseline reached on a part. */
export type BaselineFigures = {
  part: MeasuredPart;
  /** Nats a target, comparable with the network's; infinite where a target was impossible, null where it gives no probabilities. */
  loss: number | null;
  targets: number;
  /** How many targets it held impossible. */
  impossible: number;
} & Metrics;

/**
 * A baseline of a running text on the targets that the network is measured on. Fails with a UserError when there is too much to
 * count.
 */
export async function measureOnText(
  { name: _, ...settings }: Baseline,
  corpus: Pick<Corpus, "train" | "validation" | "test" | "vocabulary" | "facts">,
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
    const figures = likelihoodMetrics(nats, targets, facts.tokens[part], facts.characters[part]);
    found.push({ part, targets, impossible, ...figures });
  }
  return found;
}
