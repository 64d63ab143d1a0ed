import type { CellSettings } from "../model/index.ts";
import { type StackPlace, stackLayers } from "../model/index.ts";
import { runDecoder } from "./capture/decoderRun.ts";
import type { Pause } from "./capture/layerRun.ts";
import { beside, type RunStack, runStack } from "./capture/stackRun.ts";
import type { InspectedNetwork } from "./network.ts";
import type { Reading } from "./readings/reading.ts";
import { initialOutput, readOut, shifted } from "./readOut.ts";
import type { Clamps } from "./whatIf/clamps.ts";

/** One direction of a layer, unrolled in time. */
export interface UnrolledLayer {
  /** "l0", "l0_reverse", "decoder.l1" */
  name: string;
  index: number;
  direction: "forward" | "backward";
  /** Which time axis its steps are of. */
  strip: number;
  settings: CellSettings;
  /** What is seen of it, and how wide. */
  widths: ReadonlyMap<string, number>;
  /** Rows [from, to) of what is called so. */
  rows(label: string, from: number, to: number): Float32Array;
  /** What the output layer reads to say what the state of this layer says by itself, (T,·); else why there is nothing. */
  says: Float32Array | { because: string };
}

/** A network on one input, unrolled in time. */
export interface Unrolled {
  layers: UnrolledLayer[];
  /** Rows of the predictions, and what the output layer reads for them (rows,·). */
  rows: number;
  read: Float32Array;
  /** Numbers of the last layer, and of what attention looked at beside it. */
  width: number;
  context: number;
  /** (U,T) */
  attention?: Float32Array;
}

/** Runs a network over an input by the definition of its cells. `clamps` stand in the place of what they show. */
export function unrollNetwork(net: InspectedNetwork, reading: Reading, pause: Pause, clamps?: Clamps): Unrolled {
  const { form } = net;
  if (form.decoder) return unrollPairs(net, reading, pause, clamps);
  if (form.options.cloze) return unrollCloze(net, reading, pause, clamps);
  const { input } = reading;
  const begin = reading.state === "warm" ? net.warmStates() : undefined;
  const stack = runStack({ network: net.network, form, input, begin, pause, clamps });
  const { values, width } = stack.outputs[stack.outputs.length - 1];
  const layers = layersOf(net, stack, { length: input.length, strip: 0, width });
  if (net.perStep) return { layers, rows: input.length, read: values, width, context: 0 };
  return { layers, rows: 1, read: readOut(net, values, input.length), width, context: 0 };
}

/** Two stacks that are kept apart: what predicts a symbol has not read it. */
function unrollCloze(net: InspectedNetwork, { input }: Reading, pause: Pause, clamps?: Clamps): Unrolled {
  const { network, form } = net;
  const { length } = input;
  const places: StackPlace[] = [
    { module: "forward", only: "forward" },
    { module: "backward", only: "backward" },
  ];
  const stacks = places.map((place) => runStack({ network, form, place, input, pause, clamps }));
  const bothOf = (index: number) => {
    const sides = stacks.map(({ outputs }, side) => {
      const before = initialOutput(net, places[side], index);
      return shifted(outputs[index].values, before, side === 0);
    });
    return beside(sides, length);
  };
  const top = stacks[0].outputs.length - 1;
  const read = bothOf(top);
  const width = read.length / length;
  const layers = stacks.flatMap((stack, side) => {
    const says = stack.outputs.map((_, index) => bothOf(index));
    return layersOf(net, stack, { length, strip: 0, width, place: places[side], says });
  });
  return { layers, rows: length, read, width, context: 0 };
}

function unrollPairs(net: InspectedNetwork, { input, targets }: Reading, pause: Pause, clamps?: Clamps): Unrolled {
  const { network, form } = net;
  const place: StackPlace = { module: "encoder" };
  const stack = runStack({ network, form, place, input, pause, clamps });
  const none = stack.outputs.map(() => ({ because: "The encoder predicts nothing." }));
  const encoder = layersOf(net, stack, { length: input.length, strip: 0, width: 0, place, says: none });
  const decoder = runDecoder({ network, form }, input, targets!, pause, clamps);
  const U = targets!.length;
  const settings = stackLayers(form.decoder!.options, { module: "decoder" });
  const { attention } = decoder;
  const context = attention ? attention.context.length / U : 0;
  const outputs = settings.map(({ cell }, i) => {
    const states = cell.states.flatMap(({ name, internal }) => {
      return internal ? [] : [decoder.layers[i].tensors.get(name)!];
    });
    return cell.join ? beside(states, U) : states[0];
  });
  const [width] = outputs.slice(-1).map(({ length }) => length / U);
  const seen = (values: Float32Array) => (attention ? beside([attention.context, values], U) : values);
  const layers = decoder.layers.map(({ name, index, tensors }, i): UnrolledLayer => {
    const fits = outputs[i].length === U * width;
    return {
      ...{ name, index, direction: "forward", strip: 1, settings: settings[i].settings },
      widths: new Map([...tensors].map(([label, values]) => [label, values.length / U])),
      rows: (label, from, to) => rowsOf(tensors.get(label)!, U, from, to),
      says: fits ? seen(outputs[i]) : otherWidth(outputs[i].length / U, width),
    };
  });
  const read = seen(outputs[outputs.length - 1]);
  const looked = attention && { attention: attention.weights };
  return { layers: [...encoder, ...layers], rows: U, read, width, context, ...looked };
}

interface StackAt {
  /** T */
  length: number;
  strip: number;
  /** Numbers that the output layer reads. */
  width: number;
  place?: StackPlace;
  /** Of each layer, where it is not what the layer puts out. */
  says?: readonly UnrolledLayer["says"][];
}

function layersOf(net: InspectedNetwork, stack: RunStack, { length, strip, width, place, says }: StackAt) {
  const layers = stackLayers(net.form.options, place);
  return stack.layers.map(({ run, index, kept }): UnrolledLayer => {
    const output = stack.outputs[index];
    const own = output.width === width ? output.values : otherWidth(output.width, width);
    return {
      name: run.place.name,
      index,
      direction: run.place.reverse ? "backward" : "forward",
      strip,
      settings: layers[index].settings,
      widths: run.widths,
      rows: (label, from, to) => {
        const all = kept.get(label);
        return all ? rowsOf(all, length, from, to) : run.again(label, from, to);
      },
      says: says?.[index] ?? own,
    };
  });
}

function rowsOf(all: Float32Array, length: number, from: number, to: number): Float32Array {
  const width = all.length / length;
  return all.slice(from * width, to * width);
}

function otherWidth(found: number, needed: number) {
  return { because: `It puts out ${found} numbers, and the output layer reads ${needed}.` };
}
