import type { Random } from "../../../src/base/random.ts";
import type { Task } from "./experiment.ts";

/** The variance of a sum of two numbers from 0 … 1: the error of always answering 1. */
export const ADDING_BASELINE = 1 / 6;

/**
 * The adding problem (Hochreiter and Schmidhuber 1997): at each step a number from 0 … 1 and a marker, which is 1 at one step of
 * each half and 0 elsewhere; at the end, the sum of the two marked numbers.
 */
export function adding(T: number): Task {
  const half = Math.floor(T / 2);
  return {
    ...{ steps: T, features: 2, outputs: 1, readFrom: T - 1, loss: "squaredError" },
    draw(random: Random, { x, y }, B) {
      x.fill(0);
      for (let i = 0; i < T * B; i++) x[2 * i] = random.nextFloat();
      for (let b = 0; b < B; b++) {
        const [first, second] = [random.nextInt(half), half + random.nextInt(T - half)];
        y[b] = 0;
        for (const t of [first, second]) {
          x[2 * (t * B + b) + 1] = 1;
          y[b] += x[2 * (t * B + b)];
        }
      }
    },
  };
}
