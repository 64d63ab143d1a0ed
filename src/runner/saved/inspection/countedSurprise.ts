import { NgramModel, NgramRows } from "../../../baselines/index.ts";
import { type Baseline, baselinesOf, type Config, labelOfBaseline } from "../../../config/index.ts";
import type { LookBaseline } from "../../../contracts/inspection/questions.ts";
import type { Corpus } from "../../../data/index.ts";
import { type Reading, totalOf } from "../../../inspection/index.ts";
import type { RunFolder } from "../../../runs/index.ts";
import { savedConfig } from "../saved.ts";

type Ngram = Extract<Baseline, { name: "ngram" }>;

/** The n-grams that a run is compared with, if it is compared with any. */
export function ngramBaseline(config: Pick<Config, "baselines">): Ngram | undefined {
  return baselinesOf(config).find((baseline) => baseline?.name === "ngram") as Ngram | undefined;
}

/** Whether a run is compared with n-grams. */
export function comparesNgrams(run: RunFolder): boolean {
  return ngramBaseline(savedConfig(run)) !== undefined;
}

/** N-grams of the training text of a run, which say of other texts how surprising they are. */
export class CountedText {
  private constructor(
    private readonly name: string,
    private readonly model: NgramModel,
    private readonly vocabulary: Corpus["vocabulary"],
  ) {}

  /**
   * `pace` is called between slices of work, and throws to end it.
   * @throws UserError where there are too many different n-grams
   */
  static async count(
    config: Config,
    { train, vocabulary }: Pick<Corpus, "train" | "vocabulary">,
    pace: () => Promise<void>,
  ): Promise<CountedText> {
    const settings = ngramBaseline(config) ?? ngramBaseline({ baselines: ["ngram"] })!;
    const model = await NgramModel.count(train, vocabulary.size, settings, pace);
    return new CountedText(labelOfBaseline(settings), model, vocabulary);
  }

  /** −ln p of what came, by row of the predictions of a network that reads the same in order. */
  surprise({ input, wanted, state }: Reading): LookBaseline {
    const rows = new NgramRows(this.model, this.vocabulary, 1);
    rows.reset(state === "warm");
    const ids = wanted?.kind === "ids" ? wanted.ids : undefined;
    const surprise = Float32Array.from({ length: input.length }, (_, t) => {
      rows.read([input.tokens![t]]);
      const id = ids?.[t] ?? -1;
      return id < 0 ? Number.NaN : -Math.log(rows.probability(0, id));
    });
    const sums = totalOf(surprise);
    // What was never counted is endlessly surprising.
    const isEndless = sums.total === Number.POSITIVE_INFINITY;
    return { name: this.name, surprise, ...(isEndless ? { total: null, mean: null } : sums) };
  }
}
