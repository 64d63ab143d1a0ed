import * as Type from "typebox";
import { doc, steps } from "./fields.ts";
import { form, names } from "./forms.ts";

const CONSTANT = "The learning rate stays the same.";
const COSINE = "The learning rate falls along half a cosine to `minimum`, and stays there.";
const PLATEAU =
  "The learning rate is multiplied by `factor` when the validation figure that `training.best` names has not improved for more than `patience` validations.";

/** Warm-up is a part of every schedule, so that it can be combined with each. */
const warmup = Type.Optional(
  Type.Integer({
    ...doc(
      "Warm-up",
      "Steps at the start in which the rate rises linearly to the learning rate. A schedule in steps starts counting at its end.",
    ),
    minimum: 0,
    maximum: 99_999_999,
    default: 0,
  }),
);

const unit = (standard: "step" | "epoch") =>
  Type.Optional(
    Type.Enum(["step", "epoch"], {
      ...doc("Unit", "What the schedule counts."),
      enumDescriptions: ["Steps, from the end of the warm-up.", "Epochs. The rate stays the same within each."],
      default: standard,
    }),
  );

const hold = Type.Optional(
  Type.Integer({
    ...doc("Hold", "Steps or epochs (see `unit`) at the full rate before the schedule starts to count."),
    minimum: 0,
    maximum: 99_999_999,
    default: 0,
  }),
);

const factorOf = (title: string, markdown: string, more: object = {}) =>
  Type.Number({ ...doc(title, markdown), exclusiveMinimum: 0, maximum: 1, ...more });

const minimum = Type.Optional(
  Type.Number({ ...doc("Minimum", "The lowest learning rate."), minimum: 0, maximum: 1000, default: 0 }),
);

export const schedule = Type.Optional(
  Type.Union(
    [
      names({ constant: CONSTANT, cosine: COSINE, plateau: PLATEAU }),
      form("constant", CONSTANT, { warmup }),
      form(
        "step",
        "The learning rate is multiplied by `factor` every so many epochs or steps, as PyTorch's `StepLR`.",
        {
          every: Type.Integer({
            ...doc("Every", "Steps or epochs (see `unit`) between two cuts of the rate."),
            minimum: 1,
            maximum: 99_999_999,
          }),
          factor: Type.Optional(factorOf("Factor", "What the rate is multiplied by.", { default: 0.1 })),
          unit: unit("epoch"),
          hold,
          warmup,
        },
      ),
      form(
        "exponential",
        "The learning rate is multiplied by `factor` after each epoch or step, as PyTorch's `ExponentialLR`.",
        {
          factor: factorOf("Factor", "What the rate is multiplied by.", { examples: [0.95] }),
          unit: unit("epoch"),
          hold,
          warmup,
        },
      ),
      form("cosine", COSINE, {
        length: Type.Optional(
          Type.Union([steps(), Type.Null()], {
            ...doc(
              "Length",
              "Steps or epochs (see `unit`) until `minimum` is reached. `null`: until the end of the run.",
            ),
            default: null,
          }),
        ),
        minimum,
        unit: unit("step"),
        warmup,
      }),
      form("plateau", PLATEAU, {
        factor: Type.Optional(
          Type.Number({
            ...doc("Factor", "What the rate is multiplied by."),
            exclusiveMinimum: 0,
            exclusiveMaximum: 1,
            default: 0.1,
          }),
        ),
        patience: Type.Optional(
          Type.Integer({
            ...doc("Patience", "Validations without an improvement that are tolerated. The next one lowers the rate."),
            minimum: 0,
            maximum: 1_000_000,
            default: 10,
          }),
        ),
        threshold: Type.Optional(
          Type.Number({
            ...doc(
              "Threshold",
              "A loss has improved when it is below (1 − `threshold`) times the best so far; a figure that should be large, when it is above (1 + `threshold`) times the best.",
            ),
            minimum: 0,
            exclusiveMaximum: 1,
            default: 1e-4,
          }),
        ),
        cooldown: Type.Optional(
          Type.Integer({
            ...doc("Cool-down", "Validations after a cut that are not counted."),
            minimum: 0,
            maximum: 1_000_000,
            default: 0,
          }),
        ),
        minimum,
        warmup,
      }),
    ],
    {
      ...doc(
        "Schedule",
        'How the learning rate changes: `"constant"`, `"cosine"` (to 0 at the end of the run), `"plateau"`, or an object with options, like `{ "name": "step", "every": 1500, "factor": 0.5, "unit": "step" }` or `{ "name": "cosine", "warmup": 100 }`. The schedules are those of PyTorch.',
      ),
      default: "constant",
      resumable: true,
    },
  ),
);

export const earlyStopping = Type.Optional(
  Type.Union(
    [
      Type.Object(
        {
          patience: Type.Integer({
            ...doc("Patience", "The run ends after this many validations in a row without an improvement."),
            minimum: 1,
            maximum: 1_000_000,
            default: 5,
          }),
          minDelta: Type.Optional(
            Type.Number({
              ...doc(
                "Minimum improvement",
                "A figure has improved when it is better than the best by more than this, in its own unit: a loss in nats, a share such as accuracy as a number from 0 to 1.",
              ),
              minimum: 0,
              maximum: 1e30,
              default: 0,
            }),
          ),
        },
        { additionalProperties: false },
      ),
      Type.Null(),
    ],
    {
      ...doc(
        "Early stopping",
        'Ends the run when validation no longer improves: `{ "patience": 5 }` after five validations in a row in which the figure that `training.best` names did not improve. The best checkpoint is kept in any case, and the test uses it. `null`: never.',
      ),
      default: null,
      resumable: true,
    },
  ),
);
