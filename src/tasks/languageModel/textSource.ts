import { arraysFor, type Feed, type MinibatchArrays, type MinibatchShape } from "../../base/minibatch.ts";
import type { BatchSource } from "../../data/index.ts";
import { type BatchInfo, noBatch, type TrainingSource } from "../task.ts";

/** What a running text feeds. */
const FEEDS: readonly Feed[] = ["inputs", "targets"].map((name) => ({ name, type: "i32", per: "step", width: 1 }));

/** Minibatches of a running text. */
export class TextSource implements TrainingSource {
  readonly shapes: readonly MinibatchShape[];
  private readonly info = noBatch();

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

  next({ inputs, targets }: MinibatchArrays): BatchInfo {
    const { info, batches, shapes } = this;
    const { steps, epoch, endsEpoch, carriesState } = batches.next(inputs as Int32Array, targets as Int32Array);
    info.shape = steps === shapes[0].steps ? shapes[0] : shapes[1];
    info.count = steps * batches.batchSize;
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
