import type { MinibatchArrays, MinibatchShape } from "../../base/minibatch.ts";
import { type Config, pastOf, sequenceLengthOf } from "../../config/index.ts";
import type { ShownMinibatch } from "../../contracts/steering.ts";
import { batchingOf, EvaluationBatches, type Part, trainingBatches } from "../../data/index.ts";
import type { Lender, ParameterPlan } from "../../engine/index.ts";
import { type Form, modelOptions, tokenReadingOf } from "../../networks/index.ts";
import {
  GapFiller,
  type PreviewSource,
  Sampler,
  Stepper,
  sampleRows,
  startStateOf,
  textPreviews,
} from "../../sampling/index.ts";
import { shownMinibatch } from "../shownMinibatch.ts";
import type { Figures, MeasuredPart, Measurer, Task, TaskDefinition, TextData, TrainingSource } from "../task.ts";
import { TextMeasurer } from "./textMeasurer.ts";
import { TextSource } from "./textSource.ts";

/** A model of a running text: each symbol from those before it, or between others from both sides. */
export const languageModel: TaskDefinition = {
  create(config, { corpus }) {
    if (!corpus) throw new Error("A language model needs a text");
    return new LanguageModel(config, corpus);
  },
};

class LanguageModel implements Task {
  readonly form: Form;
  readonly guessing: number;
  readonly carriesStates: boolean;

  constructor(
    private readonly config: Config,
    private readonly corpus: TextData,
  ) {
    this.form = { options: modelOptions(config), vocabulary: corpus.vocabulary.size };
    // A state cannot be carried to where the text has not been read: each window of a cloze model stands alone.
    this.carriesStates = !this.form.options.cloze;
    this.guessing = Math.log(Math.max(2, corpus.vocabulary.size));
  }

  source(): TrainingSource {
    return new TextSource(
      trainingBatches(this.corpus.train, batchingOf(this.config), tokenReadingOf(this.config, this.corpus.vocabulary)),
    );
  }

  has(part: MeasuredPart): boolean {
    return this.corpus[part].length >= 2;
  }

  reads(part: Part): number {
    return this.corpus[part].length;
  }

  measurer(network: ParameterPlan, part: MeasuredPart, lenders: readonly Lender[]): Measurer {
    const { vocabulary } = this.corpus;
    const { model } = this.config;
    const reading = tokenReadingOf(this.config, vocabulary);
    const batches = new EvaluationBatches(this.corpus[part], sequenceLengthOf(this.config), reading, pastOf(model));
    return new TextMeasurer({ network, form: this.form, lenders }, vocabulary, batches, (figures) =>
      this.complete(part, figures),
    );
  }

  previews(network: ParameterPlan, lenders: readonly Lender[]): PreviewSource {
    const { data, sampling } = this.config;
    const use = { network, form: this.form, lenders };
    if (this.form.options.cloze) return textPreviews(new GapFiller(use, this.corpus.vocabulary));
    const { vocabulary } = this.corpus;
    const start = sampling.state === "warm" ? startStateOf(use, vocabulary) : undefined;
    const make = (rows: number) => new Stepper(use, rows, start);
    const { direction } = data;
    // A text without line ends begins cold in any case.
    const canBeginWarm = start !== undefined || (vocabulary.pasts ?? []).length === 0;
    return textPreviews(new Sampler({ make, vocabulary, direction, rows: sampleRows(sampling), canBeginWarm }));
  }

  shownMinibatch(arrays: MinibatchArrays, shape: MinibatchShape, batchSize: number): ShownMinibatch {
    const { vocabulary } = this.corpus;
    const meaning = { vocabulary, features: 0, target: { perStep: true, symbols: vocabulary } };
    return shownMinibatch(arrays, shape, batchSize, meaning);
  }

  /** With bits per character, which compare models of characters and of words on the same text. */
  complete(part: MeasuredPart, figures: Figures): Figures {
    const { tokens, characters } = this.corpus.facts ?? {};
    const tokensPerCharacter = tokens && characters ? tokens[part] / characters[part] : 1;
    const perplexity = Math.exp(figures.loss);
    // Not the probability of a text: each symbol is told by those after it too.
    if (this.form.options.cloze) return { pseudoPerplexity: perplexity, ...figures };
    return { perplexity, ...figures, bitsPerCharacter: (figures.loss * tokensPerCharacter) / Math.LN2 };
  }
}
