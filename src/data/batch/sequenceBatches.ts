import { type MinibatchArrays, type MinibatchShape, MOST_PROGRAMS } from "../../base/minibatch.ts";
import type { Random } from "../../base/random.ts";
import { UserError } from "../../base/userError.ts";
import type { DatasetPart } from "../encode/dataset.ts";
import { says } from "./messages.ts";
import type { SequenceRows } from "./sequenceRows.ts";
import { permute, ShuffledEpochs } from "./shuffledEpochs.ts";

/**
 * Steps of the buckets that sequences are sorted into, rising; the last is the longest sequence. Chosen so that about as many
 * sequences fall into each, which keeps padding low.
 */
export function bucketSteps(lengths: Int32Array, most = MOST_PROGRAMS): number[] {
  const sorted = lengths.slice().sort();
  const bounds = Array.from({ length: most }, (_, i) => sorted[Math.ceil(((i + 1) * sorted.length) / most) - 1]);
  return [...new Set(bounds)].filter((steps) => steps > 0);
}

/** What `next` says about the minibatch it wrote. The same object is handed out each time. */
export interface SequenceMinibatch {
  /** Of the bucket. */
  shape: MinibatchShape;
  /** Targets that count, and time steps. */
  count: number;
  tokens: number;
  epoch: number;
  endsEpoch: boolean;
}

/**
 * Minibatches of sequences of different length, each from a zero state. An epoch is shuffled, and then rows of about one length
 * go together; the sequences that would not fill a minibatch are left out, others in each epoch.
 */
export class SequenceBatches {
  readonly minibatchesPerEpoch: number;
  /** Of each bucket, rising: each has a program of its own. */
  readonly shapes: readonly MinibatchShape[];
  private readonly bucketOf: Uint8Array;
  private readonly order: Int32Array;
  private readonly sorted: Int32Array;
  /** The order in which the minibatches come. */
  private readonly turns: Int32Array;
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
    this.shapes = bucketSteps(lengths).map((steps) => ({ steps }));
    this.minibatch = { shape: this.shapes[0], count: 0, tokens: 0, epoch: 1, endsEpoch: false };
    this.bucketOf = Uint8Array.from(lengths, (length) => this.shapes.findIndex(({ steps }) => steps >= length));
    this.minibatchesPerEpoch = Math.floor(n / batchSize);
    this.order = new Int32Array(n);
    this.sorted = new Int32Array(this.minibatchesPerEpoch * batchSize);
    this.turns = new Int32Array(this.minibatchesPerEpoch);
    this.epochs = new ShuffledEpochs(this.minibatchesPerEpoch, seed, (random) => this.shuffle(random));
  }

  /** Sequences that each epoch leaves out. */
  get unused(): number {
    return this.order.length - this.sorted.length;
  }

  /** Writes the next minibatch into arrays for the longest bucket. Allocates nothing. */
  next(arrays: MinibatchArrays): SequenceMinibatch {
    const { part, rows, lengths, batchSize, minibatch, sorted, epochs } = this;
    const first = this.turns[epochs.position] * batchSize;
    let tokens = 0;
    for (let b = 0; b < batchSize; b++) {
      rows.fill(arrays, sorted[first + b], b, batchSize);
      tokens += lengths[sorted[first + b]];
    }
    minibatch.shape = this.shapes[this.bucketOf[sorted[first + batchSize - 1]]];
    minibatch.count = part.targets.perStep ? tokens : batchSize;
    minibatch.tokens = tokens;
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
    const { order, sorted, bucketOf } = this;
    permute(order, random);
    // Those at the end of the shuffled order are left out; the others are sorted by bucket, and keep their order within it.
    let at = 0;
    for (let bucket = 0; bucket < this.shapes.length; bucket++) {
      for (let i = 0; i < sorted.length; i++) if (bucketOf[order[i]] === bucket) sorted[at++] = order[i];
    }
    permute(this.turns, random);
  }

  private shape() {
    const { part, batchSize } = this;
    const { steps: sequenceLength } = this.shapes[this.shapes.length - 1];
    return { batching: "sequences", tokens: part.inputs.lengths.length, batchSize, sequenceLength };
  }
}
