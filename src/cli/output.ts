import { EventEmitter } from "node:events";
import { writeFile } from "node:fs/promises";
import { relative } from "node:path";
import { UserError } from "../base/userError.ts";
import { errorEvent } from "../runner/failure.ts";

/** `gone`: nobody reads any more what a command says. One that has nothing to save ends there. */
export const readers = new EventEmitter<{ gone: [] }>();

/**
 * Where a command writes. With `--json` standard output carries events alone, one a line, and people's text goes to standard
 * error.
 */
export class Output {
  constructor(readonly json: boolean) {}

  /** An event for programs; nothing without `--json`. Numbers that are not finite become null. */
  event(event: object): void {
    if (this.json) process.stdout.write(`${JSON.stringify(event, jsonValue)}\n`);
  }

  /** A line for people. */
  say(text = ""): void {
    this.write(`${text}\n`);
  }

  write(text: string): void {
    (this.json ? process.stderr : process.stdout).write(text);
  }

  warn(message: string): void {
    process.stderr.write(`${this.style("33", "Note:")} ${message}\n`);
  }

  /** Says an error: where, what, and what to do next. */
  error(error: unknown): void {
    const { message, hint, file, line, column } = errorEvent(error);
    const place = file
      ? `${[relative(process.cwd(), file) || file, line, column].filter((x) => x !== undefined).join(":")}: `
      : "";
    process.stderr.write(`${place}${this.style("31", "error:")} ${message}\n`);
    if (hint) process.stderr.write(`  ${hint}\n`);
  }

  /** Colours only on a terminal that wants them. */
  style(code: string, text: string): string {
    const wanted = (this.json ? process.stderr : process.stdout).isTTY && !process.env.NO_COLOR;
    return wanted ? `\x1b[${code}m${text}\x1b[0m` : text;
  }

  /** Whether a line can be rewritten in place. */
  get live(): boolean {
    return !this.json && process.stdout.isTTY === true;
  }
}

export function usageError(message: string, hint?: string): UserError {
  return new UserError("usage", message, hint);
}

/** A sample in reading order, its prompt in bold. */
export function sampledText(
  { prompt, text, backward }: { prompt: string; text: string; backward?: true },
  output: Output,
): string {
  const given = output.style("1", prompt);
  return backward ? text + given : given + text;
}

/** Writes the file that a command was asked for. */
export async function writeResult(file: string, bytes: Uint8Array): Promise<void> {
  await writeFile(file, bytes).catch((error: NodeJS.ErrnoException) => {
    throw new UserError("not-written", `The file could not be written: ${error.message}`, undefined, { file });
  });
}

/** JSON has no NaN and no infinity. */
function jsonValue(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? null : value;
}
