import type { InspectedNetwork } from "../network.ts";
import type { Reading } from "../readings/reading.ts";
import type { Passage } from "./passage.ts";

/** What a network that reads in one direction reads in a look, as a minibatch of one row, with what each step is to predict. */
export function passageOf(net: InspectedNetwork, reading: Reading): Passage {
  const { form, tensors, perStep } = net;
  const { input, wanted } = reading;
  const { length: T, tokens, vectors } = input;
  const warm = reading.state === "warm" ? net.warmStates() : undefined;
  const start = warm && new Map([...warm].map(([name, values]) => [name.replace(/^state\./, ""), values]));
  const arrays = { ...(tokens && { inputs: tokens }), ...(vectors && { vectors }), targets: targetsOf() };
  return { form, tensors, steps: T, arrays, ...(start && { start }) };

  /** One answer for the sequence is given after its last step. */
  function targetsOf(): Int32Array | Float32Array {
    const rows = Array.from({ length: T }, (_, t) => (perStep ? t : t - T + 1));
    if (net.answer !== "labels") {
      const ids = wanted?.kind === "ids" ? wanted.ids : undefined;
      return Int32Array.from(rows, (row) => ids?.[row] ?? -1);
    }
    const C = net.outputs;
    const sets = wanted?.kind === "sets" ? wanted.sets : [];
    const all = new Float32Array(T * C);
    rows.forEach((row, t) => {
      for (const c of sets[row] ?? []) all[t * C + c] = 1;
    });
    return all;
  }
}

/** Whether what a step knows is what it was handed and what it reads, and its prediction follows from that. */
export function isCausal({ form, config, perStep }: InspectedNetwork): boolean {
  const { layers, bidirectional, cloze } = form.options;
  const own = typeof layers === "number" ? [] : layers;
  if (form.decoder || cloze || bidirectional || own.some((layer) => layer.bidirectional)) return false;
  return perStep || config.model.readout === "last" || config.model.readout === null;
}

/** The same with another target at one step: what a prediction would owe to its steps. */
export function withTarget(passage: Passage, step: number, target: number): Passage {
  const targets = passage.arrays.targets.slice();
  targets[step] = target;
  return { ...passage, arrays: { ...passage.arrays, targets } };
}
