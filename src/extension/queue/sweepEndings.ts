import { basename, dirname, join } from "node:path";
import * as vscode from "vscode";
import { figureLabel, figureSaid } from "../../base/metrics.ts";
import { settingsText } from "../../base/settingsText.ts";
import type { TrialRecord } from "../../contracts/sweeps.ts";
import { hintText } from "../adviceText.ts";
import { sentences } from "../text.ts";
import type { Trainings } from "../trainings/trainings.ts";
import type { RunningSweep } from "./sweeps.ts";

/** Seeds that the best settings are worth. */
const SEEDS = 5;

/** Says how a sweep ended: the best of its trials, and what can be done with it. */
export async function tellSweepEnd(
  sweep: RunningSweep,
  trainings: Trainings,
  resumed: (sweep: RunningSweep) => Promise<void>,
): Promise<void> {
  const { l10n, window } = vscode;
  const { name, error, end } = sweep;
  if (error !== undefined) {
    const log = l10n.t("Show Log");
    const message = sentences(l10n.t("Sweep of {0}: {1}", name, error.message), hintText(error, l10n));
    if ((await window.showErrorMessage(message, log)) === log) await execute("unroll.showLog");
    return;
  }
  if (end === undefined) return;
  if (end.reason === "stopped") {
    const resume = l10n.t("Resume Sweep");
    const message = l10n.t("The sweep of {0} is stopped after {1} of {2} trials.", name, sweep.done, sweep.trials);
    if ((await window.showInformationMessage(message, resume)) === resume) await resumed(sweep);
    return;
  }
  const { best } = end;
  if (best === null) {
    void window.showWarningMessage(l10n.t("The sweep of {0} is finished. No trial reached its end.", name));
    return;
  }
  const show = l10n.t("Show Panel");
  const train = l10n.t("Train with Five Seeds");
  const figure = `${figureLabel(sweep.figure)} ${figureSaid(sweep.figure, best.value!)}`;
  const message = l10n.t(
    "The sweep of {0} is finished. Best of {1} trials: {2}, validation {3}.",
    ...[name, sweep.trials, settingsText(best.settings), figure],
  );
  const chosen = await window.showInformationMessage(message, show, train);
  if (chosen === show) await execute("unroll.showPanel", runOf(sweep, best));
  if (chosen === train) trainBest(sweep, best, trainings);
}

function trainBest({ name, configFile, request }: RunningSweep, { settings }: TrialRecord, trainings: Trainings): void {
  const cwd = dirname(configFile);
  const all = [...settings, { key: "training.seeds", value: SEEDS }];
  trainings.start(name, configFile, { configFile, configText: request.configText, settings: all, cwd });
}

function runOf({ configFile }: RunningSweep, { runs }: TrialRecord): string {
  return join(dirname(configFile), ".unroll", "runs", basename(runs[0]));
}

const execute = vscode.commands.executeCommand;
