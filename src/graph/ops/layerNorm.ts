import * as op from "../../core/opcodes.ts";
import type { Operation } from "../operation.ts";
import { flag, matrix, mismatch, need } from "./shapes.ts";

/** Added to the variance, as in PyTorch. */
const EPSILON = 1e-5;

/**
 * Layer normalisation of the rows of x (R,N) with gain γ (N) and, where there is one, bias β (N): y = γ⊙(x − μ)·ρ + β, μ the mean
 * of a row and ρ = 1/√(variance + 1e-5); and the statistics μ, ρ (R,2).
 */
export const layerNorm: Operation = {
  name: "layerNorm",
  infer(inputs) {
    const x = need("layerNorm", inputs, 0);
    const { rows, columns } = matrix(x);
    for (const vector of [need("layerNorm", inputs, 1), inputs[2]]) {
      if (vector && matrix(vector).columns !== columns) {
        mismatch("layerNorm", x, vector, `${columns} numbers are needed`);
      }
    }
    return [[...x.shape], [rows, 2]];
  },
  run({ inputs: [x, gain, bias], outputs: [y, statistics], node }) {
    const { rows, columns: N } = matrix(node.inputs[0]!);
    for (let r = 0; r < rows; r++) {
      const row = x!.subarray(r * N, (r + 1) * N) as Float64Array;
      const mean = row.reduce((sum, value) => sum + value, 0) / N;
      const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / N;
      const scale = 1 / Math.sqrt(variance + EPSILON);
      for (let i = 0; i < N; i++) y[r * N + i] = (row[i] - mean) * scale * gain![i] + (bias ? bias[i] : 0);
      statistics[2 * r] = mean;
      statistics[2 * r + 1] = scale;
    }
  },
  differentiate({ inputs: [x, gain, bias], outputs: [, statistics] }, [dy], sink) {
    sink.contribute(x, (dx, accumulate) => {
      sink.graph.applyTo("layerNormBackward", [dy, x, gain, statistics], [dx], { accumulate });
    });
    sink.contribute(gain, (dGain, accumulate) => {
      sink.graph.applyTo("layerNormGain", [dy, x, statistics], [dGain], { accumulate });
    });
    sink.contribute(bias, (db, accumulate) => sink.graph.applyTo("columnSum", [dy], [db], { accumulate }));
  },
  lower({ inputs: [x, gain, bias], outputs: [y, statistics] }, emit) {
    const { rows, columns } = matrix(x!);
    const operands = [x, gain, bias, y, statistics].map((tensor) => emit.operand(tensor));
    emit.instruction(op.OP_LAYER_NORM, operands, [rows, columns]);
  },
};

/** dx (R,N) (+)= ρ·(d − mean d − x̂·mean(d⊙x̂)), d = γ⊙dy, x̂ = (x − μ)·ρ. */
export const layerNormBackward: Operation = {
  name: "layerNormBackward",
  infer: (inputs) => [[...need("layerNormBackward", inputs, 1).shape]],
  run({ inputs: [dy, x, gain, statistics], outputs: [dx], node }) {
    const { rows, columns: N } = matrix(node.inputs[1]!);
    const keep = flag(node.attributes, "accumulate");
    for (let r = 0; r < rows; r++) {
      const [mean, scale] = [statistics![2 * r], statistics![2 * r + 1]];
      const normal = (i: number) => (x![r * N + i] - mean) * scale;
      let sum = 0;
      let product = 0;
      for (let i = 0; i < N; i++) {
        sum += dy![r * N + i] * gain![i];
        product += dy![r * N + i] * gain![i] * normal(i);
      }
      for (let i = 0; i < N; i++) {
        const at = r * N + i;
        const d = scale * (dy![at] * gain![i] - sum / N - (normal(i) * product) / N);
        dx[at] = (keep ? dx[at] : 0) + d;
      }
    }
  },
  lower({ inputs, outputs: [dx], attributes }, emit) {
    const { rows, columns } = matrix(dx);
    const operands = [...inputs, dx].map((tensor) => emit.operand(tensor));
    emit.instruction(op.OP_LAYER_NORM_BACKWARD, operands, [rows, columns, flag(attributes, "accumulate") ? 1 : 0]);
  },
};

/** dγ (N) (+)= Σ_rows dy⊙x̂. */
export const layerNormGain: Operation = {
  name: "layerNormGain",
  infer: (inputs) => [[matrix(need("layerNormGain", inputs, 0)).columns]],
  run({ inputs: [dy, x, statistics], outputs: [dGain], node }) {
    const N = dGain.length;
    if (!flag(node.attributes, "accumulate")) dGain.fill(0);
    for (let i = 0; i < x!.length; i++) {
      const r = Math.floor(i / N);
      dGain[i % N] += dy![i] * (x![i] - statistics![2 * r]) * statistics![2 * r + 1];
    }
  },
  lower({ inputs: [dy, x, statistics], outputs: [dGain], attributes }, emit) {
    const { rows, columns } = matrix(dy!);
    const operands = [dy, x, statistics, dGain].map((tensor) => emit.operand(tensor));
    emit.instruction(op.OP_LAYER_NORM_GAIN, operands, [rows, columns, flag(attributes, "accumulate") ? 1 : 0]);
  },
};
