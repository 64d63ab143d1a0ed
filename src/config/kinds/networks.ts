import * as Type from "typebox";
import { doc, MAX_SIZE } from "../keys/fields.ts";
import type { KindFacts } from "./kindFacts.ts";

export const recurrent: KindFacts = {
  about: "A recurrent network.",
  called: "recurrent network",
  keys: [],
};

const units = Type.Optional(
  Type.Integer({
    ...doc("Units", "Size of each hidden layer."),
    minimum: 1,
    maximum: MAX_SIZE,
    default: 64,
  }),
);

/** The options of a Markov model, as a baseline. */
export const markovKeys = {
  order: Type.Optional(
    Type.Integer({
      ...doc("Order", "How many of the last inputs a Markov model reads."),
      minimum: 1,
      maximum: 256,
      default: 4,
    }),
  ),
  units,
};

export const markov: KindFacts = {
  about:
    "A Markov model of order τ (`order`): a network with one hidden layer that reads the last τ inputs, tokens or numbers, h_t = φ(W_0 x_t + W_1 x_{t−1} + … + W_{τ−1} x_{t−τ+1} + b). Steps before the first are zero. For every task, in one direction.",
  aboutAsBaseline:
    "A Markov model, as in `model.kind`, with the network's `embedding`. It is trained like the network: with the same steps, minibatches and learning rates. For every task.",
  called: "Markov model",
  looksBack: true,
  keys: ["model.order"],
};

/** The options of convolutions, as a baseline. */
export const convolutionKeys = {
  kernel: Type.Optional(
    Type.Integer({ ...doc("Kernel", "How many steps each layer reads."), minimum: 1, maximum: 64, default: 3 }),
  ),
  layers: Type.Optional(
    Type.Integer({
      ...doc("Layers", "Convolutions on top of each other, with dilations of 1, 2, 4 … steps."),
      minimum: 1,
      maximum: 7,
      default: 2,
    }),
  ),
  units,
};

export const convolution: KindFacts = {
  about:
    "Causal convolutions over time: `layers` of them, each φ(W_0 x_t + W_1 x_{t−d} + … + b) over `kernel` steps, with the dilation d = 1, 2, 4 … growing from layer to layer. For every task, in one direction.",
  aboutAsBaseline:
    "Causal convolutions, as in `model.kind`, with the network's `embedding`. They are trained like the network: with the same steps, minibatches and learning rates. For every task.",
  called: "convolution",
  looksBack: true,
  keys: ["model.kernel"],
};
