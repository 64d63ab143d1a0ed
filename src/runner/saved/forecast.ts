import { nearest } from "../../base/nearest.ts";
import { UserError } from "../../base/userError.ts";
import { count, grouped, listed, quoted } from "../../base/words.ts";
import { type Config, tasks } from "../../config/index.ts";
import { type Encoding, encodingFromJSON, type Series } from "../../data/index.ts";
import { estimatorOf } from "../../estimators/index.ts";
import { givenEncoding } from "../../reading/files/encodings/givenEncoding.ts";
import { loadDataset } from "../../reading/index.ts";
import type { RunFolder } from "../../runs/index.ts";
import { fromGivenFile, type GivenData } from "../configs/givenFile.ts";
import { says } from "../messages.ts";
import { configFileOf, refuseChangedFiles } from "../session/resume.ts";
import { savedConfig, savedModel } from "./saved.ts";

export interface ForecastRow {
  /** 1: the first row after the last that is known. */
  ahead: number;
  /** By column, in the units of the file. */
  values: Record<string, number>;
}

/** What comes after the last row of one series. */
export interface SeriesForecast {
  /** What `data.sequence` calls it; undefined where there is one series. */
  series?: string;
  rows: ForecastRow[];
  /** By column, its standard deviation in training: what digits of a value matter. */
  spreads: Record<string, number>;
}

export interface ForecastRequest {
  /** Rows to forecast; as many as the config's horizon when not given. */
  rows?: number;
  /** A file with the rows that come before, instead of all of the run's own data. */
  data?: GivenData;
  /** The one of several series to forecast; all of them when not given. */
  series?: string;
}

/**
 * Goes on with each series after its last row, with the best parameters of a run, each row from its own predictions before. `warnings`
 * are of the file that was given.
 */
export async function forecastOf(
  run: RunFolder,
  { rows, data, series: wanted }: ForecastRequest,
): Promise<{ forecasts: SeriesForecast[]; warnings: string[] }> {
  const config = savedConfig(run);
  if (tasks[config.task].predicts !== "numbers") {
    throw new UserError(says.wrongTask({ id: run.id, task: config.task, lack: "series" }));
  }
  if (data === undefined) await refuseChangedFiles(run);
  const horizon = rows ?? config.data.horizon;
  const model = await savedModel(run, config);
  const encoding = encodingFromJSON(model.symbols);
  const forecasting = estimatorOf(config).forecasting!;
  if (forecasting.readsPredictions && horizon > 1) refuseUnpredicted(encoding);
  const load = (asked: Config) => loadDataset(asked, configFileOf(run), { encoding });
  const { parts, series, warnings } =
    data === undefined
      ? await load(config)
      : await fromGivenFile(data, async (train) => {
          const charset = await givenEncoding(data.source, config);
          return await load({ ...config, data: { ...config.data, encoding: charset, train, validation: 0, test: 0 } });
        });
  const chosen = wanted === undefined ? series! : [namedSeries(series!, wanted, config)];
  const { fit, left } = longEnough(chosen, config, forecasting.rowsRead(config), data?.name ?? "The data");
  const known = encoding.series && new Set(encoding.series.map(({ name }) => name));
  const strangers = known ? fit.filter(({ name }) => !known.has(name!)) : [];
  const said = [
    ...(data === undefined ? [] : warnings.map(({ text }) => text)),
    ...(left.length > 0
      ? [
          `${count(left.length, "series has", "series have")} fewer rows than a window and ${left.length === 1 ? "is" : "are"} left out: ${namesOf(left)}.`,
        ]
      : []),
    ...(strangers.length > 0
      ? [
          `Training has not seen ${namesOf(strangers)}: ${strangers.length === 1 ? "it is normalised by its" : "they are normalised by their"} own rows.`,
        ]
      : []),
  ];
  const ahead = await forecasting.load(model, encoding, parts.train.inputs.vectors!, horizon);
  const forecasts = fit.map((own): SeriesForecast => {
    const levels = ahead(own);
    const rowAt = (h: number) => own.targets.map(({ column }, k) => [column, levels[h * own.columns + k]]);
    return {
      ...(own.name !== undefined && { series: own.name }),
      rows: Array.from({ length: horizon }, (_, h) => ({ ahead: h + 1, values: Object.fromEntries(rowAt(h)) })),
      spreads: Object.fromEntries(own.targets.map(({ column, scale }) => [column, scale])),
    };
  });
  return { forecasts, warnings: said };
}

/** Beyond the next row a network reads what it has predicted. */
function refuseUnpredicted({ source: { features }, target: { numbers } }: Encoding): void {
  const unknown = features.find(({ column }) => !numbers.some((target) => target.column === column));
  if (!unknown) return;
  throw new UserError(says.unpredictedInput({ column: unknown.column }));
}

function namedSeries(series: readonly Series[], name: string, { data }: Config): Series {
  const found = series.find((own) => own.name === name);
  if (found) return found;
  if (data.sequence === null) throw new UserError(says.oneSeries());
  const names = series.map((own) => own.name!);
  const near = nearest(name, names);
  throw new UserError(says.noSuchSeries({ column: data.sequence, name, near, names: namesOf(series) }));
}

/** The series that a forecast can go on from. A network reads a whole window. */
function longEnough(
  series: readonly Series[],
  config: Config,
  need: number,
  name: string,
): { fit: Series[]; left: Series[] } {
  const { difference } = config.data;
  const rowsOf = (own: Series) => own.values.length / own.columns;
  const fit = series.filter((own) => rowsOf(own) >= need);
  if (fit.length > 0) return { fit, left: series.filter((own) => rowsOf(own) < need) };
  const rows = Math.max(...series.map(rowsOf));
  const window = need - difference;
  throw new UserError(says.tooFewRows({ name, rows, series: series.length, window, need, difference }));
}

function namesOf(series: readonly Series[]): string {
  const names = series.slice(0, 8).map(({ name = "" }) => quoted(name));
  return listed(series.length > 8 ? [...names, `${grouped(series.length - 8)} more`] : names, "and");
}
