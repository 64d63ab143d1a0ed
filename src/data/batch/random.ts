import type { MinibatchShape } from "../../base/minibatch.ts";
import type { Random } from "../../base/random.ts";
import type { Tokens } from "../text/tokens.ts";
import {
  type Batching,
  type BatchSource,
  blankMinibatch,
  type Minibatch,
  type TextArrays,
  type TokenReading,
} from "./batchSource.ts";
import { permute, ShuffledEpochs } from "./shuffledEpochs.ts";

/**
 * Windows of T at multiples of T after a random offset, new in each epoch and shuffled; every minibatch starts from a zero state
 * and is full. All epochs have the same number of minibatches, one that fits after any offset below T; a text that holds only
 * one minibatch has as much offset as it leaves room for.
 */
export class RandomBatches implements BatchSource {
  readonly batchSize: number;
  private readonly sequenceLength: number;
  readonly minibatchesPerEpoch: number;
  readonly targetsPerEpoch: number;
  readonly unusedTargets: number;
  private readonly offsets: number;
  /** Numbers of windows; the first `windowCount` are those of this epoch. */
  private readonly order: Int32Array;
  readonly shapes: readonly MinibatchShape[];
  private readonly minibatch: Minibatch;
  private readonly epochs: ShuffledEpochs;
  private offset = 0;

  constructor(
    private readonly stream: Tokens,
    { batchSize, sequenceLength, seed }: Omit<Batching, "batching">,
    private readonly reading: TokenReading = {},
  ) {
    this.batchSize = batchSize;
    this.sequenceLength = sequenceLength;
    this.shapes = [{ steps: sequenceLength }];
    this.minibatch = blankMinibatch(this.shapes[0]);
    const targets = stream.length - 1;
    const perMinibatch = batchSize * sequenceLength;
    if (targets < perMinibatch) throw new RangeError(`${targets} targets do not fill a minibatch of ${perMinibatch}`);
    const windowsAtAnyOffset = Math.floor((targets - sequenceLength + 1) / sequenceLength);
    this.minibatchesPerEpoch = Math.max(1, Math.floor(windowsAtAnyOffset / batchSize));
    this.targetsPerEpoch = this.minibatchesPerEpoch * perMinibatch;
    this.unusedTargets = targets - this.targetsPerEpoch;
    this.offsets = Math.min(sequenceLength, this.unusedTargets + 1);
    this.order = new Int32Array(Math.floor(targets / sequenceLength));
    this.epochs = new ShuffledEpochs(this.minibatchesPerEpoch, seed, (random) => this.shuffle(random));
  }

  next({ inputs, targets }: TextArrays): Minibatch {
    const { stream, batchSize, sequenceLength, offset, minibatch, epochs } = this;
    const { end = -1, start = -1, inPlace = false } = this.reading;
    const ahead = inPlace ? 0 : 1;
    for (let b = 0; b < batchSize; b++) {
      let from = offset + this.order[epochs.position * batchSize + b] * sequenceLength;
      for (let t = 0, at = b; t < sequenceLength; t++, at += batchSize, from++) {
        const token = stream[from];
        inputs[at] = token === end ? start : token;
        targets[at] = stream[from + ahead];
      }
    }
    minibatch.epoch = epochs.epoch;
    minibatch.startsEpoch = epochs.position === 0;
    minibatch.endsEpoch = epochs.endsEpoch;
    epochs.advance();
    return minibatch;
  }

  save(): string {
    return this.epochs.save(this.shape());
  }

  restore(saved: string): void {
    this.epochs.restore(saved, this.shape());
  }

  /** Draws the offset and the order of an epoch. */
  private shuffle(random: Random): void {
    this.offset = random.nextInt(this.offsets);
    permute(this.order, random, Math.floor((this.stream.length - 1 - this.offset) / this.sequenceLength));
  }

  private shape() {
    const { stream, batchSize, sequenceLength } = this;
    return { batching: "random", tokens: stream.length, batchSize, sequenceLength };
  }
}
