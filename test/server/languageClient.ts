// An editor without a window: starts dist/server.cjs as an editor does and speaks the protocol with it.
import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import {
  type ClientCapabilities,
  createProtocolConnection,
  type InitializeResult,
  IPCMessageReader,
  IPCMessageWriter,
  type LogMessageParams,
  PortMessageReader,
  PortMessageWriter,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import type { LanguageServerOptions } from "../../src/contracts/languageServer.ts";

const script = fileURLToPath(new URL("../../dist/server.cjs", import.meta.url));
const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
// Node itself refuses every file but the script: whatever these tests see, the server read nothing else.
const locked = ["--permission", `--allow-fs-read=${script}`];

/** A thread is what the extension starts, the others are for other editors. */
export type Transport = "stdio" | "node-ipc" | "thread";

export class LanguageClient {
  readonly logs: LogMessageParams[] = [];
  readonly published: PublishDiagnosticsParams[] = [];
  private waiting: (() => void)[] = [];
  private version = 0;

  private constructor(
    private readonly child: ChildProcess | Worker,
    readonly connection: ProtocolConnection,
    readonly exit: Promise<number | null>,
  ) {
    connection.onNotification("window/logMessage", (message: LogMessageParams) => this.record(this.logs, message));
    connection.onNotification("textDocument/publishDiagnostics", (params: PublishDiagnosticsParams) =>
      this.record(this.published, params),
    );
    connection.listen();
  }

  /** `reads` are folders that the server may read, and it may then start its thread for data. */
  static start(transport: Transport = "stdio", reads: readonly string[] = []): LanguageClient {
    if (transport === "thread") {
      const thread = new Worker(script);
      const connection = createProtocolConnection(new PortMessageReader(thread), new PortMessageWriter(thread));
      return new LanguageClient(thread, connection, statusOf(thread));
    }
    const stdio = transport === "stdio";
    const free = reads.length > 0 ? ["--allow-worker", "--disable-warning=PERM0006", `--allow-fs-read=${dist}*`] : [];
    const allowed = [...locked, ...free, ...reads.map((folder) => `--allow-fs-read=${folder}`)];
    const child = stdio
      ? spawn(process.execPath, [...allowed, script, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] })
      : fork(script, ["--node-ipc"], { execArgv: allowed });
    const connection = stdio
      ? createProtocolConnection(new StreamMessageReader(child.stdout!), new StreamMessageWriter(child.stdin!))
      : createProtocolConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
    return new LanguageClient(child, connection, statusOf(child));
  }

  async initialize(
    capabilities: ClientCapabilities = MODERN,
    initializationOptions?: LanguageServerOptions,
  ): Promise<InitializeResult> {
    const params = { processId: process.pid, rootUri: null, capabilities, initializationOptions };
    const result = await this.connection.sendRequest<InitializeResult>("initialize", params);
    await this.connection.sendNotification("initialized", {});
    return result;
  }

  async open(uri: string, text: string): Promise<void> {
    const textDocument = { uri, languageId: "rnnconfig", version: ++this.version, text };
    await this.connection.sendNotification("textDocument/didOpen", { textDocument });
  }

  async change(uri: string, text: string): Promise<number> {
    const textDocument = { uri, version: ++this.version };
    await this.connection.sendNotification("textDocument/didChange", { textDocument, contentChanges: [{ text }] });
    return this.version;
  }

  async save(uri: string): Promise<void> {
    await this.connection.sendNotification("textDocument/didSave", { textDocument: { uri } });
  }

  async close(uri: string): Promise<void> {
    await this.connection.sendNotification("textDocument/didClose", { textDocument: { uri } });
  }

  /** Asks something of a document, at a place when one is given. */
  request<R>(method: string, uri: string, more: object = {}): Promise<R> {
    return this.connection.sendRequest<R>(method, { textDocument: { uri }, ...more });
  }

  /** Diagnostics of the document as they are published next, or were already. */
  async diagnostics(uri: string, version = this.version): Promise<PublishDiagnosticsParams> {
    return this.until(() => this.published.find((params) => params.uri === uri && params.version === version));
  }

  /** What `find` finds, as soon as a message makes it find something. */
  async until<T>(find: () => T | undefined): Promise<T> {
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      await new Promise<void>((done) => this.waiting.push(done));
    }
  }

  /** The way an editor ends a server; gives its exit status. */
  async shutdown(): Promise<number | null> {
    await this.connection.sendRequest("shutdown");
    await this.connection.sendNotification("exit");
    return this.exit;
  }

  closeInput(): void {
    if (!(this.child instanceof Worker)) this.child.stdin?.end();
  }

  kill(): void {
    this.connection.dispose();
    if (this.child instanceof Worker) void this.child.terminate();
    else this.child.kill("SIGKILL");
  }

  private record<T>(list: T[], value: T): void {
    list.push(value);
    for (const done of this.waiting.splice(0)) done();
  }
}

const statusOf = (child: ChildProcess | Worker) => once(child, "exit").then(([status]) => status as number | null);

/** What VS Code can do, as far as it matters here. */
export const MODERN: ClientCapabilities = {
  textDocument: {
    completion: { completionItem: { snippetSupport: true, documentationFormat: ["markdown", "plaintext"] } },
    hover: { contentFormat: ["markdown", "plaintext"] },
  },
};
