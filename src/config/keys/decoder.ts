import * as Type from "typebox";
import { doc, MAX_SIZE } from "./fields.ts";
import { form, names } from "./forms.ts";
import { layerForms, layerKeys, sideKeys, withoutDefaults } from "./layer.ts";

// A decoder reads what it has written, and that from one side.
const { bidirectional: _, ...oneSided } = layerKeys;
const ownKeys = withoutDefaults(oneSided);

const BRIDGES = [
  "Each layer starts from tanh(W [h→; h←] + b) of the ends of the encoder's layer of the same number, or of its last one; the cell state of an `lstm` likewise, from the ends of c. Other states start at zero.",
  "Each layer starts from the state that the encoder's layer of the same number ends in, both directions concatenated. Both sides then have the same cell and as many layers, and the decoder has the units of both directions together.",
  "All states start at zero: the decoder knows the source through attention alone.",
];

const DOT = "q·k: query and key are compared as they are, and so have the same width (Luong et al.).";
const GENERAL = "qᵀW k: a matrix lies between query and key (Luong et al.).";
const ADDITIVE = "vᵀ tanh(W_q q + W_k k): a small network compares them (Bahdanau et al.).";

const query = Type.Optional(
  Type.Union(
    [
      Type.Enum(["before", "after"], {
        enumDescriptions: [
          "The state before the step asks, and what attention reads is an input of the step, x_t = [e(y_{t−1}); c_t] (Bahdanau et al.).",
          "The state after the step asks (Luong et al.). Attention then stands outside the recurrence, which is faster.",
        ],
      }),
      Type.Null(),
    ],
    {
      ...doc(
        "Query",
        "Which state of the decoder's top layer looks at the source. `null`: `before` with `additive`, `after` with the others. Both predict from tanh(W_c [c_t; s_t]).",
      ),
      default: null,
    },
  ),
);

const size = Type.Optional(
  Type.Union([Type.Integer({ minimum: 1, maximum: MAX_SIZE }), Type.Null()], {
    ...doc("Size", "Width of W_q q + W_k k. `null`: the units of the decoder's top layer."),
    default: null,
  }),
);

/** What stands beside the encoder where a network writes one sequence while it reads another. */
export const decoderKeys = {
  decoder: Type.Optional(
    Type.Union(
      [
        Type.Object(
          { ...ownKeys, layers: Type.Optional(Type.Union(layerForms(ownKeys))), ...withoutDefaults(sideKeys) },
          { noun: "an object with what differs from the encoder", additionalProperties: false },
        ),
        Type.Null(),
      ],
      {
        ...doc(
          "Decoder",
          'What differs in the decoder: `{ "units": 256, "layers": 1 }`. All else is as in `model`, which is the encoder; of a list of layers nothing is taken over, and the decoder then has one layer. It reads what it has written, so it has one direction. Options that its cell does not have are left out. `null`: nothing.',
        ),
        default: null,
      },
    ),
  ),
  bridge: Type.Optional(
    Type.Enum(["linear", "copy", "zero"], {
      ...doc("Bridge", "The states in which the decoder starts, made of those in which the encoder ends."),
      enumDescriptions: BRIDGES,
      default: "linear",
    }),
  ),
  attention: Type.Optional(
    Type.Union(
      [
        names({ dot: DOT, general: GENERAL, additive: ADDITIVE }),
        form("dot", DOT, { query }),
        form("general", GENERAL, { query }),
        form("additive", ADDITIVE, { size, query }),
        Type.Null(),
      ],
      {
        ...doc(
          "Attention",
          'How the decoder looks back at the outputs of the encoder while it writes: `"additive"`, `"general"`, `"dot"`, or an object with options, like `{ "name": "general", "query": "before" }`. Weights are a softmax over the source\'s steps. `null`: it knows the source only through `model.bridge`.',
        ),
        default: null,
      },
    ),
  ),
};
