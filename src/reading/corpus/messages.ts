import { messageTable } from "../../base/message.ts";
import { count, grouped, shownCharacters } from "../../base/words.ts";
import type { Part } from "../../data/encode/corpus.ts";

/** 0.0312 → "3.1 %" */
function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** The one file that is meant, or how many there are of a part. */
interface Files {
  part: Part;
  files: number;
  name: string;
}

const hold = ({ part, files, name }: Files) =>
  files === 1 ? `${name} holds` : `The ${grouped(files)} files of data.${part} hold`;

/** What is said of a running text. */
export const says = messageTable("reading/corpus", {
  emptyFile: ({ name }: { name: string }) => ({
    code: "empty-file",
    text: `${name} is empty.`,
    hint: "Choose a file with text.",
  }),
  emptyMatch: ({ name }: { name: string }) => ({ code: "empty-file", text: `${name} is empty.` }),
  noText: (files: Files) => ({
    code: "empty-file",
    text: `${hold(files)} no text.`,
    hint: "Choose files with text.",
  }),
  tooLittleText: ({ unit, ...files }: Files & { unit: string }) => ({
    code: "too-little-text",
    text: `${hold(files)} a single ${unit}; to predict the next one takes at least two.`,
    hint: "Choose a longer text.",
  }),
  unknownCharacters: ({ characters }: { characters: readonly string[] }) => ({
    code: "unknown-symbols",
    text: `The text has ${count(characters.length, "character")} that the model does not know: ${shownCharacters(characters)}.`,
    hint: "Remove them from the text, or train with data.vocabulary.minFrequency 2, which replaces rare and new characters by <unk>.",
  }),
  onlyOutsideTraining: ({ symbols }: { symbols: readonly string[] }) => ({
    code: "unseen-characters",
    text: `${count(symbols.length, "symbol occurs", "symbols occur")} only in validation or test, so the model never learns ${symbols.length === 1 ? "it" : "them"}: ${shownCharacters(symbols)}.`,
  }),
  shortBaskets: () => ({
    code: "short-baskets",
    text: "On average the lines of training hold no more than one item, so there is little to predict in a basket. Put the items of a basket into one line, with tabs, commas or semicolons between them.",
  }),
  windowsLineBreaks: ({ name, breaks }: { name: string; breaks: number }) => ({
    code: "line-breaks",
    text: `${name} has ${count(breaks, "Windows line break")} (CR LF), read as LF.`,
  }),
  loneReturns: ({ name, returns }: { name: string; returns: number }) => ({
    code: "line-breaks",
    text: `${name} has ${count(returns, "carriage return")} (CR) without a line feed, read as characters and not as line breaks. If they end lines, save it with LF.`,
  }),
  noPart: (of: { part: "validation" | "test"; fraction: number; length: number; tokens: number }) => ({
    code: "empty-split",
    text: `There is no ${of.part}: data.${of.part} is ${of.fraction}, and ⌊${of.fraction} × ${grouped(of.length)}⌋ = ${count(of.tokens, "token")}, where one target takes two.`,
    key: `data.${of.part}`,
  }),
  /** `isInTraining`: training has unknown symbols too, so the vocabulary was cut. */
  muchUnknown: (of: { part: Part; share: number; unit: string; isInTraining: boolean }) => ({
    code: "unknown-share",
    text: `${percent(of.share)} of ${of.part} is <unk>, so its figures say little. ${
      of.isInTraining
        ? `A larger data.vocabulary.size or a smaller minFrequency keeps more ${of.unit}s.`
        : `Training has none of these ${of.unit}s; a longer text has more.`
    }`,
    key: of.isInTraining ? "data.vocabulary.size" : "data.train",
  }),
  /** `minFrequency` is the smallest with which training would have `<unk>`, where it is small. */
  unknownNotTrained: (of: { part: Part; share: number; unit: string; minFrequency?: number }) => ({
    code: "unknown-not-trained",
    text: `<unk> never occurs in training, so the model does not expect it, although ${percent(of.share)} of ${of.part} is <unk>. ${
      of.minFrequency === undefined
        ? `A longer text has rare ${of.unit}s to learn from.`
        : `Set data.vocabulary.minFrequency to ${of.minFrequency}, and it learns where unknown ${of.unit}s occur.`
    }`,
    key: of.minFrequency === undefined ? "data.train" : "data.vocabulary.minFrequency",
  }),
  inTwoParts: ({ name, parts: [one, other] }: { name: string; parts: readonly [Part, Part] }) => ({
    code: "in-two-parts",
    text: `${name} is in both data.${one} and data.${other}, so ${other} measures what training has already seen.`,
    key: `data.${one}`,
  }),
});
