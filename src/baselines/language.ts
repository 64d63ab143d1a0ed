import type { Corpus } from "../data/index.ts";
import { likelihoodMetrics, Recommended } from "../metrics/index.ts";
import type { BaselineFigures, MeasuredPart } from "./figures.ts";
import { NgramModel, type NgramSettings } from "./ngram/model.ts";
import { score } from "./ngram/score.ts";
import type { Pace } from "./pace.ts";

/** Without facts about the text, a token is one character. */
export type CountedText = Pick<Corpus, "train" | "validation" | "test" | "vocabulary"> & Partial<Pick<Corpus, "facts">>;

/** N-grams of a running text on the targets that the network is measured on. Fails with a UserError when there is too much to count. */
export async function measureOnText(
  settings: NgramSettings,
  corpus: CountedText,
  pace: Pace,
): Promise<BaselineFigures[]> {
  const model = await NgramModel.count(corpus.train, corpus.vocabulary.size, settings, pace);
  const found: BaselineFigures[] = [];
  for (const part of ["validation", "test"] as const) {
    const figures = await measureNgrams(model, corpus, part, pace);
    if (figures) found.push(figures);
  }
  return found;
}

/** A counted model on one part; undefined where that has nothing to predict. */
export async function measureNgrams(
  model: NgramModel,
  corpus: CountedText,
  part: MeasuredPart,
  pace: Pace,
): Promise<(BaselineFigures & ReturnType<typeof likelihoodMetrics>) | undefined> {
  const { tokens, characters } = corpus.facts ?? {};
  if (corpus[part].length < 2) return undefined;
  const targets = corpus[part].length - 1;
  const ranks = corpus.vocabulary.unit === "item" ? new Recommended(corpus.vocabulary, targets) : undefined;
  const { nats, impossible } = await score(model, corpus[part], pace, ranks);
  const figures = likelihoodMetrics(nats, targets, tokens?.[part] ?? 1, characters?.[part] ?? 1);
  return { part, targets, impossible, ...figures, ...ranks?.metrics };
}
