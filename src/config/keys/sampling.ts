import * as Type from "typebox";
import { anyKeys } from "../../base/anyKeys.ts";
import { doc, seed } from "./fields.ts";

export const sampling = Type.Object(
  {
    prompt: Type.Optional(
      Type.String({
        ...doc(
          "Prompt",
          "Text that a sample continues. When it is empty, a sample starts as after a line break, where the text has one.",
        ),
        maxLength: 100_000,
        default: "",
        resumable: true,
      }),
    ),
    length: Type.Optional(
      Type.Integer({
        ...doc(
          "Length",
          "The largest number of characters or words to write after the prompt. With `sequence-to-sequence`, an output also ends after 1.5 × the longest training target + 5 symbols.",
        ),
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
          "`1` draws from the probabilities of the model; lower is safer and higher is more varied. `0` always takes the most likely symbol (greedy). `<unk>` is never written: where it is drawn, it is counted and another symbol is drawn.",
        ),
        minimum: 0,
        maximum: 100,
        default: 0.8,
        resumable: true,
      }),
    ),
    topK: Type.Optional(
      Type.Union([Type.Integer({ minimum: 1, maximum: 1_114_112 }), Type.Null()], {
        ...doc("Top k", "Draws only among this many of the most likely symbols. `null`: among all."),
        default: null,
        resumable: true,
      }),
    ),
    topP: Type.Optional(
      Type.Number({
        ...doc(
          "Top p",
          "Draws only among the most likely symbols that together have this share of the probability (nucleus sampling), after `temperature` and `topK`. `1`: among all.",
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
          "At `<eos>`, with characters at a line break, and after `length` symbols at the latest.",
        ],
        default: "length",
        resumable: true,
      }),
    ),
    count: Type.Optional(
      Type.Integer({
        ...doc(
          "Count",
          "How many samples to draw at once. With tasks that write no text, how many examples to show with the answers of the model.",
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
          "Makes all `count` samples differ: they are drawn without replacement, by stochastic beam search, the first ones first. Where there are fewer texts, there are fewer samples.",
        ),
        default: false,
        resumable: true,
      }),
    ),
    start: Type.Optional(
      Type.Union(
        [
          Type.String({ minLength: 1, maxLength: 1000 }),
          anyKeys(Type.Union([Type.Number(), Type.String({ maxLength: 1000 })]), {
            noun: "an object of columns and values",
          }),
          Type.Null(),
        ],
        {
          ...doc(
            "Start",
            "What a text starts from, with `task` `generation`: a label, or an object with the columns that it is made from. `null`: a label that `seed` draws, the same for all `count` samples, and of numbers their means.",
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
          "The state in which a sampled text or a scored line of a running text begins. A prompt stands at the beginning of a line.",
        ),
        enumDescriptions: [
          "As after the end of a line: the mean state of the network after it has read up to 16 stretches of 100 symbols of its training text that end before the ends of lines, which the run keeps. With n-grams, any of these stretches may stand before. Where the training text has no line ends, as `cold`.",
          "The initial state, as if nothing had been read. Training with sequential minibatches has this state only where an epoch begins.",
        ],
        default: "warm",
        resumable: true,
      }),
    ),
    beam: Type.Optional(
      Type.Union([Type.Integer({ minimum: 1, maximum: 100 }), Type.Null()], {
        ...doc(
          "Beam",
          "Finds the most likely text instead of drawing one, and keeps this many candidates at each step (beam search). A text that ends keeps its place among them. `count` texts are shown: first those that ended, then those that `length` cut off, each group with the most likely first. A text is ranked by its log-probability as a whole, without a bonus for length; `temperature` has no effect. `null`: draws. With `sequence-to-sequence`, `predict`, `evaluate` and the test write with this beam, and greedily where it is `null`; validations always write greedily, and `sample` always draws. With `transcription`, they search for the likeliest transcripts and keep this many beginnings at each step (prefix search); `null`: the best path, which validations always take.",
        ),
        default: null,
        resumable: true,
      }),
    ),
    lengthPenalty: Type.Optional(
      Type.Number({
        ...doc(
          "Length penalty",
          "α in the score by which beam search ranks finished outputs: log P / ((5 + |y|) / 6)^α, where |y| counts `<eos>` (Wu et al. 2016). Larger values favour longer outputs. `0`: the log-probability alone.",
        ),
        minimum: 0,
        maximum: 10,
        default: 0,
        resumable: true,
      }),
    ),
    coveragePenalty: Type.Optional(
      Type.Number({
        ...doc(
          "Coverage penalty",
          "β in β · Σ_j ln min(Σ_i a_ij, 1), which beam search adds to the score of finished outputs: source tokens j to which attention gave less than 1 in total cost something, so nothing is left untranslated (Wu et al. 2016). It needs `model.attention`. `0`: none.",
        ),
        minimum: 0,
        maximum: 10,
        default: 0,
        resumable: true,
      }),
    ),
    collapse: Type.Optional(
      Type.Enum(["ctc", "trim"], {
        ...doc(
          "Collapse",
          "How the best path, one label or blank a step, becomes a transcript. Only with `ctc` can a label stand twice in a row: 好棒 and 好棒棒 differ by a blank.",
        ),
        enumDescriptions: [
          "Labels that repeat without a blank between them are one; then the blanks are left out.",
          "The blanks are left out first, and then all labels that repeat are one, as without a blank. It shows what the blank is for.",
        ],
        default: "ctc",
        resumable: true,
      }),
    ),
    languageModel: Type.Optional(
      Type.Union([Type.String({ minLength: 1, maxLength: 4096, noun: "the path of a run" }), Type.Null()], {
        ...doc(
          "Language model",
          "The run of a language model, a path relative to this file, by which the search of `predict` and `evaluate` ranks transcripts as well: ln P(y | x) + `languageModelWeight` · ln P(y) + `labelBonus` · |y|, where P(y) counts the end of the line (shallow fusion). Its symbols are matched with the labels by their text. N-grams and networks both serve. Validations and the test of a training go without it. `null`: none.",
        ),
        default: null,
        resumable: true,
      }),
    ),
    languageModelWeight: Type.Optional(
      Type.Number({
        ...doc("Language model weight", "The weight of ln P(y) in the score of a transcript."),
        minimum: 0,
        maximum: 100,
        default: 0.5,
        resumable: true,
      }),
    ),
    labelBonus: Type.Optional(
      Type.Number({
        ...doc(
          "Label bonus",
          "What each label adds to the score of a transcript. A language model makes long transcripts less likely; a bonus makes up for that.",
        ),
        minimum: -100,
        maximum: 100,
        default: 0,
        resumable: true,
      }),
    ),
    seed: Type.Optional(
      Type.Union([seed(), Type.Null()], {
        ...doc("Seed", "The seed of the random numbers of samples. `null`: derived from `training.seed`."),
        default: null,
        resumable: true,
      }),
    ),
  },
  {
    ...doc("Sampling", "How text is sampled during training, and afterwards unless something else is given."),
    additionalProperties: false,
  },
);
