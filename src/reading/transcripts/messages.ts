import { messageTable } from "../../base/message.ts";
import { count, grouped, listed, quoted } from "../../base/words.ts";

/** Where something first occurs: a line of a file. */
interface First {
  line: number;
  /** The file's name. */
  name: string;
}

const placed = ({ line, name }: First) => `line ${grouped(line)} of ${name}`;

/** "The example in line 3 of a.jsonl", "12 examples, the first in line 3 of a.jsonl," */
const examplesAt = (examples: number, first: First) =>
  examples === 1 ? `The example in ${placed(first)}` : `${count(examples, "example")}, the first in ${placed(first)},`;

/** "banana" needs 6 steps; "aab" needs 4, one for a blank. */
const needs = (labels: number, needed: number) => {
  const between = needed - labels;
  const blanks =
    between > 0
      ? `, and ${grouped(between)} for ${between === 1 ? "a blank" : "blanks"} between labels that repeat`
      : "";
  return `${count(labels, "label")} need one step each${blanks}`;
};

interface Short extends First {
  examples: number;
  /** Of the first: its steps, its labels, and the steps that they need. */
  steps: number;
  labels: number;
  needed: number;
}

/** What is said of sequences with transcripts. */
export const says = messageTable("reading/transcripts", {
  tooShort: ({ examples, steps, labels, needed, isSound }: Short & { isSound: boolean }) => ({
    code: "input-too-short",
    text: `The input has ${count(steps, "step")}, and its target needs ${grouped(needed)}: ${needs(labels, needed)}.${examples > 1 ? ` ${grouped(examples)} examples are too short; this is the first.` : ""}`,
    hint: `Give the input more steps${isSound ? " (a smaller stack or stepMs in data.features)" : ""}, or its target fewer labels (data.targetUnit), or remove the example. No alignment of so many labels fits into so few steps.${steps === 1 ? " Where each row of the table is a step, data.sequence names the column that says which rows are one input." : ""}`,
  }),
  shortLeftOut: ({ examples, steps, needed, ...first }: Short) => ({
    code: "input-too-short",
    text: `${examplesAt(examples, first)} ${examples === 1 ? "has an input that is" : "have inputs that are"} too short for ${examples === 1 ? "its target" : "their targets"} (${count(steps, "step")}, where ${grouped(needed)} are needed), and ${examples === 1 ? "is" : "are"} left out.`,
  }),
  tooLong: (of: { examples: number; side: "input" | "target"; most: number; longest: number } & First) => {
    const [key, noun] = of.side === "input" ? ["training.sequenceLength", "step"] : ["training.targetLength", "label"];
    return {
      code: "left-out",
      text: `${examplesAt(of.examples, of)} ${of.examples === 1 ? "has" : "have"} ${of.side === "input" ? "an input" : "a target"} of more than ${key} = ${count(of.most, noun)}, and ${of.examples === 1 ? "is" : "are"} left out. The longest has ${grouped(of.longest)}.`,
      key,
    };
  },
  emptyTargets: ({ examples, ...first }: { examples: number } & First) => ({
    code: "empty-targets",
    text: `${examplesAt(examples, first)} ${examples === 1 ? "has" : "have"} an empty target, so only blanks are correct there.`,
    key: "data.target",
  }),
  unknownLabels: ({ examples, labels, ...first }: { examples: number; labels: readonly string[] } & First) => ({
    code: "unknown-labels",
    text: `${examplesAt(examples, first)} ${examples === 1 ? "has" : "have"} labels that the network does not know: ${listed(labels.slice(0, 12).map(quoted), "and")}. They count as errors, and the loss is that of the other examples.`,
  }),
  noText: ({ column, isList }: { column: string; isList: boolean }) => ({
    code: "no-text",
    text: `Column ${quoted(column)} has ${isList ? "a list of lists or objects" : "an object"} here, and no text.`,
    hint: `A target is a text or a list of labels${isList ? "" : `; a key within the object is named ${quoted(`${column}.key`)}`}.`,
  }),
  allLeftOut: ({ examples }: { examples: number }) => ({
    code: "empty-file",
    text: `${examples === 1 ? "The only example is" : `All ${count(examples, "example")} are`} left out: their inputs or targets are too long.`,
    hint: "Raise training.sequenceLength or training.targetLength, and check data.input and data.target.",
  }),
  nothingKnown: ({ key, isCut }: { key: string; isCut: boolean }) => ({
    code: "all-unknown",
    text: `There is no label to learn: ${isCut ? `${key} leaves none` : "all targets of the training part are empty"}.`,
    hint: isCut ? "Lower minFrequency, or raise size." : "Check data.target.",
  }),
});
