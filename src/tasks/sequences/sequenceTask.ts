import type { MinibatchArrays, MinibatchShape } from "../../base/minibatch.ts";
import type { Config } from "../../config/index.ts";
import {
  type ClassWeights,
  classWeightsOf,
  type Dataset,
  type DatasetPart,
  type Part,
  SequenceBatches,
  SequenceRows,
} from "../../data/index.ts";
import type { ExecutablePlan, ParameterPlan } from "../../engine/index.ts";
import { classificationMetrics, labelMetrics, type Measured, taggingMetrics } from "../../metrics/index.ts";
import { type Form, type SequenceForm, sequenceForm } from "../../networks/index.ts";
import { Sampler, type Shower, Stepper, sampleRows } from "../../sampling/index.ts";
import { ForecastMeasurer } from "../forecasting/forecastMeasurer.ts";
import { ForecastTeller } from "../forecasting/forecastTeller.ts";
import { type Fed, type Measurer, nothingFed, type Task, type TrainingSource } from "../task.ts";
import type { Answers } from "./answers.ts";
import { ExampleShower } from "./exampleShower.ts";
import { SequenceMeasurer } from "./sequenceMeasurer.ts";

/** Classification, tagging, generation, forecasting: a network over whole sequences, each from a zero state. */
export class SequenceTask implements Task {
  readonly form: Form;
  readonly guessing: number | undefined;
  readonly carriesStates = false;
  readonly classWeights: ClassWeights | undefined;
  private readonly how: SequenceForm;

  constructor(
    private readonly config: Config,
    private readonly dataset: Dataset,
  ) {
    this.how = sequenceForm(config, dataset.encoding);
    const { form, answer, widths } = this.how;
    this.form = form;
    this.classWeights = classWeightsOf(config, dataset);
    if (answer === "class") this.guessing = Math.log(Math.max(2, widths.outputs));
    if (answer === "labels") this.guessing = Math.LN2;
  }

  source(): TrainingSource {
    const { batchSize, seed } = this.config.training;
    const { train } = this.dataset.parts;
    const rows = new SequenceRows(train, this.how.widths);
    return new SequenceSource(train, rows, new SequenceBatches(train, rows, batchSize, seed), this.classWeights);
  }

  has(part: "validation" | "test"): boolean {
    return this.dataset.parts[part].inputs.lengths.length > 0;
  }

  reads(part: Part): number {
    return this.dataset.parts[part].inputs.lengths.reduce((sum, length) => sum + length, 0);
  }

  measurer(network: ParameterPlan, part: "validation" | "test", lenders: readonly ExecutablePlan[]): Measurer {
    if (this.dataset.series) {
      return new ForecastMeasurer(network, this.form, this.dataset, this.dataset.parts[part], this.how, lenders);
    }
    const judge = (answers: Answers) => judged(this.config, this.dataset, answers);
    const { form, classWeights } = this;
    const { widths, answer } = this.how;
    return new SequenceMeasurer(network, form, this.dataset.parts[part], widths, answer, judge, lenders, classWeights);
  }

  shower(network: ParameterPlan, lenders: readonly ExecutablePlan[]): Shower {
    const { parts, encoding } = this.dataset;
    if (this.config.task === "generation") {
      const { vocabulary } = encoding.target;
      const make = (rows: number) => new Stepper(network, this.form, rows, lenders);
      return new Sampler(make, vocabulary!, "forward", sampleRows(this.config.sampling), encoding);
    }
    const part = this.has("validation") ? parts.validation : parts.train;
    const teller =
      this.dataset.series && new ForecastTeller(network, this.form, this.dataset, part, this.how.widths, lenders);
    const tell = teller && ((sequence: number) => teller.tell(sequence));
    return new ExampleShower(network, this.form, part, this.how.widths, this.how.answer, encoding, lenders, tell);
  }
}

/** The metrics of a task's field. */
function judged({ task }: Config, { encoding, parts }: Dataset, answers: Answers): Measured {
  const { labels, values } = encoding.target;
  const { predicted, actual, confidence, lengths } = answers;
  const { kind, perStep } = parts.train.targets;
  if (kind === "labels") return labelMetrics({ probabilities: answers.values, actual: answers.actualValues, labels });
  if (kind === "class" && task === "tagging" && perStep) return taggingMetrics({ predicted, actual, lengths, labels });
  if (kind === "class" && labels.length > 0) {
    return classificationMetrics({ predicted, actual, labels, confidence, values });
  }
  return { metrics: kind === "class" ? { perplexity: Math.exp(answers.loss / answers.count) } : {}, report: {} };
}

/** Minibatches of sequences, shuffled. */
class SequenceSource implements TrainingSource {
  private readonly fed = nothingFed();

  constructor(
    private readonly part: DatasetPart,
    private readonly rows: SequenceRows,
    private readonly batches: SequenceBatches,
    private readonly classWeights: ClassWeights | undefined,
  ) {}

  get batchSize(): number {
    return this.batches.batchSize;
  }

  get minibatchesPerEpoch(): number {
    return this.batches.minibatchesPerEpoch;
  }

  get unused(): number {
    return this.batches.unused;
  }

  get shapes(): readonly MinibatchShape[] {
    return this.batches.shapes;
  }

  arrays(): MinibatchArrays {
    return this.rows.arrays(this.shapes[this.shapes.length - 1], this.batchSize);
  }

  next(arrays: MinibatchArrays): Fed {
    const { fed } = this;
    const { shape, count, tokens, epoch, endsEpoch } = this.batches.next(arrays);
    fed.shape = shape;
    fed.count = count;
    fed.weight = this.weightOf(arrays, shape.steps) ?? count;
    fed.tokens = tokens;
    fed.epoch = epoch;
    fed.endsEpoch = endsEpoch;
    return fed;
  }

  /** What the targets of a minibatch weigh together; undefined where each counts 1. */
  private weightOf({ targets, lengths }: MinibatchArrays, steps: number): number | undefined {
    const weights = this.classWeights?.weights;
    if (!weights) return undefined;
    const positive = this.classWeights?.positive;
    const { perStep } = this.part.targets;
    const rows = this.batchSize;
    let sum = 0;
    for (let t = 0; t < (perStep ? steps : 1); t++) {
      for (let b = 0; b < rows; b++) {
        if (perStep && t >= lengths[b]) continue;
        const target = targets[t * rows + b];
        if (positive) sum += weights[0] * (1 + (positive[0] - 1) * target);
        else if (target >= 0) sum += weights[target];
      }
    }
    return sum;
  }

  save(): string {
    return this.batches.save();
  }

  restore(saved: string): void {
    this.batches.restore(saved);
  }
}
