import { basename, dirname, join } from "node:path";
import * as vscode from "vscode";
import type { TrainingPanels } from "../panels/trainingPanels.ts";
import type { RunsFinder } from "../runs/runsFinder.ts";
import type { LostFolder, Training, Trainings } from "./trainings.ts";

/** What to do about trainings whose folder was deleted or moved: they wait, with everything in memory. */
export class GoneFolders {
  private readonly listening: vscode.Disposable;

  constructor(
    private readonly trainings: Trainings,
    private readonly finder: RunsFinder,
    private readonly panels: TrainingPanels,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.listening = trainings.onDidLoseFolder((lost) => this.onLoss(lost));
  }

  dispose(): void {
    this.listening.dispose();
  }

  /** Where it was. */
  async saveAgain(folder?: unknown): Promise<void> {
    const training = await this.meant(folder);
    if (training?.run !== undefined) training.saveTo({ folder: training.run.folder });
  }

  async saveElsewhere(folder?: unknown): Promise<void> {
    const training = await this.meant(folder);
    if (training?.run === undefined) return;
    const { l10n, window, Uri } = vscode;
    const title = l10n.t("A folder for the run {0}", basename(training.run.folder));
    const options = { title, openLabel: l10n.t("Save Run Here"), canSelectFolders: true, canSelectFiles: false };
    const defaultUri = Uri.file(dirname(training.configFile));
    const chosen = (await window.showOpenDialog({ ...options, defaultUri }))?.[0];
    if (chosen === undefined) return;
    const id = basename(training.run.folder);
    // It may be the run itself, moved where nobody looked.
    training.saveTo({ folder: basename(chosen.fsPath) === id ? chosen.fsPath : join(chosen.fsPath, id) });
  }

  async discard(folder?: unknown): Promise<void> {
    const training = await this.meant(folder);
    if (training === undefined) return;
    const { l10n, window } = vscode;
    const end = l10n.t("End Without Saving");
    const message = l10n.t("End the training of {0} without saving it?", training.name);
    const detail = l10n.t("Everything that it has learned will be lost.");
    if ((await window.showWarningMessage(message, { modal: true, detail }, end)) === end) training.saveTo("discard");
  }

  private async onLoss({ training, gone }: LostFolder): Promise<void> {
    const { runs } = await this.finder.find().catch(() => ({ runs: [] }));
    const moved = runs.find(({ id, path }) => id === gone.id && path !== gone.run);
    if (moved !== undefined) {
      this.log.info(`${training.name}: its run was moved to ${moved.path}`);
      return training.saveTo({ folder: moved.path });
    }
    const { run } = training;
    if (run === undefined || !training.waits) return;
    this.trainings.showWaiting(training, gone);
    if (this.panels.inSight(run)) return;
    const { l10n, window } = vscode;
    const again = l10n.t("Save Again");
    const elsewhere = l10n.t("Save Elsewhere…");
    const end = l10n.t("End Without Saving");
    const message = `${training.name}: ${gone.message}. ${gone.hint}`;
    const chosen = await window.showWarningMessage(message, again, elsewhere, end);
    if (chosen === again) await this.saveAgain(run.folder);
    else if (chosen === elsewhere) await this.saveElsewhere(run.folder);
    else if (chosen === end) await this.discard(run.folder);
  }

  /** The training of this run, else the one that waits; of several one is chosen. */
  private async meant(folder: unknown): Promise<Training | undefined> {
    const waiting = this.trainings.labelled.filter(({ training }) => training.waits);
    if (typeof folder === "string") return waiting.find(({ training }) => training.run?.folder === folder)?.training;
    if (waiting.length < 2) return waiting[0]?.training;
    const placeHolder = vscode.l10n.t("Choose a training");
    return (await vscode.window.showQuickPick(waiting, { placeHolder }))?.training;
  }
}
