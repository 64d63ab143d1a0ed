import { arraysFor, type Feed, type MinibatchArrays, type MinibatchShape } from "../../base/minibatch.ts";
import { type Config, pastOf } from "../../config/index.ts";
import { type BatchSource, type Corpus, EvaluationBatches, type Part, trainingBatches } from "../../data/index.ts";
import type { ExecutablePlan, ParameterPlan } from "../../engine/index.ts";
import { type Form, modelOptions, readingOf } from "../../networks/index.ts";
import { GapFiller, Sampler, type Shower, Stepper, sampleRows, startStateOf } from "../../sampling/index.ts";
import { type Fed, type Figures, type Measurer, nothingFed, type Task, type TrainingSource } from "../task.ts";
import { Evaluator } from "./evaluator.ts";

/** Without facts about the text, a token is one character. */
export type TextData = Pick<Corpus, "train" | "validation" | "test" | "vocabulary"> & Partial<Pick<Corpus, "facts">>;

/** A model of a running text: each symbol from those before it. */
export class TextTask implements Task {
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
      trainingBatches(this.corpus.train, this.config.training, readingOf(this.config, this.corpus.vocabulary)),
    );
  }

  has(part: "validation" | "test"): boolean {
    return this.corpus[part].length >= 2;
  }

  reads(part: Part): number {
    return this.corpus[part].length;
  }

  measurer(network: ParameterPlan, part: "validation" | "test", lenders: readonly ExecutablePlan[]): Measurer {
    const { vocabulary } = this.corpus;
    const { training, model } = this.config;
    const reading = readingOf(this.config, vocabulary);
    const batches = new EvaluationBatches(this.corpus[part], training.sequenceLength, reading, pastOf(model));
    return new Evaluator(network, this.form, vocabulary, batches, lenders, (figures) => this.complete(part, figures));
  }

  shower(network: ParameterPlan, lenders: readonly ExecutablePlan[]): Shower {
    const { data, sampling } = this.config;
    if (this.form.options.cloze) return new GapFiller(network, this.form, this.corpus.vocabulary, lenders);
    const { vocabulary } = this.corpus;
    const start = sampling.state === "warm" ? startStateOf(network, this.form, vocabulary, lenders) : undefined;
    const make = (rows: number) => new Stepper(network, this.form, rows, lenders, start);
    return new Sampler(make, vocabulary, data.direction, sampleRows(sampling));
  }

  /** With bits per character, which compare models of characters and of words on the same text. */
  complete(part: "validation" | "test", figures: Figures): Figures {
    const { tokens, characters } = this.corpus.facts ?? {};
    const tokensPerCharacter = tokens && characters ? tokens[part] / characters[part] : 1;
    const perplexity = Math.exp(figures.loss);
    // Not the probability of a text: each symbol is told by those after it too.
    if (this.form.options.cloze) return { pseudoPerplexity: perplexity, ...figures };
    return { perplexity, ...figures, bitsPerCharacter: (figures.loss * tokensPerCharacter) / Math.LN2 };
  }
}

/** What a running text feeds. */
const FEEDS: readonly Feed[] = ["inputs", "targets"].map((name) => ({ name, type: "i32", per: "step", width: 1 }));

/** Minibatches of a running text. */
class TextSource implements TrainingSource {
  readonly shapes: readonly MinibatchShape[];
  private readonly fed = nothingFed();

  constructor(private readonly batches: BatchSource) {
    const { batchSize, sequenceLength, minibatchesPerEpoch, targetsPerEpoch } = batches;
    const last = targetsPerEpoch / batchSize - (minibatchesPerEpoch - 1) * sequenceLength;
    this.shapes = [sequenceLength, last].filter((steps) => steps > 0).map((steps) => ({ steps }));
  }

  get batchSize(): number {
    return this.batches.batchSize;
  }

  get minibatchesPerEpoch(): number {
    return this.batches.minibatchesPerEpoch;
  }

  get unused(): number {
    return this.batches.unusedTargets;
  }

  arrays(): MinibatchArrays {
    return arraysFor(FEEDS, this.shapes[0], this.batchSize);
  }

  next({ inputs, targets }: MinibatchArrays): Fed {
    const { fed, batches, shapes } = this;
    const { steps, epoch, endsEpoch, carriesState } = batches.next(inputs as Int32Array, targets as Int32Array);
    fed.shape = steps === shapes[0].steps ? shapes[0] : shapes[1];
    fed.count = steps * batches.batchSize;
    fed.weight = fed.count;
    fed.tokens = fed.count;
    fed.epoch = epoch;
    fed.endsEpoch = endsEpoch;
    fed.carriesState = carriesState;
    return fed;
  }

  save(): string {
    return this.batches.save();
  }

  restore(saved: string): void {
    this.batches.restore(saved);
  }
}
