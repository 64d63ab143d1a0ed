import type { DatasetPart, Targets } from "../encode/dataset.ts";

/** A minibatch of sequences, time-major, to be filled: T steps, B rows. */
export interface SequenceArrays {
  /** Tokens (T,B), or vectors (T,B,F) where there are no tokens. */
  inputs: Int32Array | Float32Array;
  /** Vectors (T,B,F) beside the tokens. */
  vectors?: Float32Array;
  /** Classes (T,B) or (B), or numbers (T,B,C) or (B,C). */
  targets: Int32Array | Float32Array;
  /** (B) */
  lengths: Int32Array;
}

/** Widths of what a part holds: F numbers a step, C numbers a target (1 for a class). */
export interface SequenceWidths {
  features: number;
  outputs: number;
}

export function arraysFor(part: DatasetPart, { features, outputs }: SequenceWidths, steps: number, rows: number) {
  const { inputs, targets } = part;
  const count = rows * (targets.perStep ? steps : 1);
  const vectors = new Float32Array(steps * rows * features);
  return {
    inputs: inputs.tokens ? new Int32Array(steps * rows) : vectors,
    ...(inputs.tokens && features > 0 ? { vectors } : {}),
    targets: targets.kind === "class" ? new Int32Array(count) : new Float32Array(count * outputs),
    lengths: new Int32Array(rows),
  };
}

/** Writes sequence number `sequence` of a part as row b of a minibatch (T,B). What follows its end is left as it is: nobody reads it. */
export function fillRow(
  { inputs, targets }: DatasetPart,
  { features, outputs }: SequenceWidths,
  sequence: number,
  arrays: SequenceArrays,
  b: number,
  rows: number,
): void {
  const start = inputs.starts[sequence];
  const length = inputs.lengths[sequence];
  const wanted = valuesOf(targets);
  const width = targets.kind === "class" ? 1 : outputs;
  arrays.lengths[b] = length;
  const vectors = arrays.vectors ?? arrays.inputs;
  for (let t = 0; t < length; t++) {
    const from = start + t;
    const to = t * rows + b;
    if (inputs.tokens) arrays.inputs[to] = inputs.tokens[from];
    for (let f = 0; f < features; f++) vectors[to * features + f] = inputs.vectors![from * features + f];
    for (let k = 0; k < width && targets.perStep; k++) arrays.targets[to * width + k] = wanted[from * width + k];
  }
  for (let k = 0; k < width && !targets.perStep; k++) arrays.targets[b * width + k] = wanted[sequence * width + k];
}

export function valuesOf(targets: Targets): Int32Array | Float32Array {
  if (targets.kind === "class") return targets.classes;
  return targets.kind === "labels" ? targets.sets : targets.values;
}
