import { EventEmitter } from "node:events";
import { type MessagePort, Worker } from "node:worker_threads";
import type { LogOutputChannel } from "vscode";
import type {
  LanguageClientOptions as ClientOptions,
  DynamicFeature,
  MessageTransports,
  StaticFeature,
} from "vscode-languageclient";
import {
  DATA_FILES,
  type DataFilesParams,
  type DataFilesResult,
  type LanguageServerOptions,
  LOOK_AT_DATA,
} from "../../contracts/languageServer.ts";

/** Loads the client in pieces of a few milliseconds, what others need first, each under the only name that it can be had by. */
export async function load(between: () => Promise<void>): Promise<void> {
  await import("vscode-languageclient/$test/common/codeConverter");
  await between();
  await import("vscode-languageclient/$test/common/protocolConverter");
  await between();
  await import("vscode-languageclient/$test/common/textSynchronization");
  await between();
  await import("vscode-languageclient/$test/common/fileOperations");
  await between();
  await import("vscode-languageclient/$test/common/notebook");
  await between();
  await import("vscode-languageclient/$test/common/client");
  await between();
}

/** What our server has, by the names of the protocol. The client has dozens more features, and each costs the host time. */
const FEATURES = new Set([
  ...[
    ...["didOpen", "didChange", "didSave", "didClose", "completion", "hover", "codeAction", "documentSymbol"],
    ...["formatting", "rangeFormatting", "foldingRange", "selectionRange"],
  ].map((name) => `textDocument/${name}`),
  "workspace/didChangeWatchedFiles",
]);

/** A client of those features alone, each of which begins its work in a turn of its own; `begun` when all have. */
async function clientInTurns(
  server: () => Promise<MessageTransports>,
  options: ClientOptions,
  breathe: () => Promise<void>,
) {
  const { LanguageClient } = await import("vscode-languageclient/$test/common/client");
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

/** Messages to and from a thread. Its end, which is no event of a port, closes them, and the client then starts another. */
async function transportsOf(thread: MessagePort | Worker): Promise<MessageTransports> {
  const { PortMessageReader, PortMessageWriter } = await import("vscode-jsonrpc/node");
  class ThreadReader extends PortMessageReader {
    constructor() {
      super(thread);
      thread.once("exit", () => this.fireClose());
    }
  }
  return { reader: new ThreadReader(), writer: new PortMessageWriter(thread) };
}

/** A client that is made like the real one, and says what it can do, but nobody answers. */
export async function rehearse(): Promise<void> {
  const asked = Promise.withResolvers<void>();
  // No real port: one that nobody holds any more closes, as a server that ends does.
  const port = Object.assign(new EventEmitter(), { postMessage: () => asked.resolve() });
  const server = () => transportsOf(port as unknown as MessagePort);
  const { client } = await clientInTurns(server, { documentSelector: [] }, async () => {});
  await Promise.race([asked.promise, client.start().catch(() => {})]);
}

export interface LanguageClientOptions {
  script: string;
  log: LogOutputChannel;
  breathe(): Promise<void>;
  dataFiles(config: string, typed: string): Promise<DataFilesResult>;
  /** Whether the server may read what configs name: only where the person trusts the workspace. */
  looksAtData(): boolean;
}

export interface RunningServer {
  /** The person has come to trust the workspace, or data may have changed unseen. */
  lookAtData(): Promise<void>;
  dispose(): Promise<void>;
}

/** Starts the language server of a script, in a thread of its own. */
export async function startLanguageClient(options: LanguageClientOptions): Promise<RunningServer> {
  const { script, log, breathe, dataFiles, looksAtData } = options;
  let thread: Worker | undefined;
  const server = async () => {
    thread = new Worker(script, { name: "unroll-server", stdout: true, stderr: true, resourceLimits: LIMITS });
    thread.on("error", (error) => log.error(`The language server ended: ${error.stack ?? error}`));
    for (const stream of [thread.stdout, thread.stderr]) stream.on("data", (text) => log.error(`${text}`.trimEnd()));
    await breathe();
    return transportsOf(thread);
  };
  const initializationOptions = (): LanguageServerOptions => ({
    listsDataFiles: true,
    choosesDataFiles: true,
    looksAtData: looksAtData(),
  });
  const selected = { documentSelector: [{ language: "rnnconfig" }], outputChannel: log, initializationOptions };
  const { client, begun } = await clientInTurns(server, selected, breathe);
  client.onRequest(DATA_FILES, ({ uri, typed }: DataFilesParams) => dataFiles(uri, typed));
  await breathe();
  await client.start();
  await begun();
  return {
    lookAtData: () => client.sendNotification(LOOK_AT_DATA),
    async dispose() {
      // A server that does not answer any more ends all the same.
      await client.dispose().finally(() => thread?.terminate());
    },
  };
}

/** A config that makes the server need more than this ends the server alone. */
const LIMITS = { maxOldGenerationSizeMb: 512 };
