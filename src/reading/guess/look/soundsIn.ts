import { readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { waveFormOf } from "../../../audio/index.ts";
import { UserError } from "../../../base/userError.ts";
import type { Cell } from "../../../data/encode/cells.ts";
import { isNumber } from "../../../data/encode/numberCells.ts";
import type { Reading } from "../../formats/index.ts";
import { identifiers } from "../../ids/idColumns.ts";
import { withSoundFile } from "../../sound/fileBytes.ts";
import { filesIn, isSoundFile, soundsInFolder } from "../../sound/soundFolder.ts";
import { soundPath } from "../../sound/soundPath.ts";
import { holdsSounds } from "../../sound/soundRole.ts";
import type { OwnFile } from "./beginning.ts";

/** Sounds with a text or a label each. */
export interface SoundFacts {
  /** Of a table: the column of the sounds, and of what belongs to them. */
  columns?: { sound: string; target: string; others: string[] };
  /** Whether it is one of a few labels, and no text. */
  areLabels: boolean;
  /** Hz, of the first sound. */
  rate: number;
  /** Where that is known. */
  sounds?: number;
}

/** The sounds in a folder and in those within, with their texts beside them; undefined where there is none. */
export async function soundsOfFolder({ path, name }: OwnFile): Promise<SoundFacts | undefined> {
  const isFolder = await stat(path)
    .then((found) => found.isDirectory())
    .catch(() => false);
  const files = isFolder ? await filesIn(path) : undefined;
  if (!files?.some(isSoundFile)) return undefined;
  const about = { key: "data.train", value: name, configFile: path, warn: () => {} };
  const found = await soundsInFolder(path, about);
  return { areLabels: false, rate: rateOf(found[0].sound), sounds: found.length };
}

/** Whether sounds lie beside a file, or in a folder beside it. */
export async function isBesideSounds(file: string): Promise<boolean> {
  const entriesOf = async (folder: string) => await readdir(folder, { withFileTypes: true }).catch(() => []);
  const beside = await entriesOf(dirname(file));
  if (beside.some(({ name }) => isSoundFile(name))) return true;
  for (const { name } of beside.filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))) {
    if ((await entriesOf(join(dirname(file), name))).some((entry) => isSoundFile(entry.name))) return true;
  }
  return false;
}

/** The sounds that a table names, and the column of their texts or labels; undefined of another table. */
export function soundsOfTable(reading: Reading, { path }: OwnFile): SoundFacts | undefined {
  const { columns, preview } = reading;
  const cellsOf = (column: string) => preview.map((cells) => cells[columns.indexOf(column)]);
  const sound =
    columns.find((column) => holdsSounds(reading, column)) ??
    columns.find((column) => nameSounds(cellsOf(column), column, path));
  if (sound === undefined) return undefined;
  const aside = [sound, ...identifiers(reading)];
  const texts = columns.filter(
    (column) => !aside.includes(column) && column !== "" && !cellsOf(column).every(isNumber),
  );
  // What is the same of all sounds tells nothing of them; who spoke is said less often than what.
  const told = texts.filter((column) => preview.length < 2 || distinct(cellsOf(column)) > 1);
  const areFew = (column: string) => 2 * distinct(cellsOf(column)) <= preview.length;
  const target =
    texts.find((column) => TEXT.test(column)) ??
    told.toSorted(
      (a, b) => Number(areFew(a)) - Number(areFew(b)) || meanLength(cellsOf(b)) - meanLength(cellsOf(a)),
    )[0];
  if (target === undefined) return undefined;
  // Several people may say the same sentences, which are no labels for that.
  const areSentences = TEXT.test(target) && cellsOf(target).some((cell) => /\S\s+\S/.test(String(cell ?? "")));
  const given = cellsOf(sound)[0];
  const first = soundPath(given, { column: sound, folder: dirname(path) }, { file: path, line: 2 });
  return {
    columns: { sound, target, others: columns.filter((column) => column !== sound && column !== target) },
    areLabels: preview.length > 3 && areFew(target) && !areSentences,
    rate: rateOf(first),
  };
}

/** Cells that are looked at to see whether they name sounds without their ending. */
const LOOKED_AT = 5;

/**
 * Whether there is a sound for each of the first cells, as in lists of recordings: "LJ001-0001" for wavs/LJ001-0001.wav. Names of recordings are
 * numbered; of words there may be sounds, too.
 */
export function nameSounds(cells: readonly Cell[], column: string, file: string): boolean {
  const some = cells.slice(0, LOOKED_AT);
  const isThere = (cell: Cell) => {
    if (!/\d/.test(String(cell ?? ""))) return false;
    try {
      return isSoundFile(soundPath(cell, { column, folder: dirname(file) }, { file }));
    } catch (error) {
      if (error instanceof UserError) return false;
      throw error;
    }
  };
  return some.length > 0 && some.every(isThere);
}

/** What texts of sounds are called. */
const TEXT =
  /^(text|texts|transcripts?|transcriptions?|sentences?|utterances?|words?|transkript(e|ion)?|satz|wort|texte|phrase|texto|frase|testo|tekst)$/i;

function distinct(cells: readonly Cell[]): number {
  return new Set(cells.map(String)).size;
}

function meanLength(cells: readonly Cell[]): number {
  return cells.reduce<number>((sum, cell) => sum + String(cell ?? "").length, 0) / Math.max(1, cells.length);
}

/** 16,000 Hz where the sound cannot be read: what is wrong with it is told when it is. */
function rateOf(path: string): number {
  try {
    return withSoundFile(path, waveFormOf).rate;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return 16_000;
  }
}
