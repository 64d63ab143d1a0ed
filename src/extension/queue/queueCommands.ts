import { basename } from "node:path";
import * as vscode from "vscode";
import { textDifference } from "../../base/textDifference.ts";
import type { Background, OpenSweep } from "../../contracts/background.ts";
import type { TrainCommand } from "../commands/trainCommand.ts";
import { mayTrain } from "../commands/trust.ts";
import { plainText } from "../text.ts";
import type { Queue, QueuedItem } from "./queue.ts";
import type { RunningSweep, Sweeps } from "./sweeps.ts";

interface QueueCommandParts {
  background: Background;
  queue: Queue;
  sweeps: Sweeps;
  train: TrainCommand;
}

/** *Run Sweep*, and what is done with the trainings and sweeps that wait. */
export class QueueCommands {
  private readonly background: Background;
  private readonly queue: Queue;
  private readonly sweeps: Sweeps;
  private readonly train: TrainCommand;

  constructor({ background, queue, sweeps, train }: QueueCommandParts) {
    this.background = background;
    this.queue = queue;
    this.sweeps = sweeps;
    this.train = train;
  }

  async add(resource?: unknown): Promise<void> {
    const config = await this.train.soundConfig(resource);
    if (config === undefined) return;
    const { name, file, text } = config;
    this.queue.add({ kind: "training", name, configFile: file, text });
    const { l10n, window } = vscode;
    if (this.queue.items.length > 0)
      window.setStatusBarMessage(`$(list-ordered) ${l10n.t("{0} is in the queue", name)}`, 5000);
  }

  async runSweep(resource?: unknown): Promise<void> {
    const config = await this.train.soundConfig(resource);
    if (config === undefined) return;
    const { l10n, window } = vscode;
    const { name, file, text, sweeps } = config;
    if (!sweeps) {
      const hint = l10n.t('{0} has no sweep. The key "sweep" says which settings to try.', name);
      const add = l10n.t("Add a Sweep");
      if ((await window.showInformationMessage(hint, add)) === add) await this.addSweep(file);
      return;
    }
    const open = await this.background.openSweeps(file, vscode.env.language).catch(() => []);
    const resume = open.length === 0 ? "new" : await chooseSweep(open);
    if (resume === undefined) return;
    const turn = await this.train.turnOf(name);
    const request = resume === "new" ? { text } : { resume };
    if (turn === "queue") this.queue.add({ kind: "sweep", name, configFile: file, ...request });
    if (turn !== "now") return;
    this.sweeps.start(name, file, resume === "new" ? { configFile: file, configText: text } : { resume });
  }

  /** Writes a sweep to begin with into a config, which a person changes before it runs. */
  private async addSweep(file: string): Promise<void> {
    const { l10n, window, workspace, Range, WorkspaceEdit } = vscode;
    const document = await workspace.openTextDocument(file);
    const before = document.getText();
    const after = await this.background.withProposedSweep(before);
    if (after === undefined) {
      void window.showErrorMessage(l10n.t("{0} has errors, or no setting to vary.", basename(file)));
      return;
    }
    const { start, end, newText } = textDifference(before, after);
    const edit = new WorkspaceEdit();
    edit.replace(document.uri, new Range(document.positionAt(start), document.positionAt(end)), newText);
    await workspace.applyEdit(edit);
    const selection = new Range(document.positionAt(start), document.positionAt(start + newText.length));
    await window.showTextDocument(document, { selection });
  }

  /** Goes on with a sweep of this window that was stopped. */
  async resumeSweep(sweep: Pick<RunningSweep, "name" | "configFile" | "folder">): Promise<void> {
    if (!(await mayTrain())) return;
    this.sweeps.start(sweep.name, sweep.configFile, { resume: sweep.folder });
  }

  stopSweep(): void {
    for (const sweep of this.sweeps.live) this.sweeps.stop(sweep);
  }

