import type { l10n as VSCodeTexts } from "vscode";
import type { Advice } from "../base/message.ts";

/** Translates texts: `vscode.l10n`. */
export type Texts = Pick<typeof VSCodeTexts, "t">;

/** What a person can do next in VS Code; undefined where only a command line had the option. */
export function adviceText(advice: Advice, l10n: Texts): string | undefined {
  switch (advice.do) {
    case "set":
      // A run goes on with its own config: Resume Training asks for what it needs more of, and the editor has a setting for threads.
      if (advice.key === "training.steps" || advice.key === "training.earlyStopping.patience") {
        return l10n.t("The command {0} asks for it.", l10n.t("Resume Training"));
      }
      if (advice.key === "training.threads") {
        return l10n.t("Set {0} to {1} in the settings of VS Code.", "unroll.maxThreads", String(advice.value));
      }
      return l10n.t("Set {0} to {1} in the config.", advice.key, String(advice.value));
    case "give":
      if (advice.option === "allow-drift") return l10n.t("Choose {0}.", l10n.t("Resume Anyway"));
      return l10n.t("The command line has the option {0} for it.", `--${advice.option}`);
    case "omit":
      return undefined;
    case "use":
      if (advice.command === "train") return l10n.t("Use the command {0}.", l10n.t("Train RNN"));
      if (advice.command === "new") return l10n.t("Use the command {0}.", l10n.t("New Experiment from Data"));
      return l10n.t("The command line has the command {0} for it.", advice.command);
  }
}

/** The hint of an error with its advice in words. */
export function hintText({ hint, advice }: { hint?: string; advice?: Advice }, l10n: Texts): string | undefined {
  const words = [hint, advice && adviceText(advice, l10n)].filter(Boolean).join(" ");
  return words === "" ? undefined : words;
}
