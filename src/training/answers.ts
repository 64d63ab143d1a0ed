import type { Sequences, Targets } from "../data/index.ts";
import { valuesOf } from "../data/index.ts";
import type { Answer } from "../model/index.ts";

/**
 * What a network answered to a part, sequence after sequence: one row a sequence, or one a step. Only what its kind of answer has
 * is there.
 */
export class Answers {
  /** Steps of each sequence, and where its rows begin. */
  readonly lengths: Int32Array;
  readonly firstRow: Int32Array;
  readonly rows: number;
  /** Of classes: the likeliest, its probability, and the true class. */
  readonly predicted: Int32Array;
  readonly confidence: Float32Array;
  readonly actual: Int32Array;
  /** (rows,C): probabilities of labels, or numbers, beside the true ones. */
  readonly values: Float32Array;
  readonly actualValues: Float32Array;
  /** Nats, or squared and other errors, of all rows that count, and how many those are. */
  loss = 0;
  count = 0;

  constructor(
    inputs: Sequences,
    private readonly targets: Targets,
    private readonly answer: Answer,
    /** C */
    readonly width: number,
  ) {
    const { lengths, starts } = inputs;
    this.lengths = lengths;
    this.firstRow = new Int32Array(lengths.length);
    let rows = 0;
    for (let i = 0; i < lengths.length; i++) {
      this.firstRow[i] = rows;
      rows += targets.perStep ? lengths[i] : 1;
    }
    this.rows = rows;
    const classes = targets.kind === "class";
    this.predicted = new Int32Array(classes ? rows : 0);
    this.confidence = new Float32Array(classes ? rows : 0);
    this.actual = new Int32Array(classes ? rows : 0);
    this.values = new Float32Array(classes ? 0 : rows * width);
    this.actualValues = new Float32Array(classes ? 0 : rows * width);
    const given = valuesOf(targets);
    const wide = classes ? 1 : width;
    const into = classes ? this.actual : this.actualValues;
    for (let i = 0; i < lengths.length; i++) {
      const from = targets.perStep ? starts[i] : i;
      const count = targets.perStep ? lengths[i] : 1;
      into.set(given.subarray(from * wide, (from + count) * wide), this.firstRow[i] * wide);
    }
  }

  /** Begins anew. */
  clear(): void {
    this.loss = 0;
    this.count = 0;
  }

  /** Takes row `row` from logits that begin at `at`. */
  take(row: number, logits: Float32Array, at: number): void {
    if (this.targets.kind === "class") this.takeClass(row, logits, at);
    else if (this.answer === "labels") this.takeLabels(row, logits, at);
    else this.takeNumbers(row, logits, at);
  }

  private takeClass(row: number, logits: Float32Array, at: number): void {
    const { width } = this;
    let best = 0;
    for (let c = 1; c < width; c++) if (logits[at + c] > logits[at + best]) best = c;
    const peak = logits[at + best];
    let sum = 0;
    for (let c = 0; c < width; c++) sum += Math.exp(logits[at + c] - peak);
    this.predicted[row] = best;
    this.confidence[row] = 1 / sum;
    const y = this.actual[row];
    if (y < 0) return;
    this.loss += peak + Math.log(sum) - logits[at + y];
    this.count++;
  }

  private takeLabels(row: number, logits: Float32Array, at: number): void {
    const { width, values, actualValues } = this;
    let nats = 0;
    for (let c = 0; c < width; c++) {
      const x = logits[at + c];
      values[row * width + c] = 1 / (1 + Math.exp(-x));
      nats += Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0) - x * actualValues[row * width + c];
    }
    this.loss += nats / width;
    this.count++;
  }

  private takeNumbers(row: number, numbers: Float32Array, at: number): void {
    const { width, values, actualValues, answer } = this;
    let error = 0;
    for (let k = 0; k < width; k++) {
      values[row * width + k] = numbers[at + k];
      const d = Math.abs(numbers[at + k] - actualValues[row * width + k]);
      if (answer === "absolute") error += d;
      else if (answer === "huber") error += d <= 1 ? (d * d) / 2 : d - 0.5;
      else error += d * d;
    }
    this.loss += error / width;
    this.count++;
  }
}
