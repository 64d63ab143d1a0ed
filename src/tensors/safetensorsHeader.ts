import { UserError } from "../base/userError.ts";
import { says } from "./messages.ts";

/** What the header says of one tensor, checked: `begin` and `end` are byte offsets into the data that follows the header. */
export interface TensorEntry {
  name: string;
  dtype: StoredDType;
  shape: number[];
  begin: number;
  end: number;
}

export interface SafetensorsHeader {
  /** By offset. They cover the data exactly: no hole, no overlap, nothing behind. */
  entries: TensorEntry[];
  metadata: Record<string, string>;
  /** Where the data begins in the file. */
  dataStart: number;
}

/** The types that can be read, with their bytes per element. */
const elementBytes = { F64: 8, I64: 8, F32: 4, I32: 4, F16: 2, BF16: 2, U8: 1 };
export type StoredDType = keyof typeof elementBytes;

/** The format's own bound on its header. */
const maxHeaderBytes = 100_000_000;

/**
 * Reads and checks a header of unknown origin. Everything is checked before any tensor is allocated, so memory stays within a
 * multiple of the file's size.
 * @param bytes the file's, or as many of the first as `headerBytes` says
 * @param size bytes of the file
 * @throws UserError `safetensors-*`
 */
export function parseHeader(bytes: Uint8Array, file: string, size = bytes.length): SafetensorsHeader {
  const text = headerText(bytes, file, size);
  const dataStart = 8 + text.byteLength;
  const header = parseObject(text.json, file);
  checkDuplicates(text.json, file);

  const entries: TensorEntry[] = [];
  let metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(header)) {
    if (name === "__metadata__") metadata = checkMetadata(value, file);
    else entries.push(checkEntry(name, value, size - dataStart, file));
  }
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  checkCoverage(entries, size - dataStart, file);
  return { entries, metadata, dataStart };
}

/** How many of the first bytes of a file of `size` bytes its header takes, by the first 8 of them, or fewer where it has no more. */
export function headerBytes(first: Uint8Array, file: string, size: number): number {
  if (first.length < 8) {
    throw new UserError(says.fileTooShort({ file, bytes: first.length }));
  }
  const length = new DataView(first.buffer, first.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(maxHeaderBytes)) {
    throw new UserError(says.headerTooLarge({ file, length: String(length) }));
  }
  if (length > BigInt(size - 8)) {
    throw new UserError(says.headerCutShort({ file, length: String(length), bytes: size - 8 }));
  }
  return 8 + Number(length);
}

function headerText(bytes: Uint8Array, file: string, size: number): { json: string; byteLength: number } {
  const byteLength = headerBytes(bytes, file, size) - 8;
  const header = bytes.subarray(8, 8 + byteLength);
  if (header[0] !== 0x7b) throw new UserError(says.noBrace({ file }));
  try {
    return { json: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(header), byteLength };
  } catch {
    throw new UserError(says.notUtf8({ file }));
  }
}

function parseObject(json: string, file: string): Record<string, unknown> {
  try {
    return JSON.parse(json) as Record<string, unknown>;
  } catch (error) {
    throw new UserError(says.notJson({ file, why: clip((error as Error).message) }));
  }
}

/**
 * JSON.parse lets a repeated key win silently, so the text, known to be valid JSON, is walked once more for its keys: a string
 * that a colon follows. No header nests deeper than two objects.
 */
function checkDuplicates(json: string, file: string): void {
  const open: Set<string>[] = [];
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    if (character === "{") {
      if (open.length === 2) throw new UserError(says.tooDeep({ file }));
      open.push(new Set());
    } else if (character === "}") open.pop();
    else if (character === '"') {
      const start = at;
      for (at++; json[at] !== '"'; at++) if (json[at] === "\\") at++;
      const stop = at + 1;
      let next = stop;
      while (" \t\n\r".includes(json[next])) next++;
      if (json[next] !== ":") continue;
      const key = JSON.parse(json.slice(start, stop)) as string;
      const keys = open[open.length - 1];
      if (keys.has(key)) throw new UserError(says.twice({ file, key: quote(key) }));
      keys.add(key);
    }
  }
}

