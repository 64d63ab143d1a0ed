import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface, type Interface } from "node:readline";

/** A process that answers each line it is given with a line of JSON. */
export class Child {
  private readonly process: ChildProcessWithoutNullStreams;
  private readonly lines: AsyncIterator<string>;
  private readonly reader: Interface;
  private readonly what: string;
  private complaints = "";

  constructor(file: string, args: readonly string[], env: Record<string, string> = {}) {
    this.what = [file, ...args].join(" ");
    this.process = spawn(file, args, { env: { ...process.env, ...env } });
    // Who died before it was asked answers nothing, and that is said below.
    this.process.stdin.on("error", () => {});
    this.process.on("error", (error) => {
      this.complaints += error.message;
    });
    this.process.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.complaints += text;
    });
    this.reader = createInterface(this.process.stdout);
    this.lines = this.reader[Symbol.asyncIterator]();
  }

  /** The next line that is JSON; others are talk. */
  async answer<Answer>(): Promise<Answer> {
    for (;;) {
      const { value, done } = await this.lines.next();
      if (done) throw new Error(`${this.what} ended:\n${this.complaints.trim().split("\n").slice(-8).join("\n")}`);
      if (String(value).startsWith("{")) return JSON.parse(value) as Answer;
    }
  }

  async ask<Answer>(line: string): Promise<Answer> {
    this.process.stdin.write(`${line}\n`);
    return await this.answer<Answer>();
  }

  close(): void {
    this.process.stdin.end();
    this.process.kill();
    this.reader.close();
  }
}
