import { compareCodePoints } from "../../base/codePoints.ts";
import type { Message } from "../../base/message.ts";
import { UserError } from "../../base/userError.ts";
import { type Config, pathsIn } from "../../config/index.ts";
import {
  type Corpus,
  type CorpusFacts,
  type CorpusFile,
  eachPart,
  PARTS,
  type Part,
} from "../../data/encode/corpus.ts";
import { SpacingCount } from "../../data/text/spacing.ts";
import { CharacterTable } from "../../data/text/tokenStream.ts";
import { inStretches, type TokenStore } from "../../data/text/tokens.ts";
import { Vocabulary } from "../../data/text/vocabulary.ts";
import { guessSeparator } from "../../data/text/words/itemScanner.ts";
import type { SpaceStore } from "../../data/text/words/spaceStore.ts";
import type { Separator, WordRules } from "../../data/text/words/wordSplitter.ts";
import { WordTable } from "../../data/text/words/wordStream.ts";
import { type FoundFile, findFiles } from "../files/findFiles.ts";
import { markNote, readBeginning, readText } from "../files/readText.ts";
import { says } from "./messages.ts";
import { pastsOf } from "./pasts.ts";

export interface LoadOptions {
  /** Use this one instead of building one: to continue a run, or to evaluate it. */
  vocabulary?: Vocabulary;
  signal?: AbortSignal;
}

/**
 * Reads the text of a config into ids. `configFile` is absolute; paths are relative to its folder. Everything a person can do
 * about a failure is a UserError.
 */
export async function loadCorpus(config: Config, configFile: string, options: LoadOptions = {}): Promise<Corpus> {
  const { data } = config;
  const warnings: Message[] = [];
  const warn = (message: Message) => warnings.push(message);
  const found: Record<Part, FoundFile[]> = { train: [], validation: [], test: [] };
  for (const part of PARTS) {
    const patterns = data[part];
    if (typeof patterns === "number") continue;
    const files = await findFiles(`data.${part}`, pathsIn(patterns), configFile, warn, options.signal);
    found[part] = files.map((file) => ({ ...file, encoding: data.encoding }));
  }
  warnAboutOverlap(found, warn);

  const lowercase = options.vocabulary?.lowercase ?? data.lowercase;
  const rules = options.vocabulary
    ? options.vocabulary.words?.rules
    : await wordRules(config, found.train, options.signal);
  const table = rules ? new WordTable(rules, lowercase) : new CharacterTable(lowercase);
  const files: CorpusFile[] = [];
  const streams = {} as Record<Part, Run>;
  for (const part of PARTS) {
    const read = await readPart(part, found[part], table, warn, options.signal);
    files.push(...read.files);
    streams[part] = read.run;
    if (found[part].length > 0) refuseTooShort(part, read.run.to, found[part], configFile, data.unit);
  }
  const stores = new Set(PARTS.map((part) => streams[part].ids));
  split(streams, data.validation, data.test, warn);

  const counted = await countSymbols(table, streams, options.signal);
  const numbering = numberingOf(table, counted, config, options.vocabulary, files);
  const { final } = numbering;
  let { vocabulary } = numbering;
  for (const store of stores) await store.renumber(final, vocabulary.size, options.signal);
  const onlyOutsideTraining = rules ? [] : outsideTraining(table, counted);
  if (onlyOutsideTraining.length > 0 && !options.vocabulary) {
    warn(says.onlyOutsideTraining({ symbols: onlyOutsideTraining }));
  }
  const tokens = eachPart((part) => streams[part].to - streams[part].from);
  const characters = { ...tokens };
  if (table instanceof WordTable) {
    const spacing = vocabulary.unit === "word" ? new SpacingCount(vocabulary.size, vocabulary.end!) : undefined;
    const lengths = table.lengths();
    for (const part of PARTS) {
      const spelled = counted[part].reduce((sum, times, id) => sum + times * lengths[id], 0);
      characters[part] = spelled + (await countSpaces(streams[part], part === "train" ? spacing : undefined));
    }
    if (spacing && !options.vocabulary) vocabulary = vocabulary.withSpacing(spacing.shares());
  }
  const unknown = eachPart((part) =>
    counted[part].reduce((sum, times, id) => sum + (final[id] === vocabulary.unknown ? times : 0), 0),
  );
  const unknownShare = eachPart((part) => (tokens[part] > 0 ? unknown[part] / tokens[part] : null));
  const rarest = counted.train.reduce((least, train, id) => {
    const isKept = train > 0 && final[id] !== vocabulary.unknown && final[id] !== vocabulary.end;
    return isKept ? Math.min(least, train) : least;
  }, Number.POSITIVE_INFINITY);
  warnAboutUnknown(unknown, unknownShare, vocabulary, rarest, warn);
  if (data.unit === "item") {
    const lines = counted.train.reduce((sum, times, id) => (final[id] === vocabulary.end ? sum + times : sum), 0);
    if (lines > 1 && tokens.train <= 2 * lines) {
      warn(says.shortBaskets());
    }
  }
  if (data.direction === "backward") await reverse(streams, options.signal);
  const ids = eachPart((part) => streams[part].ids.view().subarray(streams[part].from, streams[part].to));
  // A model that reads both sides learns from windows that begin and end anywhere, and begins a text like one of them.
  if (!options.vocabulary && data.direction !== "cloze")
    vocabulary = vocabulary.withPasts(pastsOf(ids.train, vocabulary.lineEnd));
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const facts: CorpusFacts = {
    ...{ bytes, tokens, characters, onlyOutsideTraining, unknown, unknownShare },
    ...{ vocabularySize: vocabulary.size, symbols: vocabulary.ofTexts },
    ...(data.unit === "item" && { separator: vocabulary.words?.rules.split as Separator }),
  };
  return { files, ...ids, vocabulary, facts, warnings };
}

