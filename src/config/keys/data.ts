import * as Type from "typebox";
import { columnKeys } from "./columns.ts";
import { encoding } from "./encoding.ts";
import { features } from "./features.ts";
import { doc, fraction, path, paths, sides } from "./fields.ts";
import { targetKeys } from "./targets.ts";

const SPLITS = ["At white space and at the word boundaries of Unicode.", "At white space only."];
const ENDS = ["Each line.", "Each sentence."];

export const data = Type.Object(
  {
    train: Type.Union([path(), paths(), sides()], {
      ...doc(
        "Training text",
        'The text to learn from: a path, a glob (`*`, `**`, `?`, `{a,b}`) or a list of them, relative to this file. Several files are read as one stream, in the listed order, with the matches of a glob sorted by name. UTF-8, or UTF-16 with its byte order mark; `encoding` names another. With `sequence-to-sequence` also two parallel files of lines, `{ "source": "train.de", "target": "train.en" }`: line n of one belongs to line n of the other. With `transcription` also a folder of sounds, or a glob of `.wav` files, where the text of each sound is in a `.txt` file of the same name beside it.',
      ),
      examples: ["book.txt", ["part1.txt", "part2.txt"], "texts/**/*.txt"],
    }),
    validation: Type.Optional(
      Type.Union([fraction(), path(), paths(), sides()], {
        ...doc(
          "Validation text",
          "The data that the model is measured on while it learns: a fraction of the training text, taken from its end (before `test`), or paths of other files (of parallel files, again `source` and `target`). Where the order of examples does not matter, the fraction is drawn by `training.seed`. `0`: none.",
        ),
        default: 0.1,
      }),
    ),
    test: Type.Optional(
      Type.Union([fraction(), path(), paths(), sides()], {
        ...doc(
          "Test text",
          "The data that the best model is measured on once, at the end: a fraction of the training text, taken from its very end, or paths of other files (of parallel files, again `source` and `target`). Where the order of examples does not matter, the fraction is drawn by `training.seed`. `0`: none.",
        ),
        default: 0.05,
      }),
    ),
    encoding,
    unit: Type.Optional(
      Type.Enum(["character", "word", "item"], {
        ...doc("Unit", "What the network reads and predicts in one step."),
        enumDescriptions: [
          "One Unicode code point per step.",
          "One word or punctuation mark per step, and `<eos>` at the end of each line. White space is left out, and restored by how often each word had it.",
          "One item per step: each line is a basket, a playlist or a session. Its items are separated by tabs, else commas, else semicolons, whichever the beginning of the text contains, and `<eos>` ends a line. The next item is recommended, and hit@1, hit@5, hit@10 and MRR are measured among all items.",
        ],
        default: "character",
      }),
    ),
    split: Type.Optional(
      Type.Union([Type.Enum(["unicode", "whitespace"], { enumDescriptions: SPLITS }), Type.Null()], {
        ...doc(
          "Split",
          'How text is split into words, with `unit` "word". `"unicode"`: at white space and at the word boundaries of Unicode, so that punctuation marks are separate words and "don\'t" is one word. `"whitespace"`: at white space only, for texts that were already split, like PTB. A literal `<unk>` or `<eos>` is that symbol and is never split. `null`: `"unicode"`.',
        ),
        default: null,
      }),
    ),
    eos: Type.Optional(
      Type.Union([Type.Enum(["line", "sentence"], { enumDescriptions: ENDS }), Type.Null()], {
        ...doc(
          "End of sequence",
          'What `<eos>` ends, with `unit` "word": each `"line"`, also an empty one, or each `"sentence"` by the rules of Unicode, where line breaks are white space and an empty line ends a paragraph. `<eos>` is predicted like a word. Where the network would read it, it reads `<bos>`, the start symbol. `null`: `"line"`.',
        ),
        default: null,
      }),
    ),
    direction: Type.Optional(
      Type.Enum(["forward", "backward", "cloze"], {
        ...doc(
          "Direction",
          "Which symbol is predicted: the next one, the previous one, or each from both sides. `backward` reads and writes each part from its end: a prompt is then the end of a text, and samples are shown in reading order. `cloze` predicts each symbol from those before and those after it, by two stacks that are kept apart at every depth: h→_{t−1} and h←_{t+1} predict x_t, and their contributions to the logits are added. Its figure is a pseudo-perplexity, which cannot be compared with a perplexity. A sample fills the gaps of the prompt, written `___`. In training, each window starts from a zero state in both directions, because no state can be carried from text that was not read. The first and the last symbol of a window therefore see only one side; validation and test read more on either side.",
        ),
        enumDescriptions: [
          "From the beginning to the end.",
          "From the end to the beginning.",
          "Each symbol from both sides.",
        ],
        default: "forward",
      }),
    ),
    ...columnKeys,
    features,
    lowercase: Type.Optional(
      Type.Boolean({
        ...doc("Lowercase", "Converts every character to lower case first, one by one and the same in every language."),
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
                "The largest number of symbols to keep, the most frequent first. `<unk>` is counted, and with words also `<eos>` and `<bos>`. All other symbols become `<unk>`. `null`: no limit.",
              ),
              default: null,
            }),
          ),
          minFrequency: Type.Optional(
            Type.Integer({
              ...doc("Minimum frequency", "Symbols that occur less often in the training text become `<unk>`."),
              minimum: 1,
              maximum: 1_000_000_000,
              default: 1,
            }),
          ),
        },
        {
          ...doc(
            "Vocabulary",
            "Which symbols the model knows. All others become `<unk>`, which words always have, and characters only where symbols are left out.",
          ),
          additionalProperties: false,
        },
      ),
    ),
    ...targetKeys,
  },
  { ...doc("Data", "The data to learn from, and how they are read."), additionalProperties: false },
);
