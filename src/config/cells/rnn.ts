import * as Type from "typebox";
import { type CellFacts, optional, type SettingsOf } from "./cellFacts.ts";

export const rnnKeys = {
  activation: optional(
    Type.Enum(["tanh", "relu", "sigmoid", "identity"]),
    "Activation",
    'φ of an `rnn` or `clockwork` cell, and of `kind` "markov" and "convolution". `null`: tanh.',
  ),
  leak: optional(
    Type.Number({ exclusiveMinimum: 0, maximum: 1 }),
    "Leak",
    "Makes an `rnn` cell a leaky integrator: h_t = (1−α) h_{t−1} + α φ(·), α being this number. The smaller, the slower the state changes. `null` or `1`: no leak.",
  ),
};

export const rnn: CellFacts<SettingsOf<typeof rnnKeys>> = {
  called: "an rnn",
  about:
    "Simple recurrent network: h_t = φ(W_ih x_t + b_ih + W_hh h_{t−1} + b_hh), φ = tanh unless `activation` says otherwise.",
  why: {
    activation:
      "its gates and states have their own activations (those of an LSTM are inputActivation and outputActivation)",
    leak: "its gates, periods or decay determine how much of the state is kept",
  },
  usual: { activation: "tanh", leak: 1 },
  isPyTorchs: true,
  learnsForward: true,
};
