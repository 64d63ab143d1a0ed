import type { Message } from "../../base/message.ts";
import { nearest } from "../../base/nearest.ts";
import { UserError } from "../../base/userError.ts";
import type { Config } from "../../config/index.ts";
import { tagsSteps, tasks } from "../../config/index.ts";
import { type Cell, isEmptyCell } from "../../data/encode/cells.ts";
import type { InputColumn } from "../../data/encode/encoding.ts";
import { isNumber } from "../../data/encode/numberCells.ts";
import { entityTags } from "../../metrics/index.ts";
import { BESIDE, columnCalled, type Reading } from "../formats/index.ts";
import { LABEL_NAME, TEXT_NAME } from "../formats/tables/header.ts";
import { identifiers } from "../ids/idColumns.ts";
import { type AsideColumns, says } from "./messages.ts";

/** Which columns are what, by name. */
export interface Roles {
  inputs: string[];
  /** Those of them that hold text; the others hold numbers. */
  texts: string[];
  targets: string[];
  /** The one that names sounds, where it does. */
  sound?: string;
  sequence?: string;
  partition?: string;
}

/** What a run keeps of the columns that it reads. */
export function inputColumns({ inputs, texts, sound }: Roles): InputColumn[] {
  const kindOf = (column: string) => (column === sound ? "sound" : texts.includes(column) ? "text" : "numbers");
  return inputs.map((column) => ({ column, kind: kindOf(column) }));
}

