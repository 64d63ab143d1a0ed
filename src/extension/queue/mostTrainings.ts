import * as vscode from "vscode";

/** The setting of it. */
export const MOST_TRAININGS = "unroll.maxTrainings";

/** How many trainings the queue lets run at a time. */
export function mostTrainings(): number {
  const setting = vscode.workspace.getConfiguration().get<number>(MOST_TRAININGS, 1);
  return typeof setting === "number" && Number.isFinite(setting) ? Math.max(1, Math.floor(setting)) : 1;
}
