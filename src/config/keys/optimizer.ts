import * as Type from "typebox";
import { doc } from "./fields.ts";
import { form, names } from "./forms.ts";

const SGD = "Stochastic gradient descent: parameter − learningRate · gradient. Often wants a rate of 0.1 to 1.";
const RMSPROP = "Divides each gradient by the root of a running mean of its square.";
const ADAGRAD =
  "Divides each gradient by the root of the sum of its squares: rates only fall, and least where little happens.";
const ADAM = "Running means of the gradient and of its square, both corrected for their start.";
const ADAMW = "Adam with weight decay apart from the gradient; 0.01 when `weightDecay` is `null`.";

/** What a mean keeps of itself at each step. */
const decayOf = (title: string, markdown: string, standard: number) =>
  Type.Optional(Type.Number({ ...doc(title, markdown), minimum: 0, exclusiveMaximum: 1, default: standard }));

// Not 0: where a gradient was never anything but 0, 0 / 0 would be no number.
const epsilon = (standard: number) =>
  Type.Optional(
    Type.Number({
      ...doc("Epsilon", "What is added to the root that the step is divided by, as in PyTorch."),
      minimum: 1e-30,
      maximum: 1,
      default: standard,
    }),
  );

const flag = (title: string, markdown: string) =>
  Type.Optional(Type.Boolean({ ...doc(title, markdown), default: false }));

const momentum = decayOf("Momentum", "How much of each step goes on into the next. `0`: none.", 0);
const means = {
  beta1: decayOf("β₁", "How much of itself the mean of the gradient keeps at each step.", 0.9),
  beta2: decayOf("β₂", "How much of itself the mean of its square keeps at each step.", 0.999),
  epsilon: epsilon(1e-8),
};

export const optimizer = Type.Optional(
  Type.Union(
    [
      names({ adam: ADAM, adamw: ADAMW, sgd: SGD, rmsprop: RMSPROP, adagrad: ADAGRAD }),
      form("adam", ADAM, means),
      form("adamw", ADAMW, means),
      form("sgd", SGD, {
        momentum,
        nesterov: flag("Nesterov", "Looks ahead: the step is taken from where momentum leads. Needs momentum."),
        dampening: decayOf(
          "Dampening",
          "What is taken off each gradient that enters the momentum, but for the first.",
          0,
        ),
      }),
      form("rmsprop", RMSPROP, {
        alpha: decayOf("α", "How much of itself the mean of the gradient's square keeps at each step.", 0.99),
        epsilon: epsilon(1e-8),
        momentum,
        centered: flag(
          "Centered",
          "Divides by the standard deviation of the gradient instead of the root of its mean square.",
        ),
      }),
      form("adagrad", ADAGRAD, {
        rateDecay: Type.Optional(
          Type.Number({
            ...doc("Rate decay", "The rate is divided by 1 + rateDecay · (step − 1)."),
            minimum: 0,
            maximum: 1000,
            default: 0,
          }),
        ),
        initialAccumulator: Type.Optional(
          Type.Number({
            ...doc("Initial accumulator", "What the sums of squares begin with."),
            minimum: 0,
            maximum: 1e6,
            default: 0,
          }),
        ),
        epsilon: epsilon(1e-10),
      }),
    ],
    {
      ...doc(
        "Optimizer",
        'How gradients become steps: a name, or an object with options, like `{ "name": "sgd", "momentum": 0.9, "nesterov": true }`. Equal to the optimizers of PyTorch, with their defaults.',
      ),
      default: "adam",
    },
  ),
);

export const weightDecay = Type.Optional(
  Type.Union([Type.Number({ minimum: 0, maximum: 1000 }), Type.Null()], {
    ...doc(
      "Weight decay",
      "Pulls all parameters towards 0: this times the parameter is added to its gradient after clipping (L2); with `adamw` the parameter itself shrinks by learningRate times this. `null`: 0, with `adamw` 0.01.",
    ),
    default: null,
  }),
);
