import type { Task } from "./experiment.ts";

/** Cycles over the whole sequence: periods of about 160, 64, 25 and 9 steps. */
export const SINES = [2, 5, 13, 37];

/**
 * Generation of a sum of sines (after Koutník et al. 2014): without any input but a 1 at the first step, the network says
 * Σ sin(2π f t/T), scaled to variance 1, at every step of T. The loss is the squared error over the variance of the signal.
 */
export function sines(T: number): Task {
  const scale = Math.sqrt(2 / SINES.length);
  return {
    ...{ steps: T, features: 1, outputs: 1, readFrom: 0, loss: "squaredError" },
    // There is one sequence.
    evaluation: { minibatches: 1, rows: 1 },
    draw(_, { x, y }, B) {
      x.fill(0);
      x.fill(1, 0, B);
      for (let t = 0; t < T; t++) {
        const value = SINES.reduce((sum, f) => sum + Math.sin((2 * Math.PI * f * t) / T), 0);
        y.fill(scale * value, t * B, (t + 1) * B);
      }
    },
  };
}
