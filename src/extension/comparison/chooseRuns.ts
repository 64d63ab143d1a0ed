import * as vscode from "vscode";
import { pickRuns } from "../runs/runPicker.ts";
import type { RunsFinder } from "../runs/runsFinder.ts";

/** Asks which runs to compare, two at least; those of `ticked` are chosen unless somebody takes them away. */
export async function chooseRuns(finder: RunsFinder, ticked: readonly string[]): Promise<string[] | undefined> {
  const { l10n, window } = vscode;
  const found = await finder.find();
  if (found.runs.length < 2) {
    const message = l10n.t("There are fewer than two runs in this workspace. Train another, then compare them.");
    void window.showInformationMessage(message);
    return undefined;
  }
  const chosen = await pickRuns(found, l10n.t("Choose the runs to compare"), ticked);
  if (chosen === undefined || chosen.length > 1) return chosen;
  void window.showInformationMessage(l10n.t("Choose at least two runs to compare."));
  return undefined;
}
