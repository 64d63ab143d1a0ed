import type { MinibatchArrays } from "../../base/minibatch.ts";
import type { ForecastPreview } from "../../contracts/preview.ts";
import { type Dataset, type DatasetPart, forecastLevels, naiveRow, SequenceRows } from "../../data/index.ts";
import type { SequenceUse } from "../sequences/sequenceTask.ts";
import { Roller } from "./roller.ts";

/** Rows that are shown of what was known, and of what is forecast. */
const MOST_ROWS = 60;

/** Shows of a window what was known last and what the network forecasts, beside what came, in the units of the file. */
export class WindowPreviews {
  private readonly dataset: Dataset;
  private readonly part: DatasetPart;
  private readonly roller: Roller;
  private readonly rows: SequenceRows;
  private readonly arrays: MinibatchArrays;

  constructor({ network, dataset, part, sequence, lenders }: SequenceUse) {
    this.dataset = dataset;
    this.part = part;
    const [window] = part.inputs.lengths;
    this.roller = new Roller({ network, form: sequence.form, lenders }, dataset.encoding, window, 1);
    this.rows = new SequenceRows(part, sequence.widths);
    this.arrays = this.rows.arrays({ steps: window }, 1);
  }

  preview(sequence: number): ForecastPreview {
    const { part, arrays } = this;
    const {
      name,
      values,
      columns: K,
      difference,
      horizon,
      start,
      season,
      targets,
    } = this.dataset.series![part.series?.[sequence] ?? 0];
    const { starts, lengths } = part.inputs;
    this.rows.fill(arrays, sequence, 0, 1);
    const last = starts[sequence] + lengths[sequence] - 1 - start;
    const row = last + difference;
    const count = Math.min(horizon, MOST_ROWS, values.length / K - row - 1);
    const outputs = this.roller.forecast(arrays, count);
    const forecast = forecastLevels({ values, columns: K, difference }, targets, last, outputs);
    const rows = (from: number, to: number) => rowsOf(values.subarray(from * K, to * K), K);
    return {
      kind: "forecast",
      ...(name !== undefined && { series: name }),
      columns: targets.map(({ column }) => column),
      spreads: targets.map(({ scale }) => scale),
      known: rows(Math.max(0, row - MOST_ROWS + 1), row + 1),
      forecast: rowsOf(forecast, K),
      actual: rows(row + 1, row + 1 + count),
      naive: Array.from({ length: count }, (_, h) => {
        const from = naiveRow(row, h + 1, season);
        return rows(from, from + 1)[0];
      }),
    };
  }
}

/** (rows,K) as one list a row. */
function rowsOf(values: Float64Array, columns: number): number[][] {
  return Array.from({ length: values.length / columns }, (_, i) => [
    ...values.subarray(i * columns, (i + 1) * columns),
  ]);
}
