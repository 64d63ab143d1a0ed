import { type MinibatchArrays, type MinibatchShape, MOST_PROGRAMS } from "../../base/minibatch.ts";
import type { Random } from "../../base/random.ts";
import { UserError } from "../../base/userError.ts";
import type { DatasetPart } from "../encode/dataset.ts";
import { type Buckets, bucketsOf } from "./buckets.ts";
import { says } from "./messages.ts";
import type { SequenceRows } from "./sequenceRows.ts";
import { permute, ShuffledEpochs } from "./shuffledEpochs.ts";

/** What `next` says about the minibatch it wrote. The same object is handed out each time. */
export interface SequenceMinibatch {
  /** Of the bucket. */
  shape: MinibatchShape;
  /** Targets that count, and time steps: of pairs, those that are read and those that are written. */
  count: number;
  tokens: number;
  epoch: number;
  endsEpoch: boolean;
}

/**
 * Minibatches of sequences of different length, each from a zero state. An epoch is shuffled, and then rows of about one length
 * go together; the sequences that would not fill a minibatch are left out, others in each epoch. Those that would not fill one of
 * their bucket go to the next larger.
 */
export class SequenceBatches {
  readonly minibatchesPerEpoch: number;
  /** Of each bucket, rising: each has a program of its own. */
  readonly shapes: readonly MinibatchShape[];
  private readonly buckets: Buckets;
  private readonly order: Int32Array;
  private readonly sorted: Int32Array;
  /** The bucket of each minibatch of `sorted`. */
  private readonly bucketAt: Uint8Array;
  /** The order in which the minibatches come. */
  private readonly turns: Int32Array;
  /** Sequences of each bucket, as lists: first those that came from smaller ones. */
  private readonly lists: BucketLists;
  private readonly lengths: Int32Array;
  private readonly minibatch: SequenceMinibatch;
  private readonly epochs: ShuffledEpochs;

  constructor(
    private readonly part: DatasetPart,
    private readonly rows: SequenceRows,
    readonly batchSize: number,
    seed: number,
  ) {
    const { lengths } = part.inputs;
    const n = lengths.length;
    if (n < batchSize) {
      throw new UserError(says.tooFewSequences({ sequences: n, batchSize }), { key: "training.batchSize" });
    }
    this.lengths = lengths;
    this.minibatchesPerEpoch = Math.floor(n / batchSize);
    // Pairs of few minibatches need few programs.
    this.buckets = rows.predicted
      ? bucketsOf(part, Math.min(MOST_PROGRAMS, this.minibatchesPerEpoch))
      : bucketsOf(part);
    this.shapes = this.buckets.shapes;
    this.minibatch = { shape: this.shapes[0], count: 0, tokens: 0, epoch: 1, endsEpoch: false };
    this.order = new Int32Array(n);
    this.sorted = new Int32Array(this.minibatchesPerEpoch * batchSize);
    this.bucketAt = new Uint8Array(this.minibatchesPerEpoch);
    this.turns = new Int32Array(this.minibatchesPerEpoch);
    this.lists = new BucketLists(this.shapes.length, n);
    this.epochs = new ShuffledEpochs(this.minibatchesPerEpoch, seed, (random) => this.shuffle(random));
  }

  /** Sequences that each epoch leaves out. */
  get unused(): number {
    return this.order.length - this.sorted.length;
  }

  /** Writes the next minibatch into arrays for the longest bucket. Allocates nothing. */
  next(arrays: MinibatchArrays): SequenceMinibatch {
    const { part, rows, lengths, batchSize, minibatch, sorted, epochs } = this;
    const turn = this.turns[epochs.position];
    const { predicted } = rows;
    let tokens = 0;
    let targets = 0;
    for (let b = 0; b < batchSize; b++) {
      const sequence = sorted[turn * batchSize + b];
      rows.fill(arrays, sequence, b, batchSize);
      tokens += lengths[sequence];
      if (predicted) targets += predicted[sequence];
    }
    minibatch.shape = this.shapes[this.bucketAt[turn]];
    minibatch.count = predicted ? targets : part.targets.perStep ? tokens : batchSize;
    minibatch.tokens = tokens + targets;
    minibatch.epoch = epochs.epoch;
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

  private shuffle(random: Random): void {
    const { order, sorted, buckets, lists, batchSize, bucketAt } = this;
    permute(order, random);
    // Those at the end of the shuffled order are left out; the others are sorted by bucket, and keep their order within it.
    lists.clear();
    for (let i = 0; i < sorted.length; i++) lists.add(buckets.of[order[i]], order[i]);
    let at = 0;
    for (let bucket = 0; bucket < this.shapes.length; bucket++) {
      for (let full = Math.floor(lists.counts[bucket] / batchSize); full > 0; full--) {
        bucketAt[at / batchSize] = bucket;
        for (let b = 0; b < batchSize; b++) sorted[at++] = lists.take(bucket);
      }
      if (lists.counts[bucket] > 0) lists.putBefore(bucket, buckets.above[bucket]);
    }
    permute(this.turns, random);
  }

  private shape() {
    const { part, batchSize } = this;
    const { steps: sequenceLength, targetSteps: targetLength } = this.shapes[this.shapes.length - 1];
    const sequences = { batching: "sequences", tokens: part.inputs.lengths.length, batchSize, sequenceLength };
    return this.rows.predicted ? { ...sequences, targetLength } : sequences;
  }
}

/** Lists of sequences, one a bucket. Nothing is allocated after the start. */
class BucketLists {
  readonly counts: Int32Array;
  private readonly first: Int32Array;
  private readonly last: Int32Array;
  private readonly next: Int32Array;

  constructor(buckets: number, sequences: number) {
    [this.counts, this.first, this.last] = [0, 1, 2].map(() => new Int32Array(buckets)) as Int32Array<ArrayBuffer>[];
    this.next = new Int32Array(sequences);
  }

  clear(): void {
    this.counts.fill(0);
  }

  add(bucket: number, sequence: number): void {
    if (this.counts[bucket]++ === 0) this.first[bucket] = sequence;
    else this.next[this.last[bucket]] = sequence;
    this.last[bucket] = sequence;
  }

  /** The first of a list that is not empty. */
  take(bucket: number): number {
    const sequence = this.first[bucket];
    this.first[bucket] = this.next[sequence];
    this.counts[bucket]--;
    return sequence;
  }

  /** All of one list, which is not empty, stand before those of another one. */
  putBefore(bucket: number, other: number): void {
    if (this.counts[other] > 0) this.next[this.last[bucket]] = this.first[other];
    else this.last[other] = this.last[bucket];
    this.first[other] = this.first[bucket];
    this.counts[other] += this.counts[bucket];
    this.counts[bucket] = 0;
  }
}
