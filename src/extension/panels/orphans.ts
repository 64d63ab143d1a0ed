import * as vscode from "vscode";
import { isPanelTab } from "./panelTabs.ts";

interface KnownPanel {
  title: string;
  /** What it shows: the folder of its run, or those of several as JSON. */
  run: string;
}

/** The panels of one type. */
interface OrphansOf {
  type: string;
  memory: vscode.Memento;
  /** Under which the panels of the window are remembered for the extension host that may follow. */
  memoryKey: string;
}

/** A tab without a panel may be one that VS Code is just bringing back, milliseconds. */
const GRACE = 3000;

/** Titles and columns of the panels that this host has, or is just given. */
export type OwnPanels = () => Iterable<vscode.WebviewPanel>;

/**
 * Tabs of panels whose extension host has gone, by a crash or a restart. VS Code leaves them where they are, and gives them to nobody:
 * their pages speak to a host that is no more. Each is handed to `adopt` when it is in sight, with what it shows.
 */
export class Orphans {
  private readonly disposables: vscode.Disposable[];
  /** Those of hosts before, that have not been found yet. */
  private lost: KnownPanel[];
  private own: KnownPanel[] = [];
  private looking: NodeJS.Timeout | undefined;

  constructor(
    private readonly of: OrphansOf,
    private readonly panels: OwnPanels,
    private readonly adopt: (tab: vscode.Tab, run: string) => Promise<void>,
  ) {
    this.lost = of.memory.get<KnownPanel[]>(of.memoryKey, []);
    this.disposables = [vscode.window.tabGroups.onDidChangeTabs(() => this.lookSoon())];
    this.lookSoon();
  }

  /** The panels that are shown now. */
  remember(own: KnownPanel[]): void {
    // VS Code has brought it back, or it was adopted.
    this.lost = this.lost.filter(({ run }) => !own.some((known) => known.run === run));
    if (JSON.stringify(own) === JSON.stringify(this.own)) return;
    this.own = own;
    void this.of.memory.update(this.of.memoryKey, [...own, ...this.lost]);
  }

  /** The orphaned tab that shows this; of several with its title, one in sight. */
  tabOf(run: string): vscode.Tab | undefined {
    const titles = this.lost.filter((known) => known.run === run).map(({ title }) => title);
    const found = this.titled(titles);
    return found.find(({ isActive }) => isActive) ?? found[0];
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
    return this.titled(this.lost.map(({ title }) => title)).filter(({ isActive }) => isActive);
  }

  private titled(titles: readonly string[]): vscode.Tab[] {
    return vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .filter((tab) => isPanelTab(tab, this.of.type) && titles.includes(tab.label) && !this.isOwn(tab));
  }

  /** In each group one tab is in sight: if a panel of ours is there, it is that one. Others are known by their titles. */
  private isOwn(tab: vscode.Tab): boolean {
    const { viewColumn } = tab.group;
    return [...this.panels()].some((panel) =>
      tab.isActive ? panel.visible && panel.viewColumn === viewColumn : panel.title === tab.label,
    );
  }
}
