import type { Message } from "../../base/message.ts";
import type { Config } from "../../config/index.ts";
import { sequenceLengthOf, tagsSteps, tasks, USUAL_LENGTH } from "../../config/index.ts";
import { words } from "../../data/encode/cells.ts";
import type { Encoding } from "../../data/encode/encoding.ts";
import type { Cutting } from "../../data/encode/stepReader.ts";
import type { SymbolRules } from "../../data/text/symbolTable.ts";
import type { Vocabulary } from "../../data/text/vocabulary.ts";
import type { Roles } from "./columnRoles.ts";
import { says } from "./labels/messages.ts";
import type { OpenFile } from "./openFiles.ts";

/** How the text of a config's first file becomes tokens. What a file has divided already is not cut again. */
export function cuttingOf(
  { task, data }: Config,
  { reading }: OpenFile,
  { sequence, sound, texts, targets }: Roles,
): Cutting {
  if (sound !== undefined) return "cut";
  if (sequence !== undefined) return "whole";
  const { format, columns, preview } = reading;
  const cellsIn = (names: readonly string[]) => {
    const at = names.map((name) => columns.indexOf(name));
    return preview.map((row) => at.map((index) => row[index]));
  };
  const cells = cellsIn(texts).flat();
  if (format === "conll" || format === "tagged-lines" || cells.some(Array.isArray)) return "spaces";
  if (!tagsSteps(tasks[task])) return "cut";
  const isTable = format === "csv" || format === "tsv";
  // Where no cell has two words, a row is a step.
  const areSteps = isTable && !cells.some((cell) => /\S\s+\S/.test(String(cell)));
  if (isTable && texts.length === 0) return "whole";
  if (data.unit === "word") return areSteps ? "whole" : "spaces";
  const tags = cellsIn(targets).flat();
  const isEven = (sizeOf: (text: string) => number) =>
    cells.length > 0 &&
    cells.every((cell, i) => {
      const tag = tags[i];
      if (typeof cell !== "string") return false;
      return sizeOf(cell.trim()) === (typeof tag === "string" ? sizeOf(tag.trim()) : [tag].flat().length);
    });
  // Tags a word, and not a letter, show what the tokens are.
  if (!isEven((text) => Array.from(text).length) && isEven((text) => words(text).length))
    return areSteps ? "whole" : "spaces";
  return "cut";
}

/** Of a table whose rows are steps, where one sequence ends. */
export function rowNote(files: readonly OpenFile[], config: Config, known: Encoding | undefined): Message {
  const byEmptyLine = files.some(({ reading }) => reading.hasGaps);
  const most = mostRows(config, byEmptyLine, known);
  return says.rowSequences({ most, byEmptyLine, isGiven: config.training.sequenceLength === most });
}

/**
 * Most rows of a sequence. Where nothing divides rows they are a stream, and windows of it are as long as those of a series, unless the
 * config says how long; a run keeps what it was.
 */
export function mostRows(config: Config, byEmptyLine: boolean, known: Encoding | undefined): number {
  if (byEmptyLine) return sequenceLengthOf(config);
  const { sequenceLength } = config.training;
  if (!known) return sequenceLength ?? USUAL_LENGTH.window;
  // Early runs kept nothing but the config, where 1,000 stood for both.
  const isUsual = sequenceLength === null || sequenceLength === USUAL_LENGTH.whole;
  return known.source.rows ?? (isUsual ? USUAL_LENGTH.window : sequenceLength);
}

/** How text is cut into the symbols of a new vocabulary. */
export function symbolRules({ task, data }: Config, cutting: Cutting): Omit<SymbolRules, "lowercase"> {
  if (cutting !== "cut" || (data.unit === "word" && tagsSteps(tasks[task])))
    return { unit: "word", split: "whitespace" };
  return { unit: data.unit === "word" ? "word" : "character", split: data.split ?? "unicode" };
}

/** How text is cut into the symbols of a vocabulary that is known. */
export function rulesOf(vocabulary: Vocabulary, { data }: Config): SymbolRules {
  const split = vocabulary.words?.rules.split ?? data.split ?? "unicode";
  return { unit: vocabulary.words ? "word" : "character", lowercase: vocabulary.lowercase, split };
}
