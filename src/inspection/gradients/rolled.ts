import type { WholePassage } from "../passage/wholePassage.ts";
import { type Progress, within } from "../progress.ts";
import type { StepContributions } from "./lossGradient.ts";
import { type Prediction, type WholeGradient, WholeProgram } from "./wholeProgram.ts";

/** Of each number that a step reads, the number that is put out and is it, −1 for none, and the way from the one normalisation to the other. */
export interface FedBack {
  target: number;
  factor: number;
  shift: number;
}

export interface Rolling {
  /** Rows that are forecast beyond the next. */
  ahead: number;
  feeds: readonly FedBack[];
  /** How much of a number that is put out so many rows ahead is in what is looked at. */
  weight(row: number): number;
  control?: Int32Array;
  progress?: Progress;
}

/** The gradient of a forecast that goes on from its own predictions, and these (ahead + 1,K), normalised. */
export interface RolledGradient extends WholeGradient {
  outputs: Float32Array;
  /** What each step contributes to the gradients of the recurrent weights, with those that read its own predictions. */
  weights: StepContributions[];
}

/**
 * Lets a network that reads in one direction forecast `ahead` rows beyond the next from its own predictions after step `row`, and goes back
 * through them: what is read at a row is what was put out at the row before, so its gradient is that one's.
 */
export async function rolledGradient(
  passage: WholePassage,
  { row, target }: Prediction,
  { ahead, feeds, weight, control, progress = () => {} }: Rolling,
): Promise<RolledGradient> {
  const F = feeds.length;
  const steps = row + 1 + ahead;
  const vectors = new Float32Array(steps * F);
  vectors.set(Array.from(passage.arrays.vectors).slice(0, (row + 1) * F));
  const arrays = { ...passage.arrays, vectors, lengths: [steps] };
  const settings = { rows: 1, of: "number", ofWeights: true, control, progress: within(progress, 0, 0.3) } as const;
  const whole = await WholeProgram.load({ ...passage, steps, arrays }, settings);
  const told = within(progress, 0.3, 0.8);
  whole.ask([]);
  const { logits, seed, vectors: read, slopes } = whole.numbers;
  const K = logits.length / steps;
  for (let j = 0; j < ahead; j++) {
    whole.run();
    const at = row + j;
    feeds.forEach(({ target: from, factor, shift }, f) => {
      read[(at + 1) * F + f] = logits[at * K + from] * factor + shift;
    });
    told((0.5 * j) / ahead);
  }
  for (let j = 0; j <= ahead; j++) seed[(row + j) * K + target] = weight(j);
  for (let j = ahead; j > 0; j--) {
    // All that depends on row j has its gradient by now.
    whole.run();
    const at = row + j;
    feeds.forEach(({ target: from, factor }, f) => {
      seed[(at - 1) * K + from] += factor * slopes[at * F + f];
    });
    told(1 - (0.5 * j) / ahead);
  }
  whole.run();
  const found = whole.gradient({ row, target }, 0);
  const cut = (values: Float32Array) => values.slice(0, row + 1);
  return {
    value: logits[(row + ahead) * K + target],
    layers: new Map([...found.layers].map(([layer, norms]) => [layer, cut(norms)])),
    saliency: found.saliency.map(cut),
    weights: whole.contributions(within(progress, 0.8, 1)),
    outputs: logits.slice(row * K, (row + ahead + 1) * K),
  };
}
