import * as vscode from "vscode";
import { isPanelTab } from "./panelTabs.ts";

/** The panels of the window, by title, with the folder of the run that each shows: kept for the extension host that may follow. */
const memoryKey = "unroll.panels";

interface KnownPanel {
  title: string;
  run: string;
}

/** A tab without a panel may be one that VS Code is just bringing back, milliseconds. */
const GRACE = 3000;

/** Titles and columns of the panels that this host has, or is just given. */
export type OwnPanels = () => Iterable<vscode.WebviewPanel>;

/**
 * Tabs of panels whose extension host has gone, by a crash or a restart. VS Code leaves them where they are, and gives them to nobody:
 * their pages speak to a host that is no more. Each is handed to `adopt` when it is in sight, with the run that it shows.
 */
export class Orphans {
  private readonly disposables: vscode.Disposable[];
  /** Those of hosts before, that have not been found yet. */
  private lost: KnownPanel[];
  private own: KnownPanel[] = [];
  private looking: NodeJS.Timeout | undefined;

  constructor(
    private readonly memory: vscode.Memento,
    private readonly panels: OwnPanels,
    private readonly adopt: (tab: vscode.Tab, run: string) => Promise<void>,
  ) {
    this.lost = memory.get<KnownPanel[]>(memoryKey, []);
    this.disposables = [vscode.window.tabGroups.onDidChangeTabs(() => this.lookSoon())];
    this.lookSoon();
  }

  /** The panels that are shown now. */
  remember(own: KnownPanel[]): void {
    // VS Code has brought it back, or it was adopted.
    this.lost = this.lost.filter(({ run }) => !own.some((known) => known.run === run));
    if (JSON.stringify(own) === JSON.stringify(this.own)) return;
    this.own = own;
    void this.memory.update(memoryKey, [...own, ...this.lost]);
  }

  /** The orphaned tab that shows this run. */
  tabOf(run: string): vscode.Tab | undefined {
    const titles = this.lost.filter((known) => known.run === run).map(({ title }) => title);
    return tabs().find((tab) => isPanelTab(tab) && titles.includes(tab.label) && !this.isOwn(tab));
  }

  dispose(): void {
    clearTimeout(this.looking);
    vscode.Disposable.from(...this.disposables).dispose();
  }

  private lookSoon(): void {
    if (this.lost.length === 0 || this.looking !== undefined) return;
    const before = this.inSight();
    if (before.length === 0) return;
    this.looking = setTimeout(() => {
      this.looking = undefined;
      for (const tab of this.inSight()) {
        const known = this.lost.find(({ title }) => title === tab.label);
        if (known === undefined || !before.includes(tab)) continue;
        this.lost = this.lost.filter((other) => other !== known);
        void this.adopt(tab, known.run);
      }
      this.lookSoon();
    }, GRACE);
  }

  private inSight(): vscode.Tab[] {
    const titles = this.lost.map(({ title }) => title);
    return tabs().filter((tab) => tab.isActive && isPanelTab(tab) && titles.includes(tab.label) && !this.isOwn(tab));
  }

  /** In each group one tab is in sight: if a panel of ours is there, it is that one. Others are known by their titles. */
  private isOwn(tab: vscode.Tab): boolean {
    const { viewColumn } = tab.group;
    return [...this.panels()].some((panel) =>
      tab.isActive ? panel.visible && panel.viewColumn === viewColumn : panel.title === tab.label,
    );
  }
}

function tabs(): vscode.Tab[] {
  return vscode.window.tabGroups.all.flatMap((group) => group.tabs);
}
