import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import type { Message } from "../../base/message.ts";
import { UserError } from "../../base/userError.ts";
import { asUserError } from "../files/readText.ts";
import { storedPath } from "../files/storedPath.ts";
import { says } from "./messages.ts";

/** A sound with the text that stands beside it. */
export interface SoundWithText {
  sound: string;
  text: string;
  /** Of the text, as it is called in messages. */
  name: string;
}

const SOUND = /\.wav$/i;
const TEXT = /\.txt$/i;

/** Whether a path, such as one that a glob found, is of a sound. */
export function isSoundFile(path: string): boolean {
  return SOUND.test(path);
}

/** The folder that a path of a config names; undefined where it names none. */
export async function folderAt(pattern: string, configFile: string): Promise<string | undefined> {
  const path = await storedPath(resolve(dirname(configFile), pattern));
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ? path : undefined;
}

/** Where sounds are named: the key of the config and its value. `warn` hears of what stands alone. */
interface Naming {
  key: string;
  value: string;
  configFile: string;
  warn: (message: Message) => void;
}

/** The sounds in a folder and the folders in it, with their texts, sorted. */
export async function soundsInFolder(folder: string, naming: Naming): Promise<SoundWithText[]> {
  const { key, value, configFile, warn } = naming;
  const paths = await filesIn(folder).catch((error) => {
    throw asUserError(error, folder, value);
  });
  if (paths === undefined) throw new UserError(says.largeFolder({ key, value, most: MOST }), { file: configFile, key });
  const sounds = paths.filter((path) => SOUND.test(path));
  return orRefuse(withTexts(sounds, paths, value, folder, warn), sounds, naming);
}

/** The sounds that a glob found, with the texts beside them. */
export async function soundsWithTexts(sounds: readonly string[], naming: Naming): Promise<SoundWithText[]> {
  const folders = [...new Set(sounds.map((path) => dirname(path)))];
  const beside = await Promise.all(
    folders.map(async (folder) => (await readdir(folder)).map((name) => join(folder, name))),
  );
  return orRefuse(withTexts(sounds, beside.flat(), undefined, dirname(naming.configFile), naming.warn), sounds, naming);
}

function orRefuse(
  found: SoundWithText[],
  sounds: readonly string[],
  { key, value, configFile }: Naming,
): SoundWithText[] {
  if (found.length > 0) return found;
  throw new UserError(says.emptyFolder({ key, value, sounds: sounds.length }), { file: configFile, key });
}

/** `value` is how the folder is called, where all that is in it is meant: then texts without a sound are told too. */
function withTexts(
  sounds: readonly string[],
  among: readonly string[],
  value: string | undefined,
  folder: string,
  warn: (message: Message) => void,
): SoundWithText[] {
  const stem = (path: string) => path.replace(/\.[^.]*$/, "").normalize();
  const nameOf = (path: string) =>
    join(value ?? "", relative(folder, path))
      .split(sep)
      .join("/");
  const texts = new Map(among.filter((path) => TEXT.test(path)).map((path) => [stem(path), path]));
  const alone: string[] = [];
  const found = sounds.flatMap((sound): SoundWithText[] => {
    const text = texts.get(stem(sound));
    texts.delete(stem(sound));
    if (text === undefined) alone.push(basename(sound));
    return text === undefined ? [] : [{ sound, text, name: nameOf(text) }];
  });
  if (alone.length > 0 && found.length > 0) warn(says.noTexts({ names: alone, sounds: alone.length }));
  const left = [...texts.values()].map((path) => basename(path));
  // A folder of recordings may have a README.
  const lone = left.filter((name) => !/^(readme|licen[cs]e|copying|notes?|transcripts?)\b/i.test(name));
  if (lone.length > 0 && value !== undefined && found.length > 0)
    warn(says.noSounds({ names: lone, texts: lone.length }));
  return found;
}

/** Files and folders in a folder of sounds; one with more is of something else. */
const MOST = 200_000;

/**
 * The files in a folder and in those within, sorted; undefined where there are too many. Links to folders are not followed. What begins with a
 * dot is left out: macOS keeps files such as ._hello.wav beside others, and .unroll has files of ours.
 */
export async function filesIn(folder: string): Promise<string[] | undefined> {
  const files: string[] = [];
  const folders = [folder];
  let seen = 0;
  for (const each of folders) {
    for (const entry of await readdir(each, { withFileTypes: true })) {
      if (++seen > MOST) return undefined;
      if (entry.name.startsWith(".") || entry.name === "node_modules") continue;
      (entry.isDirectory() ? folders : files).push(join(each, entry.name));
    }
  }
  return files.sort((a, b) => (a < b ? -1 : 1));
}
