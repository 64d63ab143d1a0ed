import type { Config } from "../config/index.ts";
import { tasks } from "../config/index.ts";
import type { Dataset } from "../data/encode/dataset.ts";
import type { DatasetOptions } from "./datasetOptions.ts";
import { loadExamples } from "./examples/loadExamples.ts";
import { loadPairs } from "./pairs/loadPairs.ts";
import { loadSeries } from "./series/loadSeries.ts";
import { loadTranscripts } from "./transcripts/loadTranscripts.ts";

/**
 * Reads the data of a task that is not one running text. `configFile` is absolute; paths are relative to its folder. Everything a
 * person can do about a failure is a UserError, with file, line and column, or the key that it is about.
 */
export async function loadDataset(config: Config, configFile: string, options: DatasetOptions = {}): Promise<Dataset> {
  if (tasks[config.task].reads === "series") return await loadSeries(config, configFile, options);
  const { reads, predicts } = tasks[config.task];
  const load = reads === "pairs" ? loadPairs : predicts === "transcript" ? loadTranscripts : loadExamples;
  const dataset = await load(config, configFile, options);
  if (!options.measured) return dataset;
  const { train, validation } = dataset.parts;
  return { ...dataset, parts: { train, validation, test: train } };
}
