import { arraysFor, type Feed, type MinibatchArrays, type MinibatchShape } from "../../base/minibatch.ts";
import type { DatasetPart, Sequences, StoredVectors, Targets } from "../encode/dataset.ts";

/** Widths of what a part holds: F numbers a step, C numbers a target (1 for a class). */
export interface SequenceWidths {
  features: number;
  outputs: number;
  /**
   * Of targets that are sequences: the ids of `<bos>`, which is read before them, and of `<eos>`, which is predicted after them, unless
   * they are `endless`. Absent of targets that the labels of all steps collapse to: nothing stands before or after them.
   */
  ends?: { start: number; end: number; endless?: boolean };
}

/** A feed with the numbers of a whole part: of each step of the store, or of each sequence. */
interface Column extends Feed {
  readonly values: ArrayLike<number>;
  /** Where they are read when they are needed: writes those of one sequence into `values`. */
  readonly stored?: StoredVectors;
}

const targetFeed = (name: string): Feed => ({ name, type: "i32", per: "target-step", width: 1 });
/** What a decoder reads of a target y of n tokens, `<bos>` y1 … yn, and predicts, y1 … yn `<eos>`. */
const DECODER_FEEDS = ["targetInputs", "targets"].map(targetFeed);
/** The labels of a transcript. */
const LABEL_FEEDS = [targetFeed("targets")];

/** Writes the sequences of a part into minibatches. The feeds are those that `buildModel` reads of such data, by their names. */
export class SequenceRows {
  private readonly columns: readonly Column[];
  /** Of targets that are sequences: how many symbols of each are predicted; an empty transcript counts as one. */
  readonly predicted: Int32Array | undefined;
  private readonly written: (Sequences & { tokens: Int32Array }) | undefined;
  private readonly ends: { start: number; end: number } | undefined;

  constructor(
    private readonly part: DatasetPart,
    widths: SequenceWidths,
  ) {
    const { targets } = part;
    if (targets.kind === "sequences") {
      const { ends } = widths;
      this.written = targets.sequences;
      this.ends = ends;
      this.predicted = targets.sequences.lengths.map((length) => {
        return ends ? length + (ends.endless ? 0 : 1) : Math.max(1, length);
      });
    }
    this.columns = columnsOf(part, widths, this.predicted);
  }

  arrays(shape: MinibatchShape, rows: number): MinibatchArrays {
    const feeds = this.written ? (this.ends ? DECODER_FEEDS : LABEL_FEEDS) : [];
    return arraysFor([...this.columns, ...feeds], shape, rows);
  }

  /**
   * Writes sequence number `sequence` as row b of a minibatch of so many rows. What follows its end is left as it is: nobody reads
   * it. Allocates nothing.
   */
  fill(arrays: MinibatchArrays, sequence: number, b: number, rows: number): void {
    const { columns } = this;
    const { starts, lengths } = this.part.inputs;
    for (let i = 0; i < columns.length; i++) {
      const { name, per, width, values, stored } = columns[i];
      const array = arrays[name];
      const isPerStep = per === "step";
      const places = isPerStep ? lengths[sequence] : 1;
      stored?.read(starts[sequence], places, values as Float32Array);
      const first = stored ? 0 : isPerStep ? starts[sequence] : sequence;
      for (let t = 0; t < places; t++) {
        const from = (first + t) * width;
        const to = (t * rows + b) * width;
        for (let k = 0; k < width; k++) array[to + k] = values[from + k];
      }
    }
    if (this.written) this.fillTarget(arrays, sequence, b, rows);
  }

  private fillTarget({ targetInputs, targets }: MinibatchArrays, sequence: number, b: number, rows: number): void {
    const { ends } = this;
    const { tokens, lengths, starts } = this.written!;
    const n = lengths[sequence];
    const from = starts[sequence];
    for (let t = 0, at = b; t < n; t++, at += rows) targets[at] = tokens[from + t];
    if (!ends) return;
    targetInputs[b] = ends.start;
    for (let t = 0, at = b + rows; t < n; t++, at += rows) targetInputs[at] = tokens[from + t];
    targets[n * rows + b] = ends.end;
  }
}

function columnsOf(
  { inputs, targets }: DatasetPart,
  { features, outputs, ends }: SequenceWidths,
  predicted: Int32Array | undefined,
): Column[] {
  const { tokens, stored, lengths } = inputs;
  const isClass = targets.kind === "class";
  const columns: Column[] = [{ name: "lengths", type: "i32", per: "sequence", width: 1, values: lengths }];
  if (tokens) columns.push({ name: "inputs", type: "i32", per: "step", width: 1, values: tokens });
  const longest = () => lengths.reduce((most, length) => Math.max(most, length), 0);
  const vectors = stored ? new Float32Array(longest() * features) : inputs.vectors;
  if (vectors && features > 0) {
    columns.push({ name: "vectors", type: "f32", per: "step", width: features, values: vectors, stored });
  }
  if (targets.kind === "sequences") {
    const values = ends ? predicted! : targets.sequences.lengths;
    columns.push({ name: "targetLengths", type: "i32", per: "sequence", width: 1, values });
    return columns;
  }
  columns.push({
    name: "targets",
    type: isClass ? "i32" : "f32",
    per: targets.perStep ? "step" : "sequence",
    width: isClass ? 1 : outputs,
    values: valuesOf(targets),
  });
  return columns;
}

/** One row a target; targets that are sequences are none. */
export function valuesOf(targets: Targets): Int32Array | Float32Array {
  if (targets.kind === "class") return targets.classes;
  if (targets.kind === "sequences") throw new RangeError("a target that is a sequence is more than a row of numbers");
  return targets.kind === "labels" ? targets.sets : targets.values;
}
