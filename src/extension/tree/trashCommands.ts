import { basename } from "node:path";
import * as vscode from "vscode";
import { isUserError } from "../../base/userError.ts";
import type { Background, TrashedRun } from "../../contracts/background.ts";
import { hintText } from "../adviceText.ts";
import type { TrainingPanels } from "../panels/trainingPanels.ts";
import { plainText, sentences } from "../text.ts";
import type { RunList } from "./runList.ts";
import type { RunsTree } from "./runsTree.ts";
import type { RunTargets } from "./runTargets.ts";
import { titleOfRun } from "./treeItems.ts";

/** So many deletions can be undone one after the other; what was deleted before can be restored from a list. */
const MOST_UNDONE = 50;

/** What deleting runs works with. */
interface TrashParts {
  background: Background;
  list: RunList;
  tree: RunsTree;
  targets: RunTargets;
  panels: TrainingPanels;
}

/** Deletes runs and brings them back. */
export class TrashCommands {
  /** Each what one command has deleted, the last at the end. */
  private readonly undone: TrashedRun[][] = [];

  constructor(private readonly parts: TrashParts) {}

  async delete(clicked?: unknown, all?: unknown): Promise<void> {
    const { l10n, window } = vscode;
    const { background, list, panels, targets } = this.parts;
    const runs = await targets.runs(clicked, all);
    const [first] = runs;
    if (first === undefined) return;
    const known = list.get(first);
    const title = plainText(known === undefined ? basename(first) : titleOfRun(known));
    const { done, failed } = await each(runs, (path) => background.deleteRun(path));
    for (const { from } of done) panels.close(from);
    if (done.length > 0) this.undone.push(done);
    this.undone.splice(0, this.undone.length - MOST_UNDONE);
    this.noteUndo();
    await list.refresh();
    if (failed.length > 0) void window.showErrorMessage(failed.join(" "));
    if (done.length === 0) return;
    const undo = l10n.t("Undo");
    const said =
      done.length === 1
        ? l10n.t("Deleted the run “{0}”. It can be restored for 30 days.", title)
        : l10n.t("Deleted {0} runs. They can be restored for 30 days.", done.length);
    if ((await window.showInformationMessage(said, undo)) === undo) await this.undo(done);
  }

  /** Brings back what was deleted last in this window, or by this deletion. */
  async undo(deleted = this.undone.at(-1)): Promise<void> {
    if (deleted === undefined || !this.undone.includes(deleted)) return;
    this.undone.splice(this.undone.indexOf(deleted), 1);
    this.noteUndo();
    await this.bringBack(deleted.map(({ path }) => path));
  }

  /** Lets a person choose among all that was deleted in the last 30 days. */
  async restore(): Promise<void> {
    const { l10n, window, workspace } = vscode;
    const folders = (workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
    const found = await this.parts.background.deletedRuns(folders, vscode.env.language);
    if (found.length === 0) {
      void window.showInformationMessage(l10n.t("No run of this workspace was deleted in the last 30 days."));
      return;
    }
    const items = found.map(({ path, from, when }) => ({
      path,
      label: plainText(from.split(/[/\\]/).at(-1) ?? from),
      description: l10n.t("deleted {0}", when),
      detail: workspace.asRelativePath(from),
    }));
    const placeHolder = l10n.t("Choose the runs to restore");
    const chosen = await window.showQuickPick(items, { placeHolder, canPickMany: true, matchOnDetail: true });
    if (chosen !== undefined && chosen.length > 0) await this.bringBack(chosen.map(({ path }) => path));
  }

  private async bringBack(paths: readonly string[]): Promise<void> {
    const { background, list, tree } = this.parts;
    const { done, failed } = await each(paths, (path) => background.restoreRun(path));
    await list.refresh();
    if (failed.length > 0) void vscode.window.showErrorMessage(failed.join(" "));
    if (done.length > 0) await tree.reveal(done[0]);
  }

  private noteUndo(): void {
    void vscode.commands.executeCommand("setContext", "unroll.deletedRuns", this.undone.length > 0);
  }
}

/** Does something with each; one that fails does not keep the others from it. What goes wrong is in words. */
async function each<T>(
  paths: readonly string[],
  act: (path: string) => Promise<T>,
): Promise<{ done: T[]; failed: string[] }> {
  const done: T[] = [];
  const failed: string[] = [];
  for (const path of paths) {
    try {
      done.push(await act(path));
    } catch (error) {
      if (!isUserError(error)) throw error;
      failed.push(sentences(error.message, hintText(error, vscode.l10n)));
    }
  }
  return { done, failed };
}
