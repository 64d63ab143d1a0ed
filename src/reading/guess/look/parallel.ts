import { readdir } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { UserError } from "../../../base/userError.ts";
import { words } from "../../../data/encode/cells.ts";
import { Markup } from "../../examples/markup.ts";
import { differInSide, isTargetName } from "../../formats/tables/sideNames.ts";
import { readFileLines } from "../../pairs/parallelFiles.ts";
import { partnersOf } from "../partners.ts";
import type { OwnFiles } from "../plan.ts";
import { beginningOfAll, type OwnFile } from "./beginning.ts";

/** Files whose lines are pairs, in their order. */
export interface Parallel {
  files: OwnFiles;
  targets: OwnFiles;
}

/** What can be seen of texts that are lines. */
export interface SideFacts {
  /** How many there are. */
  texts: number;
  /** Of those at the beginning: means, and the longest. */
  characters: number;
  words: number;
  longest: number;
  isWhole: boolean;
  markup: Markup;
}

/**
 * The sides of some files, where their names say so and their lines are as many: "train.de" and "train.en", each with those for
 * validation and test. Of one file, the other is looked for beside it.
 */
export async function parallelIn(files: readonly OwnFile[]): Promise<Parallel | undefined> {
  if (files.length === 1) {
    const [file] = files;
    const there = await readdir(dirname(file.path)).catch(() => []);
    for (const name of there.sort()) {
      const other = { ...file, path: join(dirname(file.path), name), name: beside(file, name) };
      if (!sidesOf(file, other) || !(await haveAsManyLines(file, other))) continue;
      const [source, target] = inOrder(file, other);
      return withPartners([source], [target]);
    }
    return undefined;
  }
  const pairs: [OwnFile, OwnFile][] = [];
  const left = [...files];
  for (let file = left.shift(); file; file = left.shift()) {
    const at = left.findIndex((other) => sidesOf(file, other) || (files.length === 2 && endInSides(file, other)));
    if (at < 0) return undefined;
    pairs.push(inOrder(file, left.splice(at, 1)[0]));
  }
  for (const [source, target] of pairs) if (!(await haveAsManyLines(source, target))) return undefined;
  const isMeasured = ([{ path }]: [OwnFile, OwnFile]) => MEASURED.test(basename(path));
  const training = pairs.filter((pair) => !isMeasured(pair));
  const train = training.length > 0 ? training : pairs;
  const found = await withPartners(
    train.map(([source]) => source),
    train.map(([, target]) => target),
  );
  return found;
}

/** Two files that look like sides of pairs, and how many lines each has. */
export interface Unpaired {
  files: [OwnFile, OwnFile];
  lines: [number, number];
}

/** Tables in two languages may be read together, however many rows each has. */
const TABLE = /^\.(csv|tsv|tab|jsonl|ndjson)$/i;

/** Two sides of which one has more lines than the other: among several files, or of one and a file beside it. */
export async function unpairedIn(files: readonly OwnFile[]): Promise<Unpaired | undefined> {
  const [file] = files;
  const there = files.length > 1 ? [] : await readdir(dirname(file.path)).catch(() => []);
  const all = [
    ...files,
    ...there.sort().map((name) => ({ ...file, path: join(dirname(file.path), name), name: beside(file, name) })),
  ];
  for (const [i, one] of (files.length > 1 ? all : [file]).entries()) {
    for (const other of all.slice(i + 1)) {
      if (TABLE.test(extname(one.path)) || TABLE.test(extname(other.path))) continue;
      if (!sidesOf(one, other) && !(files.length === 2 && endInSides(one, other))) continue;
      const [source, target] = inOrder(one, other);
      const lines = await linesOfBoth(source, target);
      if (lines && lines[0] !== lines[1]) return { files: [source, target], lines };
    }
  }
  return undefined;
}

const MEASURED = /(?<![a-z])(valid(ation)?|val|dev|test)(?![a-z])/i;

async function withPartners(sources: readonly OwnFile[], targets: readonly OwnFile[]): Promise<Parallel> {
  const [a, b] = [await partnersOf(sources[0]), await partnersOf(targets[0])];
  const found: Parallel = { files: { train: sources }, targets: { train: targets } };
  for (const part of ["validation", "test"] as const) {
    const [source, target] = [a[part], b[part]];
    if (source && target && (await haveAsManyLines(source, target))) {
      found.files[part] = source;
      found.targets[part] = target;
    }
  }
  return found;
}

function sidesOf(one: OwnFile, other: OwnFile): boolean {
  return (
    dirname(one.path) === dirname(other.path) && differInSide(basename(one.path), basename(other.path)) !== undefined
  );
}

/** Of two files that are named together, the endings may tell alone: "train.en" and "s.de". */
function endInSides(one: OwnFile, other: OwnFile): boolean {
  return differInSide(`side${extname(one.path)}`, `side${extname(other.path)}`) !== undefined;
}

/** The source first: the file that was named first, unless it is called a target. */
function inOrder(one: OwnFile, other: OwnFile): [OwnFile, OwnFile] {
  const differ = differInSide(basename(one.path), basename(other.path));
  const isTarget = differ !== undefined && isTargetName(differ.one) && !isTargetName(differ.other);
  return isTarget ? [other, one] : [one, other];
}

/** As a person calls the one file. */
function beside({ path, name }: OwnFile, other: string): string {
  return name.slice(0, name.length - basename(path).length) + other;
}

async function haveAsManyLines(one: OwnFile, other: OwnFile): Promise<boolean> {
  const [a, b] = (await linesOfBoth(one, other)) ?? [0, 0];
  return a > 1 && a === b;
}

/** Undefined where one cannot be read: it is no side. */
async function linesOfBoth(one: OwnFile, other: OwnFile): Promise<[number, number] | undefined> {
  try {
    return [await linesIn(one), await linesIn(other)];
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** Lines of a file, without empty ones at its end. */
async function linesIn(file: OwnFile): Promise<number> {
  let filled = 0;
  await readFileLines(file, (text, line) => {
    if (text.trim() !== "") filled = line;
  });
  return filled;
}

/** What stands in the lines of one side. */
export async function sideOf(files: readonly OwnFile[]): Promise<SideFacts> {
  const { lines, isWhole } = await beginningOfAll(files);
  let texts = 0;
  for (const file of files) texts += await linesIn(file);
  const markup = new Markup();
  for (const line of lines) markup.see(line, 0, 0);
  const mean = (of: (line: string) => number) =>
    lines.reduce((sum, line) => sum + of(line), 0) / Math.max(1, lines.length);
  return {
    ...{ texts, isWhole, markup },
    characters: mean((line) => line.length),
    words: mean((line) => words(line).length),
    longest: lines.reduce((most, line) => Math.max(most, line.length), 0),
  };
}
