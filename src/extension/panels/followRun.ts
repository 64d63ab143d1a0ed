import * as vscode from "vscode";
import type { RunChange, TrackedRun, TrackedRuns } from "../runs/trackedRun.ts";
import type { CurveSource } from "./panelCurves.ts";
import type { PanelFeed } from "./panelFeed.ts";

/** Tells a page all of a run from now on, until it is disposed. `changed` hears what else has changed. */
export function followRun(
  feed: PanelFeed,
  run: TrackedRun,
  runs: TrackedRuns,
  changed: (change: RunChange) => void,
): vscode.Disposable {
  const source: CurveSource = {
    read: (at) => runs.readCurves(run, at),
    get recent() {
      return run.recent;
    },
  };
  const rows = run.onDidGetRows((block) => feed.addRows(block));
  const changes = run.onDidChange((change) => {
    if (change === "replaced") feed.show(run.record, source);
    else feed.recordGrown();
    changed(change);
  });
  feed.show(run.record, source);
  return vscode.Disposable.from(rows, changes);
}
