import * as Type from "typebox";
import { doc, fraction, path, paths } from "./fields.ts";

export const data = Type.Object(
  {
    train: Type.Union([path(), paths()], {
      ...doc(
        "Training text",
        "The text to learn from: a path, a glob (`*`, `**`, `?`, `{a,b}`) or a list of them, relative to this file. Several files are read as one stream, in the listed order, the matches of a glob sorted by name. UTF-8.",
      ),
      examples: ["book.txt", ["part1.txt", "part2.txt"], "texts/**/*.txt"],
    }),
    validation: Type.Optional(
      Type.Union([fraction(), path(), paths()], {
        ...doc(
          "Validation text",
          "What the model is tested on while it learns: a fraction of the training text, taken from its end (before `test`), or paths of other files. `0` means none.",
        ),
        default: 0.1,
      }),
    ),
    test: Type.Optional(
      Type.Union([fraction(), path(), paths()], {
        ...doc(
          "Test text",
          "What the best model is measured on once, at the end: a fraction of the training text, taken from its very end, or paths of other files. `0` means none.",
        ),
        default: 0.05,
      }),
    ),
    unit: Type.Optional(
      Type.Enum(["character"], {
        ...doc("Unit", "What one step of the network reads and predicts."),
        enumDescriptions: ["One Unicode code point a step."],
        default: "character",
      }),
    ),
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
                "The most symbols to keep, the most frequent first, `<unk>` counted; the rest becomes `<unk>`. `null` keeps them all.",
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
          ...doc("Vocabulary", "Which symbols the model knows; the rest becomes `<unk>`."),
          additionalProperties: false,
        },
      ),
    ),
  },
  { ...doc("Data", "The text to learn from and how it is read."), additionalProperties: false },
);