/** The columns that a config means; those it leaves open are chosen, `aside` only where nothing else is left, and `note` hears which. */
export function rolesOf(
  config: Config,
  reading: Reading,
  {
    file,
    name,
    note,
    aside = [],
  }: { file: string; name: string; note: (message: Message) => void; aside?: readonly AsideColumns[] },
): Roles {
  const { data } = config;
  const facts = tasks[config.task];
  const [isSeries, isTagging, startsTexts] = [facts.reads === "series", tagsSteps(facts), facts.input === "start"];
  const { columns } = reading;
  const named = (key: "input" | "target" | "sequence" | "partition") => {
    return [data[key] ?? []].flat().map((column) => {
      const found = columnCalled(column, reading);
      if (found === undefined) throw noSuchColumn(`data.${key}`, column, name, columns, file);
      return found;
    });
  };
  const [givenSequence] = named("sequence");
  const [partition] = named("partition");
  let inputs = named("input");
  let targets = named("target");
  const sequence = givenSequence ?? (isTagging ? groupColumn(reading, [...inputs, ...targets]) : undefined);
  const left = () =>
    columns.filter((column) => ![...inputs, ...targets, sequence, partition].includes(column) && column !== "");
  const chosen = (key: string, found: string[]) => {
    if (columns.length > 1 && found.length > 0) {
      note(says.roles({ name, key, columns: found }));
    }
    return found;
  };
  if (sequence !== givenSequence) chosen("data.sequence", [sequence!]);
  /** Whether most of its cells are numbers: the others are then wrong, and said to be. */
  const mostly = (column: string, test: (cell: Cell) => boolean) => {
    const index = columns.indexOf(column);
    const filled = reading.preview.map((cells) => cells[index]).filter((cell) => !isEmptyCell(cell));
    return filled.length > 0 && 2 * filled.filter(test).length >= filled.length;
  };
  const isNumeric = (column: string) => mostly(column, isNumber);
  /** As JSON has them: a number, a list of them, a list of vectors. */
  const holdsNumbers = (column: string) =>
    mostly(column, (cell) => [cell].flat(2).some((item) => typeof item === "number"));

  /** Whether text stands there that others start with too: a label, rather than a name. */
  const comesAgain = (column: string) => {
    const index = columns.indexOf(column);
    const cells = reading.preview.map((row) => row[index]).filter((cell) => typeof cell === "string");
    return !isNumeric(column) && cells.length > 1 && 2 * new Set(cells).size <= cells.length;
  };

  /** Where the last column holds texts of several words, a column before it whose values come again. */
  const beforeProse = (last: string) => {
    const isProse = !facts.answersPerStep && mostly(last, (cell) => /\S\s+\S/.test(String(cell)));
    const comesOften = (column: string) => {
      const cells = reading.preview.map((row) => row[columns.indexOf(column)]);
      return cells.length > 3 && 2 * new Set(cells).size <= cells.length;
    };
    return isProse && !comesOften(last) ? left().find(comesOften) : undefined;
  };

  if (isSeries) {
    const numeric = left().filter(isNumeric);
    const taken = numeric.filter((column) => !aside.some(({ columns: others }) => others.includes(column)));
    if (inputs.length === 0) {
      if (targets.length === 0 && taken.length > 0 && taken.length < numeric.length)
        sayAside(aside, numeric, name, note);
      inputs = targets.length > 0 ? targets : chosen("data.input", taken.length > 0 ? taken : numeric);
    }
    if (targets.length === 0) targets = inputs;
  } else if (startsTexts) {
    if (targets.length === 0) {
      const texts = left().filter((column) => !isNumeric(column));
      const [usual] = texts.filter((column) => TEXT_NAME.test(column));
      targets = chosen(
        "data.target",
        [usual ?? texts.filter((column) => !LABEL_NAME.test(column))[0] ?? left()[0]].filter(Boolean),
      );
    }
    if (inputs.length === 0) {
      const found = left().find((column) => LABEL_NAME.test(column)) ?? left().find(comesAgain);
      inputs = chosen("data.input", found === undefined ? [] : [found]);
      if (found === undefined && left().length > 0) {
        note(says.noStartColumn({ name, columns: left() }));
      }
    }
  } else {
    if (targets.length === 0) {
      const usual = isTagging && columns.includes("tags") ? "tags" : left().find((column) => LABEL_NAME.test(column));
      // CoNLL-U keeps what has no column of its own in the last.
      const before = tagsBefore(reading, left());
      const ofTreebank = left().at(-1) === "MISC" ? left().find((column) => column === "UPOS") : undefined;
      const last = left().at(-1) ?? "";
      targets = chosen("data.target", [usual ?? before ?? ofTreebank ?? beforeProse(last) ?? last].filter(Boolean));
    }
    if (inputs.length === 0) {
      const usual = (some: string[]) => usualInputs(some, isNumeric, sequence !== undefined, reading);
      const ids = identifiers(reading);
      const others = left().filter((column) => !ids.includes(column));
      const passed = usual(left()).filter((column) => ids.includes(column));
      if (others.length > 0 && passed.length > 0) sayAside([{ columns: ids, what: WHICH }], passed, name, note);
      inputs = chosen("data.input", usual(others.length > 0 ? others : left()));
    }
  }
  if (inputs.length === 0 && !startsTexts) throw nothingLeft("data.input", name, columns, file);
  if (targets.length === 0) throw nothingLeft("data.target", name, columns, file);
  const given = isSeries ? undefined : inputs.find((column) => targets.includes(column));
  if (given !== undefined) {
    throw new UserError(says.inputIsTarget({ column: given }), { file, key: "data.target" });
  }
  // A text may be digits: a column that is named alone is text, where a row is not a step.
  const isNamedText = typeof data.input === "string" && sequence === undefined && !isSeries;
  if (isNamedText && !startsTexts && isNumeric(inputs[0])) {
    note(says.digitsAsText({ name, column: inputs[0] }));
  }
  const holdsText = (column: string) =>
    reading.format === "csv" || reading.format === "tsv" ? isNamedText || !isNumeric(column) : !holdsNumbers(column);
  // What an example starts with is a label, unless it is a list of numbers.
  const areLabels = startsTexts && !Array.isArray(data.input);
  const texts = isSeries ? [] : areLabels ? inputs : inputs.filter(holdsText);
  return { inputs, texts, targets, sequence, partition };
}

/** The column of the words: the one that is called so, otherwise the first that holds neither numbers nor one name for all. */
export function usualWords({ tokens, columns, preview }: Reading, left: readonly string[]): string[] {
  const others = left.filter((column) => columns.indexOf(column) !== tokens?.ids);
  const varies = (column: string) => {
    const cells = preview.map((row) => String(row[columns.indexOf(column)]));
    return new Set(cells).size > 1 && !cells.every((cell) => /^\d+$/.test(cell));
  };
  const isNamed = (column: string) => column === "FORM" || TEXT_NAME.test(column);
  return [others.find(isNamed) ?? others.find(varies) ?? others[0]].filter(Boolean);
}

/** The first of two columns of tokens, where it marks entities and the last does not: some corpora have a tag before its word. */
function tagsBefore({ tokens, columns, preview }: Reading, left: readonly string[]): string | undefined {
  if (!tokens || left.length !== 2) return undefined;
  const marks = left.map((column) => {
    const tags = preview.flatMap((row) => row[columns.indexOf(column)]).map(String);
    return entityTags([...new Set(tags)]) !== undefined;
  });
  return marks[0] && !marks[1] ? left[0] : undefined;
}

