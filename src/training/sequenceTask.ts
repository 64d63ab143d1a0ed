import type { Config } from "../config/index.ts";
import {
  arraysFor,
  type Dataset,
  type DatasetPart,
  type SequenceArrays,
  SequenceBatches,
  type SequenceWidths,
} from "../data/index.ts";
import type { Executable, MinibatchArrays, Weights } from "../engine/index.ts";
import type { Answer } from "../model/index.ts";
import type { Answers } from "./answers.ts";
import type { Form } from "./compile.ts";
import { ExampleShower } from "./exampleShower.ts";
import { ForecastMeasurer } from "./forecastMeasurer.ts";
import { ForecastTeller } from "./forecastTeller.ts";
import { classificationMetrics, labelMetrics, type Measured, taggingMetrics } from "./metrics/index.ts";
import { Sampler, sampleRows } from "./sampler.ts";
import { sequenceForm } from "./sequenceForm.ts";
import { SequenceMeasurer } from "./sequenceMeasurer.ts";
import { Stepper } from "./stepper.ts";
import type { Fed, Measurer, Shower, Task, TrainingSource } from "./task.ts";

/** Classification, tagging, generation, forecasting: a network over whole sequences, each from a zero state. */
export class SequenceTask implements Task {
  readonly form: Form;
  readonly guessing: number | undefined;
  readonly carriesStates = false;
  private readonly answer: Answer;
  private readonly widths: SequenceWidths;

  constructor(
    private readonly config: Config,
    private readonly dataset: Dataset,
  ) {
    const { form, answer, widths } = sequenceForm(config, dataset.encoding);
    this.form = form;
    this.answer = answer;
    this.widths = widths;
    if (answer === "class") this.guessing = Math.log(Math.max(2, widths.outputs));
    if (answer === "labels") this.guessing = Math.LN2;
  }

  source(): TrainingSource {
    const { batchSize, seed } = this.config.training;
    const { train } = this.dataset.parts;
    return new SequenceSource(train, this.widths, new SequenceBatches(train, this.widths, batchSize, seed));
  }

  has(part: "validation" | "test"): boolean {
    return this.dataset.parts[part].inputs.lengths.length > 0;
  }

  measurer(network: Weights, part: "validation" | "test", rooms: readonly Executable[]): Measurer {
    if (this.dataset.series) {
      return new ForecastMeasurer(network, this.form, this.dataset, this.dataset.parts[part], this.widths, rooms);
    }
    const judge = (answers: Answers) => judged(this.config, this.dataset, answers);
    return new SequenceMeasurer(network, this.form, this.dataset.parts[part], this.widths, this.answer, judge, rooms);
  }

  shower(network: Weights, rooms: readonly Executable[]): Shower {
    const { parts, encoding } = this.dataset;
    if (this.config.task === "generation") {
      const { vocabulary } = encoding;
      const make = (rows: number) => new Stepper(network, this.form, rows, rooms);
      return new Sampler(make, vocabulary!, "forward", sampleRows(this.config.sampling), encoding);
    }
    const part = this.has("validation") ? parts.validation : parts.train;
    const teller =
      this.dataset.series && new ForecastTeller(network, this.form, this.dataset, part, this.widths, rooms);
    const tell = teller && ((sequence: number) => teller.tell(sequence));
    return new ExampleShower(network, this.form, part, this.widths, this.answer, encoding, rooms, tell);
  }
}

/** The metrics of a task's field. */
function judged({ task }: Config, { encoding, parts }: Dataset, answers: Answers): Measured {
  const { labels, values } = encoding;
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
  private readonly fed: Fed = { steps: 0, count: 0, tokens: 0, epoch: 1, endsEpoch: false, carriesState: false };

  constructor(
    private readonly part: DatasetPart,
    private readonly widths: SequenceWidths,
    private readonly batches: SequenceBatches,
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

  get steps(): readonly number[] {
    return this.batches.steps;
  }

  arrays(): MinibatchArrays {
    return arraysFor(this.part, this.widths, this.steps[this.steps.length - 1], this.batchSize);
  }

  next(arrays: MinibatchArrays): Fed {
    const { fed } = this;
    const { steps, count, tokens, epoch, endsEpoch } = this.batches.next(arrays as SequenceArrays);
    fed.steps = steps;
    fed.count = count;
    fed.tokens = tokens;
    fed.epoch = epoch;
    fed.endsEpoch = endsEpoch;
    return fed;
  }

  save(): string {
    return this.batches.save();
  }

  restore(saved: string): void {
    this.batches.restore(saved);
  }
}
