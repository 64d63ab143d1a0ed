import * as Type from "typebox";
import { doc, seed } from "./fields.ts";

export const sampling = Type.Object(
  {
    prompt: Type.Optional(
      Type.String({
        ...doc(
          "Prompt",
          "Text that a sample continues. When empty, a sample starts as after a line break, where the text has one.",
        ),
        maxLength: 100_000,
        default: "",
        resumable: true,
      }),
    ),
    length: Type.Optional(
      Type.Integer({
        ...doc("Length", "How many characters to write after the prompt."),
        minimum: 1,
        maximum: 1_000_000,
        default: 200,
        resumable: true,
      }),
    ),
    temperature: Type.Optional(
      Type.Number({
        ...doc(
          "Temperature",
          "`1` draws from the model's probabilities, less is safer, more is wilder, `0` always takes the likeliest symbol.",
        ),
        minimum: 0,
        maximum: 100,
        default: 0.8,
        resumable: true,
      }),
    ),
    seed: Type.Optional(
      Type.Union([seed(), Type.Null()], {
        ...doc("Seed", "Where the random numbers of samples start. `null`: from `training.seed`."),
        default: null,
        resumable: true,
      }),
    ),
  },
  {
    ...doc("Sampling", "How text is sampled while the network learns, and afterwards when nothing else is said."),
    additionalProperties: false,
  },
);
