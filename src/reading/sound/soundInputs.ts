import type { Dirent } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { type FeatureSettings, soundFeatures } from "../../audio/index.ts";
import { type Place, UserError } from "../../base/userError.ts";
import { cellOf } from "../../data/encode/cells.ts";
import type { Encoding } from "../../data/encode/encoding.ts";
import { HeardSound } from "../../data/encode/heardSound.ts";
import type { ReadInput } from "../inputs/readInput.ts";
import { withSoundFile } from "./fileBytes.ts";
import { isSoundFile } from "./soundFolder.ts";
import { soundPath } from "./soundPath.ts";
import { named } from "./sounds.ts";

/**
 * What a run that reads sounds is given: a sound, a folder of them, or a file that names them, whose inputs `listed` reads. The path of
 * each sound is replaced by what it becomes; one that cannot be read comes as an error, and the next after it.
 */
export async function* soundInputs(
  source: string | AsyncIterable<Uint8Array>,
  name: string,
  encoding: Encoding,
  listed: () => AsyncIterable<ReadInput | UserError>,
): AsyncGenerator<ReadInput | UserError> {
  const own = typeof source === "string" ? await ownSounds(source, name) : undefined;
  const folder = typeof source === "string" ? dirname(source) : process.cwd();
  const column = encoding.source.inputs[0].column;
  for await (const read of own?.map(({ path, shown, text }) => givenSound(path, shown, text, column)) ?? listed()) {
    yield read instanceof UserError ? read : heard(read, column, folder, encoding.source.sound!);
  }
}

function heard(read: ReadInput, column: string, folder: string, settings: FeatureSettings): ReadInput | UserError {
  const { input, place } = read;
  const cell = typeof input === "string" ? input : cellOf(input, column);
  try {
    const path = soundPath(cell, column, folder, place(column));
    const { values, steps, seconds } = named(String(cell), place(column), () =>
      withSoundFile(path, (bytes) => soundFeatures(bytes, settings)),
    );
    return { ...read, sound: path, input: { [column]: new HeardSound(values, steps, seconds) } };
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

function givenSound(path: string, shown: string, text: string | undefined, column: string): ReadInput {
  const place = (): Place => ({ file: path });
  return { line: 1, text: shown, input: { [column]: path }, ...(text !== undefined && { answer: text }), place };
}

interface OwnSound {
  path: string;
  /** As it is called in messages. */
  shown: string;
  /** What stands beside it. */
  text?: string;
}

/** The sounds that a path itself is, or that lie in it; undefined where it is a file of another kind. */
async function ownSounds(path: string, name: string): Promise<OwnSound[] | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) {
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    const paths = entries.filter(isSound).map((entry) => join(entry.parentPath, entry.name));
    return await Promise.all(
      paths.sort().map(async (each) => {
        const shown = join(name, relative(path, each)).split(sep).join("/");
        return { path: each, shown, ...(await textBeside(each)) };
      }),
    );
  }
  return isSoundFile(path) ? [{ path, shown: name, ...(await textBeside(path)) }] : undefined;
}

function isSound(entry: Dirent): boolean {
  return !entry.isDirectory() && !entry.name.startsWith(".") && isSoundFile(entry.name);
}

async function textBeside(sound: string): Promise<{ text?: string }> {
  const text = await readFile(sound.replace(/\.[^.]*$/, ".txt"), "utf8").catch(() => undefined);
  return text === undefined
    ? {}
    : {
        text: text
          .replace(/^\ufeff/, "")
          .trim()
          .replace(/\s*\n\s*/g, " "),
      };
}
