import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { Message } from "../../src/base/message.ts";
import { type Config, parseConfig } from "../../src/config/index.ts";
import type { Corpus } from "../../src/data/index.ts";
import { type LoadOptions, loadCorpus } from "../../src/reading/index.ts";

/** A folder with these files, gone when the test ends. */
export function folderWith(files: Record<string, string | Uint8Array>): string {
  const folder = mkdtempSync(join(tmpdir(), "unroll-data-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

export function configWith(data: Record<string, unknown>): Config {
  const { config, problems } = parseConfig(JSON.stringify({ task: "language-model", data }));
  if (!config) throw new Error(problems.map(({ message }) => message).join("\n"));
  return config;
}

export function load(folder: string, data: Record<string, unknown>, options?: LoadOptions): Promise<Corpus> {
  return loadCorpus(configWith(data), join(folder, "try.rnnconfig"), options);
}

export async function loadInWords(folder: string, data: Record<string, unknown>, options?: LoadOptions) {
  return inWords<Corpus>(await load(folder, data, options));
}

type InWords<T> = { [K in keyof T]: T[K] extends Message[] ? string[] : T[K] };

/** What is said, in its words. */
export function inWords<T extends { warnings: Message[]; notes?: Message[] }>(read: T): InWords<T> {
  const texts = (messages: Message[]) => messages.map(({ text }) => text);
  return { ...read, warnings: texts(read.warnings), ...(read.notes && { notes: texts(read.notes) }) } as InWords<T>;
}
