import { basename, dirname } from "node:path";
import * as vscode from "vscode";
import { clock } from "../../base/clock.ts";
import { figureLabel, figureSaid } from "../../base/metrics.ts";
import { oneLine } from "../../base/visibleText.ts";
import { grouped } from "../../base/words.ts";
import { labelOf, reachedBy } from "../../catalogue/index.ts";
import { spreadText } from "../../comparison/index.ts";
import { resumptionOf } from "../../contracts/resumption.ts";
import type { RunEntry } from "../../contracts/runEntry.ts";
import type { RunState } from "../../contracts/runs.ts";
import { hintText } from "../adviceText.ts";
import { reachedText } from "../runs/reachedText.ts";
import { stateName } from "../runs/trackedRun.ts";
import { percent } from "../status/figures.ts";
import { sentences } from "../text.ts";
import type { ExperimentNode, GroupNode, QueuedNode, RunNode, TreeNode, UnreadableNode } from "./nodes.ts";

// What the lines of the tree look like.

const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

/** Shapes say how a run stands, for those too who cannot tell its colour. */
const icons: Record<RunState, string> = {
  running: "loading~spin",
  finished: "circle-filled",
  stopped: "stop-circle",
  interrupted: "debug-disconnect",
  failed: "error",
  diverged: "flame",
};

export function queuedItem({ id, item: { name, kind, configFile }, place, isHeld }: QueuedNode): vscode.TreeItem {
  const { l10n } = vscode;
  const item = new vscode.TreeItem(oneLine(name), None);
  const waits = isHeld ? l10n.t("waits to be continued") : l10n.t("waits for its turn");
  const said = [...(kind === "sweep" ? [l10n.t("sweep")] : []), l10n.t("{0}. in the queue", place), waits].join(" · ");
  item.id = id;
  item.description = said;
  item.iconPath = new vscode.ThemeIcon("clock");
  item.tooltip = new vscode.MarkdownString().appendText(vscode.workspace.asRelativePath(configFile));
  item.contextValue = "queued";
  item.accessibilityInformation = { label: `${item.label}, ${said}` };
  item.command = { command: "unroll.showQueue", title: "" };
  return item;
}

/** @param isFirst whether it stands at the top: it is open when it is seen for the first time */
export function experimentItem(
  { id, experiment, children, target }: ExperimentNode,
  isFirst: boolean,
): vscode.TreeItem {
  const { configFile, runs, exists } = experiment;
  const item = new vscode.TreeItem(
    oneLine(basename(configFile, ".rnnconfig")),
    children.length === 0 ? None : isFirst ? Expanded : Collapsed,
  );
  const folder = vscode.workspace.asRelativePath(dirname(configFile));
  const isAtTop = vscode.workspace.workspaceFolders?.some(({ uri }) => uri.fsPath === dirname(configFile));
  const place = isAtTop && vscode.workspace.workspaceFolders?.length === 1 ? [] : [oneLine(folder)];
  const gone = exists ? [] : [vscode.l10n.t("config no longer exists")];
  const said = [...place, runsText(runs.length), ...gone].join(" · ");
  item.id = id;
  item.description = said;
  item.iconPath = new vscode.ThemeIcon("beaker");
  item.tooltip = new vscode.MarkdownString().appendText(vscode.workspace.asRelativePath(configFile));
  item.contextValue = exists ? "experiment" : "experiment gone";
  item.accessibilityInformation = { label: vscode.l10n.t("Experiment {0}, {1}", item.label as string, said) };
  // A config without runs is what there is to see of it.
  if (children.length === 0) item.command = { command: "vscode.open", title: "", arguments: [target] };
  return item;
}

export function groupItem({ id, group }: GroupNode): vscode.TreeItem {
  const { l10n } = vscode;
  const item = new vscode.TreeItem(
    group.kind === "seeds" ? l10n.t("{0} seeds", grouped(group.of)) : l10n.t("Sweep of {0} trials", grouped(group.of)),
    Collapsed,
  );
  const reached = reachedBy(group);
  const left = group.of - (reached?.n ?? 0);
  const figure =
    reached === undefined
      ? []
      : reached.kind === "seeds"
        ? [`${figureLabel(reached.figure)} ${spreadText(reached.figure, reached)}`]
        : [l10n.t("best {0} {1}", figureLabel(reached.figure), figureSaid(reached.figure, reached.best))];
  const finished = left > 0 ? [l10n.t("{0} finished", grouped(reached?.n ?? 0))] : [];
  item.id = id;
  item.description = [...figure, ...finished].join(" · ");
  item.iconPath = new vscode.ThemeIcon("layers");
  item.contextValue = "group";
  item.accessibilityInformation = { label: l10n.t("Group of {0}, {1}", item.label as string, item.description) };
  return item;
}

