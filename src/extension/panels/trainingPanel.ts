import * as vscode from "vscode";
import { matches } from "../../contracts/shapes.ts";
import { type PanelRequest, panelRequest } from "../../contracts/trainingPanel.ts";
import type { TrialAsk } from "../../contracts/trial.ts";
import type { TrackedRun, TrackedRuns } from "../runs/trackedRun.ts";
import type { Trials } from "../runs/trials.ts";
import { followRun } from "./followRun.ts";
import { loadPage } from "./html.ts";
import { PanelFeed } from "./panelFeed.ts";
import { panelType } from "./panelTabs.ts";
import { saveExport } from "./saveExport.ts";

/** What every panel of the window has. */
export interface PanelParts {
  /** Where the extension lies. */
  extension: vscode.Uri;
  trials: Trials;
  runs: TrackedRuns;
}

/** The panel of one run: curves, sampled text and hidden states. The page draws; what it shows comes from the host's record. */
export class TrainingPanel {
  private readonly feed: PanelFeed;
  private readonly disposables: vscode.Disposable[];
  private following: vscode.Disposable | undefined;
  /** Ends the wait for what was asked last. */
  private trial: AbortController | undefined;
  private shown: TrackedRun | undefined;

  static create(parts: PanelParts, name: string, viewColumn: vscode.ViewColumn): TrainingPanel {
    const place = { viewColumn, preserveFocus: true };
    return new TrainingPanel(vscode.window.createWebviewPanel(panelType, titleOf(name), place), parts, name);
  }

  /** Takes over a panel that VS Code made, here or in an earlier life of the window. */
  constructor(
    readonly panel: vscode.WebviewPanel,
    private readonly parts: PanelParts,
    name: string,
  ) {
    const { webview } = panel;
    this.feed = new PanelFeed((message) => void webview.postMessage(message));
    this.disposables = [
      this.feed,
      webview.onDidReceiveMessage((request: unknown) => {
        if (matches(panelRequest, request)) this.onRequest(request);
      }),
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.feed.pageHidden();
      }),
    ];
    loadPage(panel, parts.extension, "training", { title: titleOf(name), enableCommandUris: ["unroll.showPanel"] });
  }

  /** Undefined until the training it was opened for has its run. */
  get run(): TrackedRun | undefined {
    return this.shown;
  }

  /** @param onDescribed what the run is known by has changed */
  show(run: TrackedRun, onDescribed: () => void): void {
    this.shown = run;
    this.following?.dispose();
    this.following = followRun(this.feed, run, this.parts.runs, (change) => {
      if (change === "described") onDescribed();
    });
  }

  /** What its run goes by among those that are shown. */
  set label(label: string) {
    const title = titleOf(label);
    if (this.panel.title !== title) this.panel.title = title;
  }

  reveal(preserveFocus: boolean): void {
    this.panel.reveal(undefined, preserveFocus);
  }

  /** For who owns it; the panel itself is VS Code's. */
  dispose(): void {
    this.following?.dispose();
    // Nobody sees the answer any more.
    this.trial?.abort();
    vscode.Disposable.from(...this.disposables).dispose();
  }

  /** Shows the place where a person types what the run is to answer. */
  askTrial(): void {
    this.feed.askTrial();
  }

  private onRequest(request: PanelRequest): void {
    const { type } = request;
    if (type === "ready") return this.feed.pageReady();
    if (this.shown === undefined) return;
    if (type === "cancelTrial") this.trial?.abort();
    else if (type === "try") void this.tryRun(this.shown, request.asked);
    else if (type === "sound") void this.sendSound(this.shown, request.file);
    else if (type === "copy") void vscode.env.clipboard.writeText(request.text);
    else if (type === "save") void saveExport(this.shown.configFile, request.name, request.content);
    else if (type === "inspect") {
      const { text, sound } = request;
      const heard = sound !== undefined && this.feed.stepsOfSound(sound) !== undefined;
      const read = text === undefined ? undefined : { from: "text", text };
      const input = heard ? { from: "file", file: sound, index: 0 } : read;
      void vscode.commands.executeCommand("unroll.inspect", this.shown.folder, input);
    } else void vscode.commands.executeCommand(`unroll.${type}`, this.shown.folder);
  }

  /** The page can ask for no other file than those of the examples that it shows. */
  private async sendSound(run: TrackedRun, file: string): Promise<void> {
    const steps = this.feed.stepsOfSound(file);
    const result =
      steps === undefined
        ? { problem: { message: vscode.l10n.t("This example is no longer shown.") } }
        : await this.parts.trials.sound(run.folder, file, steps);
    // Also where the panel shows another run by now: the page waits for it.
    this.feed.answerSound({ type: "sound", file, result });
  }

  private async tryRun(run: TrackedRun, asked: TrialAsk): Promise<void> {
    this.trial?.abort();
    const trial = new AbortController();
    this.trial = trial;
    const hears = run.record.run.tries === "sound" && vscode.workspace.isTrusted;
    const sounds = hears ? await chosenSounds() : undefined;
    if (hears && !sounds) {
      const problem = { message: vscode.l10n.t("No file was chosen.") };
      if (this.shown === run) this.feed.answer({ type: "tried", asked, result: { problem } });
      return;
    }
    const result = await this.parts.trials.ask(run.folder, { ...asked, sounds }, trial.signal);
    if (this.shown === run && result !== undefined) this.feed.answer({ type: "tried", asked, result });
  }
}

function titleOf(name: string): string {
  return vscode.l10n.t("Training: {0}", name);
}

/** Recordings that a person chooses. */
async function chosenSounds(): Promise<string[] | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectMany: true,
    title: vscode.l10n.t("Transcribe a File"),
    openLabel: vscode.l10n.t("Transcribe"),
    // VS Code's own dialog tells capitals from small letters, and recorders of Windows write capitals.
    filters: { [vscode.l10n.t("Sounds")]: ["wav", "WAV", "wave", "WAVE"] },
  });
  return chosen?.map(({ fsPath }) => fsPath);
}
