import { type StackPlace, stackLayers } from "../model/index.ts";
import type { InspectedNetwork } from "./network.ts";

/** What the output layer reads of a whole sequence (1,W), of what the last layer puts out (T,W). */
export function readOut({ config, form }: InspectedNetwork, values: Float32Array, length: number): Float32Array {
  const width = values.length / length;
  const row = (t: number) => values.subarray(t * width, (t + 1) * width);
  const readout = config.model.readout ?? "ends";
  if (readout === "mean" || readout === "max") {
    const isMean = readout === "mean";
    return Float32Array.from({ length: width }, (_, i) => {
      let found = isMean ? 0 : Number.NEGATIVE_INFINITY;
      for (let t = 0; t < length; t++) found = isMean ? found + row(t)[i] : Math.max(found, row(t)[i]);
      return isMean ? found / length : found;
    });
  }
  const last = row(length - 1).slice();
  // Where each direction ends: the backward one at the first step.
  const { settings } = stackLayers(form.options).at(-1)!;
  if (settings.bidirectional) last.set(row(0).subarray(width / 2), width / 2);
  return last;
}

/** What a layer puts out that has read nothing: zero, or where the network has learned to begin. */
export function initialOutput({ form, tensors }: InspectedNetwork, place: StackPlace, index: number): Float32Array {
  const { cell, suffix } = stackLayers(form.options, place)[index];
  const direction = place.only === "backward" ? "_reverse" : "";
  const parts = cell.states.flatMap(({ name, width, internal }) => {
    if (internal) return [];
    const learned = tensors.get(`initial.${suffix}${direction}.${name}`)?.data;
    return [learned ? Float32Array.from(learned as ArrayLike<number>) : new Float32Array(width)];
  });
  return cell.join ? Float32Array.from(parts.flatMap((part) => [...part])) : parts[0];
}

/** (T,W) as it stood one step before, or after; at the end where nothing stood, `outside`. */
export function shifted(values: Float32Array, outside: Float32Array, later: boolean): Float32Array {
  const width = outside.length;
  const all = new Float32Array(values.length);
  all.set(later ? values.subarray(0, values.length - width) : values.subarray(width), later ? width : 0);
  all.set(outside, later ? 0 : values.length - width);
  return all;
}
