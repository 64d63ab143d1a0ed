import type { ClassWeights, Sequences, Targets } from "../../data/index.ts";
import { valuesOf } from "../../data/index.ts";
import type { Answer } from "../../model/index.ts";

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
  /** Nats of all rows that count, and how many those are; of numbers nothing. */
  loss = 0;
  count = 0;
  /** Nats with the weights of classes or labels, and the sum of what rows weigh. */
  weightedLoss = 0;
  weight = 0;
  private readonly targets: Targets;

  constructor(
    { inputs, targets }: { inputs: Sequences; targets: Targets },
    private readonly answer: Answer,
    /** C */
    readonly width: number,
    private readonly classWeights?: ClassWeights,
  ) {
    this.targets = targets;
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
    this.weightedLoss = 0;
    this.weight = 0;
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
    const nats = peak + Math.log(sum) - logits[at + y];
    const weight = this.classWeights?.weights?.[y] ?? 1;
    this.loss += nats;
    this.count++;
    this.weightedLoss += weight * nats;
    this.weight += weight;
  }

  private takeLabels(row: number, logits: Float32Array, at: number): void {
    const { width, values, actualValues } = this;
    const { weights, positive } = this.classWeights ?? {};
    let nats = 0;
    let weighted = 0;
    let weight = 0;
    for (let c = 0; c < width; c++) {
      const x = logits[at + c];
      const y = actualValues[row * width + c];
      values[row * width + c] = 1 / (1 + Math.exp(-x));
      const own = Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0) - x * y;
      const w = (weights?.[c] ?? 1) * (y > 0 ? (positive?.[c] ?? 1) : 1);
      nats += own;
      weighted += w * own;
      // Only yes and no of one label divide by what they weigh, as classes do.
      weight += weights ? w : 1;
    }
    this.loss += nats / width;
    this.count++;
    this.weightedLoss += weighted / width;
    this.weight += weight / width;
  }

  /** Their errors are measured where forecasts are. */
  private takeNumbers(row: number, numbers: Float32Array, at: number): void {
    const { width, values } = this;
    for (let k = 0; k < width; k++) values[row * width + k] = numbers[at + k];
  }
}
