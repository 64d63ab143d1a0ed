import { UserError } from "../../base/userError.ts";
import type { SaidError, SaidTrial } from "../../contracts/trainingThread.ts";
import { RunFolder } from "../../runs/index.ts";
import { tryRun } from "./tryRun.ts";

/** Asks the run of a folder what a person typed, and tells errors as data. What is no UserError is a bug, and thrown. */
export async function answerTrial(folder: string, typed: string): Promise<SaidTrial> {
  try {
    const run = await RunFolder.open(folder);
    const tried = await tryRun(run, typed);
    const { summary } = run.manifest;
    const isBest = await run.hasCheckpoint("best");
    return {
      step: (isBest ? summary.best?.step : undefined) ?? summary.step,
      parameters: isBest ? "best" : "last",
      answers: tried.map((each) => (each instanceof UserError ? said(each) : each)),
    };
  } catch (error) {
    if (error instanceof UserError) return { problem: said(error) };
    throw error;
  }
}

function said({ message, hint, advice }: UserError): SaidError {
  return { message, ...(hint && { hint }), ...(advice && { advice }) };
}
