import { messageTable } from "../../base/message.ts";
import { count, grouped, listed, quoted } from "../../base/words.ts";
import type { Part } from "../../data/encode/corpus.ts";

/** Where something first occurs. */
interface First {
  line: number;
  /** The file's name. */
  name: string;
}

type Side = "source" | "target";

/** Pairs that are left out as one of their sides is empty, or too `long`: longer than `most`, in symbols, the shortest of which is `shortest`. */
export interface LeftOut {
  side: Side;
  pairs: number;
  long?: { most: number; shortest: number };
}

const lengthKey = (side: Side) => (side === "source" ? "training.sequenceLength" : "training.targetLength");

const reasonText = ({ side, pairs, long }: LeftOut) =>
  `${grouped(pairs)} with ${long ? `a ${side} of more than ${lengthKey(side)} = ${count(long.most, "symbol")} (the shortest has ${grouped(long.shortest)})` : `an empty ${side}`}`;

const placed = ({ line, name }: First) => `line ${grouped(line)} of ${name}`;

/** "1 pair in line 3 of a.tsv", "12 pairs, the first in line 3 of a.tsv," */
const pairsAt = (pairs: number, first: First) =>
  pairs === 1 ? `The pair in ${placed(first)}` : `${count(pairs, "pair")}, the first in ${placed(first)},`;

