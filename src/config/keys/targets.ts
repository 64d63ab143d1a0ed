import * as Type from "typebox";
import { doc } from "./fields.ts";

const SPLITS = ["At white space and at the word boundaries of Unicode.", "At white space only."];
const UNITS = ["A Unicode code point.", "A word or punctuation mark."];

/** How the target of a pair becomes symbols, where that differs from the source. */
export const targetKeys = {
  targetUnit: Type.Optional(
    Type.Union([Type.Enum(["character", "word"], { enumDescriptions: UNITS }), Type.Null()], {
      ...doc("Target unit", "What a symbol of the target is. `null`: as `data.unit`."),
      default: null,
    }),
  ),
  targetSplit: Type.Optional(
    Type.Union([Type.Enum(["unicode", "whitespace"], { enumDescriptions: SPLITS }), Type.Null()], {
      ...doc(
        "Target split",
        "How the target is split into words, where it consists of words. `null`: as `data.split`.",
      ),
      default: null,
    }),
  ),
  targetLowercase: Type.Optional(
    Type.Union([Type.Boolean(), Type.Null()], {
      ...doc(
        "Target lowercase",
        "Whether the target is converted to lower case first. The output is then lower case too, and is compared with the target as it stands in the file. `null`: as `data.lowercase`.",
      ),
      default: null,
    }),
  ),
  targetVocabulary: Type.Optional(
    Type.Union(
      [
        Type.Object(
          {
            size: Type.Optional(
              Type.Union([Type.Integer({ minimum: 4, maximum: 1_114_112 }), Type.Null()], {
                ...doc(
                  "Size",
                  "The largest number of symbols to keep, the most frequent first, with `<unk>`, `<eos>` and `<bos>`. `null`: no limit.",
                ),
                default: null,
              }),
            ),
            minFrequency: Type.Optional(
              Type.Integer({
                ...doc("Minimum frequency", "Symbols that occur less often in the training targets become `<unk>`."),
                minimum: 1,
                maximum: 1_000_000_000,
                default: 1,
              }),
            ),
          },
          { additionalProperties: false },
        ),
        Type.Null(),
      ],
      {
        ...doc(
          "Target vocabulary",
          'Which symbols can be written: `{ "size": 8000, "minFrequency": 2 }`. All others become `<unk>`, which is never written. `null`: the limits of `data.vocabulary`, counted in the targets.',
        ),
        default: null,
      },
    ),
  ),
  shareVocabulary: Type.Optional(
    Type.Boolean({
      ...doc(
        "Shared vocabulary",
        "Gives source and target one vocabulary, counted in both, and encoder and decoder one `embedding.weight`. For pairs of one language, or of languages that share their writing and many words.",
      ),
      default: false,
    }),
  ),
  stopSymbol: Type.Optional(
    Type.Boolean({
      ...doc(
        "Stop symbol",
        "Whether the decoder learns to write `<eos>` after each target. It ends an output. `false` shows what it is for: the network never learns where to stop, and every output goes on to the limit.",
      ),
      default: true,
    }),
  ),
};
