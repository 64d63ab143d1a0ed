import type * as vscode from "vscode";

/** A run that a panel shows, by its folder, and when the panel had the focus last, in milliseconds. */
export interface UsedRun {
  run: string;
  at: number;
}

/** When each of some panels had the focus last. */
export class LastUse {
  private readonly times = new WeakMap<vscode.WebviewPanel, number>();

  follow(panel: vscode.WebviewPanel): void {
    const see = () => {
      if (panel.active) this.times.set(panel, performance.now());
    };
    see();
    panel.onDidChangeViewState(see);
  }

  /** The panel that was used last of those that show a run. */
  latest(panels: Iterable<{ panel: vscode.WebviewPanel; run: string | undefined }>): UsedRun | undefined {
    let found: UsedRun | undefined;
    for (const { panel, run } of panels) {
      const at = this.times.get(panel);
      if (run !== undefined && at !== undefined && (found === undefined || at > found.at)) found = { run, at };
    }
    return found;
  }
}
