import { Random } from "../../base/random.ts";
import type { Tokens } from "../text/tokens.ts";
import { type BatchSource, blankMinibatch, damaged, type Minibatch, parseCursor, type Reading } from "./batchSource.ts";

/**
 * Windows of T at multiples of T after a random offset, new in each epoch and shuffled; every minibatch starts from a zero state
 * and is full. All epochs have the same number of minibatches, one that fits after any offset below T; a text that holds only
 * one minibatch has as much offset as it leaves room for.
 */
export class RandomBatches implements BatchSource {
  readonly minibatchesPerEpoch: number;
  readonly targetsPerEpoch: number;
  readonly unusedTargets: number;
  private readonly offsets: number;
  /** Numbers of windows; the first `windowCount` are those of this epoch. */
  private readonly order: Int32Array;
  private readonly minibatch = blankMinibatch();
  private random: Random;
  /** The random stream as it was before this epoch was shuffled. */
  private epochSeed = "";
  private epoch = 1;
  private offset = 0;
  /** Which minibatch comes next. */
  private position = 0;

  constructor(
    private readonly stream: Tokens,
    readonly batchSize: number,
    readonly sequenceLength: number,
    seed: number,
    private readonly reading: Reading = {},
  ) {
    const targets = stream.length - 1;
    const perMinibatch = batchSize * sequenceLength;
    if (targets < perMinibatch) throw new RangeError(`${targets} targets do not fill a minibatch of ${perMinibatch}`);
    const windowsAtAnyOffset = Math.floor((targets - sequenceLength + 1) / sequenceLength);
    this.minibatchesPerEpoch = Math.max(1, Math.floor(windowsAtAnyOffset / batchSize));
    this.targetsPerEpoch = this.minibatchesPerEpoch * perMinibatch;
    this.unusedTargets = targets - this.targetsPerEpoch;
    this.offsets = Math.min(sequenceLength, this.unusedTargets + 1);
    this.order = new Int32Array(Math.floor(targets / sequenceLength));
    this.random = Random.seeded(seed, "minibatches");
    this.shuffle();
  }

  next(inputs: Int32Array, targets: Int32Array): Minibatch {
    const { stream, batchSize, sequenceLength, offset, minibatch } = this;
    const { end = -1, start = -1, inPlace = false } = this.reading;
    const ahead = inPlace ? 0 : 1;
    for (let b = 0; b < batchSize; b++) {
      let from = offset + this.order[this.position * batchSize + b] * sequenceLength;
      for (let t = 0, at = b; t < sequenceLength; t++, at += batchSize, from++) {
        const token = stream[from];
        inputs[at] = token === end ? start : token;
        targets[at] = stream[from + ahead];
      }
    }
    minibatch.steps = sequenceLength;
    minibatch.inputs = inputs;
    minibatch.targets = targets;
    minibatch.epoch = this.epoch;
    minibatch.startsEpoch = this.position === 0;
    minibatch.endsEpoch = this.position + 1 === this.minibatchesPerEpoch;
    this.position++;
    if (minibatch.endsEpoch) {
      this.position = 0;
      this.epoch++;
      this.shuffle();
    }
    return minibatch;
  }

  save(): string {
    return JSON.stringify({ ...this.shape(), epoch: this.epoch, position: this.position, epochSeed: this.epochSeed });
  }

  restore(saved: string): void {
    const fields = { epoch: "number", position: "number", epochSeed: "string" } as const;
    const cursor = parseCursor(saved, this.shape(), fields) as { epoch: number; position: number; epochSeed: string };
    if (cursor.position >= this.minibatchesPerEpoch || cursor.epoch < 1) throw damaged("it lies outside the epoch");
    this.random = Random.restore(cursor.epochSeed);
    this.shuffle();
    this.epoch = cursor.epoch;
    this.position = cursor.position;
  }

  /** Draws the offset and the order of an epoch (Fisher and Yates). */
  private shuffle(): void {
    const { order, random } = this;
    this.epochSeed = random.save();
    this.offset = random.nextInt(this.offsets);
    const windows = Math.floor((this.stream.length - 1 - this.offset) / this.sequenceLength);
    for (let i = 0; i < windows; i++) order[i] = i;
    for (let i = windows - 1; i > 0; i--) {
      const j = random.nextInt(i + 1);
      const swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
  }

  private shape() {
    const { stream, batchSize, sequenceLength } = this;
    return { batching: "random", tokens: stream.length, batchSize, sequenceLength };
  }
}
