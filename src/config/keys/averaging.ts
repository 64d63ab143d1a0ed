import * as Type from "typebox";
import { doc } from "./fields.ts";
import { form, names } from "./forms.ts";

const EMA = "An exponential moving average: each step adds 1 − `decay` of the new weights.";
const MEAN = "The plain mean over all steps that are averaged.";

const after = Type.Optional(
  Type.Integer({
    ...doc("After", "Steps that are not averaged; until then the average is equal to the weights."),
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
            ...doc("Decay", "How much of itself the average keeps at each step."),
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
        'Keeps a running average of the weights beside them: `"ema"`, `"mean"`, or an object with options. Validation, test, samples, exports and the weights in checkpoints are the average; training goes on with the weights themselves. As AveragedModel of PyTorch. `null`: none.',
      ),
      default: null,
    },
  ),
);
