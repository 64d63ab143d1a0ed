import { open, stat } from "node:fs/promises";
import { extname } from "node:path";
import { CodePointText } from "../../../base/codePoints.ts";
import { UserError } from "../../../base/userError.ts";
import type { TextFile } from "../../files/encodings/charset.ts";
import { asUserError } from "../../files/readText.ts";
import { TextReader } from "../../files/textReader.ts";
import { says } from "../messages.ts";

/** A file that a person points at, by its absolute path. */
export type OwnFile = TextFile;

/** What can be seen of a text without reading it all. */
export interface Beginning {
  text: string;
  /** Whole lines that are not blank. */
  lines: string[];
  /** How long it is in all, estimated where it goes on. */
  characters: number;
  isWhole: boolean;
}

/** Bytes that are looked at. */
export const HEAD = 2 ** 18;

/** Endings of files that hold no plain text, with what a person does about it. */
const OTHER_PROGRAMS: [RegExp, string][] = [
  [/^\.(xlsx?|xlsm|ods|numbers)$/, "Save the sheet as CSV UTF-8 in the program that made it, and choose that file."],
  [
    /^\.(docx?|odt|rtf|pages|epub)$/,
    "Save it as plain text (UTF-8) in the program that made it, and choose that file.",
  ],
  [/^\.(pdf|ps)$/, "Copy its text into a file of plain text (UTF-8), and choose that file."],
  [
    /^\.(parquet|feather|pkl|pickle|npy|npz|mat|h5|hdf5|db|sqlite|arrow)$/,
    "Export it as CSV or JSON Lines, and choose that file.",
  ],
  [
    /^\.(wav|wave|flac|mp3|ogg|opus|m4a|aac|aiff?|wma)$/,
    "Choose the folder of the sounds, each a .wav file with its text beside it (hello.wav, hello.txt), or a table of sounds and their texts.",
  ],
  [/^\.(zip|gz|tgz|bz2|xz|7z|tar)$/, "Unpack it, and choose one of the files in it."],
];

/** Refuses what is no file: a folder, or a pipe, which is read once and may never end. */
export async function refuseNoFile({ path, name }: OwnFile): Promise<void> {
  const stats = await stat(path).catch((error) => {
    throw asUserError(error, path, name);
  });
  if (stats.isFile()) return;
  throw new UserError(stats.isDirectory() ? says.isFolder({ name }) : says.notAFile({ name }), { file: path });
}

/** The beginning of the first of some files, and how long they are together. */
export async function beginningOfAll([first, ...others]: readonly OwnFile[]): Promise<Beginning> {
  const beginning = await beginningOf(first);
  let { characters } = beginning;
  for (const other of others) characters += (await beginningOf(other)).characters;
  return { ...beginning, characters, isWhole: beginning.isWhole && others.length === 0 };
}

/** The beginning of a file; a UserError where it holds no text. */
async function beginningOf({ path, name, encoding }: OwnFile): Promise<Beginning> {
  const [, instead] = OTHER_PROGRAMS.find(([endings]) => endings.test(extname(path).toLowerCase())) ?? [];
  if (instead !== undefined) throw new UserError(says.notText({ name, instead }), { file: path });
  const codePoints = new CodePointText();
  let text = "";
  let size = 0;
  let read = 0;
  try {
    const file = await open(path, "r");
    try {
      ({ size } = await file.stat());
      const bytes = Buffer.alloc(HEAD);
      ({ bytesRead: read } = await file.read(bytes, 0, HEAD, 0));
      new TextReader(
        path,
        name,
        (stretch, length) => {
          text += codePoints.of(stretch, length);
        },
        encoding,
      ).push(bytes.subarray(0, read));
    } finally {
      await file.close();
    }
  } catch (error) {
    throw asUserError(error, path, name);
  }
  if (text.trim() === "") throw new UserError(says.emptyFile({ name }), { file: path });
  const lines = text.split("\n");
  if (read < size && lines.length > 1) lines.pop();
  return {
    text,
    lines: lines.filter((line) => line.trim() !== ""),
    characters: Math.round((text.length * size) / read),
    isWhole: read === size,
  };
}
