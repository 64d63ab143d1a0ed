import type { Message } from "../../base/message.ts";
import { UserError } from "../../base/userError.ts";
import { type Config, sidesOf } from "../../config/index.ts";
import type { Cell } from "../../data/encode/cells.ts";
import type { CorpusFile } from "../../data/encode/corpus.ts";
import { PARTS } from "../../data/encode/corpus.ts";
import type { Encoding } from "../../data/encode/encoding.ts";
import { type FileForm, formOf } from "../../data/encode/fileForm.ts";
import { type Roles, rolesIn } from "../examples/columnRoles.ts";
import { says as ofExamples } from "../examples/messages.ts";
import { openFiles, readFile, type Say } from "../examples/openFiles.ts";
import { partIn } from "../examples/partitions.ts";
import type { FoundFile } from "../files/findFiles.ts";
import { markNote } from "../files/readText.ts";
import { columnCalled, firstLines, type Reading, readingOf, refuseOtherContainers } from "../formats/index.ts";
import { givenPairs } from "./givenPairs.ts";
import { says } from "./messages.ts";
import { leftOut } from "./pairNotes.ts";
import { pairRoles } from "./pairRoles.ts";
import type { PairStore } from "./pairStore.ts";
import { type ParallelFiles, parallelFiles, readFileLines } from "./parallelFiles.ts";

/** What the columns are called where lines of parallel files have none. */
export const SOURCE = "source";
export const TARGET = "target";

/** The files of pairs before they are read, and how they are. */
export interface OpenPairs {
  source: string;
  target: string;
  columns?: readonly string[];
  /** Whether some cells are lists of tokens. */
  areLists: { source: boolean; target: boolean };
  form: FileForm;
  /** Reads all of them. */
  read(store: PairStore): Promise<CorpusFile[]>;
}

interface Options {
  /** What a run knows of its files already. */
  known?: Encoding;
  /** The file is another than the run's own, to be measured on: rows that cannot be read are left out. */
  measured?: boolean;
  signal?: AbortSignal;
}

/** Decides how the files of a config are read. */
export async function openPairs(config: Config, configFile: string, say: Say, options: Options): Promise<OpenPairs> {
  return sidesOf(config.data.train)
    ? openParallel(config, configFile, say, options)
    : openTables(config, configFile, say, options);
}

async function openParallel(config: Config, configFile: string, say: Say, { signal }: Options): Promise<OpenPairs> {
  const all = await parallelFiles(config, configFile, say.warn, signal);
  const [{ source }] = all;
  const lines = { format: "text" as const, delimiter: null, quote: null, header: null, named: [] };
  const reading = await readingOf(source, { task: config.task, ...lines });
  return {
    ...{ source: SOURCE, target: TARGET, areLists: { source: false, target: false }, form: formOf(reading) },
    read: async (store) => {
      const files: CorpusFile[] = [];
      warnOfParts(all, say.warn);
      for (const pair of all) files.push(...(await readBoth(pair, files.length, store, say, signal)));
      return files;
    },
  };
}

async function readBoth(
  { part, source, target, lines }: ParallelFiles,
  file: number,
  store: PairStore,
  { warn }: Say,
  signal?: AbortSignal,
): Promise<CorpusFile[]> {
  const files: CorpusFile[] = [];
  for (const [found, side] of [[source, store.source] as const, [target, store.target] as const]) {
    const { characters, ...facts } = await readFileLines(
      found,
      (text, line) => {
        if (line > lines) return;
        if (side === store.source) store.begin(PARTS.indexOf(part), file, line);
        store.oddTexts.see(text, file, line);
        side.add(text);
      },
      signal,
    );
    const mark = markNote(found.name, facts);
    if (mark) warn(mark);
    const { path, name } = found;
    files.push({ part, path, name, bytes: facts.bytes, characters, sha256: facts.sha256 });
  }
  return files;
}

function warnOfParts(all: readonly ParallelFiles[], warn: (message: Message) => void): void {
  for (const [i, { part, source }] of all.entries()) {
    const before = all.slice(0, i).find((other) => other.source.path === source.path);
    if (before) warn(ofExamples.inTwoParts({ name: source.name, parts: [before.part, part] }));
  }
}

