import * as vscode from "vscode";
import {
  type InspectionStart,
  type InspectorMessage,
  type InspectorRequest,
  inspectorRequest,
  isQuestion,
} from "../../contracts/inspection.ts";
import { matches } from "../../contracts/shapes.ts";
import { SIGN_OF_LIFE } from "../../contracts/trainingPanel.ts";
import { loadPage } from "../panels/html.ts";
import type { Inspections } from "./inspections.ts";

export const inspectorType = "unroll.inspector";

/** The inspector: the page asks, and what the thread answers goes on to it as it is. */
export class InspectorPanel {
  private readonly disposables: vscode.Disposable[];
  /** Questions that are not answered yet, by their numbers. */
  private readonly open = new Map<number, AbortController>();
  /** What the page is still to be told to open. */
  private start: InspectionStart = {};
  private ready = false;
  private asked: string | undefined;
  private quiet: NodeJS.Timeout | undefined;

  /** Takes over a panel that VS Code made, here or in an earlier life of the window. */
  constructor(
    readonly panel: vscode.WebviewPanel,
    extension: vscode.Uri,
    private readonly inspections: Inspections,
  ) {
    const { webview } = panel;
    this.disposables = [
      webview.onDidReceiveMessage((request: unknown) => {
        if (matches(inspectorRequest, request)) this.onRequest(request);
      }),
      panel.onDidChangeViewState(() => {
        // A page that nobody sees is gone, and what it asked is of no use to the next.
        if (!panel.visible) this.pageGone();
      }),
    ];
    loadPage(panel, extension, "inspector");
  }

  /** The folder of the run that it looks into; undefined until one is chosen. */
  get run(): string | undefined {
    return this.asked;
  }

  /** Opens something else. */
  look(start: InspectionStart): void {
    this.start = start;
    if (this.ready) this.sendStart();
  }

  /** For who owns it; the panel itself is VS Code's. */
  dispose(): void {
    this.pageGone();
    vscode.Disposable.from(...this.disposables).dispose();
  }

  private onRequest(request: InspectorRequest): void {
    switch (request.type) {
      case "ready":
        this.ready = true;
        return this.sendStart();
      case "ask":
        return void this.ask(request);
      case "cancel":
        return this.open.get(request.id)?.abort();
      case "showLog":
        return void vscode.commands.executeCommand("unroll.showLog");
      case "chooseFile":
        return void this.chooseFile();
    }
  }

  /** An example of a file that is written like the data of the run. Where runs are not looked into, nothing is chosen. */
  private async chooseFile(): Promise<void> {
    if (!vscode.workspace.isTrusted) return;
    const chosen = await vscode.window.showOpenDialog({
      title: vscode.l10n.t("Inspect an Example of a File"),
      openLabel: vscode.l10n.t("Look Inside"),
    });
    if (chosen) this.look({ input: { from: "file", file: chosen[0].fsPath, index: 0 } });
  }

  private async ask({ id, name, asked }: Extract<InspectorRequest, { type: "ask" }>): Promise<void> {
    if (!isQuestion(name, asked)) {
      const message = vscode.l10n.t("The page asks “{0}” in a way that is not known here.", name);
      return this.post({ type: "problem", id, problem: { code: "unknown-question", message } });
    }
    const controller = new AbortController();
    this.open.set(id, controller);
    if ("run" in asked && typeof asked.run === "string") this.asked = asked.run;
    const { signal } = controller;
    const worded = await this.inspections.ask(name, asked, {
      signal,
      progress: (progress) => this.post({ type: "progress", id, progress }),
    });
    // Another page may have asked under this number meanwhile.
    if (this.open.get(id) !== controller) return;
    this.open.delete(id);
    this.post({
      ...("answer" in worded ? { type: "answer" } : { type: "problem" }),
      id,
      ...worded,
    } as InspectorMessage);
  }

  /** An empty one leaves the page where it was. */
  private sendStart(): void {
    this.post({ type: "start", start: this.start });
    this.start = {};
  }

  /** Each message is a sign of life; where there is none for a while, one comes that is nothing else. */
  private post(message: InspectorMessage): void {
    if (!this.ready) return;
    void this.panel.webview.postMessage(message);
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => this.post({ type: "alive" }), SIGN_OF_LIFE).unref();
  }

  private pageGone(): void {
    this.ready = false;
    clearTimeout(this.quiet);
    for (const controller of this.open.values()) controller.abort();
    this.open.clear();
  }
}
