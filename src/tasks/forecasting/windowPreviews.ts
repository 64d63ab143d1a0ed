import type { MinibatchArrays } from "../../base/minibatch.ts";
import { valueText } from "../../base/numberText.ts";
import { type Dataset, type DatasetPart, forecastLevels, SequenceRows } from "../../data/index.ts";
import type { Sample } from "../../sampling/index.ts";
import type { SequenceUse } from "../sequences/sequenceTask.ts";
import { Roller } from "./roller.ts";

/** Rows that are shown of what was known, and of what is forecast. */
const MOST_ROWS = 12;

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
    this.roller = new Roller(network, sequence.form, dataset.encoding, window, 1, lenders);
    this.rows = new SequenceRows(part, sequence.widths);
    this.arrays = this.rows.arrays({ steps: window }, 1);
  }

  preview(sequence: number): Pick<Sample, "prompt" | "text"> {
    const { part, arrays } = this;
    const {
      name,
      values,
      columns: K,
      difference,
      horizon,
      start,
      targets,
    } = this.dataset.series![part.series?.[sequence] ?? 0];
    const { starts, lengths } = part.inputs;
    this.rows.fill(arrays, sequence, 0, 1);
    const last = starts[sequence] + lengths[sequence] - 1 - start;
    const row = last + difference;
    const count = Math.min(horizon, MOST_ROWS, values.length / K - row - 1);
    const outputs = this.roller.forecast(arrays, count);
    const forecast = forecastLevels({ values, columns: K, difference }, targets, last, outputs);
    const spreads = targets.map(({ scale }) => scale);
    const known = listed(values.subarray(Math.max(0, row - MOST_ROWS + 1) * K, (row + 1) * K), spreads);
    const came = listed(values.subarray((row + 1) * K, (row + 1 + count) * K), spreads);
    const of = name === undefined ? "" : `${name}: `;
    return { prompt: `${of}${known} → `, text: `${listed(forecast, spreads)} (came: ${came})` };
  }
}

/** Rows (rows,K) as text: the numbers of a row together. `spreads` are the standard deviations of the columns. */
function listed(values: Float64Array, spreads: readonly number[]): string {
  const columns = spreads.length;
  const rows = Array.from({ length: values.length / columns }, (_, i) =>
    Array.from(values.subarray(i * columns, (i + 1) * columns), (x, k) => valueText(x, spreads[k])),
  );
  return rows.map((row) => (row.length > 1 ? `(${row.join(" ")})` : row[0])).join(" ");
}
