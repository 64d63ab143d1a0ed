import * as vscode from "vscode";
import type { Asked, InspectionProblem, QuestionName, RunChoice } from "../../contracts/inspection/questions.ts";
import type { SaidAnswer } from "../../contracts/inspectionThread.ts";
import { type Asking, InspectionThread } from "../../runner/thread/inspectionThread.ts";
import { hintText } from "../adviceText.ts";
import { errorText } from "../log.ts";
import type { RunsFinder } from "../runs/runsFinder.ts";

/** An answer in the words of this window; the arrays in it are read by nobody here. */
export type WordedAnswer = { answer: unknown } | { problem: InspectionProblem };

/** Looks into the runs of the window, in a thread of its own. */
export class Inspections implements vscode.Disposable {
  private readonly thread: InspectionThread;

  /** @param script the bundled thread */
  constructor(
    script: string,
    private readonly finder: RunsFinder,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.thread = new InspectionThread(script);
  }

  /** Never fails: what is wrong is an answer too. Nothing is read in Restricted Mode. */
  async ask<N extends QuestionName>(name: N, asked: Asked<N>, asking: Asking): Promise<WordedAnswer> {
    if (!vscode.workspace.isTrusted) return { problem: untrusted() };
    try {
      if (name === "runs") return { answer: await this.runs() };
      return worded(await this.thread.ask(name, asked, asking));
    } catch (error) {
      this.log.error(errorText(error));
      const message = vscode.l10n.t("The run could not be looked into: {0}", String(error));
      return { problem: { code: "failed", message, hint: vscode.l10n.t("The log has more about it.") } };
    }
  }

  dispose(): void {
    this.thread.dispose();
  }

  private async runs(): Promise<RunChoice[]> {
    const { runs } = await this.finder.find();
    return runs.map(({ path, id, name, task, when, differs }) => {
      return { folder: path, id, name, task, began: when, changes: differs === "" ? [] : [differs] };
    });
  }
}

function worded(said: SaidAnswer): WordedAnswer {
  if ("answer" in said) return said;
  if ("cancelled" in said) return { problem: { code: "cancelled", message: vscode.l10n.t("Cancelled.") } };
  const { code, message, ...next } = said.problem;
  const hint = hintText(next, vscode.l10n);
  return { problem: { code, message, ...(hint !== undefined && { hint }) } };
}

function untrusted(): InspectionProblem {
  return {
    code: "restricted",
    message: vscode.l10n.t("A run cannot be looked into in Restricted Mode, because its files may come from anybody."),
    hint: vscode.l10n.t("If you trust the authors of this folder, choose Manage Workspace Trust, then Trust."),
  };
}
