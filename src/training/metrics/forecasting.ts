import type { HorizonRow, Measured } from "./report.ts";

export interface Forecasts {
  /** (windows, horizon, K), in the units of the file. */
  predicted: ArrayLike<number>;
  actual: ArrayLike<number>;
  /** The naive forecast of the same values, to stand beside. */
  naive?: ArrayLike<number>;
  horizon: number;
  columns: number;
  /** K in-sample naive errors. */
  scale: ArrayLike<number>;
}

/**
 * `mae`, `rmse` and `mase` over all horizons and columns; with a naive forecast also its `naiveMae` and `naiveMase`. MASE is the
 * mean over columns of MAE over the in-sample naive error (Hyndman and Koehler 2006). The report has a row for each horizon.
 */
export function forecastMetrics({ predicted, actual, naive, horizon, columns, scale }: Forecasts): Measured {
  const errors = (forecast: ArrayLike<number>, h?: number) => {
    let squares = 0;
    let count = 0;
    const absolute = new Float64Array(columns);
    for (let i = 0; i < actual.length; i++) {
      if (h !== undefined && Math.floor(i / columns) % horizon !== h) continue;
      const error = Math.abs(forecast[i] - actual[i]);
      absolute[i % columns] += error;
      squares += error * error;
      count++;
    }
    const each = absolute.map((sum) => sum / (count / columns));
    return {
      mae: mean(each),
      rmse: Math.sqrt(squares / count),
      mase: mean(each.map((mae, k) => (mae === 0 ? 0 : mae / scale[k]))),
    };
  };
  const horizons = Array.from({ length: horizon }, (_, h): HorizonRow => {
    return { horizon: h + 1, ...errors(predicted, h), ...(naive && { naive: errors(naive, h) }) };
  });
  const beside = naive && errors(naive);
  const metrics = { ...errors(predicted), ...(beside && { naiveMae: beside.mae, naiveMase: beside.mase }) };
  return { metrics, report: { horizons } };
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
