import { UserError } from "../base/userError.ts";
import { count, grouped, shownCharacters } from "../base/words.ts";
import type { Config } from "../config/index.ts";
import { type FoundFile, findFiles } from "./findFiles.ts";
import { readText } from "./readText.ts";
import { SymbolTable, TokenStream } from "./tokenStream.ts";
import { Vocabulary } from "./vocabulary.ts";

export type Part = "train" | "validation" | "test";

export interface CorpusFile {
  part: Part;
  /** Absolute. */
  path: string;
  /** As the person wrote it, or in the words of the glob. */
  name: string;
  bytes: number;
  /** Code points after CR LF became LF and the byte order mark went. */
  characters: number;
  /** Of the bytes on disk. */
  sha256: string;
}

export interface CorpusFacts {
  bytes: number;
  tokens: Record<Part, number>;
  vocabularySize: number;
  /** Symbols that training never sees although validation or test has them. */
  onlyOutsideTraining: string[];
  /** Tokens that became `<unk>`. */
  unknown: Record<Part, number>;
}

export interface Corpus {
  files: CorpusFile[];
  /** Ids; the three parts share one buffer where they are cut from one text. */
  train: Int32Array;
  validation: Int32Array;
  test: Int32Array;
  vocabulary: Vocabulary;
  facts: CorpusFacts;
  warnings: string[];
}

export interface LoadOptions {
  /** Use this one instead of building one: to continue a run, or to evaluate it. */
  vocabulary?: Vocabulary;
  signal?: AbortSignal;
}

const PARTS: readonly Part[] = ["train", "validation", "test"];

/**
 * Reads the text of a config into ids. `configFile` is absolute; paths are relative to its folder. Everything a person can do
 * about a failure is a UserError.
 */
export async function loadCorpus(config: Config, configFile: string, options: LoadOptions = {}): Promise<Corpus> {
  const { data } = config;
  const warnings: string[] = [];
  const warn = (message: string) => warnings.push(message);
  const found: Record<Part, FoundFile[]> = { train: [], validation: [], test: [] };
  for (const part of PARTS) {
    const patterns = data[part];
    if (typeof patterns === "number") continue;
    found[part] = await findFiles(`data.${part}`, [patterns].flat(), configFile, warn, options.signal);
  }
  warnAboutOverlap(found, warn);

  const lowercase = options.vocabulary?.lowercase ?? data.lowercase;
  const table = new SymbolTable(lowercase);
  const files: CorpusFile[] = [];
  const streams = {} as Record<Part, Int32Array>;
  for (const part of PARTS) {
    const read = await readPart(part, found[part], table, warn, options.signal);
    files.push(...read.files);
    streams[part] = read.ids;
    if (found[part].length > 0) refuseTooShort(part, read.ids.length, found[part], configFile);
  }
  split(streams, data.validation, data.test, warn);

  const { counts, onlyOutsideTraining } = countSymbols(table, streams);
  const vocabulary = options.vocabulary ?? Vocabulary.fromCounts(counts, { ...data.vocabulary, lowercase });
  const unknown = renumber(streams, table, vocabulary);
  if (onlyOutsideTraining.length > 0 && !options.vocabulary) {
    const them = onlyOutsideTraining.length === 1 ? "it" : "them";
    warn(
      `${count(onlyOutsideTraining.length, "symbol occurs", "symbols occur")} only in validation or test, so the model never learns ${them}: ${shownCharacters(onlyOutsideTraining)}.`,
    );
  }
  const tokens = { train: streams.train.length, validation: streams.validation.length, test: streams.test.length };
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const facts = { bytes, tokens, vocabularySize: vocabulary.size, onlyOutsideTraining, unknown };
  return { files, ...streams, vocabulary, facts, warnings };
}

async function readPart(
  part: Part,
  found: FoundFile[],
  table: SymbolTable,
  warn: (message: string) => void,
  signal?: AbortSignal,
): Promise<{ files: CorpusFile[]; ids: Int32Array }> {
  const files: CorpusFile[] = [];
  // A character has at least one byte; the margin saves growing once more at the end.
  const stream = new TokenStream(table, found.reduce((sum, { bytes }) => sum + bytes, 0) + 2 ** 16);
  for (const { path, name, byGlob } of found) {
    let characters = 0;
    const read = await readText(
      path,
      name,
      (codePoints, length) => {
        characters += length;
        stream.append(codePoints, length);
      },
      signal,
    );
    if (characters === 0) {
      if (!byGlob) throw new UserError("empty-file", `${name} is empty.`, "Choose a file with text.", { file: path });
      warn(`${name} is empty.`);
    }
    if (read.hadByteOrderMark) warn(`${name} starts with a byte order mark; it is left out.`);
    if (read.windowsLineBreaks > 0) {
      warn(`${name} has ${count(read.windowsLineBreaks, "Windows line break")} (CR LF), read as LF.`);
    }
    files.push({ part, path, name, bytes: read.bytes, characters, sha256: read.sha256 });
  }
  return { files, ids: stream.view() };
}

