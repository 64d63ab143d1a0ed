import { didYouMean, messageTable } from "../../base/message.ts";
import { valueText } from "../../base/numberText.ts";
import { capitalized, count, grouped, listed, quoted, shownCharacters } from "../../base/words.ts";
import type { Part } from "../../data/encode/corpus.ts";
import type { ConstantColumn } from "../../data/encode/normalize.ts";

/** Names of columns that a message lists. */
const SHOWN = 12;

/** Where something first occurs. */
interface First {
  line: number;
  /** The file's name. */
  name: string;
}

/** Columns that are constant in training, under the key of the config that names them. */
interface Constant {
  key: "data.input" | "data.target";
  columns: readonly ConstantColumn[];
  /** Whether it is the change from row to row that is constant. */
  differenced?: boolean;
  isSeries?: boolean;
}

/** Columns that are read only where they are named, and what they say. */
export interface AsideColumns {
  columns: readonly string[];
  what: string;
}

const placed = ({ line, name }: First) => `line ${grouped(line)} of ${name}`;
const all = (columns: readonly string[]) => listed(columns.map(quoted), "and");

function shownColumns(columns: readonly string[]): string {
  const shown = columns.slice(0, SHOWN).map(quoted);
  if (shown.length === 1) return `Its only column is ${shown[0]}.`;
  return `Its columns are ${listed(columns.length > SHOWN ? [...shown, `${columns.length - SHOWN} more`] : shown, "and")}.`;
}

function constants({ columns, differenced }: Constant, most = 8): string {
  const more = columns.length > most ? [`${columns.length - most} other columns`] : [];
  const names = listed([...columns.slice(0, most).map(({ column }) => quoted(column)), ...more], "and");
  return differenced ? `the change of ${names} from row to row` : names;
}

