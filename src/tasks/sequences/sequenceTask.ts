import type { MinibatchArrays, MinibatchShape } from "../../base/minibatch.ts";
import type { Config } from "../../config/index.ts";
import type { ShownMinibatch } from "../../contracts/steering.ts";
import {
  type ClassWeights,
  classWeightsOf,
  type Dataset,
  type DatasetPart,
  type Part,
  SequenceBatches,
  SequenceRows,
} from "../../data/index.ts";
import type { Lender, ParameterPlan } from "../../engine/index.ts";
import { type Form, type SequenceForm, sequenceForm } from "../../networks/index.ts";
import type { Fusion, PreviewSource } from "../../sampling/index.ts";
import { type MinibatchMeaning, shownMinibatch } from "../shownMinibatch.ts";
import type { MeasuredPart, Measurer, Task, TaskDefinition, TrainingSource } from "../task.ts";
import { SequenceSource } from "./sequenceSource.ts";

/** A network over whole sequences, and what it is measured on or shown with. */
export interface SequenceUse {
  config: Config;
  dataset: Dataset;
  sequence: SequenceForm;
  classWeights: ClassWeights | undefined;
  part: DatasetPart;
  network: ParameterPlan;
  /** They lend their memory. */
  lenders: readonly Lender[];
  /** Of transcripts. */
  fusion: Fusion | undefined;
}

/** What tells tasks over whole sequences apart. */
export interface SequenceBehaviour {
  /** `isWhole`: everything is measured, as at the end, and not as much as a validation has time for. */
  measurer(use: SequenceUse, isWhole: boolean): Measurer;
  /** The part is that of validation where there is one. */
  previews(use: SequenceUse): PreviewSource;
}

/** A task over whole sequences: each starts from a zero state. */
export function sequenceTask(behaviour: SequenceBehaviour): TaskDefinition {
  return {
    create(config, { dataset, fusion }) {
      if (!dataset) throw new Error("A task over sequences needs a data set");
      return new SequenceTask(config, dataset, behaviour, fusion);
    },
  };
}

class SequenceTask implements Task {
  readonly form: Form;
  readonly guessing: number | undefined;
  readonly carriesStates = false;
  readonly classWeights: ClassWeights | undefined;
  private readonly sequence: SequenceForm;

  constructor(
    private readonly config: Config,
    private readonly dataset: Dataset,
    private readonly behaviour: SequenceBehaviour,
    private readonly fusion: Fusion | undefined,
  ) {
    this.sequence = sequenceForm(config, dataset.encoding);
    const { form, answer, widths } = this.sequence;
    this.form = form;
    this.classWeights = classWeightsOf(config, dataset);
    // Symbols of a target are classes too.
    if (answer === "class") this.guessing = Math.log(Math.max(2, widths.outputs));
    if (answer === "labels") this.guessing = Math.LN2;
  }

  source(): TrainingSource {
    const { batchSize, seed } = this.config.training;
    const { train } = this.dataset.parts;
    const rows = new SequenceRows(train, this.sequence.widths);
    return new SequenceSource(train, rows, new SequenceBatches(train, rows, batchSize, seed), this.classWeights);
  }

  has(part: MeasuredPart): boolean {
    return this.dataset.parts[part].inputs.lengths.length > 0;
  }

  reads(part: Part): number {
    const { inputs, targets } = this.dataset.parts[part];
    const steps = (lengths: Int32Array) => lengths.reduce((sum, length) => sum + length, 0);
    // A decoder reads a target after what begins it.
    const isRead = targets.kind === "sequences" && this.sequence.widths.ends !== undefined;
    const written = isRead ? steps(targets.sequences.lengths) + targets.sequences.lengths.length : 0;
    return steps(inputs.lengths) + written;
  }

  measurer(
    network: ParameterPlan,
    part: MeasuredPart,
    lenders: readonly Lender[],
    isWhole = part === "test",
  ): Measurer {
    return this.behaviour.measurer(this.use(network, part, lenders), isWhole);
  }

  previews(network: ParameterPlan, lenders: readonly Lender[]): PreviewSource {
    return this.behaviour.previews(this.use(network, this.has("validation") ? "validation" : "train", lenders));
  }

  shownMinibatch(arrays: MinibatchArrays, shape: MinibatchShape, batchSize: number): ShownMinibatch {
    const { vocabulary, features } = this.dataset.encoding.source;
    const meaning = { vocabulary, features: features.length, target: this.target };
    return shownMinibatch(arrays, shape, batchSize, meaning);
  }

  private get target(): MinibatchMeaning["target"] {
    const { parts, encoding } = this.dataset;
    const { labels, negative, vocabulary, numbers } = encoding.target;
    const { kind, perStep } = parts.train.targets;
    if (kind === "numbers") return { perStep, numbers: numbers.length };
    if (kind === "labels") return { perStep, labels, negative };
    return vocabulary ? { perStep, symbols: vocabulary } : { perStep, label: labels };
  }

  private use(network: ParameterPlan, part: Part, lenders: readonly Lender[]): SequenceUse {
    const { config, dataset, sequence, classWeights, fusion } = this;
    return { config, dataset, sequence, classWeights, part: dataset.parts[part], network, lenders, fusion };
  }
}
