import * as Type from "typebox";
import { doc } from "./fields.ts";
import { form, names } from "./forms.ts";

const SGD =
  "Stochastic gradient descent: parameter − learningRate · gradient. It often needs a learning rate of 0.1 to 1.";
const RMSPROP = "Divides each gradient by the root of a running mean of its square.";
const ADAGRAD =
  "Divides each gradient by the root of the sum of its squares. Its learning rates only fall, and fall most slowly where gradients are small.";
const ADAM = "Running means of the gradient and of its square, both corrected for their start at 0.";
const ADAMW = "Adam with weight decay that is separate from the gradient; 0.01 when `weightDecay` is `null`.";

/** What a mean keeps of itself at each step. */
const decayOf = (title: string, markdown: string, standard: number) =>
  Type.Optional(Type.Number({ ...doc(title, markdown), minimum: 0, exclusiveMaximum: 1, default: standard }));

// Not 0: where a gradient was never anything but 0, 0 / 0 would be no number.
const epsilon = (standard: number) =>
  Type.Optional(
    Type.Number({
      ...doc("Epsilon", "Added to the root by which the step is divided, as in PyTorch."),
      minimum: 1e-30,
      maximum: 1,
      default: standard,
    }),
  );

const flag = (title: string, markdown: string) =>
  Type.Optional(Type.Boolean({ ...doc(title, markdown), default: false }));

const momentum = decayOf("Momentum", "The share of each step that is carried over into the next. `0`: none.", 0);
const means = {
  beta1: decayOf("β₁", "The share of the mean of the gradient that is kept at each step.", 0.9),
  beta2: decayOf("β₂", "The share of the mean of its square that is kept at each step.", 0.999),
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
        nesterov: flag(
          "Nesterov",
          "Looks ahead: the step is taken from where the momentum leads. It needs `momentum`.",
        ),
        dampening: decayOf(
          "Dampening",
          "The share that is taken off each gradient that enters the momentum, except the first.",
          0,
        ),
      }),
      form("rmsprop", RMSPROP, {
        alpha: decayOf("α", "The share of the mean of the squared gradient that is kept at each step.", 0.99),
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
            ...doc("Initial accumulator", "The initial value of the sums of squares."),
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
      "Pulls all parameters towards 0. This number times the parameter is added to its gradient after clipping (L2); with `adamw` the parameter itself shrinks by learningRate times this number. `null`: 0, and 0.01 with `adamw`.",
    ),
    default: null,
  }),
);
