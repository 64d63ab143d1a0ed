import * as Type from "typebox";
import { columnKeys } from "./columns.ts";
import { doc, fraction, path, paths } from "./fields.ts";

const SPLITS = ["At white space and Unicode's word boundaries.", "At white space alone."];
const ENDS = ["Each line.", "Each sentence."];

export const data = Type.Object(
  {
    train: Type.Union([path(), paths()], {
      ...doc(
        "Training text",
        "The text to learn from: a path, a glob (`*`, `**`, `?`, `{a,b}`) or a list of them, relative to this file. Several files are read as one stream, in the listed order, the matches of a glob sorted by name. UTF-8, or UTF-16 with its byte order mark.",
      ),
      examples: ["book.txt", ["part1.txt", "part2.txt"], "texts/**/*.txt"],
    }),
    validation: Type.Optional(
      Type.Union([fraction(), path(), paths()], {
        ...doc(
          "Validation text",
          "What the model is tested on while it learns: a fraction of the training text, taken from its end (before `test`), or paths of other files. Of examples whose order means nothing, the fraction is drawn by `training.seed`. `0` means none.",
        ),
        default: 0.1,
      }),
    ),
    test: Type.Optional(
      Type.Union([fraction(), path(), paths()], {
        ...doc(
          "Test text",
          "What the best model is measured on once, at the end: a fraction of the training text, taken from its very end, or paths of other files; of examples whose order means nothing, drawn by `training.seed`. `0` means none.",
        ),
        default: 0.05,
      }),
    ),
    unit: Type.Optional(
      Type.Enum(["character", "word", "item"], {
        ...doc("Unit", "What one step of the network reads and predicts."),
        enumDescriptions: [
          "One Unicode code point a step.",
          "One word or punctuation mark a step, and `<eos>` at the end of each line; white space is left out, and put back by how often each word had it.",
          "One item a step: each line is a basket, a playlist or a session, with tabs between its items, else commas, else semicolons, whichever the beginning of the text has; `<eos>` ends a line. The next one is recommended, and hit@1, hit@5, hit@10 and MRR are measured among all items.",
        ],
        default: "character",
      }),
    ),
    split: Type.Optional(
      Type.Union([Type.Enum(["unicode", "whitespace"], { enumDescriptions: SPLITS }), Type.Null()], {
        ...doc(
          "Split",
          'How words are told apart, with `unit` "word". `"unicode"`: at white space and at the word boundaries of Unicode, so that punctuation marks are words of their own and "don\'t" is one. `"whitespace"`: at white space alone, for texts that were split before, like PTB. A literal `<unk>` or `<eos>` is that symbol and never split. `null`: `"unicode"`.',
        ),
        default: null,
      }),
    ),
    eos: Type.Optional(
      Type.Union([Type.Enum(["line", "sentence"], { enumDescriptions: ENDS }), Type.Null()], {
        ...doc(
          "End of sequence",
          'What `<eos>` ends, with `unit` "word": each `"line"`, also an empty one, or each `"sentence"` by the rules of Unicode, where line breaks are white space and an empty line ends a paragraph. `<eos>` is predicted like a word; where the network would read it, it reads `<bos>`, the start. `null`: `"line"`.',
        ),
        default: null,
      }),
    ),
    direction: Type.Optional(
      Type.Enum(["forward", "backward", "cloze"], {
        ...doc(
          "Direction",
          "Which symbol comes next: the one after, or the one before. `backward` reads and writes each part from its end; a prompt is then what a text ends with, and samples are shown in reading order. `cloze` predicts each symbol from those before and those after it, by two stacks that are kept apart at every depth: h→_{t−1} and h←_{t+1} predict x_t, and what they say for each symbol adds up. Its figure is a pseudo-perplexity, which is not comparable with a perplexity; a sample fills the gaps of the prompt, written `___`. In training each window starts from a zero state in both directions, because no state can be carried from where the text was not read, so the first and the last symbol of a window see one side alone; validation and test read more on either side.",
        ),
        enumDescriptions: [
          "From the beginning to the end.",
          "From the end to the beginning.",
          "Each from both its sides.",
        ],
        default: "forward",
      }),
    ),
    ...columnKeys,
    lowercase: Type.Optional(
      Type.Boolean({
        ...doc("Lowercase", "Turns every character into lower case first, one by one and the same in every language."),
        default: false,
      }),
    ),
    vocabulary: Type.Optional(
      Type.Object(
        {
          size: Type.Optional(
            Type.Union([Type.Integer({ minimum: 2, maximum: 1_114_112 }), Type.Null()], {
              ...doc(
                "Vocabulary size",
                "The most symbols to keep, the most frequent first, `<unk>` and of words `<eos>` and `<bos>` counted; the rest becomes `<unk>`. `null` keeps them all.",
              ),
              default: null,
            }),
          ),
          minFrequency: Type.Optional(
            Type.Integer({
              ...doc("Least frequency", "Symbols that the training text holds less often than this become `<unk>`."),
              minimum: 1,
              maximum: 1_000_000_000,
              default: 1,
            }),
          ),
        },
        {
          ...doc(
            "Vocabulary",
            "Which symbols the model knows; the rest becomes `<unk>`, which words always have and characters where something is cut.",
          ),
          additionalProperties: false,
        },
      ),
    ),
  },
  { ...doc("Data", "The text to learn from and how it is read."), additionalProperties: false },
);