/** Tokens [from, to) of a store, and of words how much white space stands before each. */
interface Run {
  ids: TokenStore;
  spaces?: SpaceStore;
  from: number;
  to: number;
}

type Table = CharacterTable | WordTable;

/** How words are told apart; undefined where the symbols are characters. */
async function wordRules(
  { data }: Config,
  found: readonly FoundFile[],
  signal?: AbortSignal,
): Promise<WordRules | undefined> {
  if (data.unit === "character") return undefined;
  if (data.unit === "item") return { split: guessSeparator(await beginningOf(found, signal)), eos: "line" };
  return { split: data.split ?? "unicode", eos: data.eos ?? "line" };
}

/** The first characters of the first file that has any. */
async function beginningOf(found: readonly FoundFile[], signal?: AbortSignal): Promise<string> {
  for (const file of found) {
    const text = await readBeginning(file, signal);
    if (text.trim() !== "") return text;
  }
  return "";
}

async function readPart(
  part: Part,
  found: FoundFile[],
  table: Table,
  warn: (message: Message) => void,
  signal?: AbortSignal,
): Promise<{ files: CorpusFile[]; run: Run }> {
  const files: CorpusFile[] = [];
  const stream = table.stream(found.reduce((sum, { bytes }) => sum + bytes, 0));
  for (const file of found) {
    const { path, name, byGlob } = file;
    let characters = 0;
    const read = await readText(
      file,
      (codePoints, length) => {
        characters += length;
        stream.append(codePoints, length);
      },
      signal,
    );
    stream.endFile();
    if (characters === 0) {
      if (!byGlob) throw new UserError(says.emptyFile({ name }), { file: path });
      warn(says.emptyMatch({ name }));
    }
    const mark = markNote(name, read);
    if (mark) warn(mark);
    if (read.windowsLineBreaks > 0) {
      warn(says.windowsLineBreaks({ name, breaks: read.windowsLineBreaks }));
    }
    if (read.loneReturns > 0) {
      warn(says.loneReturns({ name, returns: read.loneReturns }));
    }
    files.push({ part, path, name, bytes: read.bytes, characters, sha256: read.sha256 });
  }
  stream.end();
  const { ids, spaces } = stream;
  return { files, run: { ids, spaces, from: 0, to: ids.length } };
}

function refuseTooShort(part: Part, tokens: number, found: FoundFile[], configFile: string, unit: string): void {
  if (tokens >= 2) return;
  const place = found.length === 1 ? { file: found[0].path } : { file: configFile, key: `data.${part}` };
  const files = { part, files: found.length, name: found[0].name };
  throw new UserError(tokens === 0 ? says.noText(files) : says.tooLittleText({ ...files, unit }), place);
}

/** Cuts validation and test from the end of the training stream where they are fractions: test is the very end. */
function split(
  streams: Record<Part, Run>,
  validation: Config["data"]["validation"],
  test: Config["data"]["test"],
  warn: (message: Message) => void,
): void {
  const all = streams.train;
  const length = all.to;
  const size = (fraction: Config["data"]["test"]) => (typeof fraction === "number" ? Math.floor(fraction * length) : 0);
  const cut = (from: number, to: number): Run => ({ ...all, from, to });
  const testStart = length - size(test);
  const validationStart = testStart - size(validation);
  streams.train = cut(0, validationStart);
  if (typeof test === "number") streams.test = cut(testStart, length);
  if (typeof validation === "number") streams.validation = cut(validationStart, testStart);
  for (const [part, fraction] of [
    ["validation", validation],
    ["test", test],
  ] as const) {
    const have = streams[part].to - streams[part].from;
    if (typeof fraction !== "number" || fraction === 0 || have >= 2) continue;
    warn(says.noPart({ part, fraction, length, tokens: have }));
    streams[part] = cut(0, 0);
  }
}

/** How often each part has each of the symbols, by their provisional ids. */
type Counted = Record<Part, Int32Array>;

/** Tokens of a part that was too short to keep are in no part. */
async function countSymbols({ size }: Table, streams: Record<Part, Run>, signal?: AbortSignal): Promise<Counted> {
  const counted = eachPart(() => new Int32Array(size));
  for (const part of PARTS) {
    const { ids, from, to } = streams[part];
    await ids.each(from, to, signal, (stretch) => tally(stretch, counted[part]));
  }
  return counted;
}

