import type { Cell } from "../../../data/encode/cells.ts";
import { words } from "../../../data/encode/cells.ts";
import { LABEL_NAME, TEXT_NAME } from "../../formats/tables/header.ts";
import type { ColumnFacts, TableFacts } from "./columns.ts";
import { areTags, areTranslated } from "./lines.ts";

/** Which columns of a table a network reads, and what it predicts from them. */
export interface TableRoles {
  task: "classification" | "tagging" | "forecasting" | "generation";
  inputs: ColumnFacts[];
  target: ColumnFacts;
  sequence?: ColumnFacts;
  partition?: ColumnFacts;
  /** Of a series. */
  time?: ColumnFacts;
  /** Whether each example has several labels, or one whose order counts. */
  labels?: "several" | "ordered";
}

/** Names beside the usual ones. */
const MORE_LABELS =
  /^(class(es)?|polarity|ratings?|scores?|grades?|overall|sex|lang|nationality|country|intent|topic|species|type|kind|y|is_\w+|v1)$/i;
const MORE_TEXTS = /^(comment|tweet|headline|body|utterance|question|word|token)$/i;
const TARGET_NAME =
  /^(y|target|value|(adj )?close|price|sales?|demand|count|total|load|consumption|temp(erature)?|passengers)$/i;
const ORDERED_NAME = /^(stars?|ratings?|scores?|grades?|overall)$/i;
const SEQUENCE_NAME = /sent|seq|doc|session|clip|series|subject|id$/i;
const isLabelName = (name: string) => LABEL_NAME.test(name) || MORE_LABELS.test(name);
const isTextName = (name: string) => TEXT_NAME.test(name) || MORE_TEXTS.test(name);

/** Labels of one kind; more are hardly labels. */
const MOST_LABELS = 500;

/** The task that a table suggests; undefined where nothing does. */
export function rolesIn(facts: TableFacts): TableRoles | undefined {
  const { columns, seen: rows, sample } = facts;
  const of = (...kinds: ColumnFacts["kind"][]) => columns.filter(({ kind }) => kinds.includes(kind));
  const [partition] = of("partition");
  const [time] = of("time");
  const numbers = of("numbers");
  // What is filled in only here and there is no text to read.
  const measures = numbers.filter((column) => !isNumberLabel(column, rows));
  const [vectors] = of("vectors");
  const isBesideNumbers = measures.length > 0 || vectors !== undefined;
  const texts = of("text").filter(({ filled, isIds }) => 2 * filled > rows && !(isIds && isBesideNumbers));
  const at = (column: ColumnFacts) => columns.indexOf(column);

  const tagged = taggedColumns(texts, of("lists", "vectors"), sample, at);
  if (tagged) return { task: "tagging", inputs: [tagged.tokens], target: tagged.tags, partition };
  const isRead = (column: ColumnFacts) => column.words >= 4 || (isTextName(column.name) && !isLabel(column, rows));
  if (time && !texts.some(isRead)) {
    const series = seriesOf(facts, numbers, time);
    if (series) return series;
  }

  const severalOf = texts.find((column) => holdsSeveral(sample.map((row) => row[at(column)]))) ?? of("lists")[0];
  const labels = texts.filter((column) => column !== severalOf && isLabel(column, rows));
  const numberLabels = numbers.filter((column) => isNumberLabel(column, rows));
  const several = (column: ColumnFacts) => (column === severalOf ? "several" : undefined);
  const given = [...texts, ...of("vectors")];
  const label =
    chosenLabel(labels) ?? (severalOf && given.length > 0 ? severalOf : chosenNumber(numberLabels, time, given));
  const left = texts.filter((column) => column !== label && column !== severalOf);
  if (label && vectors && !left.some(isRead)) {
    return { task: "classification", inputs: [vectors], target: label, partition, labels: several(label) };
  }
  const text = readable(left) ?? other(labels, label);
  if (label && text) {
    const sequence = text.words < 1.2 ? sequenceOf(columns, [label, text], rows) : undefined;
    if (sequence) return { task: "tagging", inputs: [text], target: label, sequence, partition };
    const isOrdered = numbers.includes(label) && ORDERED_NAME.test(label.name) && label.distinct > 2;
    const kind = isOrdered ? "ordered" : several(label);
    return { task: "classification", inputs: [text], target: label, partition, labels: kind };
  }
  const sequence = label && sequenceOf(columns, [label], rows);
  const features = readableNumbers(numbers.filter((column) => column !== label && column !== sequence));
  if (features.length > 0 && label && (!numbers.includes(label) || isLabelName(label.name))) {
    return { task: "classification", inputs: features, target: label, sequence, partition };
  }
  if (text) return { task: "generation", inputs: [], target: text, partition };
  // Where there is nothing else, a column that counts up is the series itself.
  return seriesOf(facts, numbers.length > 0 ? numbers : of("index"), time);
}

