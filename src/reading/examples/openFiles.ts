import type { Message } from "../../base/message.ts";
import { UserError } from "../../base/userError.ts";
import { type Config, pathsIn, tasks } from "../../config/index.ts";
import type { CorpusFile, Part } from "../../data/encode/corpus.ts";
import { PARTS } from "../../data/encode/corpus.ts";
import type { FileForm } from "../../data/encode/fileForm.ts";
import { type FoundFile, findFiles } from "../files/findFiles.ts";
import { markNote } from "../files/readText.ts";
import { besideReading, type OnBad, type OnRecord, type Reading, readingOf, readRecords } from "../formats/index.ts";
import { folderAt, isSoundFile, type SoundWithText, soundsInFolder, soundsWithTexts } from "../sound/soundFolder.ts";
import { says } from "./messages.ts";

export interface OpenFile {
  part: Part;
  found: FoundFile;
  reading: Reading;
}

/** Who hears what is said of the data: what was chosen, and what makes figures worth less. */
export interface Say {
  warn(message: Message): void;
  note(message: Message): void;
}

interface OpenOptions {
  /** How a run's own files are read. */
  known?: FileForm;
  /** Decides for a file by itself, where it can. */
  given?: (file: FoundFile) => Promise<Reading | undefined>;
  signal?: AbortSignal;
}

/**
 * The files of a config in the order in which they are read, each with how. The first of them decides for the others, unless a run
 * has decided before, `known`.
 */
export async function openFiles(
  { task, data }: Config,
  configFile: string,
  { warn, note }: Say,
  { known, given, signal }: OpenOptions,
): Promise<OpenFile[]> {
  const files: OpenFile[] = [];
  /** Of sounds there may be very many: the part that each path was first found in. */
  const firstPart = new Map<string, Part>();
  const notes = new Map<string, Message>();
  const named = [data.input, data.target, data.sequence, data.partition].flat().filter((name) => name !== null);
  const { format, delimiter, quote, header } = data;
  const options = { task, format, delimiter, quote, header, named };
  const open = (part: Part, found: FoundFile, reading: Reading) => {
    const before = firstPart.get(found.path);
    if (before) warn(says.inTwoParts({ name: found.name, parts: [before, part] }));
    for (const message of reading.notes) notes.set(message.text, message);
    for (const message of reading.warnings) warn(message);
    if (reading.columns.length > 0) {
      files.push({ part, found, reading });
      firstPart.set(found.path, before ?? part);
    } else if (found.byGlob) warn(says.emptyMatch({ name: found.name }));
    else throw new UserError(says.emptyFile({ name: found.name }), { file: found.path });
  };
  const openSounds = (part: Part, sounds: readonly SoundWithText[]) => {
    for (const { sound, ...text } of sounds) {
      open(part, { ...foundText(text), encoding: data.encoding }, besideReading(sound));
    }
  };
  const isHeard = ({ path }: FoundFile) => tasks[task].predicts === "transcript" && isSoundFile(path);
  for (const part of PARTS) {
    const patterns = data[part];
    if (typeof patterns === "number") continue;
    const key = `data.${part}`;
    const { sounds, paths } = await splitFolders(task, key, pathsIn(patterns), configFile, warn);
    openSounds(part, sounds);
    const found = await findFiles(key, paths, configFile, warn, signal);
    const heard = found.filter(isHeard);
    if (heard.length > 0) {
      const wavs = heard.map(({ path }) => path);
      openSounds(part, await soundsWithTexts(wavs, { key, value: heard[0].name, configFile, warn }));
    }
    for (const each of found.filter((file) => !isHeard(file))) {
      const file = { ...each, encoding: data.encoding };
      const reading = (await given?.(file)) ?? (await readingOf(file, options, known ?? files[0]?.reading));
      open(part, file, reading);
    }
  }
  if (!files.some(({ part }) => part === "train")) {
    const place = { file: configFile, key: "data.train" };
    throw new UserError(says.allEmpty(), place);
  }
  // Of many files that are alike, a few show how they are read.
  for (const message of [...notes.values()].slice(0, MOST_NOTES)) note(message);
  return files;
}

const MOST_NOTES = 6;

/** Folders are of sounds with their texts, where a transcript is learned; elsewhere they are told as what they are. */
async function splitFolders(
  task: Config["task"],
  key: string,
  patterns: readonly string[],
  configFile: string,
  warn: Say["warn"],
): Promise<{ sounds: SoundWithText[]; paths: string[] }> {
  if (tasks[task].predicts !== "transcript") return { sounds: [], paths: [...patterns] };
  const sounds: SoundWithText[] = [];
  const paths: string[] = [];
  for (const value of patterns) {
    const folder = await folderAt(value, configFile);
    if (folder === undefined) paths.push(value);
    else sounds.push(...(await soundsInFolder(folder, { key, value, configFile, warn })));
  }
  return { sounds, paths };
}

function foundText({ text, name }: Omit<SoundWithText, "sound">): FoundFile {
  return { path: text, name, bytes: 0, byGlob: true };
}

interface ReadOptions {
  warn: Say["warn"];
  /** Hears of rows that cannot be read, which are passed over; without it, the first of them ends the reading. */
  onBad?: OnBad;
  signal?: AbortSignal;
}

/** Reads one of them to its end. */
export async function readFile(
  { part, found, reading }: OpenFile,
  onRecord: OnRecord,
  { warn, onBad, signal }: ReadOptions,
): Promise<CorpusFile> {
  const { path, name } = found;
  let records = 0;
  const { characters, ...facts } = await readRecords(
    reading,
    found,
    (record) => {
      records++;
      onRecord(record);
    },
    { signal, onBad },
  );
  if (records === 0) warn(says.noExamplesIn({ name }));
  const mark = markNote(name, facts);
  // Of many texts beside sounds it would be said of each.
  if (mark && reading.format !== "wav") warn(mark);
  return { part, path, name, bytes: facts.bytes, characters, sha256: facts.sha256 };
}
