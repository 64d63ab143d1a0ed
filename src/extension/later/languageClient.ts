import { fork } from "node:child_process";
import { once } from "node:events";
import { PassThrough } from "node:stream";
import type { LogOutputChannel } from "vscode";
import type {
  LanguageClientOptions as ClientOptions,
  DynamicFeature,
  LanguageClient,
  ServerOptions,
  StaticFeature,
} from "vscode-languageclient/node";
import {
  DATA_FILES,
  type DataFilesParams,
  type DataFilesResult,
  type LanguageServerOptions,
} from "../../protocol/languageServer.ts";

/** Loads the client in pieces of a few milliseconds, what others need first. */
export async function load(between: () => Promise<void>): Promise<void> {
  // Half of the client, under the only name that it can be had by.
  await import("vscode-languageclient/$test/common/codeConverter");
  await between();
  await import("vscode-languageclient/node");
  await between();
}

/** What our server has, by the names of the protocol. The client has dozens more features, and each costs the host time. */
const FEATURES = new Set(
  [
    ...["didOpen", "didChange", "didClose", "completion", "hover", "codeAction", "documentSymbol"],
    ...["formatting", "rangeFormatting", "foldingRange", "selectionRange"],
  ].map((name) => `textDocument/${name}`),
);

/** A client of those features alone, each of which begins its work in a turn of its own; `begun` when all have. */
async function clientInTurns(server: ServerOptions, options: ClientOptions, breathe: () => Promise<void>) {
  const { LanguageClient } = await import("vscode-languageclient/node");
  let turns = Promise.resolve();
  class ClientInTurns extends LanguageClient {
    override registerFeature(feature: StaticFeature | DynamicFeature<unknown>): void {
      if (!("registrationType" in feature) || !FEATURES.has(feature.registrationType.method)) return;
      const initialize = feature.initialize.bind(feature);
      feature.initialize = (...given) => {
        turns = turns.then(breathe).then(() => initialize(...given));
      };
      super.registerFeature(feature);
    }
  }
  return { client: new ClientInTurns("unroll", "Unroll", server, options), begun: () => turns };
}

/** A client that is made like the real one, and says what it can do, but nobody answers. */
export async function rehearse(): Promise<void> {
  const server = { reader: new PassThrough(), writer: new PassThrough() };
  const { client } = await clientInTurns(
    async () => server,
    { documentSelector: [] },
    async () => {},
  );
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
  const server = async () => {
    // A host that is debugged has its server debugged too.
    const debugged = process.execArgv.some((argument) => argument.startsWith("--inspect"));
    const execArgv = debugged ? ["--nolazy", "--inspect=6011"] : [];
    const child = fork(script, ["--stdio"], { silent: true, execArgv });
    await breathe();
    return child;
  };
  const initializationOptions: LanguageServerOptions = { listsDataFiles: true, looksAtData };
  const selected = { documentSelector: [{ language: "rnnconfig" }], outputChannel: log, initializationOptions };
  const { client, begun } = await clientInTurns(server, selected, breathe);
  client.onRequest(DATA_FILES, ({ uri }: DataFilesParams) => dataFiles(uri));
  await breathe();
  await client.start();
  await begun();
  return client;
}
