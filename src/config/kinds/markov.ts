import type { KindFacts } from "./kindFacts.ts";

export const markov: KindFacts = {
  about:
    "A Markov model of order τ (`order`): a network with one hidden layer that reads the last τ inputs, tokens or numbers, h_t = φ(W_0 x_t + W_1 x_{t−1} + … + W_{τ−1} x_{t−τ+1} + b), steps before the first being zero. For every task, in one direction.",
  aboutAsBaseline:
    "A Markov model as in `model.kind`, with the network's `embedding` and trained as the network is: the same steps, minibatches and rates. For every task.",
  called: "Markov model",
  looksBack: true,
  keys: ["model.order"],
};
