import { count } from "../../base/words.ts";
import { says } from "../messages/index.ts";
import type { Counts, KindFacts } from "./kindFacts.ts";

export const recurrent: KindFacts = {
  about: "A recurrent network.",
  label: ({ cell, layers, units }) => `${cell} ${layers}×${units}`,
  keys: [],
};

const orderOf = ({ order }: Counts) => order ?? 4;

export const markov: KindFacts = {
  about:
    "A Markov model of order τ (`order`): a network with one hidden layer that reads the last τ inputs, tokens or numbers, h_t = φ(W_0 x_t + W_1 x_{t−1} + … + W_{τ−1} x_{t−τ+1} + b). Steps before the first are zero. For every task, in one direction.",
  aboutAsBaseline:
    "A Markov model, as in `model.kind`, with the network's `embedding`. It is trained like the network: with the same steps, minibatches and learning rates. For every task.",
  label: (settings) => `Markov order ${orderOf(settings)}, ${count(settings.units ?? 0, "unit")}`,
  taps: (settings) => ({ count: orderOf(settings), dilation: 1 }),
  form: (settings) => ({ order: orderOf(settings) }),
  check({ layers = 1 }, report) {
    if (layers > 1) report("layers", says.oneLayerOfMarkov());
  },
  keys: ["model.order"],
};

const kernelOf = ({ kernel }: Counts) => kernel ?? 3;

/** Sums that a layer keeps for steps to come: each has as many numbers as the layer has units. */
const FARTHEST = 4096;

export const convolution: KindFacts = {
  about:
    "Causal convolutions over time: `layers` of them, each φ(W_0 x_t + W_1 x_{t−d} + … + b) over `kernel` steps, with the dilation d = 1, 2, 4 … growing from layer to layer. For every task, in one direction.",
  aboutAsBaseline:
    "Causal convolutions, as in `model.kind`, with the network's `embedding`. They are trained like the network: with the same steps, minibatches and learning rates. For every task.",
  label: (settings) => `convolution ${kernelOf(settings)}, ${settings.layers}×${settings.units}`,
  taps: (settings, layer) => ({ count: kernelOf(settings), dilation: 2 ** layer }),
  form: (settings) => ({ kernel: kernelOf(settings) }),
  check(settings, report) {
    const { layers = 1 } = settings;
    const reach = (kernelOf(settings) - 1) * 2 ** (layers - 1);
    if (reach > FARTHEST) report("layers", says.reachesTooFar({ layers, reach, most: FARTHEST }));
  },
  keys: ["model.kernel"],
};

/** Not a kind of its own, but the network that it stands beside, with one thing taken away. */
export const unattended: KindFacts = {
  about: "The network without attention.",
  aboutAsBaseline:
    "The same network without attention: the decoder knows the source only through the states in which it starts (by `model.bridge`, `linear` in place of `zero`). It is trained like the network: with the same steps, minibatches and learning rates. For sequence-to-sequence.",
  label: () => "without attention",
  keys: [],
};
