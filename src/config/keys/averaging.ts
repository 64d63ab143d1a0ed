import * as Type from "typebox";
import { doc } from "./fields.ts";
import { form, names } from "./forms.ts";

const EMA =
  "An exponential moving average: each step keeps `decay` of the average and adds 1 − `decay` of the new weights.";
const MEAN = "The mean over all steps that are averaged.";

const after = Type.Optional(
  Type.Integer({
    ...doc("After", "Steps before averaging starts. Until then, the average equals the weights."),
    minimum: 0,
    maximum: 99_999_999,
    default: 0,
  }),
);

export const averaging = Type.Optional(
  Type.Union(
    [
      names({ ema: EMA, mean: MEAN }),
      form("ema", EMA, {
        decay: Type.Optional(
          Type.Number({
            ...doc("Decay", "The share of the average that is kept at each step."),
            minimum: 0,
            exclusiveMaximum: 1,
            default: 0.999,
          }),
        ),
        after,
      }),
      form("mean", MEAN, { after }),
      Type.Null(),
    ],
    {
      ...doc(
        "Averaging of weights",
        'Keeps a running average of the weights: `"ema"`, `"mean"`, or an object with options. Validation, test, samples, exports and the weights in checkpoints use the average. Training continues with the weights themselves, as with PyTorch\'s `AveragedModel`. `null`: no average.',
      ),
      default: null,
    },
  ),
);
