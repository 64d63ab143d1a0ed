import * as vscode from "vscode";
import type { SaidError, SaidTrial } from "../../contracts/trainingThread.ts";
import type { TrialAsk, TrialProblem, TrialResult } from "../../contracts/trial.ts";
import { TrialThread } from "../../runner/thread/trialThread.ts";
import { hintText } from "../adviceText.ts";
import { errorText } from "../log.ts";

/** Asks runs what a person types, in a thread of its own: a training goes on, and so does the window. */
export class Trials implements vscode.Disposable {
  private readonly thread: TrialThread;

  /** @param script the bundled training worker */
  constructor(
    script: string,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.thread = new TrialThread(script);
  }

  /** Never fails: what is wrong is an answer too. Undefined where nobody waits for it any more. */
  async ask(folder: string, asked: TrialAsk, signal: AbortSignal): Promise<TrialResult | undefined> {
    if (!vscode.workspace.isTrusted) return { problem: untrusted() };
    try {
      const said = await this.thread.tryRun(folder, asked, signal);
      return said && worded(said);
    } catch (error) {
      this.log.error(errorText(error));
      const message = vscode.l10n.t("The run could not be asked: {0}", String(error));
      return { problem: { message, hint: vscode.l10n.t("The log has more about it.") } };
    }
  }

  dispose(): void {
    this.thread.dispose();
  }
}

function worded(said: SaidTrial): TrialResult {
  if ("problem" in said) return { problem: problemOf(said.problem) };
  const answers = said.answers.map((answer) => ("preview" in answer ? answer : problemOf(answer)));
  return { ...said, answers };
}

function problemOf({ message, ...next }: SaidError): TrialProblem {
  const hint = hintText(next, vscode.l10n);
  return { message, ...(hint !== undefined && { hint }) };
}

function untrusted(): TrialProblem {
  return {
    message: vscode.l10n.t("A run cannot be tried in Restricted Mode, because its files may come from anybody."),
    hint: vscode.l10n.t("If you trust the authors of this folder, choose Manage Workspace Trust, then Trust."),
  };
}
