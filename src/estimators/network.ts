import { type Config, sequenceLengthOf } from "../config/index.ts";
import { forecastLevels, stepsOf } from "../data/index.ts";
import { loadNetwork } from "../networks/index.ts";
import {
  GapFiller,
  Sampler,
  Scorer,
  Stepper,
  startStateOf,
  TargetNetwork,
  TranscriptNetwork,
  writingForm,
} from "../sampling/index.ts";
import { Predictor, WindowForecaster } from "../tasks/index.ts";
import type { Estimator } from "./estimator.ts";
import { evaluateNetwork } from "./evaluateNetwork.ts";

/** Networks, which learn by steps (`training`). */
export const network: Estimator = {
  async evaluate({ config, tensors }, data, part, threads) {
    return await evaluateNetwork(config, data, await tensors(), part, threads);
  },
  async predictor({ config, tensors }, encoding) {
    const loaded = await Predictor.load(config, encoding, await tensors());
    return (input) => loaded.predict(input);
  },
  forecasting: {
    rowsRead: (config) => windowOf(config) + config.data.difference,
    readsPredictions: true,
    async load({ config, tensors }, encoding, vectors, horizon) {
      const F = encoding.source.features.length;
      const window = windowOf(config);
      const loaded = await WindowForecaster.load(config, encoding, await tensors(), window);
      return (series) => {
        const end = series.start + stepsOf(series);
        const outputs = loaded.after(vectors.subarray((end - window) * F, end * F), horizon);
        return forecastLevels(series, series.targets, stepsOf(series) - 1, outputs);
      };
    },
  },
  async writer({ config, tensors }, { vocabulary, encoding }) {
    return config.data.direction === "cloze"
      ? await GapFiller.load(config, vocabulary, await tensors())
      : await Sampler.load(config, vocabulary, await tensors(), encoding);
  },
  async scorer({ config, tensors }, { vocabulary, encoding }, { start, state }) {
    return await Scorer.load(config, vocabulary, await tensors(), encoding && { encoding, start }, state);
  },
  async targets({ config, tensors }, encoding) {
    return await TargetNetwork.load(config, encoding, await tensors());
  },
  async transcripts({ config, tensors }, encoding) {
    const loaded = await TranscriptNetwork.load(config, encoding, await tensors());
    return { shares: (input) => loaded.shares(input) };
  },
  async reader({ config, tensors }, vocabulary) {
    const form = writingForm(config, vocabulary, undefined);
    const use = { network: await loadNetwork(form, await tensors()), form };
    return new Stepper(use, 1, startStateOf(use, vocabulary, true));
  },
};

/** Rows that a network reads before it predicts the next. */
function windowOf(config: Config): number {
  return config.data.window ?? sequenceLengthOf(config);
}
