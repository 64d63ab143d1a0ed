import { existsSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { dataFilesBeside } from "../experiments/dataFiles.ts";
import { errorText } from "../log.ts";
import type { Trainings } from "../trainings/trainings.ts";
import type { RunningServer } from "./client.ts";

const language = "rnnconfig";

/**
 * Starts the language server when the first config is opened, and ends it with the extension. What it says of data is looked at
 * again whenever the person may have changed them where no file watcher sees it: they come back to the window or to a config, or
 * a training begins or ends.
 */
export class LanguageServer {
  private client: Promise<RunningServer | undefined> | undefined;
  private readonly disposables: vscode.Disposable[];

  /** `dist` is where the scripts lie. */
  constructor(
    private readonly dist: string,
    private readonly trainings: Trainings,
    private readonly log: vscode.LogOutputChannel,
  ) {
    const { window, workspace } = vscode;
    this.disposables = [
      workspace.onDidOpenTextDocument((document) => this.onOpen(document)),
      workspace.onDidGrantWorkspaceTrust(() => this.lookAtData()),
      window.onDidChangeWindowState(({ focused }) => focused && this.lookAtData()),
      window.onDidChangeActiveTextEditor((editor) => editor?.document.languageId === language && this.lookAtData()),
      this.trainings.onDidChange(({ phase }) => (phase === "starting" || phase === "ended") && this.lookAtData()),
    ];
    for (const document of vscode.workspace.textDocuments) this.onOpen(document);
  }

  async dispose(): Promise<void> {
    vscode.Disposable.from(...this.disposables).dispose();
    await (await this.client)?.dispose();
  }

  private async lookAtData(): Promise<void> {
    // Nobody reads what a folder names before it is trusted.
    if (vscode.workspace.isTrusted) await (await this.client)?.lookAtData();
  }

  private onOpen(document: vscode.TextDocument): void {
    if (document.languageId !== language || this.client !== undefined) return;
    this.client = this.start().catch((error) => {
      this.log.error(`The language server did not start: ${errorText(error)}`);
      return undefined;
    });
  }

  private async start(): Promise<RunningServer | undefined> {
    const { log } = this;
    const script = join(this.dist, "server.cjs");
    if (!existsSync(script)) return undefined;
    const { startLanguageClient } = await import("./client.ts");
    const looksAtData = () => vscode.workspace.isTrusted;
    return await startLanguageClient({ script, log, dataFiles: dataFilesBeside, looksAtData });
  }
}