function seriesOf(facts: TableFacts, numbers: ColumnFacts[], time: ColumnFacts | undefined): TableRoles | undefined {
  const sequence = facts.columns.find(({ name }) => name === facts.series);
  const inputs = readableNumbers(numbers.filter(({ name }) => name !== facts.series)).slice(0, MOST_INPUTS);
  const target = inputs.find(({ name }) => TARGET_NAME.test(name)) ?? inputs[0];
  return target && { task: "forecasting", inputs, target, time, sequence };
}

/** Those that hold a number in each row, or all where none does. */
function readableNumbers(columns: ColumnFacts[]): ColumnFacts[] {
  const whole = columns.filter(({ holes }) => holes.count === 0);
  return whole.length > 0 ? whole : columns;
}

/** Columns of a series that are read together. */
const MOST_INPUTS = 32;

/** A column of tokens and one of as many tags. */
export function taggedColumns(
  texts: ColumnFacts[],
  lists: ColumnFacts[],
  sample: TableFacts["sample"],
  at: (column: ColumnFacts) => number,
): { tokens: ColumnFacts; tags: ColumnFacts } | undefined {
  const itemsOf = (column: ColumnFacts) => sample.map((row) => itemsIn(row[at(column)]));
  for (const group of [lists, texts]) {
    for (const tags of group.toReversed()) {
      const answers = itemsOf(tags);
      if (!areTags(answers.flat())) continue;
      for (const tokens of group) {
        const steps = itemsOf(tokens);
        const many = steps.filter((items) => items.length > 1).length;
        const even = steps.every((items, i) => items.length === answers[i].length);
        if (tokens === tags || !even || 2 * many <= steps.length) continue;
        if (!areTranslated(steps.map((items, i) => [items, answers[i]]))) return { tokens, tags };
      }
    }
  }
  return undefined;
}

function itemsIn(cell: Cell | undefined): string[] {
  return Array.isArray(cell) ? cell.map(String) : words(String(cell ?? ""));
}

/** Whether cells hold labels with a sign between them, which come again in others. */
function holdsSeveral(cells: readonly (Cell | undefined)[]): boolean {
  const texts = cells.filter((cell) => typeof cell === "string" && cell !== "") as string[];
  for (const sign of ["|", ";"]) {
    const items = texts.flatMap((text) => text.split(sign).map((item) => item.trim()));
    const divided = texts.filter((text) => text.includes(sign)).length;
    const isShort = items.every((item) => item.length <= 40 && words(item).length <= 4);
    if (5 * divided >= texts.length && divided > 1 && isShort && 2 * new Set(items).size <= items.length) return true;
  }
  return false;
}

function isLabel({ distinct, longest, words, filled }: ColumnFacts, rows: number): boolean {
  return (
    distinct > 1 &&
    distinct <= MOST_LABELS &&
    2 * distinct <= filled &&
    longest <= 60 &&
    words <= 4 &&
    filled > rows / 2
  );
}

function isNumberLabel({ distinct, isWhole, filled, name }: ColumnFacts, rows: number): boolean {
  const few = isLabelName(name) ? 2 : 5;
  return isWhole && distinct > 1 && distinct <= 20 && few * distinct <= filled && filled > rows / 2;
}

function chosenLabel(labels: ColumnFacts[]): ColumnFacts | undefined {
  const [fewest] = labels.toSorted((a, b) => a.distinct - b.distinct);
  return labels.find(({ name }) => isLabelName(name)) ?? fewest;
}

/** A number is a label where its column says so, or stands beside a text. */
function chosenNumber(
  labels: ColumnFacts[],
  time: ColumnFacts | undefined,
  texts: ColumnFacts[],
): ColumnFacts | undefined {
  const named = labels.find(({ name }) => isLabelName(name));
  return named ?? (texts.length > 0 && !time ? labels.at(-1) : undefined);
}

/** The column that is called like a text, unless another has far more to read. */
function readable(texts: ColumnFacts[]): ColumnFacts | undefined {
  const [longest] = texts.toSorted((a, b) => b.characters - a.characters);
  return texts.find(({ name, characters }) => isTextName(name) && 2 * characters > longest.characters) ?? longest;
}

/** Of two columns that could be labels, the one with more of them is the text. */
function other(labels: ColumnFacts[], label: ColumnFacts | undefined): ColumnFacts | undefined {
  return labels.filter((column) => column !== label).toSorted((a, b) => b.distinct - a.distinct)[0];
}

/** The column that says which rows are steps of one sequence: it changes now and then, and no value comes back. */
function sequenceOf(columns: ColumnFacts[], taken: ColumnFacts[], rows: number): ColumnFacts | undefined {
  const inRuns = columns.filter((column) => {
    const { kind, runs, distinct, filled } = column;
    if (taken.includes(column) || !["numbers", "text", "index"].includes(kind) || distinct < 2) return false;
    const isSparse = filled < rows && filled === runs;
    return runs === distinct && (isSparse ? 2 * filled < rows : 3 * runs <= filled);
  });
  return inRuns.find(({ name }) => SEQUENCE_NAME.test(name)) ?? inRuns[0];
}
