import * as Type from "typebox";
import { type BaselineName, baselineNames, kinds, simpleNames } from "../kinds/index.ts";
import { doc } from "./fields.ts";
import { form, names } from "./forms.ts";
import { convolutionKeys, markovKeys, ngramKeys } from "./kindOptions.ts";

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
      ...[...simpleNames, "unattended" as const].map((name) => form(name, described[name], {})),
    ]),
    {
      ...doc(
        "Baselines",
        'Simple models to compare the network with, measured on the same validation and test parts before the first step: a list of names, or of objects with options, as `["ngram", { "name": "markov", "order": 4, "units": 64 }]`. `markov`, `convolution` and `unattended` are networks themselves; they are trained first, with the settings of `training`, and stopping the run loses nothing of that. A baseline may well be better than the network.',
      ),
      noun: "a list of baselines",
      maxItems: 32,
      default: [],
      resumable: true,
    },
  ),
);
