import { UserError } from "../../base/userError.ts";
import type { Config } from "../../config/index.ts";
import type { CorpusFile, Part } from "../../data/encode/corpus.ts";
import { PARTS } from "../../data/encode/corpus.ts";
import type { FileForm } from "../../data/encode/fileForm.ts";
import { type FoundFile, findFiles } from "../files/findFiles.ts";
import { markNote } from "../files/readText.ts";
import { type OnRecord, type Reading, readingOf, readRecords } from "../formats/index.ts";

export interface OpenFile {
  part: Part;
  found: FoundFile;
  reading: Reading;
}

type Say = (text: string) => void;

/**
 * The files of a config in the order in which they are read, each with how. The first of them decides for the others, unless a run
 * has decided before, `known`.
 */
export async function openFiles(
  { task, data }: Config,
  configFile: string,
  { warn, note }: { warn: Say; note: Say },
  { known, signal }: { known?: FileForm; signal?: AbortSignal },
): Promise<OpenFile[]> {
  const files: OpenFile[] = [];
  const notes = new Set<string>();
  const named = [data.input, data.target, data.sequence, data.partition].flat().filter((name) => name !== null);
  const { format, delimiter, quote, header } = data;
  const options = { task, format, delimiter, quote, header, named };
  for (const part of PARTS) {
    const patterns = data[part];
    if (typeof patterns === "number") continue;
    for (const found of await findFiles(`data.${part}`, [patterns].flat(), configFile, warn, signal)) {
      const before = files.find((other) => other.found.path === found.path);
      if (before) {
        warn(
          `${found.name} is in both data.${before.part} and data.${part}, so ${part} measures what was already seen.`,
        );
      }
      const reading = await readingOf(found.path, found.name, options, known ?? files[0]?.reading);
      for (const text of reading.notes) notes.add(text);
      for (const text of reading.warnings) warn(text);
      if (reading.columns.length > 0) files.push({ part, found, reading });
      else if (found.byGlob) warn(`${found.name} is empty.`);
      else
        throw new UserError("empty-file", `${found.name} is empty.`, "Choose a file with examples.", {
          file: found.path,
        });
    }
  }
  if (!files.some(({ part }) => part === "train")) {
    const place = { file: configFile, key: "data.train" };
    throw new UserError("empty-file", "All files of data.train are empty.", "Choose files with examples.", place);
  }
  // Of many files that are alike, a few show how they are read.
  for (const text of [...notes].slice(0, MOST_NOTES)) note(text);
  return files;
}

const MOST_NOTES = 6;

/** Reads one of them to its end. */
export async function readFile(
  { part, found, reading }: OpenFile,
  onRecord: OnRecord,
  warn: Say,
  signal?: AbortSignal,
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
    signal,
  );
  if (records === 0) warn(`${name} holds no examples.`);
  const mark = markNote(name, facts);
  if (mark) warn(mark);
  return { part, path, name, bytes: facts.bytes, characters, sha256: facts.sha256 };
}
