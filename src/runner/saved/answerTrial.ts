import { UserError } from "../../base/userError.ts";
import type { SaidError, SaidExport, SaidTrial } from "../../contracts/trainingThread.ts";
import type { ChosenTrial } from "../../contracts/trial.ts";
import { RunFolder } from "../../runs/index.ts";
import { saidError } from "../failure.ts";
import { exportParameters } from "./exportParameters.ts";
import { tryRun } from "./tryRun.ts";

/** Asks the run of a folder, and tells errors as data. */
export function answerTrial(folder: string, asked: ChosenTrial): Promise<SaidTrial> {
  return orProblem(async () => {
    const { answers, ...tried } = await tryRun(await RunFolder.open(folder), asked);
    return { ...tried, answers: answers.map((each) => (each instanceof UserError ? saidError(each) : each)) };
  });
}

/** The best parameters of the run of a folder for other programs. */
export function answerExport(folder: string): Promise<SaidExport> {
  return orProblem(async () => exportParameters(await RunFolder.open(folder)));
}

/** What is no UserError is a bug, and thrown. */
async function orProblem<T>(answer: () => Promise<T>): Promise<T | { problem: SaidError }> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof UserError) return { problem: saidError(error) };
    throw error;
  }
}
