import * as Type from "typebox";
import { cellKeys } from "./cellKeys.ts";
import { doc, MAX_SIZE } from "./fields.ts";

export const model = Type.Object(
  {
    ...cellKeys,
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
