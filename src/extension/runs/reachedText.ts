import * as vscode from "vscode";
import { figureLabel, figureSaid, type Reached } from "../../base/metrics.ts";

/** "loss 1.234", "training loss 1.234"; "" where nothing was measured. */
export function reachedText({ figure, value, measured }: Reached): string {
  if (value === null) return "";
  const said = `${figureLabel(figure)} ${figureSaid(figure, value)}`;
  return measured === "training" ? vscode.l10n.t("training {0}", said) : said;
}
