import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll } from "vitest";
import type { UserError } from "../../src/base/userError.ts";

export { newRun } from "./newRun.ts";

/** A folder for the tests of one file, removed after them. */
export function temporaryFolder(): string {
  const path = mkdtempSync(join(tmpdir(), "unroll-runs-"));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** What a promise was rejected with; it must be a UserError. */
export async function errorOf(promise: Promise<unknown>): Promise<UserError> {
  const outcome = await promise.then(
    () => undefined,
    (error) => error,
  );
  if (outcome?.name !== "UserError") throw new Error(`not a UserError: ${outcome}`);
  return outcome;
}

/** Bundles child.ts once into a folder. */
export async function buildChild(folder: string): Promise<string> {
  const outfile = join(folder, "child.mjs");
  const entry = fileURLToPath(new URL("child.ts", import.meta.url));
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    mainFields: ["module", "main"],
    logLevel: "error",
  });
  return outfile;
}

/** A child process that is told a line and answers one. */
export class Child {
  readonly process: ChildProcessWithoutNullStreams;
  private readonly lines: AsyncIterator<string>;
  readonly ended: Promise<void>;

  constructor(script: string) {
    this.process = spawn(process.execPath, [script]);
    this.process.stderr.pipe(process.stderr);
    this.process.stdin.on("error", () => {});
    this.lines = createInterface(this.process.stdout)[Symbol.asyncIterator]();
    this.ended = new Promise((resolve) => this.process.once("exit", () => resolve()));
  }

  get pid(): number {
    return this.process.pid!;
  }

  tell(...words: string[]): void {
    this.process.stdin.write(`${words.join(" ")}\n`);
  }

  async line(): Promise<string> {
    return (await this.lines.next()).value;
  }

  async ask(...words: string[]): Promise<string> {
    this.tell(...words);
    return await this.line();
  }

  async kill(): Promise<void> {
    this.process.kill("SIGKILL");
    await this.ended;
  }
}
