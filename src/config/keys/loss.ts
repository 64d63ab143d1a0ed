import * as Type from "typebox";
import { anyKeys } from "../../base/anyKeys.ts";
import { doc } from "./fields.ts";
import { form, names } from "./forms.ts";

const SQUARED = "The squared error: large errors count most, and the mean is predicted.";
const ABSOLUTE = "The absolute error: outliers count only by their size, and the median is predicted.";
const HUBER = "Half the squared error up to `delta`, and linear beyond it, as PyTorch's `HuberLoss`.";

export const loss = Type.Optional(
  Type.Union(
    [
      names({ squared: SQUARED, absolute: ABSOLUTE, huber: HUBER }),
      form("huber", HUBER, {
        delta: Type.Optional(
          Type.Number({
            ...doc(
              "Delta",
              "Where the error changes from squared to linear, in standard deviations of the training part.",
            ),
            exclusiveMinimum: 0,
            maximum: 1e6,
            default: 1,
          }),
        ),
      }),
    ],
    {
      ...doc(
        "Loss",
        'The loss of `task` `forecasting`, on numbers that are normalised by the training part: `"squared"`, `"absolute"`, `"huber"`, or an object with options. Transcription uses the CTC loss, and all other tasks the cross-entropy.',
      ),
      default: "squared",
    },
  ),
);

export const classWeights = Type.Optional(
  Type.Union(
    [
      Type.Enum(["balanced"], {
        enumDescriptions: [
          "The rarer a class is in the training part, the larger its weight, so that all classes have the same total weight.",
        ],
      }),
      anyKeys(Type.Number({ exclusiveMinimum: 0, maximum: 1e6 }), {
        noun: "an object of labels and weights",
      }),
      Type.Null(),
    ],
    {
      ...doc(
        "Class weights",
        'The weight of the examples or steps of each label in training, with `task` `classification` or `tagging`: an object as `{ "spam": 5 }`, where other labels weigh 1, or `"balanced"`, the number of examples over labels × examples of the label, as in scikit-learn. The mean divides by the sum of the weights, as PyTorch\'s `CrossEntropyLoss`. With `data.labels` `"several"`, the weight is that of the answer yes, as PyTorch\'s `pos_weight`; balanced, it is the number of examples without the label over those with it. The `loss` that is shown has no weights. `weightedLoss`, beside it, has them, and decides which checkpoint is the best unless `training.best` names another figure.',
      ),
      default: null,
    },
  ),
);

export const labelSmoothing = Type.Optional(
  Type.Number({
    ...doc(
      "Label smoothing",
      "The share of each target that is spread evenly over all symbols or labels in training, as in PyTorch. Curves, validation and perplexity show the loss without it.",
    ),
    minimum: 0,
    exclusiveMaximum: 1,
    default: 0,
  }),
);
