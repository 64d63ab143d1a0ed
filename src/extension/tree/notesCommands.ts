import * as vscode from "vscode";
import { runColours } from "../../base/runColours.ts";
import type { Background } from "../../contracts/background.ts";
import { MOST_OF_NOTES, type NotesChange } from "../../contracts/runNotes.ts";
import type { TrackedRuns } from "../runs/trackedRun.ts";
import { plainText } from "../text.ts";
import type { RunList } from "./runList.ts";
import type { RunTargets } from "./runTargets.ts";
import { titleOfRun } from "./treeItems.ts";

/** What a person notes of runs: star, name, note, tags and colour. */
export class NotesCommands {
  constructor(
    private readonly background: Background,
    private readonly list: RunList,
    private readonly targets: RunTargets,
    private readonly tracked: TrackedRuns,
  ) {}

  async star(star: boolean, clicked?: unknown, all?: unknown): Promise<void> {
    await this.change(await this.targets.runs(clicked, all), () => ({ star: star || null }));
  }

  /** A star where there is none, and none where there is one. */
  async toggleStar(clicked?: unknown): Promise<void> {
    const runs = await this.targets.runs(clicked);
    const isStarred = runs.every((path) => this.list.get(path)?.notes.star);
    await this.change(runs, () => ({ star: isStarred ? null : true }));
  }

  /** Without a name a run goes by what differs from the one before it again. */
  async rename(clicked?: unknown): Promise<void> {
    const { l10n } = vscode;
    const [path] = await this.targets.runs(clicked);
    if (path === undefined) return;
    const name = await vscode.window.showInputBox({
      title: l10n.t("Rename {0}", this.titleOf(path)),
      prompt: l10n.t("Name of the run. Without one it goes by what differs from the run before it."),
      value: this.list.get(path)?.notes.name ?? this.titleOf(path),
      validateInput: noLongerThan(MOST_OF_NOTES.name),
    });
    if (name !== undefined) await this.change([path], () => ({ name: name.trim() || null }));
  }

  async note(clicked?: unknown): Promise<void> {
    const { l10n } = vscode;
    const [path] = await this.targets.runs(clicked);
    if (path === undefined) return;
    const note = await vscode.window.showInputBox({
      title: l10n.t("Note on {0}", this.titleOf(path)),
      prompt: l10n.t("What you want to remember of this run. It is shown when the pointer rests on the run."),
      value: this.list.get(path)?.notes.note,
      validateInput: noLongerThan(MOST_OF_NOTES.note),
    });
    if (note !== undefined) await this.change([path], () => ({ note: note.trim() || null }));
  }

  /** Of several runs, tags that all have are changed; those that only some have stay. */
  async tag(clicked?: unknown, all?: unknown): Promise<void> {
    const { l10n } = vscode;
    const runs = await this.targets.runs(clicked, all);
    if (runs.length === 0) return;
    const tagsOf = (path: string) => this.list.get(path)?.notes.tags ?? [];
    const common = tagsOf(runs[0]).filter((tag) => runs.every((path) => tagsOf(path).includes(tag)));
    const known = [...new Set(this.list.runs.flatMap(({ notes }) => notes.tags ?? []))].sort();
    const answer = await vscode.window.showInputBox({
      title: runs.length === 1 ? l10n.t("Tags of {0}", this.titleOf(runs[0])) : l10n.t("Tags of {0} runs", runs.length),
      prompt:
        known.length === 0
          ? l10n.t("Tags, separated by commas")
          : l10n.t("Tags, separated by commas. Known: {0}", known.slice(0, 20).join(", ")),
      value: common.join(", "),
      validateInput: (text) => noLongerThan(MOST_OF_NOTES.tag)(longest(tagsIn(text))),
    });
    if (answer === undefined) return;
    const wanted = tagsIn(answer);
    await this.change(runs, (path) => {
      const kept = tagsOf(path).filter((tag) => !common.includes(tag));
      const tags = [...new Set([...kept, ...wanted])].slice(0, MOST_OF_NOTES.tags);
      return { tags: tags.length > 0 ? tags : null };
    });
  }

  async colour(clicked?: unknown, all?: unknown): Promise<void> {
    const { l10n } = vscode;
    const runs = await this.targets.runs(clicked, all);
    if (runs.length === 0) return;
    const names = {
      blue: l10n.t("Blue"),
      orange: l10n.t("Orange"),
      green: l10n.t("Green"),
      purple: l10n.t("Purple"),
      red: l10n.t("Red"),
      cyan: l10n.t("Cyan"),
      yellow: l10n.t("Yellow"),
      pink: l10n.t("Pink"),
    };
    const icon = (id: string) => new vscode.ThemeIcon("circle-filled", new vscode.ThemeColor(`unroll.run.${id}`));
    const items = [
      { label: l10n.t("Automatic"), colour: null },
      ...runColours.map((colour) => ({ label: names[colour], colour, iconPath: icon(colour) })),
    ];
    const chosen = await vscode.window.showQuickPick(items, { placeHolder: l10n.t("Choose a colour") });
    if (chosen !== undefined) await this.change(runs, () => ({ colour: chosen.colour }));
  }

  private titleOf(path: string): string {
    const run = this.list.get(path);
    return run === undefined ? "" : plainText(titleOfRun(run));
  }

  private async change(runs: readonly string[], change: (path: string) => NotesChange): Promise<void> {
    for (const path of runs) {
      const changed = change(path);
      await this.background.changeNotes(path, changed);
      if ("name" in changed) await this.tracked.renamed(path);
    }
    await this.list.refresh();
  }
}

function tagsIn(text: string): string[] {
  const tags = text.split(/[,;\n]/).map((tag) => tag.trim().replace(/^#+/, ""));
  return [...new Set(tags.filter((tag) => tag !== ""))];
}

function longest(texts: readonly string[]): string {
  return texts.reduce((a, b) => (b.length > a.length ? b : a), "");
}

function noLongerThan(most: number): (text: string) => string | undefined {
  return (text) => (text.length > most ? vscode.l10n.t("At most {0} characters", most) : undefined);
}
