import { readFile, stat } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { soundFeatures } from "../../audio/index.ts";
import { UserError } from "../../base/userError.ts";
import type { Config } from "../../config/index.ts";
import { cellOf } from "../../data/encode/cells.ts";
import type { Encoding } from "../../data/encode/encoding.ts";
import { HeardSound } from "../../data/encode/heardSound.ts";
import type { Charset } from "../files/encodings/charset.ts";
import { isGlob, matchGlob } from "../files/glob.ts";
import { textOf } from "../files/readText.ts";
import { joinedLines } from "../formats/textBeside.ts";
import type { ReadInput } from "../inputs/readInput.ts";
import { withSoundFile } from "./fileBytes.ts";
import { filesIn, isSoundFile } from "./soundFolder.ts";
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
  config: Config,
  listed: () => AsyncIterable<ReadInput | UserError>,
): AsyncGenerator<ReadInput | UserError> {
  if (typeof source === "string" && (isSoundFile(source) || (await isFolder(source)))) {
    yield* soundsAt(source, name, encoding, config.data.encoding);
    return;
  }
  const folder = typeof source === "string" ? dirname(source) : process.cwd();
  for await (const read of listed()) yield read instanceof UserError ? read : heard(read, folder, encoding);
}

/** The sound at a path, those in the folder there, or those that match a pattern, with the texts beside them. */
export async function* soundsAt(
  path: string,
  name: string,
  encoding: Encoding,
  ofTexts: Charset | null,
): AsyncGenerator<ReadInput | UserError> {
  const sounds = await soundsNamed(path, name);
  for (const { path: sound, shown } of sounds) {
    const text = await textBeside(sound, ofTexts);
    const input = { [encoding.source.inputs[0].column]: sound };
    const read = {
      line: 1,
      text: shown,
      input,
      ...(text !== undefined && { answer: text }),
      place: () => ({ file: sound }),
    };
    yield heard(read, dirname(sound), encoding);
  }
}

function heard(read: ReadInput, folder: string, { source }: Encoding): ReadInput | UserError {
  const { input, place } = read;
  const [{ column }] = source.inputs;
  const cell = typeof input === "string" ? input : cellOf(input, column);
  try {
    const path = soundPath(
      cell,
      { column, folder },
      place(column),
      place(column).file === cell ? read.text : undefined,
    );
    const { values, steps, seconds, form } = named(read.text, place(column), () =>
      withSoundFile(path, (bytes) => soundFeatures(bytes, source.sound!)),
    );
    return { ...read, sound: { path, seconds, rate: form.rate }, input: { [column]: new HeardSound(values, steps) } };
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

/** Shells of Windows hand patterns on as they were typed. */
async function soundsNamed(path: string, name: string): Promise<{ path: string; shown: string }[]> {
  const stats = await stat(path).catch(() => undefined);
  if (stats?.isDirectory()) return await soundsIn(path, name);
  const matches = stats === undefined && isGlob(name) ? await matchGlob(process.cwd(), name) : [];
  if (matches.length === 0) return [{ path, shown: name }];
  return matches.map((match) => ({ path: resolve(match), shown: match }));
}

async function soundsIn(folder: string, name: string): Promise<{ path: string; shown: string }[]> {
  const paths = ((await filesIn(folder)) ?? []).filter(isSoundFile);
  return paths.map((path) => ({ path, shown: join(name, relative(folder, path)).split(sep).join("/") }));
}

/** As texts of a training are read; undefined where none can be. */
async function textBeside(sound: string, encoding: Charset | null): Promise<string | undefined> {
  for (const ending of [".txt", ".TXT"]) {
    const path = sound.replace(/\.[^.]*$/, ending);
    const bytes = await readFile(path).catch(() => undefined);
    if (bytes === undefined) continue;
    try {
      return joinedLines(textOf(bytes, { path, name: path, encoding }));
    } catch (error) {
      // The sound is what is asked about.
      if (error instanceof UserError) return undefined;
      throw error;
    }
  }
  return undefined;
}
