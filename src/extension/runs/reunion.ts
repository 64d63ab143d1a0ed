import * as vscode from "vscode";
import type { FoundRun } from "../../contracts/background.ts";
import { percent } from "../status/figures.ts";
import type { StatusBar } from "../status/statusBar.ts";
import type { Trainings } from "../trainings/trainings.ts";
import type { RunsFinder } from "./runsFinder.ts";
import type { TrackedRuns } from "./trackedRun.ts";

/** Interruptions that were offered to resume, each once: `<id> <time>`. */
const memoryKey = "unroll.offered";

/** When the window opens: finds the runs of before, shows the one that matters, and offers to resume what was interrupted. */
export class Reunion {
  constructor(
    private readonly finder: RunsFinder,
    private readonly runs: TrackedRuns,
    private readonly trainings: Trainings,
    private readonly statusBar: StatusBar,
    private readonly memory: vscode.Memento,
  ) {}

  async meet(): Promise<void> {
    const { runs: found } = await this.finder.find();
    const subject =
      found.find(({ state }) => state === "running") ??
      // With a trial its sweep goes on, which the queue offers.
      found.find(({ state, isTrial }) => state === "interrupted" && !isTrial);
    // Somebody was quicker and trains already.
    if (subject === undefined || this.trainings.live.length > 0) return;
    this.statusBar.show(await this.runs.open(subject.path));
    if (subject.state === "interrupted") await this.offer(subject);
  }

  private async offer({ id, path, name, updated, step, steps }: FoundRun): Promise<void> {
    const interruption = `${id} ${updated}`;
    const offered = this.memory.get<string[]>(memoryKey, []);
    if (offered.includes(interruption)) return;
    await this.memory.update(memoryKey, [interruption, ...offered].slice(0, 50));
    const { l10n, window, commands } = vscode;
    const resume = l10n.t("Resume Training");
    const show = l10n.t("Show Panel");
    const message = l10n.t("The training of {0} was interrupted at {1}%.", name, percent(step, steps));
    const chosen = await window.showInformationMessage(message, resume, show);
    if (chosen === resume) await commands.executeCommand("unroll.resume", path);
    else if (chosen === show) await commands.executeCommand("unroll.showPanel", path);
  }
}
