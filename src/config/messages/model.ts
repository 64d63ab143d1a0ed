import { count, grouped, listed } from "../../base/words.ts";
import { quoted, shown } from "../keys/describe.ts";
import { always, wrong } from "./syntax.ts";

const SEASON =
  "looks back one season, and data.season is not given. Set data.season to the number of rows in a season, like 12.";

/** The same with what may stand in the place of the value. */
const instead = <A>(suggestion: string, code: string, text: (args: A) => string) => {
  return (args: A) => ({ code, text: text(args), suggestions: [suggestion] });
};

interface AtLayer {
  /** From 1. */
  layer: number;
  layers: number;
}

interface Sizes {
  key: string;
  /** Of all directions. */
  encoder: number;
  directions: number;
  /** Null where it has none. */
  decoder: number | null;
}

function inLayer(layer: number, layers: number): string {
  return layers > 1 ? ` in layer ${layer}` : "";
}

/** What the settings of a model cannot be together. */
export const ofModels = {
  dropsNothing: wrong(
    "no-effect",
    ({ key = "model.dropout", dropout }: { key?: string; dropout: number }) =>
      `${key} ${dropout} has no effect with one layer: dropout acts between layers. Set ${key.replace("dropout", "layers")} to 2 or more, or leave dropout out.`,
  ),
  dotOfOtherWidths: instead(
    "general",
    "not-together",
    ({ memory, query }: { memory: number; query: number }) =>
      `model.attention "dot" compares the decoder's state with the encoder's outputs number by number, and they have ${query} and ${memory} numbers. Set model.attention to "general", or model.decoder.units to ${memory}.`,
  ),
  knowsNoSource: () => ({
    code: "knows-no-source",
    text: 'model.bridge "zero" without model.attention tells the decoder nothing of the source: it would write the same for every one. Set model.attention, or model.bridge to "linear".',
    suggestions: ["linear"],
  }),
  copiesOtherDepth: instead(
    "linear",
    "not-together",
    ({ encoder, decoder }: { encoder: number; decoder: number }) =>
      `model.bridge "copy" hands each layer's state to the decoder's layer of the same number, and the encoder has ${count(encoder, "layer")} where the decoder has ${decoder}. Set model.decoder.layers to ${encoder}, or model.bridge to "linear".`,
  ),
  copiesOtherCell: instead(
    "linear",
    "not-together",
    ({ layer, layers, encoder, decoder }: AtLayer & { encoder: string; decoder: string }) =>
      `model.bridge "copy" hands on the states of a cell as they are, and${inLayer(layer, layers)} the encoder has cell ${quoted(encoder)} where the decoder has ${quoted(decoder)}. Set model.decoder.cell to ${quoted(encoder)}, or model.bridge to "linear".`,
  ),
  copiesOtherSize: instead(
    "linear",
    "not-together",
    ({ layer, layers, key, encoder, directions, decoder }: AtLayer & Sizes) =>
      `model.bridge "copy" hands on states as they are, and${inLayer(layer, layers)} the encoder ends in ${encoder} numbers${directions > 1 ? ` (both directions of ${key} ${encoder / directions} together)` : ""} where the decoder has ${decoder === null ? `no ${key}` : `${key} ${decoder}`}. Set model.decoder.${key} to ${encoder}, or model.bridge to "linear".`,
  ),
  droppedTwice: wrong(
    "both-given",
    ({ key }: { key: string }) =>
      `model.dropout and ${key} both drop what goes from layer to layer. Give one of them, or set variationalDropout.input to 0.`,
  ),
  tiedToNothing: always(
    "no-embedding",
    "model.tied needs an embedding to share, and model.embedding is 0. Set model.embedding, or leave tied out.",
  ),
  tiedMismatch: wrong(
    "tied-mismatch",
    ({ width, embedding, units }: { width: number; embedding: number; units: number }) =>
      `model.tied needs model.embedding equal to the width of the last layer's output (${embedding} and ${width} here). Set model.embedding to ${width}, or the last layer's units or projection to ${units}.`,
  ),
  everyLayerHasOwn: wrong(
    "no-effect",
    ({ key }: { key: string }) => `${key} has no effect: every layer of model.layers has its own. Leave it out.`,
  ),
  seasonOfModel: always("not-together", `model.kind "seasonal-naive" ${SEASON}`),
  ngramTooLong: wrong(
    "not-together",
    ({ order, most }: { order: number; most: number }) =>
      `model.order must be at most ${most} when model.kind is "ngram", not ${order}.`,
  ),
  oneLayerOfMarkov: always(
    "not-together",
    'model.layers must be 1 when model.kind is "markov": its one hidden layer reads the last inputs. For several layers that reach further and further back, set model.kind to "convolution".',
  ),
  reachesTooFar: ({ layers, reach, most }: { layers: number; reach: number; most: number }) => {
    const far = Number.isSafeInteger(reach) ? `${grouped(reach)} steps` : "more steps than can be counted";
    return {
      code: "not-together",
      text: `model.layers ${layers} would let the last layer reach (kernel − 1) · 2^${layers - 1} = ${far} back. At most ${grouped(most)} are supported. Lower model.layers or model.kernel.`,
    };
  },

  seasonOfBaseline: always("needs-season", `The baseline "seasonal-naive" ${SEASON}`),
  unattendedAlready: always(
    "needs-attention",
    'The baseline "unattended" is the network without attention, and this network has none. Set model.attention, or remove the baseline.',
  ),
  sameBaseline: wrong(
    "given-twice",
    ({ key, first, label }: { key: string; first: string; label: string }) =>
      `${key} is the same as ${first}: ${label}. Leave one of them out.`,
  ),

  notEvenPeriods: wrong(
    "not-together",
    ({
      key,
      periods,
      units,
      near,
    }: {
      key: string;
      periods: readonly number[];
      units: number;
      near: readonly number[];
    }) =>
      `${key}: the periods ${shown(periods)} make ${count(periods.length, "group")}, which share the units evenly. Set units to ${listed(near.map(String), "or")}, not ${units}, or give another number of periods.`,
  ),
  periodsTooLong: wrong(
    "not-together",
    ({ key, periods, most }: { key: string; periods: readonly number[]; most: number }) =>
      `${key}: ${shown(periods)} have no common multiple up to ${grouped(most)}, so the clock cannot be counted exactly. Choose periods that divide each other, like 1, 2, 4, 8.`,
  ),
  projectionTooLong: wrong(
    "not-together",
    ({ key, projection, units }: { key: string; projection: number; units: number }) =>
      `${key} ${projection} does not shorten a hidden state of ${count(units, "unit")}. ${units > 1 ? `Set it from 1 to ${units - 1}, or leave it out.` : "Leave it out."}`,
  ),
  biasOfNothing: wrong(
    "not-together",
    ({ key }: { key: string }) => `${key} has no bias to set: bias is false. Leave out one of the two.`,
  ),

  rtrlCell: wrong(
    "rtrl-cell",
    ({ cell }: { cell: string }) =>
      `training.gradient "rtrl" is only supported with cell "rnn", not ${quoted(cell)}: it carries the influence of every parameter on the state forward in time. Set model.cell to "rnn", or training.gradient to "bptt".`,
  ),
  rtrlLeak: wrong(
    "rtrl-leak",
    ({ leak }: { leak: number }) =>
      `training.gradient "rtrl" is not supported with model.leak ${leak}: a leaky state keeps a part of the previous one, which the influence would have to follow. Leave model.leak out, or set training.gradient to "bptt".`,
  ),
  rtrlLayers: always(
    "rtrl-layers",
    'training.gradient "rtrl" is only supported with one layer: the influence of a layer\'s parameters on all layers above it would have to be carried too. Set model.layers to 1, or training.gradient to "bptt".',
  ),
  rtrlOption: wrong(
    "rtrl-option",
    ({ key }: { key: string }) =>
      `training.gradient "rtrl" is not supported with ${key}. Leave ${key} out, or set training.gradient to "bptt".`,
  ),
  rtrlCloze: always(
    "rtrl-option",
    'training.gradient "rtrl" carries gradients forward in time, and data.direction "cloze" also reads backward. Set training.gradient to "bptt".',
  ),
  rtrlInitialState: always(
    "rtrl-option",
    'training.gradient "rtrl" does not carry the influence of an initial state. Set training.initialState to "zero", or training.gradient to "bptt".',
  ),
  rtrlTooLarge: wrong(
    "rtrl-too-large",
    ({ batchSize, units, least, most }: { batchSize: number; units: number; least: number; most: number }) =>
      `training.gradient "rtrl" would carry training.batchSize × model.units × recurrent parameters, more than ${grouped(batchSize)} × ${grouped(units)} × ${grouped(units ** 2)} = ${grouped(least)} numbers. At most ${grouped(most)} are supported. Lower model.units or training.batchSize.`,
  ),
  rtrlRandom: always(
    "no-effect",
    'training.gradient "rtrl" with training.batching "random" gives the gradient of "bptt" at a far greater cost: each window starts from a zero state, and there is nothing to carry. Set batching to "sequential".',
  ),
};
