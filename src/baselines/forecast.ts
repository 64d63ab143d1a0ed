import { type Config, numberLossOf } from "../config/index.ts";
import { type Dataset, naiveRow, type Series } from "../data/index.ts";
import { forecastMetrics, type Measured, numberError } from "../metrics/index.ts";
import type { BaselineFigures, MeasuredPart } from "./figures.ts";

export type ForecastMethod = "naive" | "seasonal-naive" | "drift";

/**
 * What a series goes on to after `row`, (horizon,K) in the units of the file.
 * - "naive": as the row itself
 * - "seasonal-naive": as the last season that is known
 * - "drift": on the line from the first row of training through this one
 */
export function simpleForecast(
  name: ForecastMethod,
  { values, columns, horizon, season, rows }: Pick<Series, "values" | "columns" | "horizon" | "season" | "rows">,
  row: number,
  out: Float64Array,
): void {
  const [first] = rows.train;
  for (let h = 1; h <= horizon; h++) {
    // What comes before the first row is not known: of its season, only some may be.
    const known = name === "seasonal-naive" ? naiveRow(row, h, season) : row;
    for (let k = 0; k < columns; k++) {
      const last = values[known * columns + k];
      const slope = row > first ? (last - values[first * columns + k]) / (row - first) : 0;
      out[(h - 1) * columns + k] = name === "drift" ? last + h * slope : last;
    }
  }
}

/** A simple forecast of the windows that a network is measured on. */
export function measureForecast(
  name: ForecastMethod,
  config: Config,
  dataset: Pick<Dataset, "parts" | "series" | "encoding">,
): BaselineFigures[] {
  return (["validation", "test"] as const).flatMap(
    (part) => forecastErrors(name, config, dataset, part)?.figures ?? [],
  );
}

/**
 * A simple forecast of one part; undefined where that is empty. The loss is that of a network: the error of the first row,
 * normalised as in training, which differences do not change, since what they add up from is known.
 */
export function forecastErrors(
  name: ForecastMethod,
  config: Config,
  { parts, series, encoding }: Pick<Dataset, "parts" | "series" | "encoding">,
  part: MeasuredPart,
): { figures: BaselineFigures; report: Measured["report"] } | undefined {
  const { starts, lengths } = parts[part].inputs;
  const count = lengths.length;
  if (!series || count === 0) return undefined;
  const of = parts[part].series;
  const [{ columns, difference, horizon }] = series;
  const width = horizon * columns;
  const [predicted, actual] = [new Float64Array(count * width), new Float64Array(count * width)];
  const loss = numberLossOf(config);
  let error = 0;
  for (let i = 0; i < count; i++) {
    const own = series[of?.[i] ?? 0];
    const { values, targets } = own;
    const row = starts[i] + lengths[i] - 1 - own.start + difference;
    simpleForecast(name, own, row, predicted.subarray(i * width, (i + 1) * width));
    actual.set(values.subarray((row + 1) * columns, (row + 1 + horizon) * columns), i * width);
    for (let k = 0; k < columns; k++) {
      const missed = predicted[i * width + k] - actual[i * width + k];
      error += numberError(loss.name, missed / targets[k].scale, loss.delta) / columns;
    }
  }
  const { metrics, report } = forecastMetrics({
    predicted,
    actual,
    horizon,
    columns: namesOf(encoding.target.numbers),
    series,
    of,
  });
  return { figures: { part, loss: error / count, targets: count * horizon, impossible: 0, ...metrics }, report };
}

function namesOf(columns: readonly { column: string }[]): string[] {
  return columns.map(({ column }) => column);
}
