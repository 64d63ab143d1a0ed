import { existsSync } from "node:fs";
import * as vscode from "vscode";

/** Starts the language server when the first config is opened, and ends it with the extension. */
export class LanguageServer {
  private client: Promise<Disposable | undefined> | undefined;
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

  private async start(): Promise<Disposable | undefined> {
    if (!existsSync(this.script)) return undefined;
    const { startLanguageClient } = await import("./later/languageClient.ts");
    return await startLanguageClient(this.script, this.log);
  }
}

interface Disposable {
  dispose(): Promise<void>;
}
