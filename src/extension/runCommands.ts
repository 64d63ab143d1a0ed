import * as vscode from "vscode";
import type { TrainingPanels } from "./panels/trainingPanels.ts";
import { runItem } from "./resumeCommand.ts";
import type { RunsFinder } from "./runs/runsFinder.ts";
import type { TrackedRun, TrackedRuns } from "./runs/trackedRun.ts";
import { stateName } from "./stateName.ts";
import type { StatusBar } from "./statusBar.ts";
import type { Training, Trainings } from "./trainings.ts";

/** What is done to a run besides training it. Without a folder, the run in the focus, in the status bar or chosen is meant. */
export class RunCommands {
  constructor(
    private readonly trainings: Trainings,
    private readonly runs: TrackedRuns,
    private readonly finder: RunsFinder,
    private readonly panels: TrainingPanels,
    private readonly statusBar: StatusBar,
  ) {}

  async stop(folder?: unknown): Promise<void> {
    const training = typeof folder === "string" ? this.trainings.ofRun(folder) : await this.chooseTraining();
    if (training !== undefined) return this.trainings.stop(training);
    if (typeof folder !== "string") return;
    const message = vscode.l10n.t("Another process trains this run. Stop it there.");
    void vscode.window.showInformationMessage(message);
  }

  async showPanel(folder?: unknown): Promise<void> {
    const run = typeof folder === "string" ? await this.runs.open(folder) : await this.choose(this.current);
    if (run !== undefined) this.panels.show(run);
  }

  async openRunFolder(folder?: unknown): Promise<void> {
    const run = await this.meant(folder);
    if (run === undefined) return;
    const uri = vscode.Uri.file(run.folder);
    const local = vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop;
    // A file manager opens only on the machine that shows the window; the explorer has what the workspace has.
    if (local) await vscode.commands.executeCommand("revealFileInOS", vscode.Uri.joinPath(uri, "run.json"));
    else if (vscode.workspace.getWorkspaceFolder(uri)) await vscode.commands.executeCommand("revealInExplorer", uri);
    else await vscode.window.showTextDocument(vscode.Uri.joinPath(uri, "run.json"));
  }

  async openConfig(folder?: unknown): Promise<void> {
    const run = await this.meant(folder);
    if (run === undefined) return;
    const uri = vscode.Uri.file(run.configFile);
    const gone = await vscode.workspace.fs.stat(uri).then(
      () => false,
      () => true,
    );
    if (gone) {
      const message = vscode.l10n.t("{0} is not there any more: it was moved or deleted.", uri.fsPath);
      void vscode.window.showWarningMessage(message);
      return;
    }
    const beside = vscode.window.visibleTextEditors.find(({ document }) => document.uri.fsPath === uri.fsPath);
    await vscode.window.showTextDocument(uri, { viewColumn: beside?.viewColumn ?? vscode.ViewColumn.One });
  }

  /** What a click on the status bar's item opens. */
  async showMenu(): Promise<void> {
    const { l10n, window, commands } = vscode;
    const run = this.statusBar.run;
    const live = this.trainings.live.at(-1);
    const item = (icon: string, label: string, command: string) => ({ label: `$(${icon}) ${label}`, command });
    const items = [
      ...(run === undefined ? [] : [item("graph-line", l10n.t("Show Panel"), "unroll.showPanel")]),
      ...(live === undefined ? [] : [item("debug-stop", l10n.t("Stop Training"), "unroll.stop")]),
      ...(live === undefined && run?.record.canGoOn
        ? [item("debug-continue", l10n.t("Resume Training"), "unroll.resume")]
        : []),
      ...(run === undefined ? [] : [item("folder-opened", l10n.t("Open Run Folder"), "unroll.openRunFolder")]),
      item("output", l10n.t("Show Log"), "unroll.showLog"),
    ];
    const title = run?.name ?? live?.name;
    const chosen = await window.showQuickPick(items, { title, placeHolder: l10n.t("What to do with this training?") });
    if (chosen === undefined) return;
    // It may have no run yet that would name it.
    if (chosen.command === "unroll.stop" && live !== undefined) this.trainings.stop(live);
    else await commands.executeCommand(chosen.command, run?.folder);
  }

  private async meant(folder: unknown): Promise<TrackedRun | undefined> {
    if (typeof folder === "string") return await this.runs.open(folder);
    return this.current ?? (await this.choose());
  }

  /** The run in the focus or in the status bar. */
  private get current(): TrackedRun | undefined {
    return this.panels.activeRun ?? this.statusBar.run;
  }

  /** One of all runs; `likely` stands first, and is meant where there is no other. */
  private async choose(likely?: TrackedRun): Promise<TrackedRun | undefined> {
    const { l10n, window } = vscode;
    const found = (await this.finder.find()).map(runItem);
    const others = found.filter(({ path }) => path !== likely?.folder);
    if (others.length === 0) {
      if (likely === undefined) void window.showInformationMessage(l10n.t("There is no run in this workspace yet."));
      return likely;
    }
    const first = found.filter((item) => !others.includes(item));
    // A config outside the workspace has its runs there too.
    if (likely !== undefined && first.length === 0)
      first.push({
        path: likely.folder,
        label: likely.name,
        description: stateName(likely.record.progress.state),
        detail: likely.folder,
      });
    const items = [...first, ...others];
    const chosen = await window.showQuickPick(items, { placeHolder: l10n.t("Which run?"), matchOnDescription: true });
    return chosen === undefined ? undefined : await this.runs.open(chosen.path);
  }

  private async chooseTraining(): Promise<Training | undefined> {
    const { live } = this.trainings;
    const focused = this.panels.activeRun;
    if (focused?.live) return this.trainings.ofRun(focused.folder);
    if (live.length < 2) return live[0];
    const items = live.map((training) => ({
      label: training.name,
      description: training.run?.record.run.id,
      training,
    }));
    return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t("Which training to stop?") }))
      ?.training;
  }
}
