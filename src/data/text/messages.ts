import { messageTable } from "../../base/message.ts";
import { grouped } from "../../base/words.ts";

/** What symbols and their vocabulary say. */
export const says = messageTable("data/text", {
  noMemoryForList: ({ length }: { length: number }) => ({
    code: "out-of-memory",
    text: `There is not enough memory for a list of ${grouped(length)} numbers.`,
    hint: "Close other programs, or train on a part of the data.",
  }),
  noMemoryForText: ({ bytes }: { bytes: number }) => ({
    code: "out-of-memory",
    text: `There is not enough memory for ${grouped(bytes)} bytes of text.`,
    hint: "Close other programs, or train on a part of the text.",
  }),
  tooManyTokens: ({ most }: { most: number }) => ({
    code: "too-many-tokens",
    text: `The text has more than ${grouped(most)} tokens, the most that can be read.`,
    hint: "Train on a part of it.",
  }),
  tooManyDifferentTokens: ({ most }: { most: number }) => ({
    code: "too-many-words",
    text: `The data has more than ${grouped(most)} different tokens, the most that can be read.`,
    hint: "Is data.input the right column? Otherwise train on a part of it.",
  }),
  tooManyDifferentWords: ({ most }: { most: number }) => ({
    code: "too-many-words",
    text: `The text has more than ${grouped(most)} different words, the most that can be read.`,
    hint: 'Train on a part of it, or on characters (data.unit "character").',
  }),
  damagedVocabulary: ({ why }: { why: string }) => ({
    code: "damaged-vocabulary",
    text: `The vocabulary is damaged: ${why}.`,
    hint: "Restore the file from a backup, or train again.",
  }),
});
