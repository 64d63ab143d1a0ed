import { resolve } from "node:path";
import { UserError } from "../base/userError.ts";
import { says } from "./messages.ts";

/** FILE, or - for standard input: where it is read from, and what messages call it. */
export interface InputFile {
  source: string | AsyncIterable<Uint8Array>;
  name: string;
}

export function inputFile(given: string): InputFile {
  if (/\.rnnconfig$/i.test(given)) throw new UserError(says.configForData({ name: given }), { file: resolve(given) });
  return given === "-" ? { source: process.stdin, name: "standard input" } : { source: resolve(given), name: given };
}

/** An error where there was nothing of what a command reads; `noun` is what it reads. */
export function refuseNothing({ source, name }: InputFile, found: number, noun: string): void {
  if (found > 0) return;
  const place = typeof source === "string" ? { file: source } : {};
  throw new UserError(says.nothingInside({ name, noun }), place);
}
