import { kernel } from "../../kernel.ts";
import type { Accumulates, NoAttributes, Operation, Tensors } from "../../operation.ts";
import { columnSum } from "../products/bias.ts";
import { matrix, mismatch } from "../shapes.ts";

/** Added to the variance, as in PyTorch. */
const EPSILON = 1e-5;

export const layerNormForwardKernel = kernel("pointwise/layerNorm", "layerNormForward", {
  x: "tensor",
  gain: "tensor",
  bias: "tensor?",
  y: "tensor",
  statistics: "tensor",
  R: "i32",
  N: "i32",
});

/**
 * Layer normalisation of the rows of x (R,N) with gain γ (N) and, where there is one, bias β (N): y = γ⊙(x − μ)·ρ + β, μ the mean
 * of a row and ρ = 1/√(variance + 1e-5); and the statistics μ, ρ (R,2).
 */
export const layerNorm: Operation<Tensors<"x" | "gain", "bias">, Tensors<"y" | "statistics">, NoAttributes> = {
  name: "layerNorm",
  infer({ x, gain, bias }) {
    const { rows, columns } = matrix(x);
    for (const vector of [gain, bias]) {
      if (vector && matrix(vector).columns !== columns) {
        mismatch("layerNorm", x, vector, `${columns} numbers are needed`);
      }
    }
    return { y: x.shape, statistics: [rows, 2] };
  },
  run({ inputs: { x, gain, bias }, outputs: { y, statistics }, node }) {
    const { rows, columns: N } = matrix(node.inputs.x);
    for (let r = 0; r < rows; r++) {
      const row = x.subarray(r * N, (r + 1) * N) as Float64Array;
      const mean = row.reduce((sum, value) => sum + value, 0) / N;
      const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / N;
      const scale = 1 / Math.sqrt(variance + EPSILON);
      for (let i = 0; i < N; i++) y[r * N + i] = (row[i] - mean) * scale * gain[i] + (bias ? bias[i] : 0);
      statistics[2 * r] = mean;
      statistics[2 * r + 1] = scale;
    }
  },
  differentiate({ inputs: { x, gain, bias }, outputs: { statistics } }, { y: dy }, sink) {
    sink.contribute(x, (dx, accumulate) => {
      sink.graph.applyTo(layerNormBackward, { dy: dy!, x, gain, statistics }, { dx }, { accumulate });
    });
    sink.contribute(gain, (dGain, accumulate) => {
      sink.graph.applyTo(layerNormGain, { dy: dy!, x, statistics }, { dGain }, { accumulate });
    });
    sink.contribute(bias, (db, accumulate) => sink.graph.applyTo(columnSum, { x: dy! }, { out: db }, { accumulate }));
  },
  lower({ inputs, outputs }, emit) {
    const { rows: R, columns: N } = matrix(inputs.x);
    emit.run(layerNormForwardKernel, { ...inputs, ...outputs, R, N });
  },
};

export const layerNormBackwardKernel = kernel("pointwise/layerNorm", "layerNormBackward", {
  dy: "tensor",
  x: "tensor",
  gain: "tensor",
  statistics: "tensor",
  dx: "tensor",
  R: "i32",
  N: "i32",
  accumulate: "bool",
});

/** dx (R,N) (+)= ρ·(d − mean d − x̂·mean(d⊙x̂)), d = γ⊙dy, x̂ = (x − μ)·ρ. */
export const layerNormBackward: Operation<Tensors<"dy" | "x" | "gain" | "statistics">, Tensors<"dx">, Accumulates> = {
  name: "layerNormBackward",
  infer: ({ x }) => ({ dx: x.shape }),
  run({ inputs: { dy, x, gain, statistics }, outputs: { dx }, node }) {
    const { rows, columns: N } = matrix(node.inputs.x);
    const keep = node.attributes.accumulate;
    for (let r = 0; r < rows; r++) {
      const [mean, scale] = [statistics[2 * r], statistics[2 * r + 1]];
      const normal = (i: number) => (x[r * N + i] - mean) * scale;
      let sum = 0;
      let product = 0;
      for (let i = 0; i < N; i++) {
        sum += dy[r * N + i] * gain[i];
        product += dy[r * N + i] * gain[i] * normal(i);
      }
      for (let i = 0; i < N; i++) {
        const at = r * N + i;
        const d = scale * (dy[at] * gain[i] - sum / N - (normal(i) * product) / N);
        dx[at] = (keep ? dx[at] : 0) + d;
      }
    }
  },
  lower({ inputs, outputs, attributes: { accumulate } }, emit) {
    const { rows: R, columns: N } = matrix(outputs.dx);
    emit.run(layerNormBackwardKernel, { ...inputs, ...outputs, R, N, accumulate });
  },
};

export const layerNormGainKernel = kernel("pointwise/layerNorm", "layerNormGain", {
  dy: "tensor",
  x: "tensor",
  statistics: "tensor",
  dGain: "tensor",
  R: "i32",
  N: "i32",
  accumulate: "bool",
});

/** dγ (N) (+)= Σ_rows dy⊙x̂. */
export const layerNormGain: Operation<Tensors<"dy" | "x" | "statistics">, Tensors<"dGain">, Accumulates> = {
  name: "layerNormGain",
  infer: ({ dy }) => ({ dGain: [matrix(dy).columns] }),
  run({ inputs: { dy, x, statistics }, outputs: { dGain }, node }) {
    const N = dGain.length;
    if (!node.attributes.accumulate) dGain.fill(0);
    for (let i = 0; i < x.length; i++) {
      const r = Math.floor(i / N);
      dGain[i % N] += dy[i] * (x[i] - statistics[2 * r]) * statistics[2 * r + 1];
    }
  },
  lower({ inputs, outputs, attributes: { accumulate } }, emit) {
    const { rows: R, columns: N } = matrix(inputs.dy);
    emit.run(layerNormGainKernel, { ...inputs, ...outputs, R, N, accumulate });
  },
};
