import type { See } from "../../model/index.ts";
import { stackLayers } from "../../model/index.ts";
import { compile, type Form, type NetworkUse, roomySteps } from "../../networks/index.ts";
import type { Clamps } from "../whatIf/clamps.ts";
import { NOTHING, type Pause } from "./layerRun.ts";

/** A decoder that was run, symbol by symbol. */
export interface DecoderRun {
  /** By layer name, (U,·) by label. */
  layers: { name: string; index: number; tensors: Map<string, Float32Array> }[];
  /** (U,V_y) */
  logits: Float32Array;
  /** (U,T) and what was looked at, (U,M); undefined without attention. */
  attention?: { weights: Float32Array; context: Float32Array };
}

/**
 * Runs the encoder's part for its last states, and then the decoder, a step at a time, by the definition of its cells.
 * @param source tokens (T) or vectors (T,F), `targets` what the decoder reads, `<bos>` first
 */
export function runDecoder(
  use: NetworkUse & { form: Form },
  source: { length: number; tokens?: Int32Array; vectors?: Float32Array },
  targets: Int32Array,
  pause: Pause,
  clamps?: Clamps,
): DecoderRun {
  const { decoder, features = 0 } = use.form;
  const steps = roomySteps(source.length);
  const U = targets.length;
  const [encoding, decoding] = [clamps?.program(), clamps?.program()];
  const encoder = compile(use, { steps, batch: 1 }, { part: "encoder", see: encoding?.see });
  const vectors = source.vectors && new Float32Array(steps * features);
  vectors?.set(source.vectors!);
  const inputs = source.tokens && new Int32Array(steps);
  inputs?.set(source.tokens!);
  const lengths = Int32Array.of(source.length);
  encoder.executable.clearStates();
  encoder.executable.write({ ...(inputs && { inputs }), ...(vectors && { vectors }), lengths });
  encoding?.write((tensor) => encoder.executable.values(tensor), 0);
  encoder.executable.run(NOTHING);
  const said = new Map(
    encoder.model.outputs.map(({ name, per, width }) => {
      const values = new Float32Array((per === "step" ? steps : 1) * width);
      encoder.executable.read(name, values);
      return [name, values] as const;
    }),
  );

  const seen = new Map<string, Map<string, ReturnType<See>>>();
  const see: See = (at, tensor) => {
    const layer = seen.get(at.layer) ?? new Map();
    seen.set(at.layer, layer);
    const used = decoding?.see(at, tensor) ?? tensor;
    layer.set(at.label, used);
    return used;
  };
  const keep = () => [...seen.values()].flatMap((labels) => [...labels.values()]);
  const step = compile(use, { steps, targetSteps: 1, batch: 1 }, { part: "step", see }, { keep });
  const { executable, model } = step;
  const [memory, keys] = [said.get("memory")!, said.get("keys")];
  executable.clearStates();
  executable.write({ memory, ...(keys && { keys }), lengths, targetInputs: targets });
  model.states.forEach(({ name }, index) => {
    executable.writeState(index, said.get(name.replace(/^state/, "start"))!);
  });

  const V = decoder!.vocabulary;
  const logits = new Float32Array(U * V);
  const M = memory.length / steps;
  const looks = model.outputs.some(({ name }) => name === "attention");
  const weights = new Float32Array(looks ? U * source.length : 0);
  const context = new Float32Array(looks ? U * M : 0);
  const row = { logits: new Float32Array(V), weights: new Float32Array(steps) };
  const layers = stackLayers(decoder!.options, { module: "decoder" }).map(({ suffix: name, index }) => {
    const labels = [...seen.get(name)!].map(([label, tensor]) => {
      const width = tensor.shape[1];
      return { label, tensor, width, values: new Float32Array(U * width) };
    });
    return { name, index, labels };
  });
  for (let u = 0; u < U; u++) {
    executable.rewrite({ targetInputs: targets.subarray(u) });
    decoding?.write((tensor) => executable.values(tensor), u);
    executable.run(NOTHING, u > 0);
    executable.read("logits", row.logits);
    logits.set(row.logits, u * V);
    for (const { labels } of layers) {
      for (const { tensor, width, values } of labels) values.set(executable.values(tensor), u * width);
    }
    if (looks) {
      executable.read("attention", row.weights);
      weights.set(row.weights.subarray(0, source.length), u * source.length);
      for (let t = 0; t < source.length; t++) {
        for (let m = 0; m < M; m++) context[u * M + m] += row.weights[t] * memory[t * M + m];
      }
    }
    executable.commit();
    pause(u + 1);
  }
  return {
    layers: layers.map(({ name, index, labels }) => {
      return { name, index, tensors: new Map(labels.map(({ label, values }) => [label, values])) };
    }),
    logits,
    ...(looks && { attention: { weights, context } }),
  };
}
