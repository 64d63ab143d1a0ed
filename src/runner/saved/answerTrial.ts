import { UserError } from "../../base/userError.ts";
import type { SaidError, SaidExport, SaidSound, SaidTrial } from "../../contracts/trainingThread.ts";
import type { ChosenTrial } from "../../contracts/trial.ts";
import { RunFolder } from "../../runs/index.ts";
import { saidError } from "../failure.ts";
import { says } from "../messages.ts";
import { shownSound } from "../sounds/shownSound.ts";
import { exportParameters } from "./exportParameters.ts";
import { readsWith } from "./inspection/inspectedData.ts";
import { savedConfig } from "./saved.ts";
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

/** A sound as the run of a folder reads it, in so many steps. */
export function answerSound(folder: string, file: string, steps: number): Promise<SaidSound> {
  return orProblem(async () => {
    const run = await RunFolder.open(folder);
    const { encoding } = await readsWith(run, savedConfig(run));
    const settings = encoding?.source.sound;
    if (!settings) throw new UserError(says.readsNoSounds({ id: run.id }));
    return shownSound(file, settings, steps);
  });
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
