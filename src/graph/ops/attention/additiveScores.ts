import { kernel } from "../../kernel.ts";
import type { NoAttributes, Operation, Tensors } from "../../operation.ts";
import { sizeOf, type Tensor } from "../../tensor.ts";
import { needLengths } from "../sequences/sequence.ts";
import { matrix, mismatch, sequenceDimensions } from "../shapes.ts";
import { attentionSizes } from "./shapes.ts";

export const keyPowersKernel = kernel("attention/additiveScores", "keyPowers", {
  keys: "tensor",
  lengths: "tensor",
  out: "tensor",
  B: "i32",
  A: "i32",
});

/**
 * What `additiveScores` may have of keys (T,B,A): out (T,B,A) = e^{2k}, by lengths (B). A row of which a key is beyond ±21 begins with NaN. No
 * gradient goes through it: that of the scores goes to the keys themselves.
 */
export const keyPowers: Operation<Tensors<"keys" | "lengths">, Tensors<"out">, NoAttributes> = {
  name: "keyPowers",
  infer({ keys, lengths }) {
    needLengths("keyPowers", keys, lengths);
    return { out: keys.shape };
  },
  run({ inputs: { keys, lengths }, outputs: { out }, node: { inputs } }) {
    const [, B, A] = sequenceDimensions(inputs.keys);
    keys.forEach((key, i) => {
      const [t, b] = [Math.floor(i / (B * A)), Math.floor(i / A) % B];
      if (t >= lengths[b]) return;
      out[i] = i === b * A && !isWithin(b) ? Number.NaN : Math.exp(2 * key);
    });
    function isWithin(b: number): boolean {
      return keys.every((key, i) => Math.floor(i / A) !== Math.floor(i / (B * A)) * B + b || Math.abs(2 * key) <= 42);
    }
  },
  lower({ inputs, outputs }, emit) {
    const [, B, A] = sequenceDimensions(inputs.keys);
    emit.run(keyPowersKernel, { ...inputs, ...outputs, B, A });
  },
};

export const additiveScoresKernel = kernel("attention/additiveScores", "additiveScores", {
  queries: "tensor",
  keys: "tensor",
  powers: "tensor?",
  energy: "tensor",
  lengths: "tensor",
  out: "tensor",
  U: "i32",
  B: "i32",
  T: "i32",
  A: "i32",
  scratch: "scratch",
});

/**
 * Scores of queries (U,B,A), or of one step of them (B,A), against the keys (T,B,A) of their rows: out (U,B,T) = vᵀ tanh(q_ub + k_tb) with
 * the energy v (A), and 0 behind the end of a sequence, by lengths (B). Keys there are not read. With the `keyPowers` of the keys it is faster.
 */
export const additiveScores: Operation<
  Tensors<"queries" | "keys" | "energy" | "lengths", "powers">,
  Tensors<"out">,
  NoAttributes
