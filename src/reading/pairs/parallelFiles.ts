import { CodePointText } from "../../base/codePoints.ts";
import type { Message } from "../../base/message.ts";
import { UserError } from "../../base/userError.ts";
import { type Config, sidesOf } from "../../config/index.ts";
import { PARTS, type Part } from "../../data/encode/corpus.ts";
import { Growing } from "../../data/text/growing.ts";
import type { TextFile } from "../files/encodings/charset.ts";
import { givenEncoding } from "../files/encodings/givenEncoding.ts";
import { type FoundFile, findFiles } from "../files/findFiles.ts";
import { readText } from "../files/readText.ts";
import type { TextFacts } from "../files/textReader.ts";
import { LineSplitter } from "../formats/lines.ts";
import { says } from "./messages.ts";
import { slipOf } from "./slip.ts";

/** Two files whose lines are pairs, in their order. */
export interface ParallelFiles {
  part: Part;
  source: FoundFile;
  target: FoundFile;
  /** Lines of each that are read. */
  lines: number;
}

/**
 * The parallel files of a config, in the order in which they are read. All have been counted: a file that has a line more or less than
 * its partner is refused before anything is read.
 */
export async function parallelFiles(
  config: Config,
  configFile: string,
  warn: (message: Message) => void,
  signal?: AbortSignal,
): Promise<ParallelFiles[]> {
  const { data } = config;
  const encodingOf = async (path: string) => data.encoding && (await givenEncoding(path, config));
  const all: ParallelFiles[] = [];
  for (const part of PARTS) {
    const sides = sidesOf(data[part]);
    if (!sides) continue;
    const find = async (side: "source" | "target") => {
      const files = await findFiles(`data.${part}.${side}`, sides[side], configFile, warn, signal);
      return Promise.all(files.map(async (file) => ({ ...file, encoding: await encodingOf(file.path) })));
    };
    const [sources, targets] = [await find("source"), await find("target")];
    if (sources.length !== targets.length) {
      const counts = { part, sources: sources.length, targets: targets.length };
      throw new UserError(says.otherFileCount(counts), { file: configFile, key: `data.${part}.target` });
    }
    for (const [i, source] of sources.entries()) {
      const target = targets[i];
      if (source.path === target.path) {
        throw new UserError(says.sameFile({ name: source.name }), { file: configFile, key: `data.${part}.target` });
      }
      all.push({ part, source, target, lines: await linesOf(source, target, warn, signal) });
    }
  }
  return all;
}

/** Lines of a file, and how many characters each has. */
interface Counted {
  lengths: Int32Array;
  /** Without empty lines at its end. */
  filled: number;
}

async function linesOf(source: FoundFile, target: FoundFile, warn: (message: Message) => void, signal?: AbortSignal) {
  const [a, b] = [await counted(source, signal), await counted(target, signal)];
  for (const [file, { filled }] of [[source, a] as const, [target, b] as const]) {
    if (filled === 0) throw new UserError(says.emptyFile({ name: file.name }), { file: file.path });
  }
  if (a.lengths.length === b.lengths.length) return a.lengths.length;
  if (a.filled === b.filled) {
    const isSource = a.lengths.length > b.lengths.length;
    const [longer, file] = isSource ? [a, source] : [b, target];
    warn(says.emptyEnd({ name: file.name, lines: longer.lengths.length - longer.filled }));
    return a.filled;
  }
  const isSource = a.lengths.length > b.lengths.length;
  const [longer, shorter] = isSource ? [source, target] : [target, source];
  const [more, fewer] = isSource ? [a, b] : [b, a];
  const counts = { more: more.lengths.length, fewer: fewer.lengths.length };
  const near = slipOf(more.lengths, fewer.lengths);
  throw new UserError(says.otherLineCount({ longer: longer.name, shorter: shorter.name, ...counts, near }), {
    file: longer.path,
    line: counts.fewer + 1,
    column: 1,
  });
}

async function counted(file: FoundFile, signal?: AbortSignal): Promise<Counted> {
  const lengths = new Growing(Int32Array);
  let filled = 0;
  await readFileLines(
    file,
    (text, line) => {
      lengths.push(text.length);
      if (text.trim() !== "") filled = line;
    },
    signal,
  );
  return { lengths: lengths.view().slice(), filled };
}

/** Streams the lines of a file, empty ones too, counted from 1. */
export async function readFileLines(
  file: TextFile,
  onLine: (text: string, line: number) => void,
  signal?: AbortSignal,
): Promise<TextFacts & { characters: number }> {
  const text = new CodePointText();
  const splitter = new LineSplitter(file.path, file.name, onLine);
  let characters = 0;
  const facts = await readText(
    file,
    (codePoints, length) => {
      characters += length;
      splitter.push(text.of(codePoints, length));
    },
    signal,
  );
  splitter.end();
  return { ...facts, characters };
}
