import * as vscode from "vscode";
import { marks, type Order, orders } from "../../catalogue/index.ts";
import type { RunList } from "./runList.ts";
import type { RunsTree } from "./runsTree.ts";

/** How a person has the runs shown: filtered, sorted, read again. */
export class ViewCommands {
  constructor(
    private readonly tree: RunsTree,
    private readonly list: RunList,
  ) {}

  /** Filters while somebody types; Escape brings back what was before. */
  async filter(text?: unknown): Promise<void> {
    const { l10n } = vscode;
    await vscode.commands.executeCommand("unroll.runs.focus");
    if (typeof text === "string") {
      this.tree.filter = text;
      return;
    }
    const before = this.tree.filter;
    const box = vscode.window.createInputBox();
    box.title = l10n.t("Filter Runs");
    box.placeholder = l10n.t("Words, #tag, @starred, @running …");
    box.prompt = l10n.t(
      "A run is shown where all of these fit: words of its name, settings, config or note, #tag, {0}",
      marks.map((mark) => `@${mark}`).join(" "),
    );
    box.value = before;
    let isAccepted = false;
    const done = new Promise<void>((resolve) => {
      box.onDidChangeValue((value) => {
        this.tree.filter = value;
      });
      box.onDidAccept(() => {
        isAccepted = true;
        box.hide();
      });
      box.onDidHide(resolve);
    });
    box.show();
    await done;
    box.dispose();
    if (!isAccepted) this.tree.filter = before;
  }

  clearFilter(): void {
    this.tree.filter = "";
  }

  async sort(): Promise<void> {
    const { l10n } = vscode;
    const names: Record<Order, string> = {
      newest: l10n.t("Newest first"),
      oldest: l10n.t("Oldest first"),
      best: l10n.t("Best first"),
      longest: l10n.t("Longest training first"),
      name: l10n.t("By name"),
      starred: l10n.t("Starred first"),
    };
    const items = orders.map((order) => ({
      order,
      label: names[order],
      description: order === this.tree.order ? l10n.t("now") : "",
    }));
    const chosen = await vscode.window.showQuickPick(items, { placeHolder: l10n.t("Sort runs") });
    if (chosen !== undefined) await this.tree.sort(chosen.order);
  }

  async refresh(): Promise<void> {
    await this.list.refresh();
  }
}
