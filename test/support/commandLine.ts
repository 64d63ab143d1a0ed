// The command line as a person starts it: dist/cli.js in a process of its own.
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

export const cliScript = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

/** A line of standard output with --json. */
export interface CliEvent {
  event: string;
  [key: string]: unknown;
}

export interface Ended {
  status: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  /** Of standard output, where --json was given. */
  events: CliEvent[];
}

interface Place {
  cwd: string;
  node?: string;
  env?: Record<string, string>;
  /** What stands on standard input; nothing otherwise. */
  input?: string;
}

/** A command that runs; it is killed when the test ends. */
export class RunningCommand {
  readonly events: CliEvent[] = [];
  readonly ended: Promise<Ended>;
  readonly process: ChildProcessWithoutNullStreams;
  private readonly waiting = new Set<() => void>();
  private outcome: Ended | undefined;
  private stdout = "";
  private stderr = "";
  private open = "";

  constructor(args: readonly string[], { cwd, node = process.execPath, env = {}, input = "" }: Place) {
    const json = args.includes("--json");
    this.process = spawn(node, [cliScript, ...args], { cwd, env: { ...process.env, NO_COLOR: "1", ...env } });
    this.process.stdin.on("error", () => {});
    this.process.stdin.end(input);
    this.process.stdout.setEncoding("utf8").on("data", (text: string) => {
      this.stdout += text;
      if (json) this.read(text);
    });
    this.process.stderr.setEncoding("utf8").on("data", (text: string) => (this.stderr += text));
    this.ended = new Promise((resolve, reject) => {
      this.process.once("error", reject);
      this.process.once("close", (status, signal) => {
        const { stdout, stderr, events } = this;
        this.outcome = { status, signal, stdout, stderr, events };
        this.wake();
        // A line that was cut off is only right where a signal ended the process.
        if (json && this.open !== "" && !signal) reject(new Error(`standard output ends in ${this.open}`));
        else resolve(this.outcome);
      });
    });
    this.ended.catch(() => {});
    onTestFinished(() => {
      this.process.kill("SIGKILL");
    });
  }

  /** The first event that `wanted` takes; an error when the command ends without one. */
  async until(wanted: (event: CliEvent) => boolean): Promise<CliEvent> {
    for (let next = 0; ; next++) {
      while (next >= this.events.length) {
        if (this.outcome) throw new Error(`It ended without that event:\n${this.stderr}${this.stdout.slice(-500)}`);
        await new Promise<void>((resolve) => this.waiting.add(resolve));
      }
      if (wanted(this.events[next])) return this.events[next];
    }
  }

  async kill(signal: NodeJS.Signals): Promise<Ended> {
    this.process.kill(signal);
    return await this.ended;
  }

  private read(text: string): void {
    const lines = (this.open + text).split("\n");
    this.open = lines.pop()!;
    this.events.push(...lines.map(asEvent));
    this.wake();
  }

  private wake(): void {
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }
}

function asEvent(line: string): CliEvent {
  const value = JSON.parse(line) as CliEvent;
  if (typeof value !== "object" || value === null || typeof value.event !== "string") {
    throw new Error(`not an event: ${line}`);
  }
  return value;
}

/** Runs a command to its end in a folder. */
export async function unroll(cwd: string, ...args: string[]): Promise<Ended> {
  return await new RunningCommand(args, { cwd }).ended;
}

/** The events of one kind. */
export function named(events: readonly CliEvent[], name: string): CliEvent[] {
  return events.filter(({ event }) => event === name);
}
