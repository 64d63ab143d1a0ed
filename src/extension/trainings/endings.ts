import { basename } from "node:path";
import * as vscode from "vscode";
import { clock } from "../../base/clock.ts";
import { figureLabel, figureSaid, isBetter, lossOfRun, lossText } from "../../base/metrics.ts";
import { grouped } from "../../base/words.ts";
import { deviation, mean, spreadText } from "../../comparison/index.ts";
import type { Background } from "../../contracts/background.ts";
import type { ErrorEvent } from "../../contracts/runEvents.ts";
import type { TrainingPanels } from "../panels/trainingPanels.ts";
import type { TrackedRun } from "../runs/trackedRun.ts";
import { sentences } from "../text.ts";
import type { Training, Trainings } from "./trainings.ts";

type Failure = ErrorEvent & { key?: string };

/** Says how trainings ended to whoever does not see it: a panel in sight tells it itself. */
export class Endings {
  constructor(
    private readonly trainings: Trainings,
    private readonly panels: TrainingPanels,
    private readonly background: Background,
  ) {}

  async tell(training: Training): Promise<void> {
    // Of a trial its sweep tells.
    if (training.trial !== undefined) return;
    const { error, run } = training;
    const seen = run !== undefined && this.panels.inSight(run);
    // Who has thrown it away need not hear that.
    if (error?.code === "discarded") return;
    if (error !== undefined) {
      if (!seen || isPlaced(error)) await this.tellFailure(training, error);
    } else if (training.seedsLeft.length > 0) await this.tellSeedsLeft(training);
    else if (run?.record.progress.state !== "finished") return;
    else if (training.before.length > 0) await this.tellGroup([...training.before, run]);
    else if (!seen) await this.tellFinish(run);
  }

  /** Several seeds are trained: how good they are together, and how far apart. */
  private async tellGroup(runs: readonly TrackedRun[]): Promise<void> {
    const { l10n, window } = vscode;
    const [{ name }] = runs;
    const figure = groupText(runs);
    const said = l10n.t("{0} is trained with {1} seeds: {2}.", name, grouped(runs.length), figure);
    const show = l10n.t("Show Panel");
    if ((await window.showInformationMessage(said, show)) === show) {
      await execute("unroll.showPanel", runs[runs.length - 1].folder);
    }
  }

  /** A group was stopped: those of its seeds that were never begun can be trained. */
  private async tellSeedsLeft({ name, configFile, request, seeds, seedsLeft: left }: Training): Promise<void> {
    const { l10n, window } = vscode;
    const said = l10n.t("{0} is stopped. {1} of {2} seeds are not trained yet.", name, left.length, seeds.length);
    const train = l10n.t("Train Them");
    if ((await window.showInformationMessage(said, train)) !== train) return;
    const kept = request.settings?.filter(({ key }) => key !== "training.seed" && key !== "training.seeds") ?? [];
    const own = [
      { key: "training.seed", value: left[0] },
      { key: "training.seeds", value: left.length },
    ];
    const { maxThreads: _, ...again } = request;
    this.panels.openFor(this.trainings.start(name, configFile, { ...again, settings: [...kept, ...own] }));
  }

  private async tellFinish(run: TrackedRun): Promise<void> {
    const { l10n, window } = vscode;
    const { progress } = run.record;
    const { step, steps, seconds } = progress;
    const show = l10n.t("Show Panel");
    const time = seconds == null ? "" : l10n.t(" in {0}", clock(seconds));
    const figure = figureText(run) + time;
    const said =
      step < steps
        ? l10n.t("{0} ended early, after {1} steps: {2}.", run.name, grouped(step), figure)
        : l10n.t("{0} is trained: {1}.", run.name, figure);
    const message = sentences(said, rivalText(run));
    if ((await window.showInformationMessage(message, show)) === show) await execute("unroll.showPanel", run.folder);
  }

