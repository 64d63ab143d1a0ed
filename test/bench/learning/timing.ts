import type { Random } from "../../../src/base/random.ts";
import type { Experiment, Task } from "./experiment.ts";

/**
 * Timing of spikes (after Gers et al. 2002): two spikes, the second at the last step; how many steps lie between them, 1 to
 * T − 1, decides the class: `classes` ranges, as even as can be.
 */
export function timing(T: number, classes: number): Task {
  return {
    ...{ steps: T, features: 1, outputs: classes, readFrom: T - 1, loss: "crossEntropy" },
    draw(random: Random, { x, y }, B) {
      x.fill(0);
      for (let b = 0; b < B; b++) {
        const interval = 1 + random.nextInt(T - 1);
        y[b] = Math.floor(((interval - 1) * classes) / (T - 1));
        x[(T - 1) * B + b] = 1;
        x[(T - 1 - interval) * B + b] = 1;
      }
    },
  };
}

/** The share of right answers on sequences that nobody trained on. */
export function accuracy(experiment: Experiment, classes: number): number {
  let right = 0;
  let count = 0;
  experiment.evaluate(({ y }, answers) => {
    y.forEach((wanted: number, b: number) => {
      const row = answers.subarray(b * classes, (b + 1) * classes);
      if (row.every((answer, k) => k === wanted || answer < row[wanted])) right++;
      count++;
    });
  });
  return right / count;
}
