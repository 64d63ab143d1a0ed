import { didYouMean, messageTable, type Wording } from "../../base/message.ts";
import { grouped } from "../../base/words.ts";

/** Where in a file a byte is. */
interface BytePlace {
  offset: number;
  line: number;
  column: number;
}

const placed = ({ offset, line, column }: BytePlace) =>
  `offset ${grouped(offset)} (line ${grouped(line)}, column ${grouped(column)})`;

const hexadecimal = (byte: number) => `0x${byte.toString(16).toUpperCase().padStart(2, "0")}`;

/** What is said of files, whatever they hold. */
export const says = messageTable("reading/files", {
  namedTwice: ({ key, name }: { key: string; name: string }) => ({
    code: "named-twice",
    text: `${name} is named twice in ${key}; it is read once.`,
    key,
  }),
  tooManyFolders: ({ most }: { most: number }) => ({
    code: "glob-too-large",
    text: `The glob looks through more than ${grouped(most)} folders.`,
    hint: "Start it with the folder that holds the text.",
  }),
  tooManyPatterns: ({ most }: { most: number }) => ({
    code: "glob-too-large",
    text: `The braces of the glob stand for more than ${most} patterns.`,
    hint: "Use * instead.",
  }),
  unreadableFolder: ({ folder, why }: { folder: string; why: string }) => ({
    code: "unreadable-folder",
    text: `The folder ${folder} could not be read: ${why}.`,
    hint: "Change its permissions, or write a glob that does not go there.",
  }),
  tooManyFiles: ({ key, most }: { key: string; most: number }) => ({
    code: "too-many-files",
    text: `${key} names more than ${grouped(most)} files.`,
    hint: "Join them into fewer files.",
  }),
  notOnDisk: ({ key, value }: { key: string; value: string }) => ({
    code: "missing-file",
    text: `${key} names ${JSON.stringify(value)}, but data must be files on this disk.`,
    hint: "Download it, and name the file.",
    value,
  }),
  isFolder: ({ key, value }: { key: string; value: string }) => {
    const within = `${value.replace(/[\\/]+$/, "")}/*.txt`;
    return {
      code: "is-folder",
      text: `${key} names ${JSON.stringify(value)}, which is a folder.`,
      hint: `Write ${JSON.stringify(within)} for the text files in it.`,
      suggestions: [within],
      value,
    };
  },
  notAFile: ({ key, value }: { key: string; value: string }) => ({
    code: "not-a-file",
    text: `${key} names ${JSON.stringify(value)}, which is not a regular file.`,
    hint: "Save its text to a file first.",
    value,
  }),
  noMatch: ({ key, value, folder }: { key: string; value: string; folder: string }) => ({
    code: "no-match",
    text: `${key}: no file matches ${JSON.stringify(value)}.`,
    hint: `It was looked for in ${folder}. \`*\` stays within one folder; \`**/\` looks into folders below.`,
    value,
  }),
  unreadablePath: ({ path, why }: { path: string; why: string }) => ({
    code: "unreadable-file",
    text: `${path} cannot be read: ${why}.`,
    hint: "Change its permissions, or choose another file.",
  }),
  brokenLink: ({ key, value }: { key: string; value: string }) => ({
    code: "missing-file",
    text: `${key} names ${JSON.stringify(value)}, which is a link to a file that does not exist.`,
    hint: "Make the link again, or choose another file.",
    value,
  }),
  /** `near` is a name in that folder that is like it. */
  missingFile: (of: { key: string; value: string; folder: string; state: FolderState; near?: string }) => ({
    code: "missing-file",
    text: `${of.key} names ${JSON.stringify(of.value)}, which does not exist.`,
    ...didYouMean(of.near, ABOUT_FOLDER[of.state](of.folder)),
    value: of.value,
  }),
  noPermission: ({ name }: { name: string }) => ({
    code: "unreadable-file",
    text: `${name} cannot be read: permission denied.`,
    hint: "Change its permissions, or choose another file.",
  }),
  noFile: ({ name }: { name: string }) => ({
    code: "missing-file",
    text: `There is no file ${name}.`,
    hint: "Put it there, or name another file.",
  }),
  folderForFile: ({ name }: { name: string }) => ({
    code: "is-folder",
    text: `${name} is a folder.`,
    hint: "Name a file in it.",
  }),
  unreadable: ({ name, why }: { name: string; why: string }) => ({
    code: "unreadable-file",
    text: `${name} could not be read: ${why}.`,
  }),
  lineTooLong: ({ line, name, most }: { line: number; name: string; most: number }) => ({
    code: "line-too-long",
    text: `Line ${grouped(line)} of ${name} is longer than ${grouped(most)} characters.`,
    hint: "Break it into shorter ones.",
  }),
  notUtf16: ({ name, ...place }: { name: string } & BytePlace) => ({
    code: "not-utf8",
    text: `${name} begins like UTF-16, but is not: at byte ${placed(place)} there is half of a character.`,
    hint: "Save it as UTF-8.",
  }),
  /** `sign` is what begins at the byte in the encoding that the file is likely in. */
  notUtf8: ({
    name,
    byte,
    charset,
    sign,
    isSettable,
    ...place
  }: LikelyEncoding & { byte: number; sign: string } & BytePlace) => {
    const isSign = /[\p{L}\p{P}\p{S}\p{N}]/u.test(sign);
    const shownCharset = charset === "windows-1252" ? "Latin-1 and Windows-1252" : charset;
    const meant = isSign ? `, which would be "${sign}" in ${shownCharset}` : "";
    const excel = /\.(csv|tsv|tab|txt)$/i.test(name) ? ' (in Excel, "CSV UTF-8")' : "";
    const convert = isSettable ? "" : `, or convert it: iconv -f ${charset.toUpperCase()} -t UTF-8 OLD > NEW`;
    return {
      code: "not-utf8",
      text: `${name} is not UTF-8: the byte at ${placed(place)} is ${hexadecimal(byte)}${meant}.`,
      ...withEncoding({ charset, isSettable, isGuess: true }, `ave it as UTF-8${excel}${convert || "."}`),
    };
  },
  damagedUtf8: ({ name, byte, ...place }: { name: string; byte: number } & BytePlace) => ({
    code: "not-utf8",
    text: `${name} is UTF-8 only up to the byte at ${placed(place)}, which is ${hexadecimal(byte)}.`,
    hint: "Remove what is damaged there, or save the file as UTF-8 again.",
  }),
  unmarkedUtf16: ({ name, ...likely }: LikelyEncoding) => ({
    code: "not-utf8",
    text: `${name} is not UTF-8: it looks like UTF-16 without a byte order mark.`,
    ...withEncoding({ ...likely, isGuess: false }, "ave it as UTF-8."),
  }),
  otherEncoding: ({
    name,
    charset,
    line,
    column,
  }: {
    name: string;
    charset: string;
    line: number;
    column: number;
  }) => ({
    code: "wrong-encoding",
    text: `${name} is not ${charset}: at line ${grouped(line)}, column ${grouped(column)} there are bytes that are no character of it.`,
    hint: 'Set "encoding" in "data" to the one that it was saved in, or save it as UTF-8 and remove "encoding".',
  }),
  unknownEncoding: ({ charset }: { charset: string }) => ({
    code: "unknown-encoding",
    text: `This build of Node cannot read ${charset}.`,
    hint: 'Save the files as UTF-8, and remove "encoding" from "data".',
  }),
  couldBeUtf8: ({ name, charset }: { name: string; charset: string }) => ({
    code: "could-be-utf8",
    text: `${name} is read as ${charset}, as data.encoding says, but it is valid UTF-8. Where letters look wrong, remove data.encoding.`,
    key: "data.encoding",
  }),
  binaryFile: ({ name, offset }: { name: string; offset: number }) => ({
    code: "binary-file",
    text: `${name} looks like a binary file: it has a NUL byte at byte offset ${offset}.`,
    hint: "Choose a text file in UTF-8; if it is one, remove its NUL bytes.",
  }),
  workbook: ({ name }: { name: string }) => ({
    code: "binary-file",
    text: `${name} is not a text file: it begins like an Excel workbook, another document or a ZIP archive.`,
    hint: "Save the sheet as CSV UTF-8 in the program that made it, or unpack the archive.",
  }),
  readAsUtf16: ({ name }: { name: string }) => ({
    code: "utf16",
    text: `${name} is UTF-16, and is read as such.`,
  }),
  byteOrderMark: ({ name }: { name: string }) => ({
    code: "byte-order-mark",
    text: `${name} starts with a byte order mark; it is left out.`,
  }),
});

/** The encoding that a file is likely in, and whether a setting may say so. */
interface LikelyEncoding {
  name: string;
  charset: string;
  isSettable: boolean;
}

/** What to do with a file that is not UTF-8; quick fixes write what is suggested as `data.encoding`. */
function withEncoding(
  { charset, isSettable, isGuess }: Omit<LikelyEncoding, "name"> & { isGuess: boolean },
  orElse: string,
): Pick<Wording, "hint" | "suggestions"> {
  if (!isSettable) return { hint: `S${orElse}` };
  const guess = isGuess ? " (a guess: choose another if letters look wrong)" : "";
  return { hint: `Set "encoding": "${charset}" in "data"${guess}, or s${orElse}`, suggestions: [charset] };
}

/** What is known of the folder in which a file was looked for. */
export type FolderState = "searched" | "missing" | "unreadable" | "no-folder";

const ABOUT_FOLDER: Record<FolderState, (folder: string) => string> = {
  searched: (folder) => `It was looked for in ${folder}; paths are relative to the config file.`,
  missing: (folder) => `The folder ${folder} does not exist either.`,
  unreadable: (folder) => `The folder ${folder} could not be read.`,
  "no-folder": (folder) => `${folder} is not a folder.`,
};
