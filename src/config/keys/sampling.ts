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
        ...doc("Length", "How many characters or words to write after the prompt, at most."),
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
          "`1` draws from the model's probabilities, less is safer, more is wilder, `0` always takes the likeliest symbol (greedy). `<unk>` is never written: where it comes up it is counted and drawn again among the others.",
        ),
        minimum: 0,
        maximum: 100,
        default: 0.8,
        resumable: true,
      }),
    ),
    topK: Type.Optional(
      Type.Union([Type.Integer({ minimum: 1, maximum: 1_114_112 }), Type.Null()], {
        ...doc("Top k", "Draws among so many of the likeliest symbols only. `null`: among all."),
        default: null,
        resumable: true,
      }),
    ),
    topP: Type.Optional(
      Type.Number({
        ...doc(
          "Top p",
          "Draws among the likeliest symbols only that together have this share of the probability (nucleus sampling), after `temperature` and `topK`. `1`: among all.",
        ),
        exclusiveMinimum: 0,
        maximum: 1,
        default: 1,
        resumable: true,
      }),
    ),
    stop: Type.Optional(
      Type.Enum(["length", "eos"], {
        ...doc("Stop", "Where a sample ends."),
        enumDescriptions: [
          "After `length` symbols.",
          "At `<eos>`, of characters at a line break, and after `length` symbols at the latest.",
        ],
        default: "length",
        resumable: true,
      }),
    ),
    count: Type.Optional(
      Type.Integer({
        ...doc(
          "Count",
          "How many samples, drawn at once; of tasks that write nothing, how many examples are shown with what the model says of them.",
        ),
        minimum: 1,
        maximum: 1000,
        default: 1,
        resumable: true,
      }),
    ),
    distinct: Type.Optional(
      Type.Boolean({
        ...doc(
          "Distinct",
          "Makes `count` samples that all differ: drawn without replacement, by stochastic beam search, the first ones first. Where there are fewer, there are fewer.",
        ),
        default: false,
        resumable: true,
      }),
    ),
    start: Type.Optional(
      Type.Union(
        [
          Type.String({ minLength: 1, maxLength: 1000 }),
          Type.Record(Type.String(), Type.Union([Type.Number(), Type.String({ maxLength: 1000 })]), {
            noun: "an object of columns and values",
          }),
          Type.Null(),
        ],
        {
          ...doc(
            "Start",
            "What a text begins with, with `task` `generation`: a label, or an object with the columns that it is made from. `null`: a label that `seed` draws, one for all `count` samples, and of numbers their means.",
          ),
          default: null,
          resumable: true,
        },
      ),
    ),
    state: Type.Optional(
      Type.Enum(["warm", "cold"], {
        ...doc(
          "State",
          "The state in which a running text begins that is written, or a line that is scored. A prompt stands at the beginning of a line.",
        ),
        enumDescriptions: [
          "As reading leaves it where a line ends: the mean state of the network after it has read up to 16 stretches of 100 symbols of its training text that end before the ends of lines, which the run keeps; of n-grams, any of these stretches may stand before. Where the training text has no line ends, as `cold`.",
          "The initial state, as if nothing was ever read. Training with sequential minibatches shows it only where an epoch begins.",
        ],
        default: "warm",
        resumable: true,
      }),
    ),
    beam: Type.Optional(
      Type.Union([Type.Integer({ minimum: 1, maximum: 100 }), Type.Null()], {
        ...doc(
          "Beam",
          "Looks for the likeliest text instead of drawing one, and keeps so many candidates at each step (beam search). A text that ends keeps its place among them. `count` are shown: those that ended first, then those that `length` cut, each the likeliest first. Likelier is what has the larger log-probability as a whole, without a bonus for length; `temperature` does not matter. `null`: draws.",
        ),
        default: null,
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