> = {
  name: "additiveScores",
  infer({ queries, keys, energy, lengths }) {
    const { T } = attentionSizes("additiveScores", queries, keys, lengths);
    const A = matrix(queries).columns;
    if (matrix(keys).columns !== A) mismatch("additiveScores", queries, keys, `keys of ${A} numbers are needed`);
    if (sizeOf(energy.shape) !== A) mismatch("additiveScores", queries, energy, `an energy of ${A} numbers is needed`);
    return { out: [...queries.shape.slice(0, -1), T] };
  },
  run({ inputs: { queries, keys, energy, lengths }, outputs: { out }, node: { inputs } }) {
    const { U, B, T } = attentionSizes("additiveScores", inputs.queries, inputs.keys, inputs.lengths);
    const A = energy.length;
    for (let r = 0; r < U * B; r++) {
      const b = r % B;
      for (let t = 0; t < T; t++) {
        let sum = 0;
        for (let a = 0; a < A && t < lengths[b]; a++) {
          sum += energy[a] * Math.tanh(queries[r * A + a] + keys[(t * B + b) * A + a]);
        }
        out[r * T + t] = sum;
      }
    }
  },
  differentiate({ inputs }, { out: dScores }, sink) {
    // One pass over what is wanted: the tanh is the same for all.
    const outputs: Partial<Record<"dQueries" | "dKeys" | "dEnergy", Tensor>> = {};
    const adds: { -readonly [K in keyof Adds]: Adds[K] } = { addQueries: false, addKeys: false, addEnergy: false };
    sink.contribute(inputs.queries, (d, accumulate) => ([outputs.dQueries, adds.addQueries] = [d, accumulate]));
    sink.contribute(inputs.keys, (d, accumulate) => ([outputs.dKeys, adds.addKeys] = [d, accumulate]));
    sink.contribute(inputs.energy, (d, accumulate) => ([outputs.dEnergy, adds.addEnergy] = [d, accumulate]));
    sink.graph.applyTo(additiveScoresBackward, { dScores, ...inputs }, outputs, adds);
  },
  lower({ inputs, outputs }, emit) {
    const sizes = attentionSizes("additiveScores", inputs.queries, inputs.keys, inputs.lengths);
    const A = matrix(inputs.keys).columns;
    emit.scratch(8 * sizes.T + A);
    emit.run(additiveScoresKernel, { ...inputs, ...outputs, ...sizes, A });
  },
};

export const additiveScoresBackwardKernel = kernel("attention/additiveScores", "additiveScoresBackward", {
  dScores: "tensor",
  queries: "tensor",
  keys: "tensor",
  powers: "tensor?",
  energy: "tensor",
  lengths: "tensor",
  dQueries: "tensor?",
  dKeys: "tensor?",
  dEnergy: "tensor?",
  U: "i32",
  B: "i32",
  T: "i32",
  A: "i32",
  addQueries: "bool",
  addKeys: "bool",
  addEnergy: "bool",
  scratch: "scratch",
});

/** Which of the gradients add to what is there. */
interface Adds {
  readonly addQueries: boolean;
  readonly addKeys: boolean;
  readonly addEnergy: boolean;
}

/** Of dScores (U,B,T) the gradients of queries (U,B,A), keys (T,B,A) and energy (A), each where it is wanted. */
export const additiveScoresBackward: Operation<
  Tensors<"dScores" | "queries" | "keys" | "energy" | "lengths", "powers">,
  Tensors<never, "dQueries" | "dKeys" | "dEnergy">,
  Adds
> = {
  name: "additiveScoresBackward",
  infer: () => ({}),
  run({ inputs: { dScores, queries, keys, energy, lengths }, outputs, node: { inputs, attributes } }) {
    const { U, B, T } = attentionSizes("additiveScores", inputs.queries, inputs.keys, inputs.lengths);
    const { dQueries, dKeys, dEnergy } = outputs;
    const A = energy.length;
    if (!attributes.addQueries) dQueries?.fill(0);
    if (!attributes.addKeys) dKeys?.fill(0);
    if (!attributes.addEnergy) dEnergy?.fill(0);
    for (let r = 0; r < U * B; r++) {
      const b = r % B;
      for (let t = 0; t < lengths[b]; t++) {
        const d = dScores[r * T + t];
        for (let a = 0; a < A; a++) {
          const key = (t * B + b) * A + a;
          const value = Math.tanh(queries[r * A + a] + keys[key]);
          const g = d * energy[a] * (1 - value * value);
          if (dQueries) dQueries[r * A + a] += g;
          if (dKeys) dKeys[key] += g;
          if (dEnergy) dEnergy[a] += d * value;
        }
      }
    }
  },
  lower({ inputs, outputs, attributes }, emit) {
    const sizes = attentionSizes("additiveScores", inputs.queries, inputs.keys, inputs.lengths);
    const A = matrix(inputs.keys).columns;
    emit.scratch(2 * A);
    emit.run(additiveScoresBackwardKernel, { ...inputs, ...outputs, ...sizes, A, ...attributes });
  },
};
