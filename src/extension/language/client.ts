// The language client, which is loaded when the first config is opened: it is larger than all the rest of the extension.

import { Worker } from "node:worker_threads";
import type { LogOutputChannel } from "vscode";
import {
  LanguageClient,
  type MessageTransports,
  PortMessageReader,
  PortMessageWriter,
} from "vscode-languageclient/node";
import {
  DATA_FILES,
  type DataFilesParams,
  type DataFilesResult,
  type LanguageServerOptions,
  LOOK_AT_DATA,
} from "../../contracts/languageServer.ts";

/** A config that makes the server need more than this ends the server alone. */
const LIMITS = { maxOldGenerationSizeMb: 512 };

export interface LanguageClientOptions {
  /** The bundled language server. */
  script: string;
  log: LogOutputChannel;
  dataFiles(config: string, typed: string): Promise<DataFilesResult>;
  /** Whether the server may read what configs name: only where the person trusts the workspace. */
  looksAtData(): boolean;
}

export interface RunningServer {
  /** The person has come to trust the workspace, or data may have changed unseen. */
  lookAtData(): Promise<void>;
  dispose(): Promise<void>;
}

/** Starts the language server in a thread of its own; one that ends is started again. */
export async function startLanguageClient(options: LanguageClientOptions): Promise<RunningServer> {
  const { script, log, dataFiles, looksAtData } = options;
  let thread: Worker | undefined;
  const server = async () => {
    thread = new Worker(script, { name: "unroll-server", stdout: true, stderr: true, resourceLimits: LIMITS });
    thread.on("error", (error) => log.error(`The language server ended: ${error.stack ?? error}`));
    for (const stream of [thread.stdout, thread.stderr]) stream.on("data", (text) => log.error(`${text}`.trimEnd()));
    return transportsOf(thread);
  };
  const initializationOptions = (): LanguageServerOptions => ({
    listsDataFiles: true,
    choosesDataFiles: true,
    looksAtData: looksAtData(),
  });
  const selected = { documentSelector: [{ language: "rnnconfig" }], outputChannel: log, initializationOptions };
  const client = new LanguageClient("unroll", "Unroll", server, selected);
  client.onRequest(DATA_FILES, ({ uri, typed }: DataFilesParams) => dataFiles(uri, typed));
  await client.start();
  return {
    lookAtData: () => client.sendNotification(LOOK_AT_DATA),
    async dispose() {
      // A server that does not answer any more ends all the same.
      await client.dispose().finally(() => thread?.terminate());
    },
  };
}

/** Messages to and from a thread. Its end, which is no event of a port, closes them, and the client then starts another. */
function transportsOf(thread: Worker): MessageTransports {
  class ThreadReader extends PortMessageReader {
    constructor() {
      super(thread);
      thread.once("exit", () => this.fireClose());
    }
  }
  return { reader: new ThreadReader(), writer: new PortMessageWriter(thread) };
}
