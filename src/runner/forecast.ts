import { resolve } from "node:path";
import { UserError } from "../base/userError.ts";
import { type ForecastMethod, simpleForecast } from "../baselines/index.ts";
import { countedKind } from "../config/index.ts";
import { encodingFromJSON, forecastLevels, loadDataset } from "../data/index.ts";
import type { RunFolder } from "../runs/index.ts";
import { forecastAfter } from "../training/index.ts";
import { configFileOf, refuseChangedFiles } from "./resume.ts";
import { savedConfig, savedParameters } from "./saved.ts";

export interface ForecastRow {
  /** 1: the first row after the last that is known. */
  ahead: number;
  /** By column, in the units of the file. */
  values: Record<string, number>;
}

export interface Forecast {
  rows: ForecastRow[];
  /** By column, its standard deviation in training: what digits of a value matter. */
  spreads: Record<string, number>;
}

export interface ForecastRequest {
  /** Rows to forecast; as many as the config's horizon when not given. */
  rows?: number;
  /** A file with the rows that come before, instead of all of the run's own data. */
  data?: string;
}

/** Goes on with a series after its last row, with the best parameters of a run, each row from its own predictions before. */
export async function forecastOf(run: RunFolder, { rows, data }: ForecastRequest): Promise<Forecast> {
  const config = savedConfig(run);
  if (config.task !== "forecasting") {
    throw new UserError(
      "wrong-task",
      `${run.id} was trained for ${config.task}, not for forecasting`,
      "Use `predict`.",
    );
  }
  if (data === undefined) await refuseChangedFiles(run);
  const horizon = rows ?? config.data.horizon;
  const encoding = encodingFromJSON(await run.readVocabulary());
  const isTarget = (column: string) => encoding.targets.some((target) => target.column === column);
  const unknown = encoding.features.find(({ column }) => !isTarget(column));
  const counted = countedKind(config);
  if (horizon > 1 && unknown && !counted) {
    throw new UserError(
      "not-together",
      `Beyond the next row a forecast goes on from its own predictions, and ${JSON.stringify(unknown.column)} is not predicted`,
      "Forecast one row, or train with data.target naming the same columns as data.input.",
    );
  }
  const asked =
    data === undefined ? config : { ...config, data: { ...config.data, train: resolve(data), validation: 0, test: 0 } };
  const { parts, series } = await loadDataset(asked, configFileOf(run), { encoding });
  const { vectors } = parts.train.inputs;
  const width = encoding.features.length;
  const steps = vectors!.length / width;
  const window = Math.min(steps, config.data.window ?? config.training.sequenceLength);
  if (window < 1) {
    throw new UserError(
      "too-little-data",
      `${data ?? "The data"} has no row to go on from`,
      "Give the rows that come before.",
    );
  }
  const levels = new Float64Array(horizon * encoding.targets.length);
  if (counted) {
    simpleForecast(counted as ForecastMethod, { ...series!, horizon }, steps - 1 + series!.difference, levels);
  } else {
    const last = vectors!.subarray((steps - window) * width);
    const outputs = await forecastAfter(config, encoding, await savedParameters(run), last, horizon);
    levels.set(forecastLevels(series!, encoding.targets, steps - 1, outputs));
  }
  const rowsAhead = Array.from({ length: horizon }, (_, h) => ({
    ahead: h + 1,
    values: Object.fromEntries(
      encoding.targets.map(({ column }, k) => [column, levels[h * encoding.targets.length + k]]),
    ),
  }));
  return { rows: rowsAhead, spreads: Object.fromEntries(encoding.targets.map(({ column, scale }) => [column, scale])) };
}
