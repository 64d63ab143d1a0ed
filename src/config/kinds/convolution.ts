import type { KindFacts } from "./kindFacts.ts";

export const convolution: KindFacts = {
  about:
    "Causal convolutions over time: `layers` of them, each φ(W_0 x_t + W_1 x_{t−d} + … + b) over `kernel` steps that stand d = 1, 2, 4 … apart from layer to layer. For every task, in one direction.",
  aboutAsBaseline:
    "Causal convolutions as in `model.kind`, with the network's `embedding` and trained as the network is: the same steps, minibatches and rates. For every task.",
  called: "convolution",
  looksBack: true,
  keys: ["model.kernel"],
};
