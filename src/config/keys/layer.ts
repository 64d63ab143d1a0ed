import * as Type from "typebox";
import { cellNames, factsOf, ownKeysOfCells } from "../cells/index.ts";
import { doc, MAX_SIZE, slower } from "./fields.ts";

const rate = (more: object = {}) => Type.Number({ minimum: 0, exclusiveMaximum: 1, ...more });

/** One rate for all, or one for each of several places; what an object leaves out is 0. */
const rates = <T extends Record<string, string>>(places: T, title: string, markdown: string) => {
  const each = Object.entries(places).map(([name, text]) => [
    name,
    Type.Optional(rate({ ...doc(name, text), default: 0 })),
  ]);
  const properties = Object.fromEntries(each) as Record<keyof T, ReturnType<typeof optionalRate>>;
  return Type.Optional(
    Type.Union([rate(), Type.Object(properties, { additionalProperties: false })], {
      ...doc(title, markdown),
      default: 0,
    }),
  );
};
const optionalRate = () => Type.Optional(rate());

/** What a recurrent cell is and how it works; a layer may have its own. */
export const cellKeys = {
  cell: Type.Optional(
    Type.Enum(cellNames, {
      ...doc("Cell", "The cell of each recurrent layer."),
      enumDescriptions: cellNames.map((cell) => factsOf(cell).about),
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
  ...ownKeysOfCells,
};

/** What a layer does beside its cell; a layer of a list may have its own. */
export const stackKeys = {
  bias: Type.Optional(
    Type.Boolean({
      ...doc("Bias", "Whether the recurrent layers have bias vectors."),
      default: true,
    }),
  ),
  bidirectional: Type.Optional(
    Type.Boolean({
      ...doc(
        "Bidirectional",
        "Reads each sequence in both directions. The next layer reads both hidden states, concatenated. Not for a model that predicts the next symbol: the backward direction has already read it.",
      ),
      default: false,
    }),
  ),
  layerNorm: Type.Optional(
    Type.Boolean({
      ...doc(
        "Layer normalisation",
        `Normalises W_ih x and W_hh h, each over all its gates, and the cell state of an \`lstm\` on its way to the output (Ba, Kiros and Hinton). It is computed step by step, ${slower("layerNorm")}.`,
      ),
      default: false,
    }),
  ),
  variationalDropout: rates(
    {
      input: "The input of each layer.",
      recurrent: "The hidden state on its way to the next step.",
      output: "The output of the last layer.",
    },
    "Variational dropout",
    `Probability that an element is dropped during training, with one mask for all time steps of a sequence (Gal and Ghahramani): of each layer's input, of its hidden state on its way to the next step, and of the last layer's output. A number for all three, or \`input\`, \`recurrent\` and \`output\`. One-hot input is not dropped. With \`input\`, the first layer multiplies at every step what it would otherwise look up, which costs time where units are few. With \`recurrent\`, it is computed step by step, ${slower("variationalDropout")}.`,
  ),
  recurrentDropout: Type.Optional(
    rate({
      ...doc(
        "Recurrent dropout",
        `Probability that an element of the candidate g (of a \`gru\`: n) is dropped during training, drawn anew at each step. The memory itself is never dropped (Semeniuta et al.). For \`lstm\` and \`gru\`. It is computed step by step, ${slower("recurrentDropout")}.`,
      ),
      default: 0,
    }),
  ),
  zoneout: rates(
    { h: "The hidden state.", c: "The cell state of an lstm." },
    "Zoneout",
    `Probability that an element of the state keeps its old value at a step during training. After training, the expectation is used (Krueger et al.). A number for hidden and cell state alike, or \`h\` and \`c\`. It is computed step by step, ${slower("zoneout")}.`,
  ),
};

/** All that a layer may have of its own. */
export const layerKeys = { ...cellKeys, ...stackKeys };

/** What a stack of layers has as a whole: what stands below it, and between its layers. */
export const sideKeys = {
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
};

/** The same keys without defaults: what is left out is as it is around them. */
export function withoutDefaults<Keys extends Type.TProperties>(keys: Keys): Keys {
  const entries = Object.entries<Type.TSchema & { default?: unknown }>(keys);
  return Object.fromEntries(
    entries.map(([name, { default: _, ...schema }]) => [name, Type.Optional(schema as Type.TSchema)]),
  ) as Type.TProperties as Keys;
}

/** How many layers there are, or a list with what each has of its own. */
export function layerForms<Keys extends Type.TProperties>(own: Keys) {
  const list = Type.Array(Type.Object(own, { additionalProperties: false }), {
    noun: "a list of layers",
    minItems: 1,
    maxItems: 64,
  });
  return [Type.Integer({ minimum: 1, maximum: 64 }), list] satisfies [Type.TSchema, Type.TSchema];
}
