import type { MinibatchArrays } from "../../base/minibatch.ts";
import type { Encoding } from "../../data/index.ts";
import type { ExecutablePlan } from "../../engine/index.ts";
import { compile, type NetworkUse, Programs } from "../../networks/index.ts";

const NOTHING = { inverseTokens: 1, seed: 0, step: 0 };

/** Forecasts from windows of a series: the row after each window, and the rows after that from its own predictions. */
export class Roller {
  private readonly programs: Programs;
  private readonly logits: Float32Array;
  private readonly next: { vectors: Float32Array; lengths: Int32Array };
  /** Of each feature, the predicted column that it is, and the way from the one normalisation to the other. */
  private readonly feeds: { target: number; factor: number; shift: number }[];

  constructor(
    use: NetworkUse,
    { source: { features }, target: { numbers: targets } }: Encoding,
    private readonly window: number,
    private readonly rows: number,
  ) {
    const { threads: shards } = use.network;
    this.programs = new Programs([{ steps: window }, { steps: 1 }], rows, (shape, like) =>
      compile(use, shape, {}, { shards, like }),
    );
    this.logits = new Float32Array(window * rows * targets.length);
    this.next = { vectors: new Float32Array(rows * features.length), lengths: new Int32Array(rows).fill(1) };
    this.feeds = features.map(({ column, mean, scale }) => {
      const target = targets.findIndex((other) => other.column === column);
      const from = targets[target];
      return from
        ? { target, factor: from.scale / scale, shift: (from.mean - mean) / scale }
        : { target: -1, factor: 0, shift: 0 };
    });
  }

  get lender(): ExecutablePlan {
    return this.programs.plan;
  }

  /** (rows, horizon, K), normalised. */
  forecast(arrays: MinibatchArrays, horizon: number): Float32Array {
    const { rows, logits, next, feeds, window } = this;
    const K = logits.length / (window * rows);
    const F = feeds.length;
    const forecast = new Float32Array(rows * horizon * K);
    let executable = this.programs.of({ steps: window });
    executable.clearStates();
    executable.write(arrays);
    for (let h = 0; h < horizon; h++) {
      executable.run(NOTHING);
      executable.read("logits", logits);
      executable.commit();
      const last = h === 0 ? (window - 1) * rows * K : 0;
      for (let b = 0; b < rows; b++) {
        const own = logits.subarray(last + b * K, last + (b + 1) * K);
        forecast.set(own, (b * horizon + h) * K);
        feeds.forEach(({ target, factor, shift }, f) => {
          next.vectors[b * F + f] = own[target] * factor + shift;
        });
      }
      executable = this.programs.of({ steps: 1 });
      executable.write(next);
    }
    return forecast;
  }
}
