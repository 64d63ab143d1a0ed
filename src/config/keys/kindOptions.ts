// Options of kinds of models. The facts of a kind (config/kinds) stand apart from them: who only names a kind needs no schema.
import * as Type from "typebox";
import { doc, MAX_SIZE } from "./fields.ts";

/** What n-grams have, as a baseline and as a model. */
export const ngramKeys = {
  order: Type.Optional(
    Type.Integer({
      ...doc("Order", "Length of the longest n-grams: a symbol is predicted from the `order` − 1 symbols before it."),
      minimum: 1,
      maximum: 16,
      default: 5,
    }),
  ),
  smoothing: Type.Optional(
    Type.Enum(["kneser-ney", "witten-bell", "none"], {
      ...doc(
        "Smoothing",
        'How probability is reserved for what was never counted. `"kneser-ney"`: interpolated; a discount is taken off each count, and shorter n-grams are weighted by how many different symbols precede them. `"witten-bell"`: shorter n-grams get as many counts as different symbols follow. `"none"`: no smoothing, so the loss is infinite as soon as something new occurs.',
      ),
      enumDescriptions: [
        "Interpolated Kneser–Ney with the discount D = n₁/(n₁+2n₂) for each length, ½ where n₁ or n₂ is 0: usually the best of the three.",
        "Interpolated Witten–Bell: as many counts go to shorter contexts as different symbols follow.",
        "Relative frequencies of the longest known context. A symbol that never followed it has probability 0.",
      ],
      default: "kneser-ney",
    }),
  ),
  minCount: Type.Optional(
    Type.Integer({
      ...doc(
        "Minimum count",
        "N-grams of two or more symbols that occur less often are removed after the discounts are computed. Their probability goes to shorter n-grams.",
      ),
      minimum: 1,
      maximum: 1_000_000_000,
      default: 1,
    }),
  ),
};

const units = Type.Optional(
  Type.Integer({
    ...doc("Units", "Size of each hidden layer."),
    minimum: 1,
    maximum: MAX_SIZE,
    default: 64,
  }),
);

/** The options of a Markov model, as a baseline. */
export const markovKeys = {
  order: Type.Optional(
    Type.Integer({
      ...doc("Order", "How many of the last inputs a Markov model reads."),
      minimum: 1,
      maximum: 256,
      default: 4,
    }),
  ),
  units,
};

/** The options of convolutions, as a baseline. */
export const convolutionKeys = {
  kernel: Type.Optional(
    Type.Integer({ ...doc("Kernel", "How many steps each layer reads."), minimum: 1, maximum: 64, default: 3 }),
  ),
  layers: Type.Optional(
    Type.Integer({
      ...doc("Layers", "Convolutions on top of each other, with dilations of 1, 2, 4 … steps."),
      minimum: 1,
      maximum: 7,
      default: 2,
    }),
  ),
  units,
};
