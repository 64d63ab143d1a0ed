import { UserError } from "../../base/userError.ts";
import type { SaidTrial } from "../../contracts/trainingThread.ts";
import type { TrialAsk } from "../../contracts/trial.ts";
import { RunFolder } from "../../runs/index.ts";
import { saidError } from "../failure.ts";
import { tryRun } from "./tryRun.ts";

/** Asks the run of a folder, and tells errors as data. What is no UserError is a bug, and thrown. */
export async function answerTrial(folder: string, asked: TrialAsk): Promise<SaidTrial> {
  try {
    const { answers, ...tried } = await tryRun(await RunFolder.open(folder), asked);
    return { ...tried, answers: answers.map((each) => (each instanceof UserError ? saidError(each) : each)) };
  } catch (error) {
    if (error instanceof UserError) return { problem: saidError(error) };
    throw error;
  }
}
