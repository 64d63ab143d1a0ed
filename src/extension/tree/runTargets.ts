import { commands, l10n, window } from "vscode";
import type { RunInFocus } from "../runs/runInFocus.ts";
import { pickRun } from "../runs/runPicker.ts";
import type { RunsFinder } from "../runs/runsFinder.ts";
import type { TreeNode } from "./nodes.ts";
import type { RunList } from "./runList.ts";
import type { RunsTree } from "./runsTree.ts";

/** With this a key of the tree calls a command: it means the line that has the focus. */
const FOCUSED = "focused";

/** Finds the runs that a command is meant for. */
export class RunTargets {
  constructor(
    private readonly list: RunList,
    private readonly tree: RunsTree,
    private readonly focus: RunInFocus,
    private readonly finder: RunsFinder,
  ) {}

  /**
   * Folders of runs: those that were clicked, else those that are selected in the tree, else the one that a person chooses. None where
   * they choose none.
   * @param clicked what was clicked, as `targetsIn` makes it of lines
   * @param all everything that was selected with it
   */
  async runs(clicked: unknown, all?: unknown): Promise<string[]> {
    await this.list.begin();
    if (clicked === FOCUSED) return foldersIn((await this.focused()).map(({ target }) => target));
    const given = foldersIn(Array.isArray(all) && all.length > 0 ? all : [clicked]);
    if (given.length > 0) return given;
    const { selected } = this;
    if (selected.length > 0) return selected;
    const found = await this.finder.find();
    if (found.runs.length + found.unreadable.length === 0) {
      void window.showInformationMessage(l10n.t("There is no run in this workspace yet."));
      return [];
    }
    const likely = await this.focus.find();
    const first = found.runs.some(({ path }) => path === likely?.folder) ? likely : undefined;
    const chosen = await pickRun(found, l10n.t("Choose a run"), first);
    return chosen === undefined ? [] : [chosen];
  }

  /** Folders of the runs that are selected in the tree. */
  get selected(): string[] {
    return foldersIn(this.tree.selection.map(({ target }) => target));
  }

  /**
   * The line that has the focus, and where it is selected, all that are selected with it. VS Code tells only what is selected, which arrow
   * keys do not change: so the line is selected, or no longer, and then it is as it was.
   */
  private async focused(): Promise<readonly TreeNode[]> {
    const toggle = () => commands.executeCommand("list.toggleSelection");
    const before = this.tree.selection;
    await toggle();
    const now = this.tree.selection;
    await toggle();
    const added = now.filter((node) => !before.includes(node));
    return added.length > 0 ? added : before;
  }
}

/** The folders among targets: a group has several, a config none. */
function foldersIn(targets: readonly unknown[]): string[] {
  const folders = targets.flat().filter((target) => typeof target === "string");
  return [...new Set(folders)];
}