/** What is said of examples: sequences with labels, tags, or texts to write. */
export const says = messageTable("reading/examples", {
  // ---- files
  emptyFile: ({ name }: { name: string }) => ({
    code: "empty-file",
    text: `${name} is empty.`,
    hint: "Choose a file with examples.",
  }),
  emptyMatch: ({ name }: { name: string }) => ({ code: "empty-file", text: `${name} is empty.` }),
  unreadable: ({ rows, first }: { rows: number; first: string }) => ({
    code: "left-out",
    text:
      rows === 1
        ? `1 row cannot be read, and is left out. ${first}`
        : `${grouped(rows)} rows cannot be read, and are left out. The first: ${first}`,
  }),
  allEmpty: () => ({
    code: "empty-file",
    text: "All files of data.train are empty.",
    hint: "Choose files with examples.",
  }),
  /** `name` of the one file, where there is one. */
  noExamples: ({ name }: { name?: string }) => ({
    code: "empty-file",
    text: name === undefined ? "The files of data.train have no examples." : `${name} has no examples.`,
    hint: "Choose files with examples.",
  }),
  noExamplesIn: ({ name }: { name: string }) => ({ code: "empty-file", text: `${name} has no examples.` }),
  nothingToTrainOn: () => ({
    code: "empty-file",
    text: "There is no example to train on: all are in validation or test.",
    hint: "Check data.validation, data.test and data.partition.",
  }),
  inTwoParts: ({ name, parts: [one, other] }: { name: string; parts: readonly [Part, Part] }) => ({
    code: "in-two-parts",
    text: `${name} is in both data.${one} and data.${other}, so ${other} measures what training has already seen.`,
    key: `data.${one}`,
  }),

  // ---- columns
  roles: ({ name, key, columns }: { name: string; key: string; columns: readonly string[] }) => ({
    code: "columns",
    text: `${name}: ${key} is ${all(columns)}.`,
    key,
  }),
  noStartColumn: ({ name, columns }: { name: string; columns: readonly string[] }) => ({
    code: "columns",
    text: `${name}: texts start with nothing; data.input may name ${listed(columns.slice(0, SHOWN).map(quoted), "or")}.`,
    key: "data.input",
  }),
  digitsAsText: ({ name, column }: { name: string; column: string }) => ({
    code: "columns",
    text: `${name}: the numbers in ${quoted(column)} are read as text, symbol by symbol; data.input [${quoted(column)}] reads them as numbers.`,
    key: "data.input",
  }),
  setAside: ({ name, columns }: { name: string; columns: readonly AsideColumns[] }) => {
    const each = columns.map((own) => `${all(own.columns)} ${own.columns.length === 1 ? "says" : "say"} ${own.what}`);
    const isOne = columns.flatMap((own) => own.columns).length === 1;
    const rest = isOne ? "It is read only if data.input names it." : "They are read only if data.input names them.";
    return { code: "columns", text: `${name}: ${listed(each, "and")}. ${rest}`, key: "data.input" };
  },
  inputIsTarget: ({ column }: { column: string }) => ({
    code: "not-together",
    text: `Column ${quoted(column)} is both data.input and data.target: the network would read its answer.`,
    hint: "Name different columns.",
  }),
  missingColumn: (of: { name: string; column: string; key: string; columns: readonly string[]; near?: string }) => ({
    code: "missing-column",
    text: `${of.name} has no column ${quoted(of.column)}, which is read as ${of.key}.`,
    hint:
      of.near === undefined
        ? shownColumns(of.columns)
        : `It has ${quoted(of.near)}: call it ${quoted(of.column)}, as the first file of data.train does.`,
  }),
  noSuchColumn: (of: { name: string; value: string; key: string; columns: readonly string[]; near?: string }) => ({
    code: "no-such-column",
    text: `${of.key} names ${quoted(of.value)}, and ${of.name} has no such column.`,
    ...didYouMean(of.near, shownColumns(of.columns)),
    value: of.value,
  }),
  noColumnLeft: ({ name, columns, key }: { name: string; columns: number; key: string }) => ({
    code: "no-such-column",
    text:
      columns === 1
        ? `${name} has one column, and data.input and data.target need one each.`
        : `${name} has ${columns} columns, and none that ${key} could be.`,
    hint: "Name it in the config; where the columns are not told apart, set data.delimiter or data.format.",
  }),
  twoStarts: ({ columns: [one, other] }: { columns: readonly string[] }) => ({
    code: "two-texts",
    text: `Columns ${quoted(one)} and ${quoted(other)} of data.input both hold labels, and a text starts with one.`,
    hint: "Keep one of them; columns of numbers may stand beside it.",
  }),
  needsEmbedding: () => ({
    code: "not-together",
    text: "model.embedding is 0, and each step has a symbol beside numbers: a symbol that stands beside numbers needs an embedding.",
    hint: "Set model.embedding to 8 or more, or leave it out.",
  }),

  // ---- steps and parts
  otherWidth: ({ line, width, before }: { line: number; width: number; before: number }) => ({
    code: "uneven-columns",
    text: `The example in line ${grouped(line)} has ${count(width, "number")} per step, and those before it have ${grouped(before)}.`,
    hint: "Steps must have the same number of numbers in all examples.",
  }),
  tooManySteps: ({ most }: { most: number }) => ({
    code: "too-many-tokens",
    text: `The data has more than ${grouped(most)} steps or numbers, the most that can be read.`,
    hint: "Train on a part of it.",
  }),
  unevenTags: ({ steps, tags, column }: { steps: number; tags: number; column: string }) => ({
    code: "uneven-tags",
    text: `There are ${count(steps, "step")} and ${count(tags, "tag")} in column ${quoted(column)}.`,
    hint: "Each step has one tag.",
  }),
  badPartition: ({ column, cell }: { column: string; cell?: string }) => ({
    code: "bad-partition",
    text: `There is ${cell === undefined ? "nothing" : quoted(cell.slice(0, 40))} in column ${quoted(column)}, which says the part of an example.`,
    hint: "A part is train, validation (or valid, val, dev) or test.",
  }),
  tornPartition: ({ line }: { line: number }) => ({
    code: "bad-partition",
    text: `Line ${grouped(line)} continues a sequence of another part.`,
    hint: "All steps of a sequence belong to one part.",
  }),
  tornLabel: ({ line }: { line: number }) => ({
    code: "torn-label",
    text: `Line ${grouped(line)} continues a sequence that has another label.`,
    hint: "A sequence has one label, the same in all its rows; for a label in each row, use the task tagging.",
  }),
  namelessSequence: ({ column }: { column: string }) => ({
    code: "missing-value",
    text: `There is nothing in column ${quoted(column)}, which names the sequence of a row, and no row above names one.`,
    hint: "Name the sequence at least in its first row.",
  }),
  /** `filled`: some rows have no name and belong to the sequence above. */
  tornSequence: ({ name, column, filled }: { name: string; column: string; filled: boolean }) => ({
    code: "torn-sequence",
    text: `Sequence ${quoted(name.slice(0, 40))} in column ${quoted(column)} continues after rows of other sequences.`,
    hint: filled
      ? "Where only its first row names a sequence, each needs a name of its own, such as its number in the whole file; leave the rows in their order."
      : "If it is another sequence, such as a sentence of another document, give it a name of its own. If it is the same, bring its rows together in their order.",
  }),
  namedByFirstRow: ({ column, sequences }: { column: string; sequences: number }) => ({
    code: "sequences",
    text: `${quoted(column)} names each of ${count(sequences, "sequence")} in its first row; the rows without a name below it are its other steps.`,
    key: "data.sequence",
  }),
  someNameless: ({ column, rows, ...first }: { column: string; rows: number } & First) => ({
    code: "sequences",
    text: `Column ${quoted(column)} of data.sequence is empty in ${rows === 1 ? "1 row," : `${grouped(rows)} rows, the first of them`} ${placed(first)}, and other rows name their sequence. An empty row is read as a step of the sequence above it.`,
    key: "data.sequence",
  }),
  truncated: ({ sequences, most, longest }: { sequences: number; most: number; longest: number }) => ({
    code: "truncated",
    text: `${count(sequences, "sequence is", "sequences are")} longer than training.sequenceLength ${grouped(most)} and cut off there; the longest has ${count(longest, "step")}.`,
    key: "training.sequenceLength",
  }),
  unknownLeftOut: (of: { steps: number; characters: readonly string[] } & First) => {
    const what = of.characters.length === 1 ? "a character" : `${grouped(of.characters.length)} characters`;
    const where = of.steps === 1 ? `It is in ${placed(of)}.` : `The first is in ${placed(of)}.`;
    return {
      code: "left-out",
      text: `${count(of.steps, "step is", "steps are")} left out: the model does not know ${what}, ${shownCharacters(of.characters)}. ${where}`,
    };
  },
  emptyLeftOut: ({ examples, ...first }: { examples: number } & First) => ({
    code: "left-out",
    text:
      examples === 1
        ? `1 example without any token in ${placed(first)} is left out.`
        : `${count(examples, "example")} without any token are left out; the first is in ${placed(first)}.`,
  }),
  missingSign: (of: { sign: string; what: "text" | "label"; times: number } & First) => ({
    code: "missing-sign",
    text: `${quoted(of.sign)} is read as a ${of.what} (${of.times === 1 ? "it is" : `${grouped(of.times)} times, first`} in ${placed(of)}), and often stands for a missing value. If it does here, remove these lines.`,
  }),

  markup: ({ texts, kinds, ...first }: { texts: number; kinds: readonly string[] } & First) => ({
    code: "markup",
    text: `${count(texts, "text has", "texts have")} HTML or the like in ${texts === 1 ? "it" : "them"} (${kinds.join(", ")}), ${texts === 1 ? "" : "the first "}in ${placed(first)}. The network learns it as if it were text. Remove it; Anki exports notes without it.`,
    key: "data.train",
  }),

  twoForms: ({ composed, decomposed, ...first }: { composed: number; decomposed: number } & First) => ({
    code: "two-forms",
    text: `${count(decomposed, "text has", "texts have")} letters and their marks as characters of their own (Unicode's form NFD), ${decomposed === 1 ? "" : "the first "}in ${placed(first)}; ${count(composed, "other has", "others have")} them as one character (NFC). What looks the same is not the same symbol: convert the data to NFC.`,
    key: "data.train",
  }),

  // ---- numbers
  constant: (of: Constant) => ({
    code: "constant",
    text: `In training ${constants(of)} of ${of.key} is constant${of.columns.length === 1 ? ` (${of.columns[0].mean})` : ""}, and is not scaled. ${
      of.key === "data.input"
        ? "The network learns nothing from a constant."
        : "There is nothing to learn where nothing changes."
    }`,
    key: of.key,
  }),
  nearlyConstant: (of: Constant) => {
    const [{ scale, largest }] = of.columns;
    const size =
      of.columns.length === 1
        ? `, with a standard deviation of ${valueText(scale)} at values of up to ${valueText(largest, scale)}`
        : "";
    const advice = of.differenced
      ? ""
      : ` If such small changes matter, subtract a fixed number from the column first${of.isSeries ? ", or set data.difference to 1" : ""}.`;
    return {
      code: "constant",
      text: `In training ${constants(of)} of ${of.key} hardly changes${size}, so it counts as constant and is not scaled.${advice}`,
      key: of.key,
    };
  },

  // ---- rows that belong together
  sharedIds: (of: { column: string; distinct: number; shared: number }) => {
    const which = of.shared === of.distinct ? "all" : grouped(of.shared);
    return {
      code: "shared-ids",
      text: `Rows that belong together are in more than one part: column ${quoted(of.column)} has ${grouped(of.distinct)} values, each in rows that follow each other, and ${which} of them have rows both in training and in validation or test, which so measure in part what training has already seen. Set data.sequence to ${quoted(of.column)} if the rows of one value are the steps of one sequence; otherwise give each part files of its own, or a column that data.partition names.`,
      key: "data.sequence",
    };
  },
  idColumn: ({ column, distinct }: { column: string; distinct: number }) => ({
    code: "shared-ids",
    text: `${capitalized(`column ${quoted(column)} has ${grouped(distinct)} values, each in rows that follow each other`)}. Set data.sequence to ${quoted(column)} if the rows of one value are the steps of one sequence.`,
    key: "data.sequence",
  }),
});
