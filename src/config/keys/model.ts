import * as Type from "typebox";
import { doc, MAX_SIZE } from "./fields.ts";
import { initializer } from "./initializer.ts";
import { kindKeys } from "./kind.ts";
import { layerKeys } from "./layer.ts";

/** The keys of one layer in a list: those of the model that a layer may have of its own, without defaults. */
const ownKeys = Object.fromEntries(
  Object.entries<Type.TSchema & { default?: unknown }>(layerKeys).map(([name, { default: _, ...schema }]) => {
    return [name, Type.Optional(schema as Type.TSchema)];
  }),
) as typeof layerKeys;

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
      Type.Union(
        [
          Type.Integer({ minimum: 1, maximum: 64 }),
          Type.Array(Type.Object(ownKeys, { additionalProperties: false }), {
            noun: "a list of layers",
            minItems: 1,
            maxItems: 64,
          }),
        ],
        {
          ...doc(
            "Layers",
            'Recurrent layers, or convolutions, on top of each other: their number, or a list with an object for each layer, which holds what is different there: `[{ "units": 256 }, { "cell": "gru", "units": 128 }]`. What a layer leaves out is as in `model`.',
          ),
          default: 1,
        },
      ),
    ),
    embedding: Type.Optional(
      Type.Integer({
        ...doc("Embedding", "Length of the learned vector of each symbol. `0`: one-hot vectors, without an embedding."),
        minimum: 0,
        maximum: MAX_SIZE,
        default: 64,
      }),
    ),
    dropout: Type.Optional(
      Type.Number({
        ...doc(
          "Dropout",
          "Probability that an output of a layer is dropped on its way to the next layer during training. It acts between layers only, so it needs at least two.",
        ),
        minimum: 0,
        exclusiveMaximum: 1,
        default: 0,
      }),
    ),
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
          "Uses the weights of the embedding as the weights of the output layer: fewer parameters, and often a better model of words. The output of the last layer must be as wide as the embedding. Embeddings then start within ±0.1.",
        ),
        default: false,
      }),
    ),
    initializer,
    freeze: Type.Optional(
      Type.Union(
        [
          Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { noun: "a list of names", maxItems: 1000 }),
          Type.Record(Type.String(), Type.Union([Type.Number({ minimum: -1e30, maximum: 1e30 }), Type.Null()]), {
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
