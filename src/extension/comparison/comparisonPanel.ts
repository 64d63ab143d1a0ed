import * as vscode from "vscode";
import { type ComparisonRequest, comparisonRequest } from "../../contracts/comparisonPanel.ts";
import { matches } from "../../contracts/shapes.ts";
import type { TrialAsk } from "../../contracts/trial.ts";
import type { BackgroundThread } from "../background/backgroundThread.ts";
import { errorText } from "../log.ts";
import { followRun } from "../panels/followRun.ts";
import { loadPage } from "../panels/html.ts";
import { saveExport } from "../panels/saveExport.ts";
import type { RunsFinder } from "../runs/runsFinder.ts";
import type { TrackedRun, TrackedRuns } from "../runs/trackedRun.ts";
import type { Trials } from "../runs/trials.ts";
import { chooseRuns } from "./chooseRuns.ts";
import { ComparisonFeed } from "./comparisonFeed.ts";

export const comparisonType = "unroll.comparison";

/** What every comparison of the window has. */
export interface ComparisonParts {
  /** Where the extension lies. */
  extension: vscode.Uri;
  background: BackgroundThread;
  trials: Trials;
  runs: TrackedRuns;
  finder: RunsFinder;
  log: vscode.LogOutputChannel;
}

/** The panel that compares runs. The page draws; the table comes from the background thread, each run from its record. */
export class ComparisonPanel {
  private readonly feed: ComparisonFeed;
  private readonly disposables: vscode.Disposable[];
  /** Those that the page draws, by their folders. */
  private readonly met = new Map<string, TrackedRun>();
  /** Ends the wait for what was asked last. */
  private trial: AbortController | undefined;

  /** Takes over a panel that VS Code made, here or in an earlier life of the window. */
  constructor(
    readonly panel: vscode.WebviewPanel,
    private readonly parts: ComparisonParts,
    folders: readonly string[],
    /** Hears that it compares others. */
    private readonly onOthers: () => void,
  ) {
    const { webview } = panel;
    const { extension, runs } = parts;
    this.feed = new ComparisonFeed(
      (message) => void webview.postMessage(message),
      {
        table: (all) => this.table(all),
        follow: async (folder, feed, changed) => {
          const run = await runs.open(folder);
          this.met.set(folder, run);
          return followRun(feed, run, runs, changed);
        },
      },
      folders,
    );
    this.disposables = [
      this.feed,
      webview.onDidReceiveMessage((request: unknown) => {
        if (matches(comparisonRequest, request)) this.onRequest(request);
      }),
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.feed.pageHidden();
      }),
    ];
    this.name();
    loadPage(panel, extension, "comparison", { enableCommandUris: ["unroll.compareRuns"] });
  }

  get runs(): readonly string[] {
    return this.feed.runs;
  }

  /** Compares these from now on. */
  set runs(folders: readonly string[]) {
    this.feed.runs = folders;
    this.name();
    this.onOthers();
  }

  /** For who owns it; the panel itself is VS Code's. */
  dispose(): void {
    // Nobody sees the answers any more.
    this.trial?.abort();
    vscode.Disposable.from(...this.disposables).dispose();
  }

  private name(): void {
    this.panel.title = vscode.l10n.t("Comparison of {0} runs", this.runs.length);
  }

  private async table(folders: readonly string[]) {
    try {
      return await this.parts.background.compareRuns(folders, vscode.env.language);
    } catch (error) {
      this.parts.log.error(errorText(error));
      throw new Error(vscode.l10n.t("The runs could not be read: {0} The log has more about it.", String(error)));
    }
  }

  private onRequest(request: ComparisonRequest): void {
    const { executeCommand } = vscode.commands;
    switch (request.type) {
      case "ready":
        return this.feed.pageReady();
      case "draw":
        return this.feed.draw(request.runs);
      case "try":
        return void this.ask(request.runs, request.asked);
      case "cancelTrial":
        return this.trial?.abort();
      case "addRuns":
        return void this.addRuns();
      case "configs":
        return void executeCommand("unroll.compareConfigs", ...(request.runs ?? []));
      case "show":
        return void executeCommand("unroll.showPanel", request.run);
      case "copy":
        return void vscode.env.clipboard.writeText(request.text);
      case "save": {
        const [first] = this.met.values();
        return void saveExport(first?.configFile ?? this.runs[0], request.name, request.content);
      }
      default:
        request satisfies never;
    }
  }

  private async addRuns(): Promise<void> {
    const chosen = await chooseRuns(this.parts.finder, this.runs);
    if (chosen !== undefined) this.runs = chosen;
  }

  /** Asks one run after the other. What draws does so by the same seed, so that the runs differ and not the dice. */
  private async ask(folders: readonly string[], asked: TrialAsk): Promise<void> {
    this.trial?.abort();
    const trial = new AbortController();
    this.trial = trial;
    const seed = asked.options?.seed ?? Math.floor(Math.random() * 1_000_000);
    for (const folder of folders) {
      const draws = this.met.get(folder)?.record.run.tries === "beginning";
      const own = draws ? { ...asked, options: { ...asked.options, seed } } : asked;
      const result = await this.parts.trials.ask(folder, own, trial.signal);
      if (trial.signal.aborted || result === undefined) return;
      this.feed.answer(folder, { type: "tried", asked, result });
    }
  }
}
