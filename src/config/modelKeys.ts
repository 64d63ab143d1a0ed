import * as Type from "typebox";
import { doc, MAX_SIZE } from "./fields.ts";

export const model = Type.Object(
  {
    cell: Type.Optional(
      Type.Enum(["rnn", "lstm", "gru"], {
        ...doc("Cell", "What each recurrent layer is made of."),
        enumDescriptions: [
          "Simple recurrent network: h_t = tanh(W_ih x_t + b_ih + W_hh h_{t−1} + b_hh).",
          "Long short-term memory: a cell state that gates protect; remembers longest.",
          "Gated recurrent unit, as in PyTorch: z = 1 keeps; a quarter fewer weights than LSTM.",
        ],
        default: "lstm",
      }),
    ),
    units: Type.Optional(
      Type.Integer({
        ...doc("Units", "Size of each layer's hidden state."),
        minimum: 1,
        maximum: MAX_SIZE,
        default: 128,
      }),
    ),
    layers: Type.Optional(
      Type.Integer({
        ...doc("Layers", "Recurrent layers on top of each other."),
        minimum: 1,
        maximum: 64,
        default: 1,
      }),
    ),
    embedding: Type.Optional(
      Type.Integer({
        ...doc(
          "Embedding",
          "Length of the learned vector that stands for each symbol. `0` feeds one-hot vectors, without an embedding.",
        ),
        minimum: 0,
        maximum: MAX_SIZE,
        default: 64,
      }),
    ),
    dropout: Type.Optional(
      Type.Number({
        ...doc(
          "Dropout",
          "Chance that an output of a recurrent layer is dropped on its way to the next layer while training. Between layers only, so it needs at least two.",
        ),
        minimum: 0,
        exclusiveMaximum: 1,
        default: 0,
      }),
    ),
    bias: Type.Optional(
      Type.Boolean({
        ...doc("Bias", "Whether the recurrent layers have bias vectors."),
        default: true,
      }),
    ),
  },
  { ...doc("Model", "The network."), additionalProperties: false },
);
