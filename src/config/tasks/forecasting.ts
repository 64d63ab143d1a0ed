import { COLUMN_KEYS, type TaskFacts, USUAL_LENGTH } from "./taskFacts.ts";

export const forecasting: TaskFacts = {
  about: "Predict the next numbers of a series.",
  reads: "series",
  predicts: "numbers",
  answersPerStep: true,
  writesText: false,
  input: "steps",
  usualFormat: "table",
  usualLength: USUAL_LENGTH.window,
  labels: [],
  baselines: ["naive", "seasonal-naive", "drift", "markov", "convolution"],
  keys: [
    ...COLUMN_KEYS,
    ...["data.sequence", "data.window", "data.horizon", "data.difference", "data.season", "training.loss"],
  ],
  // Errors of several columns are in units of their own.
  figures: ({ data: { target } = {} }) =>
    Array.isArray(target) && target.length > 1 ? ["mase"] : ["mae", "rmse", "mase"],
};
