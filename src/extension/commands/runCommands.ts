import * as vscode from "vscode";
import type { TrainingPanels } from "../panels/trainingPanels.ts";
import type { RunInFocus } from "../runs/runInFocus.ts";
import { pickRun } from "../runs/runPicker.ts";
import type { RunsFinder } from "../runs/runsFinder.ts";
import type { StoredConfigs } from "../runs/storedConfigs.ts";
import type { TrackedRun, TrackedRuns } from "../runs/trackedRun.ts";
import type { StatusBar } from "../status/statusBar.ts";
import { plainText } from "../text.ts";
import { chooseTraining } from "../trainings/chooseTraining.ts";
import type { LabelledTraining, Training, Trainings } from "../trainings/trainings.ts";
import { mayTryRuns } from "./trust.ts";

/** What the commands on runs work with. */
interface RunCommandParts {
  trainings: Trainings;
  runs: TrackedRuns;
  finder: RunsFinder;
  panels: TrainingPanels;
  statusBar: StatusBar;
  focus: RunInFocus;
  storedConfigs: StoredConfigs;
}

/** What is done to a run besides training it. Without a folder, the run in the focus, in the status bar or chosen is meant. */
export class RunCommands {
  private readonly trainings: Trainings;
  private readonly runs: TrackedRuns;
  private readonly finder: RunsFinder;
  private readonly panels: TrainingPanels;
  private readonly statusBar: StatusBar;
  private readonly focus: RunInFocus;
  private readonly storedConfigs: StoredConfigs;

  constructor(parts: RunCommandParts) {
    this.trainings = parts.trainings;
    this.runs = parts.runs;
    this.finder = parts.finder;
    this.panels = parts.panels;
    this.statusBar = parts.statusBar;
    this.focus = parts.focus;
    this.storedConfigs = parts.storedConfigs;
  }

  async stop(folder?: unknown): Promise<void> {
    const training = typeof folder === "string" ? this.trainings.ofRun(folder) : await this.chooseTraining();
    if (training !== undefined) return this.trainings.stop(training);
    if (typeof folder !== "string") return;
    const message = vscode.l10n.t("Another process is training this run. Stop it there.");
    void vscode.window.showInformationMessage(message);
  }

  async showPanel(folder?: unknown): Promise<void> {
    const run = typeof folder === "string" ? await this.runs.open(folder) : await this.choose(await this.focus.find());
    if (run !== undefined) this.panels.show(run);
  }

  /** Shows a run to somebody who looks through a list of them. */
  async browse(folder: string): Promise<void> {
    this.panels.browse(await this.runs.open(folder));
  }

  /** Shows where a person types what a run is to answer. */
  async tryRun(folder?: unknown): Promise<void> {
    if (!(await mayTryRuns())) return;
    const run = typeof folder === "string" ? await this.runs.open(folder) : await this.choose(await this.focus.find());
    if (run === undefined) return;
    if (run.record.run.tries !== undefined) return this.panels.showTrial(run);
    const message = vscode.l10n.t(
      "{0} forecasts numbers, so that there is nothing to type. Its panel shows its forecasts.",
      run.name,
    );
    void vscode.window.showInformationMessage(message);
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
    if (gone) return await this.storedConfigs.show(run.folder, uri.fsPath);
    const beside = vscode.window.visibleTextEditors.find(({ document }) => document.uri.fsPath === uri.fsPath);
    // Not over the panel that it belongs to.
    const isFirst = this.panels.of(run)?.panel.viewColumn === vscode.ViewColumn.One;
    const column = isFirst ? vscode.ViewColumn.Beside : vscode.ViewColumn.One;
    await vscode.window.showTextDocument(uri, { viewColumn: beside?.viewColumn ?? column });
  }

  /** What a click on the status bar's item opens: the actions of each training, else of the run that it shows. */
  async showMenu(): Promise<void> {
    const { l10n, window } = vscode;
    const live = this.trainings.labelled.reverse();
    const run = this.statusBar.run;
    const items =
      live.length > 0 ? live.flatMap((one) => this.itemsOfTraining(one, live.length > 1)) : this.itemsOfRun(run);
    const showLog = { label: `$(output) ${l10n.t("Show Log")}`, act: () => execute("unroll.showLog") };
    const title = live.length > 1 ? l10n.t("{0} trainings", live.length) : (live[0]?.label ?? run?.name);
    const last = live.length > 1 ? [{ label: "", kind: vscode.QuickPickItemKind.Separator }, showLog] : [showLog];
    const placeHolder = live.length > 1 ? l10n.t("Choose an action") : l10n.t("Choose an action for this training");
    await (await window.showQuickPick<MenuItem>([...items, ...last], { title, placeHolder }))?.act?.();
  }