async function openTables(config: Config, configFile: string, say: Say, options: Options): Promise<OpenPairs> {
  const { known, measured = false, signal } = options;
  // Lines of parallel files say nothing of how a table is read.
  const like = known?.reading?.format === "text" ? undefined : known?.reading;
  const given = known && measured ? (file: FoundFile) => givenTable(file, known, config) : undefined;
  const opened = await openFiles(config, configFile, say, { known: like, given, signal });
  const [{ reading, found }] = opened;
  const ofRun = known && knownRoles(known, config);
  const isKnown = ofRun && [...ofRun.inputs, ...ofRun.targets].every((column) => columnCalled(column, reading));
  const areUnnamed = reading.columns.every((column, i) => column === String(i + 1));
  const isChosen = !ofRun || (!isKnown && (like === undefined || areUnnamed));
  const roles = isChosen ? pairRoles(config, reading, { file: configFile, name: found.name, note: say.note }) : ofRun;
  const hasLists = (column: string) => {
    return reading.preview.some((row) => Array.isArray(row[reading.columns.indexOf(column)]));
  };
  return {
    source: roles.inputs[0],
    target: roles.targets[0],
    columns: reading.columns,
    areLists: { source: hasLists(roles.inputs[0]), target: hasLists(roles.targets[0]) },
    form: formOf(reading),
    read: async (store) => {
      const files: CorpusFile[] = [];
      for (const file of opened) {
        const own = rolesIn(roles, file.reading, file.found);
        const at = (name: string) => file.reading.columns.indexOf(name);
        const [source, target] = [at(own.inputs[0]), at(own.targets[0])];
        const partition = own.partition === undefined ? undefined : { column: own.partition, index: at(own.partition) };
        const part = PARTS.indexOf(file.part);
        const read = await readFile(
          file,
          (record) => {
            const { cells, line } = record;
            for (const index of [source, target]) {
              const cell = cells[index] ?? null;
              if (isText(cell)) continue;
              const column = file.reading.columns[index];
              throw new UserError(says.noText({ column, isList: Array.isArray(cell) }), record.place(index));
            }
            store.begin(partition ? partIn(record, partition) : part, files.length, line);
            for (const [side, index] of [[store.source, source] as const, [store.target, target] as const]) {
              const cell = cells[index] ?? null;
              store.oddTexts.see(cell, files.length, line);
              side.add(cell);
            }
          },
          { warn: say.warn, onBad: measured ? (error) => store.unreadable.passOver(error) : undefined, signal },
        );
        files.push(read);
      }
      return files;
    },
  };
}

/** How a file that a run is given is read. */
async function givenTable(file: FoundFile, known: Encoding, config: Config): Promise<Reading | undefined> {
  const { path, name } = file;
  const lines = await firstLines(file);
  refuseOtherContainers(lines, { path, name });
  const reading = givenPairs(lines, { path, name }, known, config);
  const areObjects =
    lines
      .find((line) => line.trim() !== "")
      ?.trimStart()
      .startsWith("{") ?? false;
  const hasTargets = reading?.columns.includes(known.target.column ?? TARGET) ?? areObjects;
  if (!hasTargets && lines.some((line) => line.trim() !== "")) {
    throw new UserError(says.noTargets({ name }), { file: path });
  }
  return reading;
}

/** Whether a cell is a text, or tokens: JSON may hold other things. */
function isText(cell: Cell): boolean {
  const isValue = (value: unknown) => typeof value !== "object" || value === null;
  return Array.isArray(cell) ? cell.every(isValue) : isValue(cell);
}

function knownRoles({ source: { inputs }, target: { column } }: Encoding, { data }: Config): Roles {
  const columns = inputs.map((input) => input.column);
  return { inputs: columns, texts: columns, targets: [column ?? TARGET], partition: data.partition ?? undefined };
}

export function refuseNone(files: readonly CorpusFile[], store: PairStore, configFile: string): never {
  const reasons = leftOut(store);
  const said =
    reasons.length > 0
      ? says.allLeftOut({ pairs: store.count, reasons })
      : says.noPairs(files.length === 1 ? { name: files[0].name } : {});
  throw new UserError(said, files.length === 1 ? { file: files[0].path } : { file: configFile, key: "data.train" });
}
