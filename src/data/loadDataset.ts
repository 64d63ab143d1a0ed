import type { Config } from "../config/index.ts";
import type { Dataset } from "./dataset.ts";
import type { Encoding } from "./encoding.ts";
import { loadExamples } from "./examples/loadExamples.ts";
import { loadSeries } from "./series/loadSeries.ts";

export interface DatasetOptions {
  /** That of the run that goes on, or is evaluated, instead of one made of the data. */
  encoding?: Encoding;
  signal?: AbortSignal;
}

/**
 * Reads the data of a task that is not one running text. `configFile` is absolute; paths are relative to its folder. Everything a
 * person can do about a failure is a UserError, with file, line and column, or the key that it is about.
 */
export function loadDataset(config: Config, configFile: string, options: DatasetOptions = {}): Promise<Dataset> {
  return (config.task === "forecasting" ? loadSeries : loadExamples)(config, configFile, options);
}