function tally(ids: Int32Array, counts: Int32Array): void {
  for (let i = 0; i < ids.length; i++) counts[ids[i]]++;
}

function anywhere({ train, validation, test }: Counted, id: number): number {
  return train[id] + validation[id] + test[id];
}

/** The vocabulary, of training unless there is one already, and the id in it of each provisional one. */
function numberingOf(
  table: Table,
  counted: Counted,
  { data }: Config,
  known: Vocabulary | undefined,
  files: readonly CorpusFile[],
): { vocabulary: Vocabulary; final: Int32Array } {
  const options = { ...data.vocabulary, lowercase: data.lowercase };
  if (table instanceof WordTable) {
    if (known) return { vocabulary: known, final: idsOfWords(table, known) };
    return Vocabulary.ofWords({ words: table.words, counts: counted.train }, options, table.rules);
  }
  const counts = table.codePoints
    .map((codePoint, id) => ({ codePoint, count: counted.train[id], anywhere: anywhere(counted, id) }))
    .filter(({ anywhere }) => anywhere > 0);
  const vocabulary = known ?? Vocabulary.fromCounts(counts, options);
  return { vocabulary, final: idsOfCharacters(table, counted, vocabulary, files) };
}

function outsideTraining({ symbols }: Table, counted: Counted): string[] {
  return symbols.filter((_, id) => counted.train[id] === 0 && anywhere(counted, id) > 0).sort(compareCodePoints);
}

/** White space of words, counted by symbol too where that is wanted. */
async function countSpaces({ ids, spaces, from, to }: Run, spacing?: SpacingCount, signal?: AbortSignal) {
  const before = spaces!.reader(from);
  let sum = 0;
  await inStretches(ids.view(), from, to, signal, (stretch) => {
    const these = before(stretch.length);
    sum += sumOf(these);
    spacing?.add(stretch, these);
  });
  return sum;
}

/** A loop by itself is fast. */
function sumOf(numbers: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) sum += numbers[i];
  return sum;
}

function idsOfCharacters(
  { symbols }: CharacterTable,
  counted: Counted,
  vocabulary: Vocabulary,
  files: readonly CorpusFile[],
): Int32Array {
  const { unknown = -1 } = vocabulary;
  const final = Int32Array.from(symbols, (symbol) => vocabulary.id(symbol) ?? unknown);
  const strangers = symbols.filter((_, id) => final[id] < 0 && anywhere(counted, id) > 0);
  if (strangers.length > 0) {
    throw new UserError(
      says.unknownCharacters({ characters: strangers.sort(compareCodePoints) }),
      files.length === 1 ? { file: files[0].path } : {},
    );
  }
  return final;
}

/** A vocabulary of words always has `<unk>`. */
function idsOfWords({ words, size }: WordTable, { symbols, unknown }: Vocabulary): Int32Array {
  const final = new Int32Array(size).fill(unknown!);
  for (const [id, symbol] of symbols.entries()) {
    const provisional = words.known(symbol);
    if (provisional >= 0) final[provisional] = id;
  }
  return final;
}

/** Each part from its end; parts of one text lie in it in reverse order too. */
async function reverse(streams: Record<Part, Run>, signal?: AbortSignal): Promise<void> {
  for (const store of new Set(PARTS.map((part) => streams[part].ids))) await store.reverse(signal);
  for (const part of PARTS) {
    const { ids, from, to } = streams[part];
    streams[part] = { ...streams[part], from: ids.length - to, to: ids.length - from };
  }
}

/** Above this share of `<unk>`, a model has little left to predict. */
const MUCH = 0.2;

/** What training holds so often is not rare; to give it up for `<unk>` would cost more than it teaches. */
const OFTEN = 5;

function warnAboutUnknown(
  unknown: CorpusFacts["unknown"],
  shares: CorpusFacts["unknownShare"],
  vocabulary: Vocabulary,
  /** How often training holds the rarest symbol that was kept. */
  rarest: number,
  warn: (message: Message) => void,
): void {
  if (vocabulary.unknown === undefined) return;
  for (const part of PARTS) {
    const share = shares[part] ?? 0;
    if (share <= MUCH) continue;
    warn(says.muchUnknown({ part, share, unit: vocabulary.unit, isInTraining: unknown.train > 0 }));
  }
  const untrained = unknown.train === 0 && unknown.validation + unknown.test > 0;
  if (vocabulary.words && untrained) {
    const part = unknown.validation > 0 ? "validation" : "test";
    const minFrequency = rarest < OFTEN ? rarest + 1 : undefined;
    warn(says.unknownNotTrained({ part, share: shares[part] ?? 0, unit: vocabulary.unit, minFrequency }));
  }
}

function warnAboutOverlap(found: Record<Part, FoundFile[]>, warn: (message: Message) => void): void {
  const seen = new Map<string, Part>();
  for (const part of PARTS) {
    for (const { path, name } of found[part]) {
      const before = seen.get(path);
      if (before !== undefined) warn(says.inTwoParts({ name, parts: [before, part] }));
      else seen.set(path, part);
    }
  }
}