  async continue(): Promise<void> {
    if (await mayTrain()) this.queue.continue();
  }

  /** After a reload: what waits begins when a person says so. */
  async offer(): Promise<void> {
    if (!this.queue.isHeld) return;
    const { l10n, window } = vscode;
    const [goOn, show] = [l10n.t("Continue Queue"), l10n.t("Show Queue")];
    const { length } = this.queue.items;
    const message =
      length === 1 ? l10n.t("A training waits in the queue.") : l10n.t("{0} trainings wait in the queue.", length);
    const chosen = await window.showInformationMessage(message, goOn, show);
    if (chosen === goOn) await this.continue();
    else if (chosen === show) this.show();
  }

  /** What waits, as a list that can be put into another order by buttons. */
  show(): void {
    const { l10n, window } = vscode;
    const list = window.createQuickPick<ListItem>();
    list.title = l10n.t("Training Queue");
    list.placeholder = l10n.t("Choose one to train it now");
    const up = buttonOf("arrow-up", l10n.t("Earlier"));
    const down = buttonOf("arrow-down", l10n.t("Later"));
    const remove = buttonOf("close", l10n.t("Remove from Queue"));
    const buttons = [up, down, remove];
    const draw = () => {
      const active = list.activeItems[0]?.item?.id;
      const { items } = this.queue;
      list.items =
        items.length === 0
          ? [{ label: l10n.t("Nothing waits.") }]
          : items.map((item, i) => ({ ...listed(item, i), buttons }));
      list.activeItems = list.items.filter(({ item }) => item !== undefined && item.id === active);
    };
    const changed = this.queue.onDidChange(draw);
    list.onDidTriggerItemButton(({ item: { item }, button }) => {
      if (item === undefined) return;
      if (button === remove) this.queue.remove(item.id);
      else this.queue.move(item.id, button === up ? -1 : 1);
    });
    list.onDidAccept(() => {
      const [chosen] = list.selectedItems;
      list.hide();
      if (chosen?.item !== undefined) void this.startNow({ queued: chosen.item.id });
    });
    list.onDidHide(() => {
      changed.dispose();
      list.dispose();
    });
    draw();
    list.show();
  }

  /** @param target a line of the tree, as commands get it */
  move(target: unknown, by: number): void {
    this.queue.move(idOf(target), by);
  }

  remove(target: unknown): void {
    this.queue.remove(idOf(target));
  }

  async startNow(target: unknown): Promise<void> {
    if (await mayTrain()) this.queue.startNow(idOf(target));
  }
}

function idOf(target: unknown): string {
  const { queued } = (target ?? {}) as { queued?: unknown };
  return typeof queued === "string" ? queued : "";
}

interface ListItem extends vscode.QuickPickItem {
  item?: QueuedItem;
}

function buttonOf(icon: string, tooltip: string): vscode.QuickInputButton {
  return { iconPath: new vscode.ThemeIcon(icon), tooltip };
}

function listed(item: QueuedItem, i: number): ListItem {
  const { l10n, workspace } = vscode;
  const kind = item.kind === "sweep" ? l10n.t("sweep") : l10n.t("training");
  return {
    label: `${i + 1}. ${plainText(item.name)}`,
    description: `${kind} · ${plainText(workspace.asRelativePath(item.configFile))}`,
    item,
  };
}

/** "new", or the folder of one that goes on. */
async function chooseSweep(open: readonly OpenSweep[]): Promise<string | undefined> {
  const { l10n, window } = vscode;
  const items = [
    ...open.map(({ path, done, trials, when }) => ({
      label: l10n.t("Resume the sweep of {0}", when),
      description: l10n.t("{0} of {1} trials done", done, trials),
      path,
    })),
    { label: l10n.t("Begin a new sweep"), path: "new" },
  ];
  return (await window.showQuickPick(items, { placeHolder: l10n.t("A sweep of this config is not finished") }))?.path;
}
