import * as Type from "typebox";
import type { MinibatchShape } from "../../base/minibatch.ts";
import type { Tokens } from "../text/tokens.ts";
import {
  type Batching,
  type BatchSource,
  blankMinibatch,
  count,
  damaged,
  type Minibatch,
  parseCursor,
  type TextArrays,
  type TokenReading,
} from "./batchSource.ts";

const place = Type.Object({ epoch: count, window: count });

/**
 * Row b of B reads positions bL … bL+L−1 of the stream, L = ⌊(N−1)/B⌋, in windows of T of which the last may be shorter. The
 * state is zero where an epoch starts and carried from window to window.
 */
export class SequentialBatches implements BatchSource {
  readonly batchSize: number;
  private readonly sequenceLength: number;
  readonly minibatchesPerEpoch: number;
  readonly targetsPerEpoch: number;
  readonly unusedTargets: number;
  private readonly rowLength: number;
  readonly shapes: readonly MinibatchShape[];
  private readonly minibatch: Minibatch;
  private epoch = 1;
  /** Which window comes next. */
  private window = 0;

  constructor(
    private readonly stream: Tokens,
    { batchSize, sequenceLength }: Pick<Batching, "batchSize" | "sequenceLength">,
    private readonly reading: TokenReading = {},
  ) {
    this.batchSize = batchSize;
    this.sequenceLength = sequenceLength;
    const targets = stream.length - 1;
    this.rowLength = Math.floor(targets / batchSize);
    if (this.rowLength < 1) throw new RangeError(`${targets} targets do not give ${batchSize} rows one each`);
    this.minibatchesPerEpoch = Math.ceil(this.rowLength / sequenceLength);
    const last = this.rowLength - (this.minibatchesPerEpoch - 1) * sequenceLength;
    this.shapes = (last < sequenceLength ? [sequenceLength, last] : [sequenceLength]).map((steps) => ({ steps }));
    this.minibatch = blankMinibatch(this.shapes[0]);
    this.targetsPerEpoch = batchSize * this.rowLength;
    this.unusedTargets = targets - this.targetsPerEpoch;
  }

  next({ inputs, targets }: TextArrays): Minibatch {
    const { stream, batchSize, rowLength, minibatch } = this;
    const { end = -1, start: begin = -1, inPlace = false } = this.reading;
    const ahead = inPlace ? 0 : 1;
    const start = this.window * this.sequenceLength;
    const steps = Math.min(this.sequenceLength, rowLength - start);
    for (let t = 0, at = 0; t < steps; t++) {
      for (let b = 0, from = start + t; b < batchSize; b++, at++, from += rowLength) {
        const token = stream[from];
        inputs[at] = token === end ? begin : token;
        targets[at] = stream[from + ahead];
      }
    }
    minibatch.shape = this.shapes[steps < this.sequenceLength ? 1 : 0];
    minibatch.epoch = this.epoch;
    minibatch.startsEpoch = this.window === 0;
    minibatch.carriesState = this.window > 0 && !inPlace;
    minibatch.endsEpoch = this.window + 1 === this.minibatchesPerEpoch;
    this.window++;
    if (minibatch.endsEpoch) {
      this.window = 0;
      this.epoch++;
    }
    return minibatch;
  }

  save(): string {
    return JSON.stringify({ ...this.shape(), epoch: this.epoch, window: this.window });
  }

  restore(saved: string): void {
    const { epoch, window } = parseCursor(saved, this.shape(), place);
    if (window >= this.minibatchesPerEpoch || epoch < 1) throw damaged("it lies outside the epoch");
    this.epoch = epoch;
    this.window = window;
  }

  private shape() {
    const { stream, batchSize, sequenceLength } = this;
    return { batching: "sequential", tokens: stream.length, batchSize, sequenceLength };
  }
}