  /** What ended it, what to do about it, and buttons for that. */
  private async tellFailure({ name, request, configFile, run }: Training, error: Failure): Promise<void> {
    const { code, message, file } = error;
    const { l10n } = vscode;
    const place = isPlaced(error);
    const open = l10n.t("Open {0}", basename(file ?? ""));
    const log = l10n.t("Show Log");
    const resumeAnyway = l10n.t("Resume Anyway");
    const resume = l10n.t("Resume Training");
    // A bug would end it the same way again.
    const record = run?.record;
    const isSaved = record?.resumption === "continue" && record.progress.hasCheckpoint;
    const mayResume = isSaved && !place && code !== "internal";
    const buttons = [
      ...(code === "drift" ? [resumeAnyway] : []),
      ...(place ? [open] : []),
      ...(mayResume ? [resume] : []),
      log,
    ];
    // A bug's stack belongs into the log.
    const said = code === "internal" ? message.split("\n")[0] : message;
    const chosen = await vscode.window.showErrorMessage(sentences(`${name}: ${said}`, error.hint), ...buttons);
    if (chosen === log) await execute("unroll.showLog");
    else if (chosen === open) await openPlace(error, configFile, this.background);
    else if (chosen === resume) await execute("unroll.resume", run?.folder);
    else if (chosen === resumeAnyway) await execute("unroll.resume", request.resume, { allowDrift: true });
  }
}

/** What it reached, by the figure that chose its best. */
function figureText({ record: { run, progress } }: TrackedRun): string {
  const { l10n } = vscode;
  const { best } = progress;
  const value = best?.[run.bestBy];
  if (best === null || typeof value !== "number") {
    return l10n.t("training loss {0}", lossText(lossOfRun(progress) ?? Number.NaN));
  }
  return l10n.t("best validation {0} {1}", figureLabel(run.bestBy), figureSaid(run.bestBy, value));
}

/** What several runs of a config reached, by the figure that chose the best of each, and how far they are apart. */
function groupText(runs: readonly TrackedRun[]): string {
  const { bestBy } = runs[0].record.run;
  const best = runs.map(({ record }) => record.progress.best?.[bestBy]).filter((value) => typeof value === "number");
  // Without validation there is the loss of the training.
  const figure = best.length > 0 ? bestBy : "loss";
  const values = best.length > 0 ? best : runs.map(({ record }) => lossOfRun(record.progress) ?? Number.NaN);
  return `${figureLabel(figure)} ${spreadText(figure, { mean: mean(values), deviation: deviation(values) })}`;
}

/** Against the best of the other runs of its config. */
function rivalText({ record: { run, progress }, rival }: TrackedRun): string {
  const { l10n } = vscode;
  const value = progress.best?.[run.bestBy];
  if (rival === undefined || rival.figure !== run.bestBy || typeof value !== "number") return "";
  const other = figureSaid(rival.figure, rival.value);
  if (isBetter(rival.figure, value, rival.value)) {
    return l10n.t("That is the best of its config: the best before reached {0} (began {1}).", other, rival.began);
  }
  return l10n.t("The best of its config reached {0} (began {1}).", other, rival.began);
}

function isPlaced({ file, line, key }: Failure): boolean {
  return file !== undefined && (line !== undefined || key !== undefined);
}

const execute = vscode.commands.executeCommand;

/** Opens the file of an error at its line, or at the key of the config that it is about. */
async function openPlace(error: Failure, configFile: string, background: Background): Promise<void> {
  const uri = vscode.Uri.file(error.file ?? configFile);
  const selection = await selectionOf(error, uri, background).catch(() => undefined);
  await vscode.commands.executeCommand("vscode.open", uri, { selection });
}

async function selectionOf({ line, column, key }: Failure, uri: vscode.Uri, background: Background) {
  if (line !== undefined) return new vscode.Range(line - 1, (column ?? 1) - 1, line - 1, (column ?? 1) - 1);
  if (key === undefined || !uri.path.endsWith(".rnnconfig")) return undefined;
  const range = await background.keyRange((await vscode.workspace.openTextDocument(uri)).getText(), key);
  if (range === undefined) return undefined;
  const { start, end } = range;
  return new vscode.Range(start.line - 1, start.column - 1, end.line - 1, end.column - 1);
}
