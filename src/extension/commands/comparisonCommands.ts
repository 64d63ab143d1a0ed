import { basename } from "node:path";
import * as vscode from "vscode";
import type { Background } from "../../contracts/background.ts";
import { chooseRuns } from "../comparison/chooseRuns.ts";
import type { ComparisonPanels } from "../comparison/comparisonPanels.ts";
import { pickRun } from "../runs/runPicker.ts";
import type { RunsFinder } from "../runs/runsFinder.ts";
import type { StoredConfigs } from "../runs/storedConfigs.ts";
import type { RunTargets } from "../tree/runTargets.ts";
import { mayCompare } from "./trust.ts";

/** Runs side by side, and their configs. */
export class ComparisonCommands {
  constructor(
    private readonly panels: ComparisonPanels,
    private readonly finder: RunsFinder,
    private readonly targets: RunTargets,
    private readonly background: Background,
    private readonly storedConfigs: StoredConfigs,
  ) {}

  /** Without runs it asks which, with those ticked that are selected in the tree; one alone is compared with the run of its config before it. */
  async runs(folders?: unknown): Promise<void> {
    if (!(await mayCompare())) return;
    const named = Array.isArray(folders) ? folders.filter((folder) => typeof folder === "string") : [];
    const before = named.length === 1 ? await this.background.runBefore(named[0]) : undefined;
    const meant = [...(before === undefined ? [] : [before]), ...new Set<string>(named)];
    const chosen =
      meant.length > 1 ? meant : await chooseRuns(this.finder, named.length > 0 ? meant : this.targets.selected);
    if (chosen !== undefined) this.panels.show(chosen);
  }

  /** The settings of two runs in VS Code's own editor for differences. */
  async configs(left?: unknown, right?: unknown): Promise<void> {
    if (!(await mayCompare())) return;
    const { l10n } = vscode;
    const first = typeof left === "string" ? left : await this.chooseOne(l10n.t("Choose the run on the left"));
    if (first === undefined) return;
    const second =
      typeof right === "string" ? right : await this.chooseOne(l10n.t("Choose the run on the right"), first);
    if (second === undefined) return;
    const [before, after] = [first, second].map((folder) => this.storedConfigs.settingsOf(folder));
    const title = l10n.t("{0} ↔ {1} (Settings)", basename(first), basename(second));
    await vscode.commands.executeCommand("vscode.diff", before, after, title);
  }

  private async chooseOne(placeHolder: string, other?: string): Promise<string | undefined> {
    const { runs, unreadable } = await this.finder.find();
    return await pickRun({ runs: runs.filter(({ path }) => path !== other), unreadable }, placeHolder);
  }
}
