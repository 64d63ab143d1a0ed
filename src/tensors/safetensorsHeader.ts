import { UserError } from "../base/userError.ts";

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
 * @throws UserError `safetensors-*`
 */
export function parseHeader(bytes: Uint8Array, file: string): SafetensorsHeader {
  const text = headerText(bytes, file);
  const dataStart = 8 + text.byteLength;
  const header = parseObject(text.json, file);
  checkDuplicates(text.json, file);

  const entries: TensorEntry[] = [];
  let metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(header)) {
    if (name === "__metadata__") metadata = checkMetadata(value, file);
    else entries.push(checkEntry(name, value, bytes.length - dataStart, file));
  }
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  checkCoverage(entries, bytes.length - dataStart, file);
  return { entries, metadata, dataStart };
}

function headerText(bytes: Uint8Array, file: string): { json: string; byteLength: number } {
  if (bytes.length < 8) {
    throw problem("too-short", `${file} has ${bytes.length} bytes; a safetensors file has at least 8`);
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(maxHeaderBytes)) {
    throw problem(
      "header-size",
      `${file}: its first 8 bytes announce a header of ${length} bytes; the format allows 100 MB`,
    );
  }
  if (length > BigInt(bytes.length - 8)) {
    throw problem("too-short", `${file}: the header should have ${length} bytes, but only ${bytes.length - 8} follow`);
  }
  const byteLength = Number(length);
  const header = bytes.subarray(8, 8 + byteLength);
  if (header[0] !== 0x7b) throw problem("header", `${file}: the header does not begin with {`);
  try {
    return { json: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(header), byteLength };
  } catch {
    throw problem("header", `${file}: the header is not UTF-8`);
  }
}

function parseObject(json: string, file: string): Record<string, unknown> {
  try {
    return JSON.parse(json) as Record<string, unknown>;
  } catch (error) {
    throw problem("header", `${file}: the header is not JSON: ${clip((error as Error).message)}`);
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
      if (open.length === 2) throw problem("header", `${file}: the header nests objects deeper than the format does`);
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
      if (keys.has(key)) throw problem("duplicate", `${file}: the header has ${quote(key)} twice`);
      keys.add(key);
    }
  }
}

function checkMetadata(value: unknown, file: string): Record<string, string> {
  if (!isObject(value)) throw problem("metadata", `${file}: __metadata__ is not an object of strings`);
  for (const [key, text] of Object.entries(value)) {
    if (key === "__proto__") throw problem("name", `${file}: __metadata__ has the forbidden key "__proto__"`);
    if (typeof text !== "string") throw problem("metadata", `${file}: __metadata__ ${quote(key)} is not a string`);
  }
  return value as Record<string, string>;
}

function checkEntry(name: string, value: unknown, dataBytes: number, file: string): TensorEntry {
  const where = `${file}: tensor ${quote(name)}`;
  if (name === "__proto__") throw problem("name", `${where} has a forbidden name`);
  if (!isObject(value)) throw problem("header", `${where} is not described by an object`);
  const { dtype, shape, data_offsets: offsets, ...others } = value;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw problem("header", `${where} has the unknown key ${quote(unknown)}`);
  if (typeof dtype !== "string" || !Object.hasOwn(elementBytes, dtype)) {
    const known = Object.keys(elementBytes).join(", ");
    throw problem(
      "dtype",
      `${where} has the type ${show(dtype)}; Unroll reads ${known}`,
      "Convert it, for example to F32.",
    );
  }
  const size = checkShape(shape, where);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
    throw problem("offsets", `${where}: data_offsets are not two whole numbers: ${show(offsets)}`);
  }
  const [begin, end] = offsets as [number, number];
  if (begin > end || end > dataBytes) {
    throw problem(
      "offsets",
      `${where}: data_offsets [${begin}, ${end}] do not lie within the ${dataBytes} bytes of data`,
    );
  }
  const bytes = size * elementBytes[dtype as StoredDType];
  if (end - begin !== bytes) {
    const described = `${dtype} [${clip((shape as number[]).slice(0, 20).join(", "))}]`;
    throw problem(
      "offsets",
      `${where}: ${described} needs ${bytes} bytes, data_offsets [${begin}, ${end}] hold ${end - begin}`,
    );
  }
  return { name, dtype: dtype as StoredDType, shape: shape as number[], begin, end };
}

/** The number of elements. */
function checkShape(shape: unknown, where: string): number {
  if (!Array.isArray(shape) || !shape.every(isCount)) {
    throw problem("shape", `${where}: the shape is not a list of whole numbers from 0: ${show(shape)}`);
  }
  let size = 1;
  for (const dimension of shape as number[]) {
    size *= dimension;
    // Eight bytes an element stay exact below this.
    if (size > Number.MAX_SAFE_INTEGER / 8) throw problem("shape", `${where}: the shape ${show(shape)} is too large`);
  }
  return size;
}

function checkCoverage(entries: TensorEntry[], dataBytes: number, file: string): void {
  let end = 0;
  let before = "the header";
  for (const entry of entries) {
    if (entry.begin !== end) {
      const what = entry.begin < end ? "overlaps" : "leaves a hole after";
      throw problem(
        "offsets",
        `${file}: tensor ${quote(entry.name)} begins at ${entry.begin} and ${what} ${before}, which ends at ${end}`,
      );
    }
    end = entry.end;
    before = quote(entry.name);
  }
  if (end !== dataBytes)
    throw problem("trailing", `${file}: ${dataBytes - end} bytes follow the last tensor, which ends at ${end}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && !Object.is(value, -0) && (value as number) >= 0;
}

const defaultHint = "The file may be cut short, damaged or of another format: copy or download it again.";

function problem(code: string, message: string, hint = defaultHint): UserError {
  return new UserError(`safetensors-${code}`, message, hint);
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
