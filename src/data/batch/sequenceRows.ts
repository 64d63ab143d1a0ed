import { arraysFor, type Feed, type MinibatchArrays, type MinibatchShape } from "../../base/minibatch.ts";
import type { DatasetPart, Targets } from "../encode/dataset.ts";

/** Widths of what a part holds: F numbers a step, C numbers a target (1 for a class). */
export interface SequenceWidths {
  features: number;
  outputs: number;
}

/** A feed with the numbers of a whole part: of each step of the store, or of each sequence. */
interface Column extends Feed {
  readonly values: ArrayLike<number>;
}

/** Writes the sequences of a part into minibatches. The feeds are those that `buildModel` reads of such data, by their names. */
export class SequenceRows {
  private readonly columns: readonly Column[];

  constructor(
    private readonly part: DatasetPart,
    widths: SequenceWidths,
  ) {
    this.columns = columnsOf(part, widths);
  }

  arrays(shape: MinibatchShape, rows: number): MinibatchArrays {
    return arraysFor(this.columns, shape, rows);
  }

  /**
   * Writes sequence number `sequence` as row b of a minibatch of so many rows. What follows its end is left as it is: nobody reads
   * it. Allocates nothing.
   */
  fill(arrays: MinibatchArrays, sequence: number, b: number, rows: number): void {
    const { columns } = this;
    const { starts, lengths } = this.part.inputs;
    for (let i = 0; i < columns.length; i++) {
      const { name, per, width, values } = columns[i];
      const array = arrays[name];
      const isPerStep = per === "step";
      const first = isPerStep ? starts[sequence] : sequence;
      const places = isPerStep ? lengths[sequence] : 1;
      for (let t = 0; t < places; t++) {
        const from = (first + t) * width;
        const to = (t * rows + b) * width;
        for (let k = 0; k < width; k++) array[to + k] = values[from + k];
      }
    }
  }
}

function columnsOf({ inputs, targets }: DatasetPart, { features, outputs }: SequenceWidths): Column[] {
  const { tokens, vectors, lengths } = inputs;
  const isClass = targets.kind === "class";
  const columns: Column[] = [{ name: "lengths", type: "i32", per: "sequence", width: 1, values: lengths }];
  if (tokens) columns.push({ name: "inputs", type: "i32", per: "step", width: 1, values: tokens });
  if (vectors && features > 0) {
    columns.push({ name: "vectors", type: "f32", per: "step", width: features, values: vectors });
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

export function valuesOf(targets: Targets): Int32Array | Float32Array {
  if (targets.kind === "class") return targets.classes;
  return targets.kind === "labels" ? targets.sets : targets.values;
}
