import { messageTable } from "../../base/message.ts";
import { count, grouped, listed, quoted, shownCharacters } from "../../base/words.ts";
import type { Part } from "../../data/encode/corpus.ts";

/** More labels than that help nobody. */
const SHOWN = 8;

/** A label in quotes, with what nobody sees of it by its code point. */
function visible(label: string): string {
  return JSON.stringify(label).replace(/\p{Cf}|\p{M}|\u00a0/gu, (sign) => {
    return `\\u${sign.codePointAt(0)!.toString(16).padStart(4, "0")}`;
  });
}

/** How labels that may be meant as one differ. */
export type Likeness = "number" | "truth" | "case" | "form";

const LIKENESS: Record<Likeness, string> = {
  number: "one number, written in different ways",
  truth: "one truth value, as a word and as a number",
  case: "the same except for upper and lower case",
  form: "the same except for white space or the form of their characters",
};

const it = (things: readonly unknown[]) => (things.length === 1 ? "it" : "them");

/** What is said of data that can be read, and makes the figures of a training worth less. */
export const says = messageTable("reading/checks", {
  longSequence: ({ part, tokens, most }: { part: Part; tokens: number; most: number }) => ({
    code: "long-sequence",
    text: `training.sequenceLength ${grouped(most)} is longer than ${part}, which has ${count(tokens, "token")}: it is measured as one short sequence.`,
    key: "training.sequenceLength",
  }),
  rareCharacters: ({ characters }: { characters: readonly string[] }) => ({
    code: "rare-characters",
    text: `${count(characters.length, "character occurs", "characters occur")} only once in training: ${shownCharacters(characters)}. A model learns little about ${it(characters)}; data.vocabulary.minFrequency 2 replaces such characters by <unk>.`,
    key: "data.vocabulary.minFrequency",
  }),
  unseenCharacters: ({ characters }: { characters: readonly string[] }) => ({
    code: "unseen-characters",
    text: `${count(characters.length, "character occurs", "characters occur")} only in validation or test, so the model never learns ${it(characters)}: ${shownCharacters(characters)}.`,
    key: "data.vocabulary",
  }),
  tooFewSequences: ({ sequences, batchSize }: { sequences: number; batchSize: number }) => ({
    code: "too-little-data",
    text: `The training part has ${count(sequences, "sequence")}, and one minibatch takes training.batchSize = ${batchSize}, so there is none.`,
    hint:
      sequences > 0
        ? `Lower training.batchSize to at most ${grouped(sequences)}, or train on more data.`
        : "Train on more data.",
    key: "training.batchSize",
  }),
  repeatedRows: ({ part, repeated, all }: { part: Part; repeated: number; all: number }) => ({
    code: "repeated-rows",
    text: `${repeated === all ? "All" : grouped(repeated)} of ${count(all, "sequence")} of ${part} ${repeated === 1 ? "is" : "are"} in training too, step for step, so ${part} measures in part what training has already seen.`,
    key: `data.${part}`,
  }),
  muchUnknown: (of: {
    part: Part;
    /** Of pairs. */
    side?: "source" | "target";
    share: number;
    unit: string;
    isInTraining: boolean;
  }) => ({
    code: "unknown-share",
    text: `${(100 * of.share).toFixed(1)} % of ${of.side ? `the ${of.side}s of ` : ""}${of.part} is <unk>, so its figures say little. ${
      of.isInTraining
        ? `A larger ${of.side === "target" ? "data.targetVocabulary" : "data.vocabulary"}.size or a smaller minFrequency keeps more ${of.unit}s.`
        : `Training has none of these ${of.unit}s; more data have more.`
    }`,
    key: of.side === "target" ? "data.targetVocabulary" : "data.vocabulary",
  }),
  alikeLabels: ({ labels, likeness }: { labels: readonly { label: string; times: number }[]; likeness: Likeness }) => ({
    code: "alike-labels",
    text: `The labels ${listed(
      labels.map(({ label, times }) => `${visible(label)} (${grouped(times)})`),
      "and",
    )} are ${LIKENESS[likeness]}, and count as ${labels.length} different labels. Write them alike if they are meant as one.`,
    key: "data.target",
  }),
  moreAlike: ({ groups }: { groups: number }) => ({
    code: "alike-labels",
    text: `${count(groups, "more group")} of labels differ as little from each other.`,
    key: "data.target",
  }),
  oneLabel: ({ label }: { label: string }) => ({
    code: "one-label",
    text: `Every example has the label ${quoted(label)}: there is nothing to tell apart.`,
    key: "data.target",
  }),
  unseenLabels: ({ part, labels }: { part: Part; labels: readonly string[] }) => {
    const shown = labels.slice(0, SHOWN).map(quoted);
    const more = labels.length > SHOWN ? ` and ${grouped(labels.length - SHOWN)} more` : "";
    const which = labels.length === 1 ? "is a label" : `are ${grouped(labels.length)} labels`;
    return {
      code: "unseen-labels",
      text: `In ${part} there ${which} that training never sees: ${listed(shown, "and")}${more}. The model cannot know ${it(labels)}.`,
      key: `data.${part}`,
    };
  },
  noExamples: ({ part }: { part: Part }) => ({
    code: "empty-split",
    text: `There is no ${part}: the files of data.${part} have no examples.`,
    key: `data.${part}`,
  }),
  noRowsOf: ({ part, column }: { part: Part; column: string }) => ({
    code: "empty-split",
    text: `There is no ${part}: no row of column ${quoted(column)} says so.`,
    key: "data.partition",
  }),
  tooFewFor: ({ part, fraction, what }: { part: Part; fraction: number; what: "row" | "example" }) => ({
    code: "empty-split",
    text: `There is no ${part}: data.${part} is ${fraction}, and there are too few ${what}s for one of them.`,
    key: `data.${part}`,
  }),
});
