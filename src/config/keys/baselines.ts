import * as Type from "typebox";
import { type BaselineName, kinds, simpleNames } from "../kinds/index.ts";
import { doc, MAX_SIZE } from "./fields.ts";
import { form, names } from "./forms.ts";

const units = Type.Optional(
  Type.Integer({
    ...doc("Units", "Size of each hidden layer."),
    minimum: 1,
    maximum: MAX_SIZE,
    default: 64,
  }),
);

const markovKeys = {
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

const convolutionKeys = {
  kernel: Type.Optional(
    Type.Integer({ ...doc("Kernel", "How many steps each layer adds up."), minimum: 1, maximum: 64, default: 3 }),
  ),
  layers: Type.Optional(
    Type.Integer({
      ...doc("Layers", "Convolutions on top of each other, which reach 1, 2, 4 … steps apart."),
      minimum: 1,
      maximum: 7,
      default: 2,
    }),
  ),
  units,
};

/** What n-grams have, as a baseline and as a model. */
export const ngramKeys = {
  order: Type.Optional(
    Type.Integer({
      ...doc("Order", "Length of the longest n-grams: a symbol is predicted from `order` − 1 before it."),
      minimum: 1,
      maximum: 16,
      default: 5,
    }),
  ),
  smoothing: Type.Optional(
    Type.Enum(["kneser-ney", "witten-bell", "none"], {
      ...doc(
        "Smoothing",
        'What is left to what was never counted. `"kneser-ney"`: interpolated, a discount off each count, and shorter n-grams count by how many symbols stand before them; `"witten-bell"`: as many counts as different symbols follow; `"none"`: nothing, so the loss is infinite as soon as something new comes.',
      ),
      enumDescriptions: [
        "Interpolated Kneser–Ney, D = n₁/(n₁+2n₂) for each length, ½ where n₁ or n₂ is 0: the best of the three.",
        "Interpolated Witten–Bell: as many counts go to shorter contexts as different symbols follow.",
        "Relative frequencies of the longest known context; what never followed it is impossible.",
      ],
      default: "kneser-ney",
    }),
  ),
  minCount: Type.Optional(
    Type.Integer({
      ...doc(
        "Least count",
        "N-grams of two symbols or more that occur less often are cut, after the discounts are computed; what they had goes to shorter ones.",
      ),
      minimum: 1,
      maximum: 1_000_000_000,
      default: 1,
    }),
  ),
};

const baselineNames = ["ngram", "markov", "convolution", ...simpleNames] as const;

const described = Object.fromEntries(baselineNames.map((name) => [name, kinds[name].aboutAsBaseline])) as Record<
  BaselineName,
  string
>;

export const baselines = Type.Optional(
  Type.Array(
    Type.Union([
      names(described),
      form("ngram", described.ngram, ngramKeys),
      form("markov", described.markov, markovKeys),
      form("convolution", described.convolution, convolutionKeys),
      ...simpleNames.map((name) => form(name, described[name], {})),
    ]),
    {
      ...doc(
        "Baselines",
        'Simple models to stand beside the network, measured on the same validation and test parts before the first step: a list of names, or of objects with options, as `["ngram", { "name": "markov", "order": 4, "units": 64 }]`. `markov` and `convolution` are trained first, with the settings of `training`, which takes its time; a stop loses nothing of it. One may well win.',
      ),
      noun: "a list of baselines",
      maxItems: 32,
      default: [],
      resumable: true,
    },
  ),
);
