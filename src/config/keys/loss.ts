import * as Type from "typebox";
import { doc } from "./fields.ts";
import { form, names } from "./forms.ts";

const SQUARED = "The squared error: large misses count most, and the mean is predicted.";
const ABSOLUTE = "The absolute error: outliers count for no more than their size, and the median is predicted.";
const HUBER = "Half the squared error up to `delta`, and rising in a straight line beyond; PyTorch's `HuberLoss`.";

export const loss = Type.Optional(
  Type.Union(
    [
      names({ squared: SQUARED, absolute: ABSOLUTE, huber: HUBER }),
      form("huber", HUBER, {
        delta: Type.Optional(
          Type.Number({
            ...doc("Delta", "Where squared becomes straight, in standard deviations of the training part."),
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
        'What `task` `forecasting` lowers, of numbers that are normalised by the training part: `"squared"`, `"absolute"`, `"huber"`, or an object with options. Other tasks have a cross-entropy.',
      ),
      default: "squared",
    },
  ),
);

export const classWeights = Type.Optional(
  Type.Union(
    [
      Type.Enum(["balanced"], {
        enumDescriptions: ["The rarer in the training part, the more a class counts, so that all count alike in sum."],
      }),
      Type.Record(Type.String(), Type.Number({ exclusiveMinimum: 0, maximum: 1e6 }), {
        noun: "an object of labels and weights",
      }),
      Type.Null(),
    ],
    {
      ...doc(
        "Class weights",
        'How much the examples or steps of each label count while training, with `task` `classification` or `tagging`: an object as `{ "spam": 5 }`, where others count 1, or `"balanced"`, the number of examples over labels × examples of the label, as in scikit-learn. The mean divides by the sum of the weights, as PyTorch\'s `CrossEntropyLoss`. With `data.labels` `"several"` the weight is that of the answer yes, as PyTorch\'s `pos_weight`; balanced, how many examples lack the label for one that has it. The loss that is shown has no weights; beside it `weightedLoss` has them, and decides which checkpoint is the best unless `training.best` names another figure.',
      ),
      default: null,
    },
  ),
);

export const labelSmoothing = Type.Optional(
  Type.Number({
    ...doc(
      "Label smoothing",
      "Share of each target that is spread evenly over all symbols, or labels, while training, as in PyTorch. Curves, validation and perplexity show the loss without it.",
    ),
    minimum: 0,
    exclusiveMaximum: 1,
    default: 0,
  }),
);
