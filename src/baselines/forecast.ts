import type { Dataset } from "../data/index.ts";
import { forecastMetrics, naiveErrors } from "../training/metrics/index.ts";
import type { BaselineFigures } from "./figures.ts";

export type ForecastBaseline = "naive" | "seasonal-naive" | "drift";

/**
 * What a series goes on to after `row`, (horizon,K) in the units of the file.
 * - "naive": as the row itself
 * - "seasonal-naive": as the last season that is known
 * - "drift": on the line from the first row of training through this one
 */
export function simpleForecast(
  name: ForecastBaseline,
  { values, columns, horizon, season, rows }: NonNullable<Dataset["series"]>,
  row: number,
  out: Float64Array,
): void {
  const [first] = rows.train;
  for (let h = 1; h <= horizon; h++) {
    const known = name === "seasonal-naive" ? row + h - season * Math.ceil(h / season) : row;
    for (let k = 0; k < columns; k++) {
      const last = values[known * columns + k];
      const slope = row > first ? (last - values[first * columns + k]) / (row - first) : 0;
      out[(h - 1) * columns + k] = name === "drift" ? last + h * slope : last;
    }
  }
}

/** A simple forecast of the windows that the network is measured on. It has no loss: the network's is one of normalised numbers. */
export function measureForecast(
  name: ForecastBaseline,
  { parts, series }: Pick<Dataset, "parts" | "series">,
): BaselineFigures[] {
  if (!series) return [];
  const { values, columns, difference, horizon, season, rows } = series;
  const [from, to] = rows.train;
  const scale = naiveErrors(values.subarray(from * columns, to * columns), [to - from], columns, season);
  const width = horizon * columns;
  return (["validation", "test"] as const).flatMap((part): BaselineFigures[] => {
    const { starts, lengths } = parts[part].inputs;
    const count = lengths.length;
    if (count === 0) return [];
    const predicted = new Float64Array(count * width);
    const actual = new Float64Array(count * width);
    for (let i = 0; i < count; i++) {
      const row = starts[i] + lengths[i] - 1 + difference;
      simpleForecast(name, series, row, predicted.subarray(i * width, (i + 1) * width));
      actual.set(values.subarray((row + 1) * columns, (row + 1 + horizon) * columns), i * width);
    }
    const { metrics } = forecastMetrics({ predicted, actual, horizon, columns, scale });
    return [{ part, loss: null, targets: count * horizon, impossible: 0, ...metrics }];
  });
}
