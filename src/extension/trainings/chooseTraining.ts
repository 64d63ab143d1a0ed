import * as vscode from "vscode";
import type { RunInFocus } from "../runs/runInFocus.ts";
import type { Training, Trainings } from "./trainings.ts";

/** The training in the focus, the only one, or one that a person chooses; "none" where there is none. */
export async function chooseTraining(
  trainings: Trainings,
  focus: RunInFocus,
  placeHolder: string,
  mayBe = (_: Training) => true,
): Promise<Training | undefined | "none"> {
  const labelled = trainings.labelled.filter(({ training }) => mayBe(training));
  const meant = await focus.training();
  if (meant !== undefined && mayBe(meant)) return meant;
  if (labelled.length < 2) return labelled[0]?.training ?? "none";
  const items = labelled.map(({ training, label }) => ({
    label,
    description: training.run?.record.run.id,
    training,
  }));
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.training;
}