  /** With several trainings each has its name above its actions, and beside them for who filters the list. */
  private itemsOfTraining({ training, label }: LabelledTraining, isOneOfSeveral: boolean): MenuItem[] {
    const { l10n } = vscode;
    const { run } = training;
    const item = (text: string, act: () => unknown): MenuItem =>
      isOneOfSeveral ? { label: text, description: plainText(label), act } : { label: text, act };
    const stop = item(`$(debug-stop) ${l10n.t("Stop Training")}`, () => this.trainings.stop(training));
    const save = (text: string, command: string) => item(`$(save) ${text}`, () => execute(command, run?.folder));
    const heading = { label: plainText(label), kind: vscode.QuickPickItemKind.Separator };
    return [
      ...(isOneOfSeveral ? [heading] : []),
      ...(run === undefined ? [] : [item(showPanelText(), () => execute("unroll.showPanel", run.folder))]),
      ...(training.waits
        ? [
            save(l10n.t("Save Again"), "unroll.saveRunAgain"),
            save(l10n.t("Save Elsewhere…"), "unroll.saveRunElsewhere"),
          ]
        : []),
      ...(run === undefined ? [] : [item(lookText(), () => execute("unroll.inspect", run.folder))]),
      ...(run?.record.run.tries === undefined ? [] : [item(tryText(), () => execute("unroll.tryRun", run.folder))]),
      ...(training.isSteerable ? wheelItems(training).map(([text, act]) => item(text, act)) : []),
      stop,
      ...(run === undefined || training.waits
        ? []
        : [item(openFolderText(), () => execute("unroll.openRunFolder", run.folder))]),
    ];
  }

  private itemsOfRun(run: TrackedRun | undefined): MenuItem[] {
    if (run === undefined) return [];
    const { folder, record } = run;
    const resume = `$(debug-continue) ${vscode.l10n.t("Resume Training")}`;
    const mayResume = record.resumption !== "none" && vscode.workspace.isTrusted;
    return [
      { label: showPanelText(), act: () => execute("unroll.showPanel", folder) },
      ...(record.run.tries !== undefined && vscode.workspace.isTrusted
        ? [{ label: tryText(), act: () => execute("unroll.tryRun", folder) }]
        : []),
      ...(vscode.workspace.isTrusted ? [{ label: lookText(), act: () => execute("unroll.inspect", folder) }] : []),
      ...(mayResume ? [{ label: resume, act: () => execute("unroll.resume", folder) }] : []),
      { label: openFolderText(), act: () => execute("unroll.openRunFolder", folder) },
    ];
  }

  private async meant(folder: unknown): Promise<TrackedRun | undefined> {
    if (typeof folder === "string") return await this.runs.open(folder);
    return (await this.focus.find()) ?? (await this.choose());
  }

  /** One of all runs; `likely` stands first, and is meant where there is no other. */
  private async choose(likely?: TrackedRun): Promise<TrackedRun | undefined> {
    const { l10n, window } = vscode;
    const found = await this.finder.find();
    if (found.runs.every(({ path }) => path === likely?.folder) && found.unreadable.length === 0) {
      if (likely === undefined) void window.showInformationMessage(l10n.t("There is no run in this workspace yet."));
      return likely;
    }
    const chosen = await pickRun(found, l10n.t("Choose a run"), likely);
    return chosen === undefined ? undefined : await this.runs.open(chosen);
  }

  private async chooseTraining(): Promise<Training | undefined> {
    const chosen = await chooseTraining(this.trainings, this.focus, vscode.l10n.t("Choose a training to stop"));
    return chosen === "none" ? undefined : chosen;
  }
}

/** What can be done with a training while it runs. */
function wheelItems({ isPaused, run }: Training): [text: string, act: () => unknown][] {
  const { l10n } = vscode;
  const command = (name: string) => () => execute(`unroll.${name}`, run?.folder);
  return [
    isPaused
      ? [`$(debug-continue) ${l10n.t("Continue Training")}`, command("continue")]
      : [`$(debug-pause) ${l10n.t("Pause Training")}`, command("pause")],
    [`$(debug-step-over) ${l10n.t("Take One Step")}`, command("step")],
    [`$(save) ${l10n.t("Save Checkpoint")}`, command("saveCheckpoint")],
    [`$(settings) ${l10n.t("Change Learning Rate…")}`, command("changeLearningRate")],
  ];
}

type MenuItem = vscode.QuickPickItem & { act?: () => unknown };

function execute(command: string, folder?: string): Thenable<unknown> {
  return vscode.commands.executeCommand(command, folder);
}

const showPanelText = () => `$(graph-line) ${vscode.l10n.t("Show Panel")}`;
const tryText = () => `$(beaker) ${vscode.l10n.t("Try It")}`;
const lookText = () => `$(search) ${vscode.l10n.t("Look Inside")}`;
const openFolderText = () => `$(folder-opened) ${vscode.l10n.t("Open Run Folder")}`;
