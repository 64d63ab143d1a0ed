import type { Baseline, Config, TrainedBaseline } from "../config/index.ts";
import type { Corpus, Dataset } from "../data/index.ts";
import { measureOnExamples } from "./examples/measure.ts";
import { isExampleMethod } from "./examples/model.ts";
import type { BaselineFigures } from "./figures.ts";
import { measureForecast } from "./forecast.ts";
import { measureOnText } from "./language.ts";
import type { Pace } from "./pace.ts";
import { measureOnPairs } from "./pairs/measure.ts";
import { isPairMethod } from "./pairs/model.ts";

export interface BaselineData {
  corpus?: Omit<Parameters<typeof measureOnText>[1], "facts"> & Partial<Pick<Corpus, "facts">>;
  dataset?: Pick<Dataset, "parts" | "encoding" | "series">;
}

/**
 * Learns a baseline from the training part and measures it on validation and test, on what the network is measured on. Fails with a
 * UserError where this data is not for it.
 */
export async function measureBaseline(
  baseline: Exclude<Baseline, TrainedBaseline>,
  config: Config,
  { corpus, dataset }: BaselineData,
  pace: Pace,
): Promise<BaselineFigures[]> {
  const { name } = baseline;
  if (name === "ngram") return corpus ? await measureOnText(baseline, corpus, pace) : [];
  if (!dataset) return [];
  if (isExampleMethod(name)) return await measureOnExamples(name, config, dataset, pace);
  if (isPairMethod(name)) return await measureOnPairs(name, config, dataset, pace);
  return measureForecast(name, config, dataset);
}
