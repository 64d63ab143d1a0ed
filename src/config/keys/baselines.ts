import * as Type from "typebox";
import { type BaselineName, convolutionKeys, kinds, markovKeys, ngramKeys, simpleNames } from "../kinds/index.ts";
import { doc } from "./fields.ts";
import { form, names } from "./forms.ts";

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
