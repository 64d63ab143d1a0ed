import type { MinibatchArrays, MinibatchShape } from "../../base/minibatch.ts";
import type { ClassWeights, DatasetPart, SequenceBatches, SequenceRows } from "../../data/index.ts";
import { type BatchInfo, noBatch, type TrainingSource } from "../task.ts";

/** Minibatches of sequences, shuffled. */
export class SequenceSource implements TrainingSource {
  private readonly info = noBatch();

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

  next(arrays: MinibatchArrays): BatchInfo {
    const { info } = this;
    const { shape, count, tokens, epoch, endsEpoch } = this.batches.next(arrays);
    info.shape = shape;
    info.count = count;
    info.weight = this.weightOf(arrays, shape.steps) ?? count;
    info.tokens = tokens;
    info.epoch = epoch;
    info.endsEpoch = endsEpoch;
    return info;
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
