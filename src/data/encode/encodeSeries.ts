import { UserError } from "../../base/userError.ts";
import { count, grouped } from "../../base/words.ts";
import type { Config } from "../../config/index.ts";
import type { Cell } from "./cells.ts";
import type { Encoding } from "./encoding.ts";
import { normalized } from "./normalize.ts";
import { differences, type Series } from "./series.ts";
import { numberOf } from "./stepReader.ts";

/** The last rows of a series, as the network reads them, and what `forecastLevels` needs to say what comes after. */
export interface EncodedSeries {
  /** (steps,F), at most a window. */
  vectors: Float32Array;
  steps: number;
  series: Pick<Series, "values" | "columns" | "difference">;
}

/** Encodes rows, objects with the columns that the network reads, as the run's data was. Wrong numbers are UserErrors. */
export function encodeSeries(
  { features, targets }: Encoding,
  { data, training }: Config,
  rows: readonly Record<string, unknown>[],
): EncodedSeries {
  const { difference } = data;
  if (rows.length <= difference) {
    const message = `A forecast needs at least ${count(difference + 1, "row")}, and there ${rows.length === 1 ? "is" : "are"} ${grouped(rows.length)}.`;
    throw new UserError("too-little-data", message, "Give the rows that come before what is to be predicted.");
  }
  const kept = rows.slice(-((data.window ?? training.sequenceLength) + difference));
  const read = (columns: readonly { column: string }[]) =>
    Float64Array.from(
      kept.flatMap((row, i) => columns.map(({ column }) => numberOf((row[column] ?? null) as Cell, at(column, i)))),
    );
  const at = (column: string, i: number) => ({
    column,
    place: () => ({ line: rows.length - kept.length + i + 1 }),
  });
  const vectors = normalized(differences(read(features), features.length, difference), features);
  const series = { values: read(targets), columns: targets.length, difference };
  return { vectors, steps: kept.length - difference, series };
}
