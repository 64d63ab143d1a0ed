import type { Config } from "../config/index.ts";
import type { Encoding } from "../data/index.ts";
import type { Tensor } from "../tensors/index.ts";
import { Roller } from "./roller.ts";
import { loadNetwork } from "./sampler.ts";
import { sequenceForm } from "./sequenceForm.ts";

/** The rows after some steps (T,F) of a series, (horizon,K) normalised, with saved parameters in an engine of their own. */
export async function forecastAfter(
  config: Config,
  encoding: Encoding,
  tensors: ReadonlyMap<string, Tensor>,
  vectors: Float32Array,
  horizon: number,
): Promise<Float32Array> {
  const { form, widths } = sequenceForm(config, encoding);
  const steps = vectors.length / widths.features;
  const roller = new Roller(await loadNetwork(form, tensors), form, encoding, steps, 1);
  // Nothing can stop it but the end of the process.
  return roller.forecast({ inputs: vectors, lengths: Int32Array.of(steps) }, horizon)!;
}