function checkMetadata(value: unknown, file: string): Record<string, string> {
  if (!isObject(value)) throw new UserError(says.metadataNoObject({ file }));
  for (const [key, text] of Object.entries(value)) {
    if (key === "__proto__") throw new UserError(says.metadataForbidden({ file }));
    if (typeof text !== "string") throw new UserError(says.metadataNoString({ file, key: quote(key) }));
  }
  return value as Record<string, string>;
}

function checkEntry(name: string, value: unknown, dataBytes: number, file: string): TensorEntry {
  const of = { file, tensor: quote(name) };
  if (name === "__proto__") throw new UserError(says.forbiddenName(of));
  if (!isObject(value)) throw new UserError(says.noObject(of));
  const { dtype, shape, data_offsets: offsets, ...others } = value;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new UserError(says.unknownKey({ ...of, key: quote(unknown) }));
  if (typeof dtype !== "string" || !Object.hasOwn(elementBytes, dtype)) {
    throw new UserError(says.unknownType({ ...of, value: show(dtype), known: Object.keys(elementBytes) }));
  }
  const size = checkShape(shape, of);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
    throw new UserError(says.offsetsNoNumbers({ ...of, value: show(offsets) }));
  }
  const [begin, end] = offsets as [number, number];
  if (begin > end || end > dataBytes) {
    throw new UserError(says.offsetsOutside({ ...of, begin, end, bytes: dataBytes }));
  }
  const bytes = size * elementBytes[dtype as StoredDType];
  if (end - begin !== bytes) {
    const described = `${dtype} [${clip((shape as number[]).slice(0, 20).join(", "))}]`;
    throw new UserError(says.offsetsOtherSize({ ...of, described, bytes, begin, end }));
  }
  return { name, dtype: dtype as StoredDType, shape: shape as number[], begin, end };
}

/** The number of elements. */
function checkShape(shape: unknown, of: { file: string; tensor: string }): number {
  if (!Array.isArray(shape) || !shape.every(isCount)) {
    throw new UserError(says.badShape({ ...of, value: show(shape) }));
  }
  let size = 1;
  for (const dimension of shape as number[]) {
    size *= dimension;
    // Eight bytes an element stay exact below this.
    if (size > Number.MAX_SAFE_INTEGER / 8) throw new UserError(says.shapeTooLarge({ ...of, value: show(shape) }));
  }
  return size;
}

function checkCoverage(entries: TensorEntry[], dataBytes: number, file: string): void {
  let end = 0;
  let before: string | undefined;
  for (const entry of entries) {
    if (entry.begin !== end) {
      throw new UserError(says.notBehind({ file, tensor: quote(entry.name), begin: entry.begin, end, before }));
    }
    end = entry.end;
    before = quote(entry.name);
  }
  if (end !== dataBytes) throw new UserError(says.trailing({ file, bytes: dataBytes - end, end }));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && !Object.is(value, -0) && (value as number) >= 0;
}

/** A stranger's text in our messages: short, on one line. */
function clip(text: string): string {
  const line = text.replace(/\p{Cc}+/gu, " ");
  return line.length > 80 ? `${line.slice(0, 80)}…` : line;
}

function quote(name: string): string {
  return clip(JSON.stringify(name.slice(0, 100)));
}

function show(value: unknown): string {
  if (typeof value === "string") return quote(value);
  if (Array.isArray(value))
    return `[${clip(
      value
        .slice(0, 20)
        .map((each) => (isObject(each) || Array.isArray(each) ? "…" : String(each)))
        .join(", "),
    )}]`;
  return isObject(value) ? "an object" : String(value);
}
