import * as vscode from "vscode";
import { deferred } from "../../base/deferred.ts";
import { UserError } from "../../base/userError.ts";
import type { SoundAnswer } from "../../contracts/trainingPanel.ts";
import type { SaidError, SaidTrial } from "../../contracts/trainingThread.ts";
import type { ChosenTrial, TrialProblem, TrialResult } from "../../contracts/trial.ts";
import { TrialThread } from "../../runner/thread/trialThread.ts";
import { hintText } from "../adviceText.ts";
import { errorText } from "../log.ts";
import { says } from "../messages.ts";
import type { Trainings } from "../trainings/trainings.ts";

/** Asks runs what a person types, in a thread of its own: a training goes on, and so does the window. */
export class Trials implements vscode.Disposable {
  private readonly thread: TrialThread;

  /** @param script the bundled training worker */
  constructor(
    script: string,
    private readonly trainings: Trainings,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.thread = new TrialThread(script);
  }

  /** Never fails: what is wrong is an answer too. Undefined where nobody waits for it any more. */
  async ask(folder: string, asked: ChosenTrial, signal: AbortSignal): Promise<TrialResult | undefined> {
    if (!vscode.workspace.isTrusted) return { problem: untrusted() };
    try {
      const said = await this.answered(folder, asked, signal);
      return said && worded(said);
    } catch (error) {
      this.log.error(errorText(error));
      const message = vscode.l10n.t("The run could not be asked: {0}", String(error));
      return { problem: { message, hint: vscode.l10n.t("The log has more about it.") } };
    }
  }

  /** A network that trains answers itself, between two steps; what it has no room for, a checkpoint that it writes now answers here. */
  private async answered(folder: string, asked: ChosenTrial, signal: AbortSignal): Promise<SaidTrial | undefined> {
    const training = asked.by === "now" && !asked.sounds ? this.trainings.ofRun(folder) : undefined;
    if (!training?.isSteerable || training.thread === undefined) return await this.thread.tryRun(folder, asked, signal);
    const now = await unlessAborted(training.thread.sample(asked), signal);
    if (now === undefined || !("saved" in now)) return now;
    const said = await this.thread.tryRun(folder, { ...asked, by: "last" }, signal);
    return said && "answers" in said && said.step === now.saved ? { ...said, parameters: "now" } : said;
  }

  /** A sound that a run has read, in so many steps, to be seen and heard. Never fails, as above. */
  async sound(folder: string, file: string, steps: number): Promise<SoundAnswer["result"]> {
    if (!vscode.workspace.isTrusted) return { problem: untrusted() };
    try {
      const said = await this.thread.sound(folder, file, steps);
      return "problem" in said ? { problem: problemOf(said.problem) } : said;
    } catch (error) {
      this.log.error(errorText(error));
      const message = vscode.l10n.t("The sound could not be read: {0}", String(error));
      return { problem: { message, hint: vscode.l10n.t("The log has more about it.") } };
    }
  }

  /**
   * The best parameters of a run as the content of a safetensors file.
   * @throws UserError where it has none
   */
  async exportRun(folder: string): Promise<{ bytes: Uint8Array; foreign?: string }> {
    const said = await this.thread.exportRun(folder);
    if ("problem" in said) throw new UserError(says.notExported(problemOf(said.problem)));
    return said;
  }

  dispose(): void {
    this.thread.dispose();
  }
}

/** Undefined where nobody waits any more. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  const { promise: aborted, resolve } = deferred<undefined>();
  const end = () => resolve(undefined);
  signal.addEventListener("abort", end, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", end);
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
