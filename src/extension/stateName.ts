import { l10n } from "vscode";
import type { RunState } from "../runs/index.ts";

/** How a run stands, in a person's language. */
export function stateName(state: RunState): string {
  const names = {
    running: l10n.t("running"),
    finished: l10n.t("finished"),
    stopped: l10n.t("stopped"),
    interrupted: l10n.t("interrupted"),
    failed: l10n.t("failed"),
    diverged: l10n.t("diverged"),
  };
  return names[state];
}
