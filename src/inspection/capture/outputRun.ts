import type { ParameterPlan } from "../../engine/index.ts";
import { buildOutput, type OutputForm } from "../../model/index.ts";
import { type Compiled, compileModel } from "../../networks/index.ts";
import { NOTHING } from "./layerRun.ts";

/** Rows that go through the output layer together. */
const ROWS = 64;

/** The output layer by itself: logits of vectors, some rows at a time, for all of them together may be too many. */
export class OutputRun {
  /** Of the vectors that it reads. */
  readonly width: number;
  private readonly compiled: Compiled;
  private readonly logits: Float32Array;
  private prepared = false;

  constructor(
    network: ParameterPlan,
    /** C, logits of a row. */
    readonly classes: number,
    form: OutputForm,
  ) {
    const shape = { steps: ROWS, batch: 1 };
    this.width = (form.context ?? 0) + form.width;
    const model = buildOutput({ ...shape, vocabulary: classes }, form);
    this.compiled = compileModel({ network }, model, shape);
    this.logits = new Float32Array(ROWS * classes);
  }

  /** Calls `each` with the logits of every row in [from, to) of vectors (·,width); they are right until the next. */
  each(vectors: Float32Array, from: number, to: number, each: (row: number, logits: Float32Array) => void): void {
    const { executable } = this.compiled;
    const { width, classes, logits } = this;
    this.prepared = false;
    const some = new Float32Array(ROWS * width);
    for (let first = from; first < to; first += ROWS) {
      const last = Math.min(to, first + ROWS);
      some.set(vectors.subarray(first * width, last * width));
      executable.write({ vectors: some });
      executable.run(NOTHING, this.prepared);
      this.prepared = true;
      executable.read("logits", logits);
      for (let row = first; row < last; row++) {
        each(row, logits.subarray((row - first) * classes, (row - first + 1) * classes));
      }
    }
  }
}
