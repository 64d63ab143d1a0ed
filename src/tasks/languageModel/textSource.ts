import type { MinibatchArrays, MinibatchShape } from "../../base/minibatch.ts";
import { type BatchSource, type TextArrays, textArrays } from "../../data/index.ts";
import { type BatchInfo, noBatch, type TrainingSource } from "../task.ts";

/** Minibatches of a running text. */
export class TextSource implements TrainingSource {
  private readonly info = noBatch();

  constructor(private readonly batches: BatchSource) {}

  get batchSize(): number {
    return this.batches.batchSize;
  }

  get shapes(): readonly MinibatchShape[] {
    return this.batches.shapes;
  }

  get minibatchesPerEpoch(): number {
    return this.batches.minibatchesPerEpoch;
  }

  get unused(): number {
    return this.batches.unusedTargets;
  }

  arrays(): MinibatchArrays {
    return textArrays(this.shapes[0], this.batchSize);
  }

  next(arrays: MinibatchArrays): BatchInfo {
    const { info, batches } = this;
    const { shape, epoch, endsEpoch, carriesState } = batches.next(arrays as TextArrays);
    info.shape = shape;
    info.count = shape.steps * batches.batchSize;
    info.weight = info.count;
    info.tokens = info.count;
    info.epoch = epoch;
    info.endsEpoch = endsEpoch;
    info.carriesState = carriesState;
    return info;
  }

  save(): string {
    return this.batches.save();
  }

  restore(saved: string): void {
    this.batches.restore(saved);
  }
}