export function runItem({ id, run }: RunNode): vscode.TreeItem {
  const { state, colour, notes, paused, path } = run;
  const item = new vscode.TreeItem(titleOfRun(run), None);
  const star = notes.star ? ["★"] : [];
  const tags = (notes.tags ?? []).map((tag) => `#${oneLine(tag)}`);
  item.id = id;
  item.description = [...star, ...standing(run), run.when, ...tags].join(" · ").replace("★ ·", "★");
  item.iconPath = new vscode.ThemeIcon(
    paused ? "debug-pause" : icons[state],
    new vscode.ThemeColor(`unroll.run.${colour}`),
  );
  const resumable = resumptionOf({ state, isCounted: run.counted }) !== "none";
  const facts = [
    state === "running" ? "live" : "ended",
    ...(resumable ? ["resumable"] : []),
    notes.star ? "starred" : "plain",
  ];
  item.contextValue = ["run", ...facts].join(" ");
  const starred = notes.star ? [vscode.l10n.t("starred")] : [];
  const said = [item.label as string, stateName(state), ...starred, ...standing(run), run.when, ...tags];
  item.accessibilityInformation = { label: [...new Set(said)].join(", ") };
  item.command = { command: "unroll.browseRun", title: "", arguments: [path] };
  return item;
}

export function unreadableItem({ id, unreadable }: UnreadableNode): vscode.TreeItem {
  const item = new vscode.TreeItem(oneLine(unreadable.id), None);
  const { problem, path } = unreadable;
  item.id = id;
  item.description = vscode.l10n.t("cannot be read");
  item.tooltip = new vscode.MarkdownString().appendText(sentences(problem.text, hintText(problem, vscode.l10n)));
  item.iconPath = new vscode.ThemeIcon("warning", new vscode.ThemeColor("list.warningForeground"));
  item.contextValue = "unreadable";
  item.command = { command: "unroll.browseRun", title: "", arguments: [path] };
  return item;
}

/** What a list calls a run, in words. */
export function titleOfRun(run: RunEntry): string {
  const label = labelOf(run);
  if (label === "first") return vscode.l10n.t("First run");
  if (label === "same") return vscode.l10n.t("Same settings");
  return oneLine(label.text);
}

/** How it stands and what it has reached: "43%, loss 1.234", "loss 1.234, stopped 43%". */
function standing(run: RunEntry): string[] {
  const { l10n } = vscode;
  const { state, paused, step, steps } = run;
  const percents = percent(step, steps);
  const reached = [reachedText(run)].filter((text) => text !== "");
  if (state === "finished") return reached;
  if (state === "running") return [paused ? l10n.t("paused at {0}%", percents) : `${percents}%`, ...reached];
  // Where there is little room, the figure says more: the icon shows how it ended.
  return [...reached, `${stateName(state)} ${percents}%`];
}

/** What is shown when the pointer rests on a run: all there is to say of it. Asked for one at a time. */
export function runTooltip(run: RunEntry): vscode.MarkdownString {
  const { l10n } = vscode;
  const { notes, differs, seconds, step, steps, id, state, configName } = run;
  const text = new vscode.MarkdownString();
  const line = (said: string) => text.appendText(said).appendMarkdown("\n\n");
  text.appendMarkdown("**").appendText(oneLine(configName)).appendMarkdown("** · ");
  line([stateName(state), reachedText(run)].filter(Boolean).join(" · "));
  if (notes.note !== undefined) line(notes.note);
  for (const { key, value, before } of differs?.keys ?? []) {
    text
      .appendMarkdown("- ")
      .appendText(before === undefined ? `${key} ${value}` : l10n.t("{0} {1} ({2} before)", key, value, before));
    text.appendMarkdown("\n");
  }
  for (const file of differs?.files ?? [])
    text.appendMarkdown("- ").appendText(l10n.t("another content of {0}", file)).appendMarkdown("\n");
  text.appendMarkdown("\n");
  line(l10n.t("{0} of {1} steps in {2}, began {3}", grouped(step), grouped(steps), clock(seconds), run.when));
  return text.appendText(id);
}

function runsText(runs: number): string {
  const { l10n } = vscode;
  if (runs === 0) return l10n.t("no runs");
  return runs === 1 ? l10n.t("1 run") : l10n.t("{0} runs", grouped(runs));
}

export function childrenOf(node: TreeNode): TreeNode[] {
  return "children" in node ? node.children : [];
}
