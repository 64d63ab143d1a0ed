import { availableParallelism } from "node:os";
import * as vscode from "vscode";

/**
 * How many threads one more training may have: what `unroll.maxThreads` leaves beside those of the window's other trainings, one
 * at least. Without the setting one core is left to the editor.
 */
export function threadsLeft(taken: number): number {
  const setting = vscode.workspace.getConfiguration("unroll").get<number | null>("maxThreads", null);
  const wanted =
    typeof setting === "number" && Number.isFinite(setting) ? Math.floor(setting) : availableParallelism() - 1;
  return Math.max(1, Math.max(1, wanted) - taken);
}