/** What names of columns that name a sentence, or another sequence, hold. */
const GROUP_NAME = /sent|seq|utter|turn|doc|para|group|session|#/i;

/** A column that names each sequence of rows in its first row alone. */
function groupColumn({ format, columns, preview }: Reading, taken: readonly string[]): string | undefined {
  if (format !== "csv" && format !== "tsv") return undefined;
  return columns.find((column, i) => {
    if (!GROUP_NAME.test(column) || taken.includes(column)) return false;
    const cells = preview.map((row) => row[i]);
    const isRepeated = cells.some((cell, row) => row > 0 && !isEmptyCell(cell) && cell === cells[row - 1]);
    return !isEmptyCell(cells[0]) && cells.some(isEmptyCell) && !isRepeated;
  });
}

function usualInputs(left: string[], isNumeric: (column: string) => boolean, isSteps: boolean, reading: Reading) {
  const texts = left.filter((column) => !isNumeric(column));
  const numbers = left.filter(isNumeric);
  const text = texts.find((column) => TEXT_NAME.test(column)) ?? longText(texts, reading);
  if (reading.tokens) return usualWords(reading, left);
  if (isSteps && numbers.length > 0) return numbers;
  return text === undefined ? numbers : [text];
}

/** The first column of text, or one whose texts are at least twice as long: dates and names of users may stand before it. */
function longText(texts: readonly string[], { columns, preview, tokens }: Reading): string | undefined {
  const lengths = texts.map((column) => {
    const at = columns.indexOf(column);
    return preview.reduce((sum, cells) => sum + String(cells[at] ?? "").length, 0);
  });
  const longest = Math.max(...lengths);
  return tokens || longest < 2 * lengths[0] ? texts[0] : texts[lengths.indexOf(longest)];
}

/** Those of a sound, and of the text in the file beside it. */
export function rolesBeside(): Roles {
  const [sound, text] = BESIDE;
  return { inputs: [sound], texts: [], sound, targets: [text] };
}

/** The same roles by the names that another file's columns have. */
export function rolesIn(roles: Roles, reading: Reading, file: FileName): Roles {
  if (reading.format === "wav") return rolesBeside();
  const called = (key: string) => (column: string) => {
    const found = columnCalled(column, reading);
    if (found !== undefined) return found;
    if (reading.format !== "jsonl") throw missingColumn(column, `data.${key}`, reading, file);
    // A key of JSON may come later.
    reading.columns.push(column);
    return column;
  };
  return {
    inputs: roles.inputs.map(called("input")),
    texts: roles.texts.map(called("input")),
    targets: roles.targets.map(called("target")),
    sound: roles.sound && called("input")(roles.sound),
    sequence: roles.sequence && called("sequence")(roles.sequence),
    partition: roles.partition && called("partition")(roles.partition),
  };
}

/** What identifiers say. */
export const WHICH = "which one it is";

function sayAside(
  aside: readonly AsideColumns[],
  numeric: readonly string[],
  name: string,
  note: (message: Message) => void,
): void {
  const own = aside.map(({ columns, what }) => ({
    what,
    columns: columns.filter((column) => numeric.includes(column)),
  }));
  note(says.setAside({ name, columns: own.filter(({ columns }) => columns.length > 0) }));
}

export interface FileName {
  path: string;
  name: string;
}

/** A file lacks a column that is known by another file, under `key` of the config. */
export function missingColumn(
  column: string,
  key: string,
  { columns, skip }: Pick<Reading, "columns" | "skip">,
  { path, name }: FileName,
) {
  const near = nearest(column, columns);
  return new UserError(says.missingColumn({ name, column, key, near, columns }), {
    file: path,
    line: skip + 1,
    column: 1,
  });
}

function noSuchColumn(key: string, column: string, name: string, columns: readonly string[], file: string) {
  const near = nearest(column, columns);
  return new UserError(says.noSuchColumn({ key, value: column, name, near, columns }), {
    file,
    key,
  });
}

function nothingLeft(key: string, name: string, columns: readonly string[], file: string): UserError {
  return new UserError(says.noColumnLeft({ columns: columns.length, name, key }), { file, key });
}
