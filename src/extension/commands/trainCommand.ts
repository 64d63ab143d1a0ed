import { basename, dirname } from "node:path";
import * as vscode from "vscode";
import type { Background } from "../../contracts/background.ts";
import type { TrainingPanels } from "../panels/trainingPanels.ts";
import type { Queue } from "../queue/queue.ts";
import { plainText } from "../text.ts";
import type { Training, Trainings } from "../trainings/trainings.ts";
import { activeConfig, onDisk } from "./activeConfig.ts";
import { mayTrain } from "./trust.ts";

/** Larger files are no configs; the runner refuses them too. */
const MAX_CHARACTERS = 1 << 20;

/** A config that can be trained, as it is on disk. */
export interface SoundConfig {
  file: string;
  text: string;
  /** What its runs are called. */
  name: string;
  /** Whether it has a sweep. */
  sweeps: boolean;
}

/** *Train RNN*: from the palette, the editor's title, the explorer. */
export class TrainCommand {
  constructor(
    private readonly background: Background,
    private readonly trainings: Trainings,
    private readonly panels: TrainingPanels,
    private readonly queue: Queue,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  async run(resource?: vscode.Uri): Promise<void> {
    const config = await this.soundConfig(resource);
    if (config === undefined) return;
    const { name, file, text } = config;
    const running = this.trainings.live.find(({ configFile }) => configFile === file);
    const turn = running !== undefined ? await this.wantsAnother(running) : await this.turnOf(name);
    if (turn === "queue") this.queue.add({ kind: "training", name, configFile: file, text });
    if (turn !== "now") return;
    this.panels.openFor(this.trainings.start(name, file, { configFile: file, cwd: dirname(file) }));
  }

  /** Now, or after what trains, as a person wants it. */
  async turnOf(name: string): Promise<"now" | "queue" | undefined> {
    if (!this.queue.isFull) return "now";
    const { l10n, window } = vscode;
    const { live } = this.trainings;
    const others = live.length === 1 ? live[0].named.name : l10n.t("{0} runs", live.length);
    const [queue, now] = [l10n.t("Add to Queue"), l10n.t("Train Now")];
    const message = l10n.t("{0} is training. Train {1} after it, or now beside it?", others, name);
    const chosen = await window.showInformationMessage(message, queue, now);
    return chosen === queue ? "queue" : chosen === now ? "now" : undefined;
  }

  /** The config that is meant, saved and without errors; undefined where there is none, which a person has been told. */
  async soundConfig(resource: unknown): Promise<SoundConfig | undefined> {
    if (!(await mayTrain())) return undefined;
    const chosen = resource instanceof vscode.Uri ? await onDisk(resource) : await chooseConfig();
    const file = chosen && (await this.saved(chosen));
    return file && (await this.ifSound(file));
  }

  /** The file as it is on disk, after unsaved changes were saved; undefined where there is none. */
  private async saved(uri: vscode.Uri): Promise<vscode.Uri | undefined> {
    const { l10n, window, workspace } = vscode;
    const document = workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
    let file: vscode.Uri | undefined = uri;
    if (document?.isDirty || document?.isUntitled) {
      // Not the editor of it: of a comparison VS Code finds none.
      if (document.isUntitled) file = await workspace.save(uri);
      else if (!(await document.save())) file = undefined;
      if (file === undefined) {
        void window.showErrorMessage(l10n.t("{0} could not be saved, so it was not trained.", basename(uri.path)));
        return undefined;
      }
      const said = l10n.t("Saved {0} before training it", basename(file.path));
      this.log.info(said);
      window.setStatusBarMessage(`$(save) ${said}`, 5000);
    }
    if (file.scheme === "file") return file;
    void window.showErrorMessage(l10n.t("Training needs a config and data that are files on this machine's disk."));
    return undefined;
  }

  /** What runs of the config are called. A config with errors is shown with its problems, and does not train. */
  private async ifSound(file: vscode.Uri): Promise<SoundConfig | undefined> {
    const fileName = basename(file.fsPath).replace(/\.rnnconfig$/, "");
    const document = await vscode.workspace.openTextDocument(file);
    const text = document.getText();
    const config = { file: file.fsPath, text };
    if (text.length > MAX_CHARACTERS) return { ...config, name: fileName, sweeps: false };
    const { name, sweeps, errors } = await this.background.checkConfig(text);
    if (errors.length === 0) return { ...config, name: name ?? fileName, sweeps };
    for (const { message, line, column } of errors) this.log.error(`${file.fsPath}:${line}:${column}: ${message}`);
    const place = new vscode.Position(errors[0].line - 1, errors[0].column - 1);
    await vscode.window.showTextDocument(document, { selection: new vscode.Range(place, place) });
    await vscode.commands.executeCommand("workbench.actions.view.problems");
    const { l10n, window } = vscode;
    const count =
      errors.length === 1
        ? l10n.t("{0} has an error", basename(file.path))
        : l10n.t("{0} has errors", basename(file.path));
    window.setStatusBarMessage(`$(error) ${l10n.t("{0}: not trained", count)}`, 5000);
    return undefined;
  }

  private async wantsAnother({ name, run }: Training): Promise<"now" | "queue" | undefined> {
    const { l10n, window } = vscode;
    const another = l10n.t("Train Another Run");
    const show = l10n.t("Show Panel");
    const message = l10n.t("{0} is already training.", name);
    const queue = l10n.t("Add to Queue");
    const chosen = await window.showInformationMessage(message, show, queue, another);
    if (chosen === show && run !== undefined) this.panels.show(run);
    return chosen === another ? "now" : chosen === queue ? "queue" : undefined;
  }
}

/** The config in the active editor; else one of all those in the workspace, whichever root they are in. */
export async function chooseConfig(): Promise<vscode.Uri | undefined> {
  const { l10n, window, workspace } = vscode;
  const active = await activeConfig();
  if (active !== undefined) return active;
  const found = await workspace.findFiles("**/*.rnnconfig", "**/{node_modules,.unroll,.git}/**");
  if (found.length === 0) {
    const create = l10n.t("New Experiment");
    const message = l10n.t("There is no .rnnconfig file in this workspace yet.");
    void window.showInformationMessage(message, create).then((chosen) => {
      if (chosen === create) void vscode.commands.executeCommand("unroll.newExperiment");
    });
    return undefined;
  }
  const items = found
    .map((uri) => ({ uri, path: workspace.asRelativePath(uri) }))
    .sort((a, b) => a.path.localeCompare(b.path))
    .map(({ uri, path }) => ({
      uri,
      label: plainText(basename(path)),
      description: plainText(dirname(path).replace(/^\.$/, "")),
    }));
  const placeHolder = l10n.t("Choose a config to train");
  return (await window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.uri;
}