/** What is said of pairs of a source and a target. */
export const says = messageTable("reading/pairs", {
  // ---- parallel files
  otherFileCount: ({ part, sources, targets }: { part: Part; sources: number; targets: number }) => ({
    code: "uneven-files",
    text: `data.${part}.source names ${count(sources, "file")}, and data.${part}.target ${grouped(targets)}. The first of one belongs to the first of the other, and so on.`,
    hint: "Name as many, in the same order.",
  }),
  sameFile: ({ name }: { name: string }) => ({
    code: "uneven-files",
    text: `${name} is named as the source and as its target.`,
    hint: "Name two files. Two columns of one file are data.input and data.target.",
  }),
  emptyFile: ({ name }: { name: string }) => ({
    code: "empty-file",
    text: `${name} is empty.`,
    hint: "Choose a file with a text in each line.",
  }),
  emptyEnd: ({ name, lines }: { name: string; lines: number }) => ({
    code: "empty-lines",
    text: `${lines === 1 ? "The empty line" : `${grouped(lines)} empty lines`} at the end of ${name} ${lines === 1 ? "has" : "have"} no partner, and ${lines === 1 ? "is" : "are"} passed over.`,
  }),
  otherLineCount: (of: { longer: string; shorter: string; more: number; fewer: number; near?: number }) => ({
    code: "uneven-lines",
    text: `${of.longer} has ${count(of.more, "line")}, and ${of.shorter} ${grouped(of.fewer)}. Line n of one belongs to line n of the other.`,
    hint:
      of.near === undefined
        ? "Look for a line that is missing, or that was broken in two: all pairs after it are shifted."
        : of.near > of.fewer
          ? `By the lengths of the lines, all others belong together, and only the end of ${of.shorter} is missing.`
          : `By the lengths of the lines, they are shifted from about line ${grouped(of.near)} on: look there for a line that is missing in ${of.shorter}, or broken in two in ${of.longer}.`,
  }),

  // ---- left out
  emptySides: ({ pairs, side, ...first }: { pairs: number; side: Side } & First) => ({
    code: "left-out",
    text: `${pairsAt(pairs, first)} ${pairs === 1 ? "has" : "have"} an empty ${side}, and ${pairs === 1 ? "is" : "are"} left out.`,
  }),
  tooLong: (of: { pairs: number; side: Side; most: number; longest: number } & First) => {
    const key = lengthKey(of.side);
    return {
      code: "left-out",
      text: `${pairsAt(of.pairs, of)} ${of.pairs === 1 ? "has" : "have"} a ${of.side} of more than ${key} = ${count(of.most, "symbol")}, and ${of.pairs === 1 ? "is" : "are"} left out. The longest has ${grouped(of.longest)}.`,
      key,
    };
  },
  noText: ({ column, isList }: { column: string; isList: boolean }) => ({
    code: "no-text",
    text: `Column ${quoted(column)} has ${isList ? "a list of lists or objects" : "an object"} here, and no text.`,
    hint: `A side of a pair is a text or a list of tokens${isList ? "" : `; a key within the object is named ${quoted(`${column}.key`)}`}.`,
  }),
  noPairs: ({ name }: { name?: string }) => ({
    code: "empty-file",
    text: `${name ?? "The files of data.train"} ${name === undefined ? "have" : "has"} no pair of a source and a target.`,
    hint: "Choose files with pairs; data.input and data.target name their columns.",
  }),
  allLeftOut: ({ pairs, reasons }: { pairs: number; reasons: readonly LeftOut[] }) => ({
    code: "empty-file",
    text: `${pairs === 1 ? "The only pair is" : `All ${count(pairs, "pair")} are`} left out: ${listed(reasons.map(reasonText), "and")}.`,
    hint: reasons.some(({ long }) => long)
      ? `Allow longer sides${reasons.some(({ long }) => !long) ? ", and check data.input and data.target" : ""}.`
      : "Check data.input and data.target.",
  }),
  noTargets: ({ name }: { name: string }) => ({
    code: "no-target",
    text: `${name} has no targets to measure by`,
    hint: "Give a file with both columns, or the targets in a file of their own, a line each.",
    advice: { do: "give", option: "targets", value: "FILE" },
  }),
  oneColumn: ({ name }: { name: string }) => ({
    code: "no-such-column",
    text: `${name} has one column, and data.input and data.target need one each.`,
    hint: 'Parallel files are named { "source": …, "target": … }. Of a table whose columns are not told apart, set data.delimiter or data.format.',
  }),

  // ---- what looks wrong
  unevenSides: (of: { pairs: number; source: number; target: number } & First) => ({
    code: "uneven-pairs",
    text: `${pairsAt(of.pairs, of)} ${of.pairs === 1 ? "has" : "have"} sides whose lengths differ ten times as much as usual. The ${of.pairs === 1 ? "" : "first "}source has ${count(of.source, "character")}, and its target ${grouped(of.target)}. Look for lines that slipped, or texts that were cut.`,
    key: "data.train",
  }),
  equalSides: ({ pairs, all, ...first }: { pairs: number; all: number } & First) => ({
    code: "equal-sides",
    text: `${grouped(pairs)} of ${count(all, "target")} ${pairs === 1 ? "is equal to its source" : "are equal to their sources"}; ${pairs === 1 ? "it" : "the first"} is in ${placed(first)}. If nothing should be copied, remove such pairs.`,
    key: "data.train",
  }),
  repeatedSources: (of: { part: Part; repeated: number; whole: number; all: number } & First) => {
    const [is, where] = of.repeated === 1 ? ["is", "It is"] : ["are", "The first is"];
    const both =
      of.whole === of.repeated
        ? ", with the same target"
        : of.whole === 0
          ? ", with another target"
          : `, ${grouped(of.whole)} of them with the same target`;
    return {
      code: "repeated-rows",
      text: `${of.repeated === of.all ? "All" : grouped(of.repeated)} of ${count(of.all, "source")} of ${of.part} ${is} in training too${both}, so ${of.part} measures in part what training has already seen. ${where} in ${placed(of)}.`,
      key: `data.${of.part}`,
    };
  },
  nothingKnown: ({ side, key, isCut }: { side: Side; key: string; isCut: boolean }) => ({
    code: "all-unknown",
    text: `Every symbol of the ${side}s is <unk>: ${isCut ? `${key} leaves no symbol` : "training has no symbol"}, so ${side === "source" ? "all sources read alike" : "there is nothing to write"}.`,
    hint: isCut ? "Lower minFrequency, or raise size." : "Train on pairs that have texts on both sides.",
  }),
  oneWordEach: ({ side, key, characters }: { side: Side; key: string; characters: number }) => ({
    code: "one-word-each",
    text: `Nearly every ${side} is a single word, of ${grouped(characters)} characters on average: a text without white space is not split. Set ${key} to "character", or split to "unicode".`,
    key,
  }),
});
