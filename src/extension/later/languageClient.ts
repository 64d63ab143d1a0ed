import { fork } from "node:child_process";
import { once } from "node:events";
import { PassThrough } from "node:stream";
import type { LogOutputChannel } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import {
  DATA_FILES,
  type DataFilesParams,
  type DataFilesResult,
  type LanguageServerOptions,
} from "../../protocol/languageServer.ts";

/** Loads the client in pieces of a few milliseconds, what others need first. */
export async function load(between: () => Promise<void>): Promise<void> {
  await import("vscode-jsonrpc/node");
  await between();
  await import("vscode-languageserver-protocol/node");
  await between();
  // Half of the client, under the only name that it can be had by.
  await import("vscode-languageclient/$test/common/codeConverter");
  await between();
  await import("vscode-languageclient/node");
  await between();
}

/** A client that is made like the real one, and says what it can do, but nobody answers. */
export async function rehearse(): Promise<void> {
  const { LanguageClient } = await import("vscode-languageclient/node");
  const server = { reader: new PassThrough(), writer: new PassThrough() };
  const client = new LanguageClient("unroll", "Unroll", async () => server, { documentSelector: [] });
  await Promise.race([once(server.writer, "data"), client.start().catch(() => {})]);
}

export interface LanguageClientOptions {
  script: string;
  log: LogOutputChannel;
  breathe(): Promise<void>;
  dataFiles(config: string): Promise<DataFilesResult>;
  /** Whether the server may read what configs name: only where the person trusts the workspace. */
  looksAtData: boolean;
}

/** Starts the language server of a script, in a process of its own. */
export async function startLanguageClient(options: LanguageClientOptions): Promise<LanguageClient> {
  const { script, log, breathe, dataFiles, looksAtData } = options;
  const { LanguageClient } = await import("vscode-languageclient/node");
  const server = async () => {
    // A host that is debugged has its server debugged too.
    const debugged = process.execArgv.some((argument) => argument.startsWith("--inspect"));
    const execArgv = debugged ? ["--nolazy", "--inspect=6011"] : [];
    const child = fork(script, ["--stdio"], { silent: true, execArgv });
    await breathe();
    return child;
  };
  const initializationOptions: LanguageServerOptions = { listsDataFiles: true, looksAtData };
  const client = new LanguageClient("unroll", "Unroll", server, {
    documentSelector: [{ language: "rnnconfig" }],
    outputChannel: log,
    initializationOptions,
  });
  client.onRequest(DATA_FILES, ({ uri }: DataFilesParams) => dataFiles(uri));
  await breathe();
  await client.start();
  return client;
}
