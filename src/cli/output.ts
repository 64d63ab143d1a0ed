import { EventEmitter } from "node:events";
import { writeFile } from "node:fs/promises";
import { dirname, relative } from "node:path";
import { UserError } from "../base/userError.ts";
import { harmlessJson } from "../base/visibleText.ts";
import type { ErrorEvent } from "../contracts/runEvents.ts";
import { errorEvent } from "../runner/failure.ts";
import { says } from "./messages.ts";
import { wordedError } from "./text/adviceText.ts";
import { rendered, styled, type TextPart } from "./text/terminalText.ts";

/** `gone`: nobody reads any more what a command says. One that has nothing to save ends there. */
export const readers = new EventEmitter<{ gone: [] }>();

/**
 * Where a command writes. With `--json` standard output carries events alone, one a line. What an event has said is not said again
 * in words; progress, notes and errors go to standard error.
 */
export class Output {
  /** Lines that `redraw` put there. */
  private drawn = 0;

  constructor(readonly json: boolean) {}

  /** An event for programs; nothing without `--json`. Numbers that are not finite become null. */
  event(event: object): void {
    if (!this.json) return;
    process.stdout.write(`${harmlessJson(JSON.stringify(event, jsonValue))}\n`);
  }

  /** What a command has found, for people; nothing with `--json`, where an event has it. */
  say(...parts: TextPart[]): void {
    if (!this.json) this.log(...parts);
  }

  /** What no event tells: progress, notes, help. */
  log(...parts: TextPart[]): void {
    this.write(process.stdout, [...parts, "\n"]);
  }

  /** What is on the way, on standard error, where it stands in no one's way. */
  note(message: string): void {
    this.write(process.stderr, [`${message}\n`]);
  }

  warn(message: string): void {
    this.write(process.stderr, [styled(33, "Note:"), ` ${message}\n`]);
  }

  /** Says an error: where, what, and what to do next. */
  error(error: unknown): void {
    this.failure(errorEvent(error));
  }

  /** The same of an error that was told as an event. */
  failure(event: ErrorEvent): void {
    const { message, hint, ...place } = wordedError(event);
    const at = placeText(place);
    this.write(process.stderr, [at && `${at}: `, styled(31, "error:"), ` ${message}${causes(place)}\n`]);
    if (hint) this.write(process.stderr, [`  ${hint}\n`]);
  }

  /** Puts a line in the place of the one that is open; without parts the line is empty again. Only where `live`. */
  rewrite(...parts: TextPart[]): void {
    process.stdout.write(`\r\x1b[K${rendered(parts, renderingOf(process.stdout))}`);
  }

  /** Puts lines in the place of those that it put there before; without lines that place is empty again. Only where `live`. */
  redraw(lines: readonly TextPart[][]): void {
    const up = this.drawn > 0 ? `\x1b[${this.drawn}A` : "";
    const text = lines.map((line) => `${rendered(line, renderingOf(process.stdout))}\n`).join("");
    process.stdout.write(`${up}\r\x1b[J${text}`);
    this.drawn = lines.length;
  }

  /** Whether a line can be rewritten in place. */
  get live(): boolean {
    return !this.json && process.stdout.isTTY === true;
  }

  private write(stream: NodeJS.WriteStream, parts: readonly TextPart[]): void {
    const to = this.json ? process.stderr : stream;
    to.write(rendered(parts, renderingOf(to)));
  }
}

/** Colours only on a terminal that wants them. */
function renderingOf({ isTTY }: NodeJS.WriteStream): { colours: boolean; isTerminal: boolean } {
  const isTerminal = isTTY === true;
  return { colours: isTerminal && !process.env.NO_COLOR, isTerminal };
}

/** Where something is: "a.rnnconfig:3:5", "--set training.steps=x", or "". */
export function placeText({ file, line, column, setting }: Partial<ReturnType<typeof errorEvent>>): string {
  if (setting !== undefined) return `--set ${setting}`;
  return file ? [relative(process.cwd(), file) || file, line, column].filter((x) => x !== undefined).join(":") : "";
}

/** The settings without which it would not be so, at the end of a message. */
export function causes({ settings }: { settings?: readonly string[] }): string {
  return settings ? ` (with ${settings.map((setting) => `--set ${setting}`).join(" ")})` : "";
}

export function usageError(text: string, hint?: string): UserError {
  return new UserError(says.usage({ text, hint }));
}

/** A sample in reading order, its prompt in bold. */
export function sampledText({ prompt, text, backward }: { prompt: string; text: string; backward?: true }): TextPart[] {
  return backward ? [text, styled(1, prompt)] : [styled(1, prompt), text];
}

/** Writes the file that a command was asked for. */
export async function writeResult(file: string, bytes: Uint8Array): Promise<void> {
  await writeFile(file, bytes).catch((error) => {
    throw notWritten(error, file);
  });
}

/** What the file system said of a file that could not be written, as a person reads it. */
export function notWritten({ code = "", message }: NodeJS.ErrnoException, file: string): UserError {
  const [path, folder] = [file, dirname(file)].map((each) => relative(process.cwd(), each) || each);
  return new UserError(says.notWritten({ path, folder, reason: code, why: message }), { file });
}

/** What the file system said of standard output that could not be written. */
export function outputLost({ code = "", message }: NodeJS.ErrnoException): UserError {
  return new UserError(says.outputLost({ reason: code, why: message }));
}

/** JSON has no NaN and no infinity. */
function jsonValue(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? null : value;
}
