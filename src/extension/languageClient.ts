import { existsSync } from "node:fs";
import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";

/** Starts the language server when the first config is opened, and ends it with the extension. */
export class LanguageServer {
  private client: Promise<BaseLanguageClient | undefined> | undefined;
  private readonly opened: vscode.Disposable;

  constructor(
    private readonly script: string,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.opened = vscode.workspace.onDidOpenTextDocument((document) => this.onOpen(document));
    for (const document of vscode.workspace.textDocuments) this.onOpen(document);
  }

  async dispose(): Promise<void> {
    this.opened.dispose();
    await (await this.client)?.dispose();
  }

  private onOpen(document: vscode.TextDocument): void {
    if (document.languageId !== "rnnconfig" || this.client !== undefined) return;
    this.client = this.start().catch((error) => {
      this.log.error(`The language server did not start: ${error}`);
      return undefined;
    });
  }

  private async start(): Promise<BaseLanguageClient | undefined> {
    if (!existsSync(this.script)) return undefined;
    const { LanguageClient, TransportKind } = await import("vscode-languageclient/node");
    const module = { module: this.script, transport: TransportKind.ipc };
    const debug = { ...module, options: { execArgv: ["--nolazy", "--inspect=6011"] } };
    const client = new LanguageClient(
      "unroll",
      "Unroll",
      { run: module, debug },
      {
        documentSelector: [{ language: "rnnconfig" }],
        outputChannel: this.log,
      },
    );
    await client.start();
    return client;
  }
}
