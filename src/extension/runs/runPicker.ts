import * as vscode from "vscode";
import type { Message } from "../../base/message.ts";
import { UserError } from "../../base/userError.ts";
import { oneLine } from "../../base/visibleText.ts";
import type { FoundRun, FoundRuns, UnreadableRun } from "../../contracts/background.ts";
import { hintText } from "../adviceText.ts";
import { percent } from "../status/figures.ts";
import { plainText, sentences } from "../text.ts";
import { reachedText } from "./reachedText.ts";
import { runLabels } from "./runLabels.ts";
import { stateName, type TrackedRun } from "./trackedRun.ts";

interface RunItem extends vscode.QuickPickItem {
  path?: string;
  problem?: Message;
}

/**
 * Lets a person choose one of these runs, by its folder. `first` stands at the top, whether it was found or not. What cannot be read
 * stands at the end, and says why when it is chosen.
 */
export async function pickRun(
  { runs, unreadable }: FoundRuns,
  placeHolder: string,
  first?: TrackedRun,
): Promise<string | undefined> {
  const { l10n, window } = vscode;
  const labels = runLabels(runs.map(({ name, configFile }) => ({ name, config: shown(configFile) })));
  const items: RunItem[] = runs.map((run, i) => itemOf(run, labels[i]));
  const likely = items.find(({ path }) => path === first?.folder);
  const others = items.filter((item) => item !== likely);
  const broken = unreadable.map(unreadableItem);
  const separator: RunItem = { label: l10n.t("Cannot be read"), kind: vscode.QuickPickItemKind.Separator };
  const chosen = await window.showQuickPick(
    [
      ...(likely !== undefined ? [likely] : first !== undefined ? [itemOfTracked(first)] : []),
      ...others,
      ...(broken.length > 0 ? [separator, ...broken] : []),
    ],
    { placeHolder, matchOnDescription: true, matchOnDetail: true },
  );
  if (chosen?.problem !== undefined) throw new UserError(chosen.problem);
  return chosen?.path;
}

/** Lets a person choose several of these runs, by their folders; `ticked` are chosen unless they are taken away. */
export async function pickRuns(
  { runs }: FoundRuns,
  placeHolder: string,
  ticked: readonly string[],
): Promise<string[] | undefined> {
  const labels = runLabels(runs.map(({ name, configFile }) => ({ name, config: shown(configFile) })));
  const items = runs.map((run, i) => ({ ...itemOf(run, labels[i]), picked: ticked.includes(run.path) }));
  const sorted = [...items.filter(({ picked }) => picked), ...items.filter(({ picked }) => !picked)];
  const options = { placeHolder, canPickMany: true, matchOnDescription: true, matchOnDetail: true } as const;
  const chosen = await vscode.window.showQuickPick(sorted, options);
  return chosen?.flatMap(({ path }) => path ?? []);
}

/** A run as a line to choose. */
function itemOf({ path, state, step, steps, reached, when, differs }: FoundRun, label: string): RunItem {
  const figure = reachedText(reached);
  const told = differs === "" ? [] : [plainText(oneLine(differs))];
  return {
    path,
    label: plainText(label),
    description: [...told, stateName(state), `${percent(step, steps)}%`, ...(figure === "" ? [] : [figure])].join(
      " · ",
    ),
    detail: `${when} · ${shown(path)}`,
  };
}

/** One of a config outside the workspace, which has its runs there too. */
function itemOfTracked({ folder, name, record: { progress } }: TrackedRun): RunItem {
  return { path: folder, label: plainText(name), description: stateName(progress.state), detail: folder };
}

function unreadableItem({ path, id, problem }: UnreadableRun): RunItem {
  const description = vscode.l10n.t("cannot be read");
  const detail = sentences(problem.text, hintText(problem, vscode.l10n)).replaceAll(path, shown(path));
  return { label: `$(warning) ${plainText(id)}`, description, detail, problem };
}

function shown(path: string): string {
  return vscode.workspace.asRelativePath(path);
}
