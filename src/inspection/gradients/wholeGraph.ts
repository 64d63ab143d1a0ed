import type { WholePassage } from "../passage/wholePassage.ts";
import { type Progress, within } from "../progress.ts";
import type { StepContributions } from "./lossGradient.ts";
import { type Prediction, type WholeGradient, WholeProgram } from "./wholeProgram.ts";

export interface WholeOptions {
  /** Whose gradient it is: of −ln p, or of the number that is put out. */
  of?: "loss" | "number";
  /** Not 0 when what is computed is to end. */
  control?: Int32Array;
  progress?: Progress;
}

/** Predictions whose gradients go back together. */
const ROWS = 16;

/**
 * Gradients of predictions of any network over its whole graph, by the definition of its cells: of networks that read in both directions, of
 * encoders and decoders, and where one answer is made of all steps. The state of step s is what it hands to its neighbour, as where networks
 * read in one direction; at the step of the prediction, of an encoder, and where there is one answer, it is all that reads the state.
 */
export async function wholeGradients(
  passage: WholePassage,
  predictions: readonly Prediction[],
  { of = "loss", control, progress = () => {} }: WholeOptions = {},
): Promise<WholeGradient[]> {
  const rows = Math.min(ROWS, predictions.length);
  const whole = await WholeProgram.load(passage, { rows, of, control, progress: within(progress, 0, 0.3) });
  const found: WholeGradient[] = [];
  for (let first = 0; first < predictions.length; first += rows) {
    const some = predictions.slice(first, first + rows);
    whole.ask(some);
    whole.run();
    some.forEach((prediction, b) => found.push(whole.gradient(prediction, b)));
    progress(0.3 + (0.7 * found.length) / predictions.length);
  }
  return found;
}

/** That of one prediction, with what each step contributes to the gradients of the recurrent weights. */
export async function wholeGradient(
  passage: WholePassage,
  prediction: Prediction,
  { of = "loss", control, progress = () => {} }: WholeOptions = {},
): Promise<WholeGradient & { weights: StepContributions[] }> {
  const settings = { rows: 1, of, ofWeights: true, control, progress: within(progress, 0, 0.5) };
  const whole = await WholeProgram.load(passage, settings);
  whole.ask([prediction]);
  whole.run();
  return { ...whole.gradient(prediction, 0), weights: whole.contributions(within(progress, 0.5, 1)) };
}

/** What each step contributes to the gradients of the recurrent weights, of the mean over predictions. */
export async function wholeShares(
  passage: WholePassage,
  predictions: readonly Prediction[],
  { of = "loss", control, progress = () => {} }: WholeOptions = {},
): Promise<StepContributions[]> {
  const settings = { rows: 1, of, ofWeights: true, control, progress: within(progress, 0, 0.5) };
  const whole = await WholeProgram.load(passage, settings);
  const { weight } = whole.askMean(predictions);
  whole.run(weight);
  return whole.contributions(within(progress, 0.5, 1));
}
