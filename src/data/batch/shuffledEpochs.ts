import * as Type from "typebox";
import { Random } from "../../base/random.ts";
import { type CursorShape, count, damaged, parseCursor } from "./batchSource.ts";

const place = Type.Object({ epoch: count, position: count, epochSeed: Type.String() });

/**
 * Epochs of minibatches, each in an order of its own, and which minibatch comes next. `draw` makes the order of an epoch out of random
 * numbers and of nothing else, so the place in it and the random stream as it was before are all that is saved.
 */
export class ShuffledEpochs {
  epoch = 1;
  /** Which minibatch of the epoch comes next. */
  position = 0;
  private random: Random;
  /** The random stream as it was before the order of this epoch was drawn. */
  private epochSeed = "";

  constructor(
    readonly minibatchesPerEpoch: number,
    seed: number,
    private readonly draw: (random: Random) => void,
  ) {
    this.random = Random.seeded(seed, "minibatches");
    this.begin();
  }

  get endsEpoch(): boolean {
    return this.position + 1 === this.minibatchesPerEpoch;
  }

  /** Goes on to the next minibatch, and after the last to another epoch. */
  advance(): void {
    const endsEpoch = this.endsEpoch;
    this.position++;
    if (!endsEpoch) return;
    this.position = 0;
    this.epoch++;
    this.begin();
  }

  save(shape: CursorShape): string {
    return JSON.stringify({ ...shape, epoch: this.epoch, position: this.position, epochSeed: this.epochSeed });
  }

  restore(saved: string, shape: CursorShape): void {
    const cursor = parseCursor(saved, shape, place);
    if (cursor.position >= this.minibatchesPerEpoch || cursor.epoch < 1) throw damaged("it lies outside the epoch");
    this.random = Random.restore(cursor.epochSeed);
    this.begin();
    this.epoch = cursor.epoch;
    this.position = cursor.position;
  }

  private begin(): void {
    this.epochSeed = this.random.save();
    this.draw(this.random);
  }
}

/** Writes 0 … n−1 in random order (Fisher and Yates) at the start of `order`. */
export function permute(order: Int32Array, random: Random, n = order.length): void {
  for (let i = 0; i < n; i++) order[i] = i;
  for (let i = n - 1; i > 0; i--) {
    const j = random.nextInt(i + 1);
    const swapped = order[i];
    order[i] = order[j];
    order[j] = swapped;
  }
}
