import {
  closeSync,
  constants,
  createReadStream,
  fdatasync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from "node:fs";
import { promisify } from "node:util";
import { diskError, hasCode } from "./diskError.ts";

/** A row of a log: an object, almost always with the step it belongs to. */
export type LogRow = Record<string, unknown> & { step?: number };

/** What a crash may cost in rows, and the least time between two writes. */
const FLUSH_MS = 1000;

/**
 * An append-only file of JSON objects, one a line. Rows are kept for at most a second and written by a call of a few
 * microseconds, in `append` itself or, when training pauses, by a timer; numbers that are not finite become null.
 * Only the holder of the run's lock appends.
 */
export class StepLog {
  private pending = Buffer.alloc(0);
  private rows: string[] = [];
  private lastWrite = 0;
  private timer: NodeJS.Timeout | undefined;
  private descriptor: number | undefined;
  private failure: unknown;

  constructor(private path: string) {}

  /** @throws UserError of this write, or of one a timer tried before */
  append(row: object): void {
    this.rows.push(JSON.stringify(row));
    if (this.failure || Date.now() - this.lastWrite >= FLUSH_MS) this.write();
    else this.timer ??= setTimeout(() => this.writeLater(), FLUSH_MS).unref();
  }

  /** Returns when every row so far is on the disk. */
  async flush(): Promise<void> {
    this.write();
    if (this.descriptor === undefined) return;
    try {
      await promisify(fdatasync)(this.descriptor);
    } catch (error) {
      // What is not a plain file needs no flushing.
      if (!hasCode(error, "EINVAL", "ENOTSUP")) throw diskError(error, this.path, "write");
    }
  }

  /** Writes what was written so far, also to a file that was deleted meanwhile, into a new file. */
  copyTo(path: string): void {
    if (this.descriptor === undefined) return;
    const copy = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o666);
    try {
      copyAll(this.descriptor, copy);
    } finally {
      closeSync(copy);
    }
  }

  /** With another file, or with the same where it lies now. */
  goOnAt(path: string): void {
    if (this.descriptor !== undefined) closeSync(this.descriptor);
    this.descriptor = undefined;
    this.path = path;
  }

  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      clearTimeout(this.timer);
      this.timer = undefined;
      if (this.descriptor !== undefined) closeSync(this.descriptor);
      this.descriptor = undefined;
    }
  }

  private writeLater(): void {
    try {
      this.write();
    } catch (error) {
      this.failure = error;
    }
  }

  private write(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.lastWrite = Date.now();
    this.failure = undefined;
    if (this.rows.length > 0) {
      this.pending = Buffer.concat([this.pending, Buffer.from(`${this.rows.join("\n")}\n`)]);
      this.rows = [];
    }
    try {
      this.replaceDeleted();
      // What was not written stays pending, so a full disk that is cleared costs no row and tears no line.
      while (this.pending.length > 0) {
        this.descriptor ??= openAtLastLine(this.path);
        this.pending = this.pending.subarray(writeSync(this.descriptor, this.pending));
      }
    } catch (error) {
      throw diskError(error, this.path, "write");
    }
  }

  /** Somebody has deleted the file, but not its folder: it is written again. */
  private replaceDeleted(): void {
    if (this.descriptor === undefined || fstatSync(this.descriptor).nlink > 0) return;
    try {
      this.copyTo(this.path);
      this.goOnAt(this.path);
    } catch (error) {
      // Of a folder that is gone as well others know what to do; where a file is, this system only does not count its names.
      if (!hasCode(error, "ENOENT", "ENOTDIR", "EEXIST")) throw error;
    }
  }
}

/** All of a file, from its beginning. */
function copyAll(from: number, to: number): void {
  const chunk = Buffer.alloc(1024 * 1024);
  for (let at = 0, length = -1; length !== 0; at += length) {
    length = readSync(from, chunk, 0, chunk.length, at);
    for (let written = 0; written < length; ) written += writeSync(to, chunk, written, length - written);
  }
}

/** Opens for appending, after cutting off what a crash left of a line. */
function openAtLastLine(path: string): number {
  const descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_APPEND, 0o666);
  const { size } = fstatSync(descriptor);
  const chunk = Buffer.alloc(64 * 1024);
  for (let end = size; end > 0; end -= chunk.length) {
    const start = Math.max(0, end - chunk.length);
    const length = readSync(descriptor, chunk, 0, end - start, start);
    const lineEnd = chunk.subarray(0, length).lastIndexOf(0x0a);
    if (lineEnd < 0 && start > 0) continue;
    if (start + lineEnd + 1 < size) ftruncateSync(descriptor, start + lineEnd + 1);
    break;
  }
  return descriptor;
}

/** Longer lines are no rows of ours. */
const MAX_LINE = 4 * 1024 * 1024;

/**
 * The rows that count, without the resume events: `{"event":"resume","step":n}` voids the rows before it whose step is larger, and
 * changes of the learning rate at that step, which a resume says again where its checkpoint has them.
 * A last line without its end was torn by a crash and does not count; a line that is no JSON object is passed over. No file, no rows.
 */
export async function readStepLog(path: string): Promise<LogRow[]> {
  const rows: LogRow[] = [];
  try {
    for await (const { text } of completeLines(path, 0)) {
      const row = parseRow(text);
      if (row) rows.push(row);
    }
  } catch (error) {
    if (hasCode(error, "ENOENT")) return [];
    throw diskError(error, path, "read");
  }
  const counted: LogRow[] = [];
  // From the end, so that one pass knows of each row the smallest step that was resumed from after it.
  let resumedFrom = Number.POSITIVE_INFINITY;
  for (const row of rows.reverse()) {
    const step = typeof row.step === "number" ? row.step : Number.NEGATIVE_INFINITY;
    if (row.event === "resume") {
      if (step >= 0) resumedFrom = Math.min(resumedFrom, step);
    } else if (row.event === "learningRate" ? step < resumedFrom : step <= resumedFrom) counted.push(row);
  }
  return counted.reverse();
}

/** A line of a log, and where the next one begins. */
export interface LogLine {
  text: string;
  end: number;
}

/** The lines of a log from a place on, those that are written whole; none of a file that is not there. */
export async function* linesFrom(path: string, at: number): AsyncGenerator<LogLine> {
  try {
    yield* completeLines(path, at);
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw diskError(error, path, "read");
  }
}

async function* completeLines(path: string, at: number): AsyncGenerator<LogLine> {
  let pieces: Buffer[] = [];
  let length = 0;
  let read = at;
  for await (const chunk of createReadStream(path, { start: at }) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, start)) {
      pieces.push(chunk.subarray(start, end));
      if (length + end - start <= MAX_LINE) {
        yield { text: Buffer.concat(pieces).toString("utf8"), end: read + end + 1 };
      }
      pieces = [];
      length = 0;
      start = end + 1;
    }
    read += chunk.length;
    length += chunk.length - start;
    if (length <= MAX_LINE) pieces.push(chunk.subarray(start));
    else pieces = [];
  }
}

/** The row of a line; undefined of one that is no JSON object. */
export function parseRow(line: string): LogRow | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as LogRow) : undefined;
  } catch {
    return undefined;
  }
}