function refuseTooShort(part: Part, tokens: number, found: FoundFile[], configFile: string): void {
  if (tokens >= 2) return;
  const place = found.length === 1 ? { file: found[0].path } : { file: configFile, key: `data.${part}` };
  const names =
    found.length === 1 ? `${found[0].name} holds` : `The ${grouped(found.length)} files of data.${part} hold`;
  if (tokens === 0) throw new UserError("empty-file", `${names} no text.`, "Choose files with text.", place);
  const message = `${names} a single character; to predict the next one takes at least two.`;
  throw new UserError("too-little-text", message, "Choose a longer text.", place);
}

/** Cuts validation and test from the end of the training stream where they are fractions: test is the very end. */
function split(
  streams: Record<Part, Int32Array>,
  validation: Config["data"]["validation"],
  test: Config["data"]["test"],
  warn: (message: string) => void,
): void {
  const all = streams.train;
  const size = (fraction: Config["data"]["test"]) =>
    typeof fraction === "number" ? Math.floor(fraction * all.length) : 0;
  const testStart = all.length - size(test);
  const validationStart = testStart - size(validation);
  streams.train = all.subarray(0, validationStart);
  if (typeof test === "number") streams.test = all.subarray(testStart);
  if (typeof validation === "number") streams.validation = all.subarray(validationStart, testStart);
  for (const [part, fraction] of [
    ["validation", validation],
    ["test", test],
  ] as const) {
    if (typeof fraction !== "number" || fraction === 0 || streams[part].length >= 2) continue;
    const have = streams[part].length;
    warn(
      `There is no ${part}: data.${part} is ${fraction}, and ⌊${fraction} × ${grouped(all.length)}⌋ = ${count(have, "token")}, where one target takes two.`,
    );
    streams[part] = streams[part].subarray(0, 0);
  }
}

function countSymbols(table: SymbolTable, streams: Record<Part, Int32Array>) {
  const inTraining = new Int32Array(table.codePoints.length);
  for (const id of streams.train) inTraining[id]++;
  const anywhere = inTraining.slice();
  for (const part of [streams.validation, streams.test]) for (const id of part) anywhere[id]++;
  const counts = table.codePoints
    .map((codePoint, id) => ({ codePoint, count: inTraining[id], everywhere: anywhere[id] }))
    // Tokens of a part that was too short to keep are in no part.
    .filter(({ everywhere }) => everywhere > 0);
  const outside = counts.filter((symbol) => symbol.count === 0).map(({ codePoint }) => codePoint);
  const onlyOutsideTraining = outside.sort((a, b) => a - b).map((codePoint) => String.fromCodePoint(codePoint));
  return { counts, onlyOutsideTraining };
}

/** Provisional ids to those of the vocabulary, in place; returns how many tokens became `<unk>`. */
function renumber(streams: Record<Part, Int32Array>, table: SymbolTable, vocabulary: Vocabulary): Record<Part, number> {
  const unknown: Record<Part, number> = { train: 0, validation: 0, test: 0 };
  const final = Int32Array.from(table.codePoints, (codePoint) => vocabulary.id(String.fromCodePoint(codePoint)) ?? -1);
  const strangers = new Set<number>();
  for (const part of PARTS) {
    const ids = streams[part];
    for (let i = 0; i < ids.length; i++) {
      const id = final[ids[i]];
      if (id < 0) {
        unknown[part]++;
        if (vocabulary.unknown === undefined) strangers.add(table.codePoints[ids[i]]);
      }
      ids[i] = id < 0 ? (vocabulary.unknown ?? -1) : id;
    }
  }
  if (strangers.size > 0) {
    const symbols = [...strangers].sort((a, b) => a - b).map((codePoint) => String.fromCodePoint(codePoint));
    throw new UserError(
      "unknown-symbols",
      `The text holds ${count(strangers.size, "character")} that the model does not know: ${shownCharacters(symbols)}.`,
      "Take them out of the text, or train a model on a text that has them.",
    );
  }
  return unknown;
}

function warnAboutOverlap(found: Record<Part, FoundFile[]>, warn: (message: string) => void): void {
  const seen = new Map<string, Part>();
  for (const part of PARTS) {
    for (const { path, name } of found[part]) {
      const before = seen.get(path);
      if (before !== undefined)
        warn(`${name} is in both data.${before} and data.${part}, so ${part} measures what was already seen.`);
      else seen.set(path, part);
    }
  }
}
