import * as Type from "typebox";
import { anyKeys } from "../../base/anyKeys.ts";
import { decoderKeys } from "./decoder.ts";
import { doc } from "./fields.ts";
import { initializer } from "./initializer.ts";
import { kindKeys } from "./kind.ts";
import { layerForms, layerKeys, sideKeys, withoutDefaults } from "./layer.ts";

const READOUTS = [
  "The output at the last step of the sequence, with one direction.",
  "The mean of the outputs of all steps.",
  "The largest of the outputs of all steps, element by element.",
  "The output of the forward direction at the last step, concatenated with that of the backward direction at the first.",
];

export const model = Type.Object(
  {
    ...kindKeys,
    ...layerKeys,
    layers: Type.Optional(
      Type.Union(layerForms(withoutDefaults(layerKeys)), {
        ...doc(
          "Layers",
          'Recurrent layers, or convolutions, on top of each other: their number, or a list with an object for each layer, which holds what is different there: `[{ "units": 256 }, { "cell": "gru", "units": 128 }]`. What a layer leaves out is as in `model`.',
        ),
        default: 1,
      }),
    ),
    ...sideKeys,
    readout: Type.Optional(
      Type.Union([Type.Enum(["last", "mean", "max", "ends"], { enumDescriptions: READOUTS }), Type.Null()], {
        ...doc(
          "Read-out",
          "Which outputs of a sequence are classified, with `task` `classification`. `null`: where each direction ends, which is `last` with one direction and `ends` with both.",
        ),
        default: null,
      }),
    ),
    tied: Type.Optional(
      Type.Boolean({
        ...doc(
          "Tied",
          "Uses the weights of the embedding as the weights of the output layer: fewer parameters, and often a better model of words. The output of the last layer must be as wide as the embedding. Embeddings then start within ±0.1. With `sequence-to-sequence`, these are the embedding and the output of the decoder.",
        ),
        default: false,
      }),
    ),
    ...decoderKeys,
    initializer,
    freeze: Type.Optional(
      Type.Union(
        [
          Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { noun: "a list of names", maxItems: 1000 }),
          anyKeys(Type.Union([Type.Number({ minimum: -1e30, maximum: 1e30 }), Type.Null()]), {
            noun: "an object of names and numbers",
          }),
        ],
        {
          ...doc(
            "Freeze",
            'Parameters that are not trained: a list of names, in which `*` stands for any text, as `["embedding.*"]`, or an object that also sets them to a number, as `{ "rnn.bias_hh_l0": 0 }` (`null`: their initial values).',
          ),
          default: [],
        },
      ),
    ),
  },
  { ...doc("Model", "The model."), additionalProperties: false },
);
