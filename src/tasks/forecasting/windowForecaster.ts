import type { Config } from "../../config/index.ts";
import type { Encoding } from "../../data/index.ts";
import { loadNetwork, sequenceForm } from "../../networks/index.ts";
import type { Tensor } from "../../tensors/index.ts";
import { Roller } from "./roller.ts";

/** Forecasts the rows after windows of a series, (T,F) each, with saved parameters in an engine of its own. */
export class WindowForecaster {
  private constructor(
    private readonly roller: Roller,
    private readonly window: number,
  ) {}

  static async load(
    config: Config,
    encoding: Encoding,
    tensors: ReadonlyMap<string, Tensor>,
    window: number,
  ): Promise<WindowForecaster> {
    const { form } = sequenceForm(config, encoding);
    return new WindowForecaster(
      new Roller({ network: await loadNetwork(form, tensors), form }, encoding, window, 1),
      window,
    );
  }

  /** The rows after a window, (horizon,K) normalised. */
  after(vectors: Float32Array, horizon: number): Float32Array {
    return this.roller.forecast({ vectors, lengths: Int32Array.of(this.window) }, horizon);
  }
}
