import type { ErrorRow, HorizonRow, Measured } from "./report.ts";

export interface Forecasts {
  /** (windows, horizon, K), in the units of the file. */
  predicted: ArrayLike<number>;
  actual: ArrayLike<number>;
  /** The naive forecast of the same values, to stand beside. */
  naive?: ArrayLike<number>;
  horizon: number;
  /** Names of the K columns. */
  columns: readonly string[];
  /** The series, each with K in-sample naive errors; `name` where there may be several. */
  series: readonly { name?: string; naive: ArrayLike<number> }[];
  /** Which series each window is of; the first where absent. */
  of?: ArrayLike<number>;
}

interface Errors {
  mae: number;
  rmse: number;
  mase: number;
}

/**
 * `mase`, the mean over series and columns of MAE over the in-sample naive error (Hyndman and Koehler 2006), without those whose naive
 * error is 0 where others are not; and of one column `mae` and `rmse`: those of several are in units of their own, and have no mean. With
 * a naive forecast also its `naiveMae` and `naiveMase`. The report has a row for each horizon, and for each series and column where there
 * are several.
 */
export function forecastMetrics(forecasts: Forecasts): Measured {
  const { predicted, naive, horizon, columns, series } = forecasts;
  const hasOneUnit = columns.length === 1;
  const said = (errors: Errors) => (hasOneUnit ? errors : { mase: errors.mase });
  const [own, beside] = [predicted, naive].map((forecast) => forecast && errorsOf(forecasts, forecast));
  const horizons = Array.from({ length: horizon }, (_, h): HorizonRow => {
    const at = (forecast: ArrayLike<number>) => said(errorsOf(forecasts, forecast, h).all);
    return { horizon: h + 1, ...at(predicted), ...(naive && { naive: at(naive) }) };
  });
  const all = said(own!.all);
  const other = beside && {
    ...(hasOneUnit && { naiveMae: beside.all.mae }),
    naiveMase: beside.all.mase,
  };
  const errors = own!.cells.flatMap((cell, i): ErrorRow[] => {
    const { name } = series[Math.floor(i / columns.length)];
    const column = hasOneUnit ? {} : { column: columns[i % columns.length] };
    if (cell.windows === 0) return [];
    const { windows: _, ...naiveOf } = beside?.cells[i] ?? {};
    return [
      { ...(name !== undefined && { series: name }), ...column, ...cell, ...(beside && { naive: naiveOf as Errors }) },
    ];
  });
  return { metrics: { ...all, ...other }, report: { horizons, ...(own!.cells.length > 1 && { errors }) } };
}

/** Errors of all, and of each series and column, at one horizon or at all of them. */
function errorsOf({ actual, horizon, columns, series, of }: Forecasts, forecast: ArrayLike<number>, at?: number) {
  const K = columns.length;
  const [absolute, squares, counts] = [0, 0, 0].map(() => new Float64Array(series.length * K));
  const windows = actual.length / (horizon * K);
  const [first, last] = at === undefined ? [0, horizon] : [at, at + 1];
  for (let w = 0; w < windows; w++) {
    const own = (of?.[w] ?? 0) * K;
    for (let h = first; h < last; h++) {
      for (let k = 0; k < K; k++) {
        const i = (w * horizon + h) * K + k;
        const error = Math.abs(forecast[i] - actual[i]);
        absolute[own + k] += error;
        squares[own + k] += error * error;
        counts[own + k]++;
      }
    }
  }
  const scales = series.flatMap(({ naive }) => Array.from(naive));
  const cells = Array.from(counts, (n, i) => {
    const mae = absolute[i] / n;
    return { windows: n / (last - first), mae, rmse: Math.sqrt(squares[i] / n), mase: mae === 0 ? 0 : mae / scales[i] };
  });
  const seen = cells.map((cell, i) => ({ ...cell, scale: scales[i] })).filter((cell) => cell.windows > 0);
  const scaled = seen.filter(({ scale }) => scale > 0);
  const n = sum(counts);
  const mase = mean((scaled.length > 0 ? scaled : seen).map((cell) => cell.mase));
  return { all: { mae: sum(absolute) / n, rmse: Math.sqrt(sum(squares) / n), mase }, cells };
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
