import { dirname } from "node:path";
import * as vscode from "vscode";
import type { Setting } from "../../config/index.ts";
import { resumptionOf } from "../../contracts/resumption.ts";
import type { TrainingPanels } from "../panels/trainingPanels.ts";
import type { RunInFocus } from "../runs/runInFocus.ts";
import { pickRun } from "../runs/runPicker.ts";
import type { RunsFinder } from "../runs/runsFinder.ts";
import type { TrackedRun, TrackedRuns } from "../runs/trackedRun.ts";
import type { Trainings } from "../trainings/trainings.ts";
import { mayTrain } from "./trust.ts";

/** *Resume Training*: goes on with a run as if it had never stopped. */
export class ResumeCommand {
  constructor(
    private readonly trainings: Trainings,
    private readonly panels: TrainingPanels,
    private readonly runs: TrackedRuns,
    private readonly finder: RunsFinder,
    private readonly focus: RunInFocus,
  ) {}

  async run(folder?: string, options: { allowDrift?: boolean } = {}): Promise<void> {
    if (!(await mayTrain())) return;
    const chosen = typeof folder === "string" ? folder : await this.choose();
    if (chosen === undefined) return;
    // The thread of a run that has just stopped may still hold it.
    const live = this.trainings.ofRun(chosen);
    if (live?.isEnding) await live.ended;
    const run = await this.runs.open(chosen);
    if (this.trainings.ofRun(chosen) !== undefined) return this.panels.show(run);
    const { configFile, name, record } = run;
    const { state, step, steps } = record.progress;
    if (state === "finished" && record.resumption === "none") {
      const message = vscode.l10n.t("{0} is a count-based model and is finished. It has no steps to continue.", name);
      void vscode.window.showInformationMessage(message);
      return;
    }
    const isExtended = record.resumption === "extend";
    const settings = isExtended ? await (step >= steps ? moreSteps(run) : morePatience(run)) : [];
    if (settings === undefined) return;
    const request = { resume: chosen, cwd: dirname(configFile), settings, allowDrift: options.allowDrift };
    this.panels.show(run);
    this.trainings.start(name, configFile, request);
  }

  private async choose(): Promise<string | undefined> {
    const { l10n, window } = vscode;
    const { runs, unreadable } = await this.finder.find();
    const found = { runs: runs.filter((run) => resumptionOf(run) !== "none"), unreadable };
    if (found.runs.length + unreadable.length === 0) {
      void window.showInformationMessage(l10n.t("There is no run to resume in this workspace yet."));
      return undefined;
    }
    const likely = await this.focus.find();
    const first = found.runs.some(({ path }) => path === likely?.folder) ? likely : undefined;
    return await pickRun(found, l10n.t("Choose a run to resume"), first);
  }
}

/** A finished run goes on when it is given more steps. */
async function moreSteps({ name, record }: TrackedRun): Promise<Setting[] | undefined> {
  const { l10n, window } = vscode;
  const { steps } = record.progress;
  const answer = await window.showInputBox({
    title: l10n.t("{0} has completed its {1} steps", name, steps),
    prompt: l10n.t("Train up to which step?"),
    value: String(2 * steps),
    validateInput: wholeNumberAbove(steps),
  });
  return answer === undefined ? undefined : [{ key: "training.steps", value: Number(answer) }];
}

/** One that ended early goes on when it may wait longer for a better loss. */
async function morePatience({ name }: TrackedRun): Promise<Setting[] | undefined> {
  const { l10n, window } = vscode;
  const answer = await window.showInputBox({
    title: l10n.t("{0} ended early because its validation loss stopped improving", name),
    prompt: l10n.t("Patience: after how many validations without improvement should training stop?"),
    validateInput: wholeNumberAbove(0),
  });
  return answer === undefined ? undefined : [{ key: "training.earlyStopping.patience", value: Number(answer) }];
}

function wholeNumberAbove(bound: number): (text: string) => string | undefined {
  return (text) =>
    /^\d+$/.test(text.trim()) && Number(text) > bound ? undefined : vscode.l10n.t("A whole number above {0}", bound);
}
