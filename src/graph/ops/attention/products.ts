import { kernel } from "../../kernel.ts";
import type { Accumulates, Operation, Tensors } from "../../operation.ts";
import { matrix, mismatch, sequenceDimensions } from "../shapes.ts";
import { attentionSizes } from "./shapes.ts";

export const dotScoresKernel = kernel("attention/products", "dotScores", {
  queries: "tensor",
  keys: "tensor",
  lengths: "tensor",
  out: "tensor",
  U: "i32",
  B: "i32",
  T: "i32",
  A: "i32",
  accumulate: "bool",
  sums: "scratch",
});

/**
 * Scores of queries (U,B,A), or of one step of them (B,A), against the keys (T,B,A) of their rows: out (U,B,T) (+)= Σ_a q_uba k_tba, and
 * 0 behind the end of a sequence, by lengths (B). Keys there are not read.
 */
export const dotScores: Operation<Tensors<"queries" | "keys" | "lengths">, Tensors<"out">, Accumulates> = {
  name: "dotScores",
  infer({ queries, keys, lengths }) {
    const { T } = attentionSizes("dotScores", queries, keys, lengths);
    const A = matrix(queries).columns;
    if (matrix(keys).columns !== A) mismatch("dotScores", queries, keys, `keys of ${A} numbers are needed`);
    return { out: [...queries.shape.slice(0, -1), T] };
  },
  run({ inputs: { queries, keys, lengths }, outputs: { out }, node: { inputs, attributes } }) {
    const { U, B, T } = attentionSizes("dotScores", inputs.queries, inputs.keys, inputs.lengths);
    const A = matrix(inputs.keys).columns;
    for (let r = 0; r < U * B; r++) {
      const b = r % B;
      for (let t = 0; t < T; t++) {
        let sum = attributes.accumulate ? out[r * T + t] : 0;
        if (t < lengths[b]) for (let a = 0; a < A; a++) sum += queries[r * A + a] * keys[(t * B + b) * A + a];
        out[r * T + t] = sum;
      }
    }
  },
  differentiate({ inputs: { queries, keys, lengths } }, { out: dScores }, sink) {
    sink.contribute(queries, (dQueries, accumulate) => {
      const operands = { weights: dScores, values: keys, lengths };
      sink.graph.applyTo(weightedSum, operands, { out: dQueries }, { accumulate });
    });
    sink.contribute(keys, (dKeys, accumulate) => {
      const operands = { weights: dScores, y: queries, lengths };
      sink.graph.applyTo(outerSum, operands, { out: dKeys }, { steps: keys.shape[0], accumulate });
    });
  },
  lower({ inputs, outputs, attributes: { accumulate } }, emit) {
    const sizes = attentionSizes("dotScores", inputs.queries, inputs.keys, inputs.lengths);
    emit.scratch(4 * 8);
    emit.run(dotScoresKernel, { ...inputs, ...outputs, ...sizes, A: matrix(inputs.keys).columns, accumulate });
  },
};

const sizes = { U: "i32", B: "i32", T: "i32", M: "i32", accumulate: "bool" } as const;

export const weightedSumKernel = kernel("attention/products", "weightedSum", {
  weights: "tensor",
  values: "tensor",
  lengths: "tensor",
  out: "tensor",
  ...sizes,
});

/**
 * The values (T,B,M) of each row, weighed: out (U,B,M) (+)= Σ_{t<lengths_b} a_ubt v_tb from weights a (U,B,T), or of one step of them
 * (B,T), and lengths (B). Values behind the end of a sequence are not read.
 */
export const weightedSum: Operation<Tensors<"weights" | "values" | "lengths">, Tensors<"out">, Accumulates> = {
  name: "weightedSum",
  infer({ weights, values, lengths }) {
    const { T } = attentionSizes("weightedSum", weights, values, lengths);
    if (matrix(weights).columns !== T) mismatch("weightedSum", weights, values, `${T} weights a row are needed`);
    return { out: [...weights.shape.slice(0, -1), matrix(values).columns] };
  },
  run({ inputs: { weights, values, lengths }, outputs: { out }, node: { inputs, attributes } }) {
    const { U, B, T } = attentionSizes("weightedSum", inputs.weights, inputs.values, inputs.lengths);
    const M = matrix(inputs.values).columns;
    if (!attributes.accumulate) out.fill(0);
    for (let r = 0; r < U * B; r++) {
      const b = r % B;
      for (let t = 0; t < lengths[b]; t++) {
        for (let m = 0; m < M; m++) out[r * M + m] += weights[r * T + t] * values[(t * B + b) * M + m];
      }
    }
  },
  differentiate({ inputs: { weights, values, lengths } }, { out: dOut }, sink) {
    sink.contribute(weights, (dWeights, accumulate) => {
      const operands = { queries: dOut, keys: values, lengths };
      sink.graph.applyTo(dotScores, operands, { out: dWeights }, { accumulate });
    });
    sink.contribute(values, (dValues, accumulate) => {
      const operands = { weights, y: dOut, lengths };
      sink.graph.applyTo(outerSum, operands, { out: dValues }, { steps: values.shape[0], accumulate });
    });
  },
  lower({ inputs, outputs, attributes: { accumulate } }, emit) {
    const { weights, values, lengths } = inputs;
    const own = attentionSizes("weightedSum", weights, values, lengths);
    emit.run(weightedSumKernel, { ...inputs, ...outputs, ...own, M: matrix(values).columns, accumulate });
  },
};

export const outerSumKernel = kernel("attention/products", "outerSum", {
  weights: "tensor",
  y: "tensor",
  lengths: "tensor",
  out: "tensor",
  ...sizes,
});

/**
 * What each step of a source gets of all that asked: out (T,B,M) (+)= Σ_u a_ubt y_ub from weights a (U,B,T) and y (U,B,M), 0 behind the
 * end of a sequence, by lengths (B). Attribute `steps` = T.
 */
export const outerSum: Operation<
  Tensors<"weights" | "y" | "lengths">,
  Tensors<"out">,
  { steps: number } & Accumulates
> = {
  name: "outerSum",
  sumsOver: () => ["weights", "y"],
  infer({ weights, y }, { steps }) {
    const [, B, M] = sequenceDimensions(y);
    if (matrix(weights).columns !== steps) mismatch("outerSum", weights, y, `${steps} weights a row are needed`);
    return { out: [steps, B, M] };
  },
  run({ inputs: { weights, y, lengths }, outputs: { out }, node: { inputs, attributes } }) {
    const [U, B, M] = sequenceDimensions(inputs.y);
    const T = attributes.steps;
    if (!attributes.accumulate) out.fill(0);
    for (let r = 0; r < U * B; r++) {
      const b = r % B;
      for (let t = 0; t < lengths[b]; t++) {
        for (let m = 0; m < M; m++) out[(t * B + b) * M + m] += weights[r * T + t] * y[r * M + m];
      }
    }
  },
  lower({ inputs, outputs, attributes: { steps: T, accumulate } }, emit) {
    const [U, B, M] = sequenceDimensions(inputs.y);
    emit.run(outerSumKernel, { ...inputs, ...outputs, U, B, T, M, accumulate });
  },
};
