import type { LogOutputChannel } from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";

/** Starts the language server of a script, in a process of its own. */
export async function startLanguageClient(script: string, log: LogOutputChannel): Promise<LanguageClient> {
  const run = { module: script, transport: TransportKind.ipc };
  const debug = { ...run, options: { execArgv: ["--nolazy", "--inspect=6011"] } };
  const options = { documentSelector: [{ language: "rnnconfig" }], outputChannel: log };
  const client = new LanguageClient("unroll", "Unroll", { run, debug }, options);
  await client.start();
  return client;
}
