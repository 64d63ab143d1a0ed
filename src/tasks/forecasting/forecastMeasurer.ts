import type { MinibatchArrays } from "../../base/minibatch.ts";
import { type Dataset, type DatasetPart, forecastLevels, naiveRow, SequenceRows } from "../../data/index.ts";
import type { ExecutablePlan } from "../../engine/index.ts";
import { forecastMetrics, numberError } from "../../metrics/index.ts";
import type { SequenceForm } from "../../networks/index.ts";
import type { SequenceUse } from "../sequences/sequenceTask.ts";
import type { Evaluation, Measurer, Pause } from "../task.ts";
import { Roller } from "./roller.ts";

const MOST_ROWS = 64;

/**
 * Lets a network forecast `horizon` rows after each window of a part, the first from the window and each later one from its own
 * predictions, and compares in the units of the files, with the (seasonal) naive forecast beside. The loss is the error of the first
 * row, normalised as in training.
 */
export class ForecastMeasurer implements Measurer {
  private readonly dataset: Dataset;
  private readonly part: DatasetPart;
  private readonly sequence: SequenceForm;
  private readonly roller: Roller;
  private readonly rows: number;
  private readonly sequences: SequenceRows;
  private readonly arrays: MinibatchArrays;

  constructor({ network, dataset, part, sequence, lenders }: SequenceUse) {
    this.dataset = dataset;
    this.part = part;
    this.sequence = sequence;
    const { lengths } = part.inputs;
    this.rows = Math.min(MOST_ROWS, lengths.length);
    this.roller = new Roller({ network, form: sequence.form, lenders }, dataset.encoding, lengths[0], this.rows);
    this.sequences = new SequenceRows(part, sequence.widths);
    this.arrays = this.sequences.arrays({ steps: lengths[0] }, this.rows);
  }

  get lender(): ExecutablePlan {
    return this.roller.lender;
  }

  async evaluate(pause: Pause): Promise<Evaluation> {
    const { part, rows } = this;
    const { answer, delta } = this.sequence;
    const { series, encoding } = this.dataset;
    const [{ columns: K, horizon, season, difference }] = series!;
    const { starts, lengths } = part.inputs;
    const wanted = (part.targets as { values: Float32Array }).values;
    const size = horizon * K;
    const [predicted, actual, naive] = [0, 1, 2].map(() => new Float64Array(starts.length * size));
    let error = 0;
    for (let first = 0; first < starts.length; first += rows) {
      const some = Math.min(rows, starts.length - first);
      for (let b = 0; b < rows; b++) this.sequences.fill(this.arrays, first + Math.min(b, some - 1), b, rows);
      const outputs = this.roller.forecast(this.arrays, horizon);
      for (let b = 0; b < some; b++) {
        const last = starts[first + b] + lengths[first + b] - 1;
        const own = outputs.subarray(b * size, (b + 1) * size);
        for (let k = 0; k < K; k++) error += numberError(answer, own[k] - wanted[last * K + k], delta) / K;
        const { start, values, targets } = series![part.series?.[first + b] ?? 0];
        const row = last - start + difference;
        predicted.set(
          forecastLevels({ values, columns: K, difference }, targets, last - start, own),
          (first + b) * size,
        );
        actual.set(values.subarray((row + 1) * K, (row + 1 + horizon) * K), (first + b) * size);
        for (let h = 0; h < horizon; h++) {
          const from = naiveRow(row, h + 1, season);
          naive.set(values.subarray(from * K, (from + 1) * K), (first + b) * size + h * K);
        }
      }
      await pause((first + some) / starts.length);
    }
    const columns = encoding.target.numbers.map(({ column }) => column);
    const { metrics, report } = forecastMetrics({
      ...{ predicted, actual, naive, horizon, columns },
      ...{ series: series!, of: part.series },
    });
    return { figures: { loss: error / starts.length, ...metrics }, targets: starts.length * horizon, report };
  }
}
