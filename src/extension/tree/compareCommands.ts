import * as vscode from "vscode";
import { UserError } from "../../base/userError.ts";
import { says } from "../messages.ts";
import type { RunList } from "./runList.ts";
import type { RunTargets } from "./runTargets.ts";

/** Opens a comparison: of the runs, groups and configs that are selected, of a run with the one before it, of all runs of a group. */
export class CompareCommands {
  constructor(
    private readonly list: RunList,
    private readonly targets: RunTargets,
  ) {}

  /** A config that is selected stands for all its runs. */
  async selected(clicked?: unknown, all?: unknown): Promise<void> {
    const given = (Array.isArray(all) && all.length > 0 ? all : [clicked]).map((target) => this.runsOfConfig(target));
    if (given.length > 0 && given.every((target) => Array.isArray(target) && target.length === 0)) {
      void vscode.window.showInformationMessage(vscode.l10n.t("There is no run of it yet. Train it, then compare."));
      return;
    }
    const runs = await this.targets.runs(clicked, given);
    if (runs.length > 0) await this.compare(runs);
  }

  private runsOfConfig(target: unknown): unknown {
    if (!(target instanceof vscode.Uri)) return target;
    return this.list.runs.filter(({ configFile }) => configFile === target.fsPath).map(({ path }) => path);
  }

  /** The settings of two runs that are selected, or of one and the run before it. */
  async configs(clicked?: unknown, all?: unknown): Promise<void> {
    const runs = await this.targets.runs(clicked, all);
    if (runs.length === 0) return;
    const [left, right] = runs.length > 1 ? runs : this.withPrevious(runs[0]);
    await vscode.commands.executeCommand("unroll.compareConfigs", left, right);
  }

  async previous(clicked?: unknown): Promise<void> {
    const [path] = await this.targets.runs(clicked);
    if (path !== undefined) await this.compare(this.withPrevious(path));
  }

  /** All runs of the group of a run, or of a group that was clicked. */
  async group(clicked?: unknown): Promise<void> {
    const runs = await this.targets.runs(clicked);
    const id = this.list.get(runs[0])?.group?.id;
    const whole =
      id === undefined ? runs : this.list.runs.filter(({ group }) => group?.id === id).map(({ path }) => path);
    if (whole.length > 0) await this.compare(whole);
  }

  /** A run and the one of its config that began last before it. */
  private withPrevious(path: string): string[] {
    const run = this.list.get(path);
    const earlier = this.list.runs.filter((one) => one.configFile === run?.configFile && one.created < run.created);
    const [previous] = earlier.sort((a, b) => (a.created < b.created ? 1 : -1));
    if (run === undefined || previous === undefined) throw new UserError(says.nothingBefore({ run: run?.id ?? path }));
    return [previous.path, path];
  }

  private async compare(runs: readonly string[]): Promise<void> {
    await vscode.commands.executeCommand("unroll.compareRuns", runs);
  }
}
