import type { Config } from "../../config/index.ts";
import type { Encoding, Normalization } from "../../data/encode/encoding.ts";
import { type ConstantColumn, fitNormalization, type Rows } from "../../data/encode/normalize.ts";
import { differences, naiveErrors, roundingOf } from "../../data/encode/series.ts";
import { type PartRows, windowOf } from "./windows.ts";

/** How a series is normalised, and in what its errors are measured. */
export interface SeriesFit {
  /** F and K: what is read, and what is predicted. */
  features: Normalization[];
  targets: Normalization[];
  /** K in-sample naive errors, in the units of the file. */
  naive: number[];
}

/** Some columns of a series: as they stand, (rows,C), and their changes, (rows − difference, C). */
export interface Levels {
  columns: readonly string[];
  values: Float64Array;
  changes: Float64Array;
}

/** What of a series is read and what is predicted. */
export interface SeriesLevels {
  name?: string;
  rows: PartRows;
  read: Levels;
  predicted: Levels;
}

export interface FittedSeries extends SeriesLevels {
  fit: SeriesFit;
  /** Columns that are constant in training, where it was fitted to that. */
  constant: { inputs: ConstantColumn[]; targets: ConstantColumn[] };
}

/**
 * How a series is normalised: by what a run knows of it, otherwise by its own training part. One that a run does not know has none: then
 * by the rows before the first forecast, a window where it is measured on, else all; its naive error is that of all its rows.
 */
export function fitSeries(
  series: SeriesLevels,
  config: Config,
  { known, measured }: { known?: Encoding; measured: boolean },
): FittedSeries {
  const { rows, read, predicted } = series;
  const { difference, season } = config.data;
  const K = predicted.columns.length;
  const all = predicted.values.length / K;
  const naiveOf = ([from, to]: readonly [number, number]) => [
    ...naiveErrors(predicted.values.subarray(from * K, to * K), [to - from], K, season ?? 1),
  ];
  const kept = known?.series ? known.series.find(({ name }) => name === series.name) : known && fitOf(known);
  if (kept) {
    const { features, targets, naive = naiveOf(measured ? [0, all] : rows.train) } = kept;
    return { ...series, fit: { features, targets, naive }, constant: { inputs: [], targets: [] } };
  }
  const learned: readonly [number, number] = known
    ? [0, measured ? Math.min(all, windowOf(config) + difference) : all]
    : rows.train;
  const [inputs, targets] = [read, predicted].map((levels) => fitColumns(levels, difference, learned));
  const naive = naiveOf(known ? [0, all] : rows.train);
  const fit = { features: inputs.normalizations, targets: targets.normalizations, naive };
  return { ...series, fit, constant: { inputs: inputs.constant, targets: targets.constant } };
}

/** What a run keeps of one series, or of all; runs of early versions have kept no naive error. */
export function fitOf({ source, target }: Encoding): Omit<SeriesFit, "naive"> & Partial<Pick<SeriesFit, "naive">> {
  return { features: source.features, targets: target.numbers, ...(target.naive && { naive: target.naive }) };
}

/** One normalisation of several series, over all their training parts. */
export function pooledFit(all: readonly FittedSeries[], { data }: Config): Omit<SeriesFit, "naive"> {
  const [features, targets] = (["read", "predicted"] as const).map((key) => {
    const { columns } = all[0][key];
    const stretches = all.map((series) => {
      const [from, to] = series.rows.train;
      return series[key].values.subarray(from * columns.length, to * columns.length);
    });
    const changes = stretches.map((values) => differences(values, columns.length, data.difference));
    const joined = { columns, values: joinedFloats(stretches), changes: joinedFloats(changes) };
    return fitColumns(joined, data.difference, [0, joined.changes.length / columns.length + data.difference])
      .normalizations;
  });
  return { features, targets };
}

/** The changes within rows `from` to `to`. */
function fitColumns({ columns, values, changes }: Levels, difference: number, [from, to]: readonly [number, number]) {
  const constant: ConstantColumn[] = [];
  const visit: Rows = (each) => {
    for (let row = from; row < to - difference; row++) each(changes, row * columns.length);
  };
  const normalizations = fitNormalization(columns, visit, {
    rounding: roundingOf(values, columns.length, difference),
    onConstant: (column) => constant.push(column),
  });
  return { normalizations, constant };
}

function joinedFloats(arrays: readonly Float64Array[]): Float64Array {
  const joined = new Float64Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    joined.set(array, at);
    at += array.length;
  }
  return joined;
}
