import { createInterface } from "node:readline/promises";
import { fileURLToPath } from "node:url";
import { resumptionOf } from "../../contracts/resumption.ts";
import { sampleRun } from "../../runner/index.ts";
import { findRun, listRuns } from "../../runs/index.ts";
import type { Command } from "../command.ts";
import { type Output, sampledText } from "../output.ts";
import { programName, typedPath } from "../programName.ts";
import { runTraining } from "../runTraining.ts";
import { conclude } from "./train.ts";

/** What `npm start` does after building: trains the bundled example, and offers to continue it where it was stopped. */
export const start: Command = {
  name: "start",
  usage: "",
  summary: "Trains the bundled example on Moby-Dick, or resumes it.",
  options: {},
  positionals: { least: 0, most: 0 },
  async run(_, output) {
    const folder = fileURLToPath(new URL("../media/templates/book/", import.meta.url));
    const config = `${folder}book.rnnconfig`;
    const resume = await runToResume(folder, output);
    output.say(resume ? "" : "Training two LSTM layers on the characters of Moby-Dick. Ctrl-C stops and saves.\n");
    const request = resume ? { resume } : { configFile: config };
    const outcome = await runTraining({ ...request, cwd: process.cwd() }, output);
    const status = conclude(outcome, output, "npm start");
    const { run, reason } = outcome.result.done;
    if (status !== 0 || reason !== "finished" || !run) return status;
    const { samples } = await sampleRun(await findRun(run, process.cwd()), { seed: 42 });
    output.say("\n", ...sampledText(samples[0]), "\n");
    output.say("Next:");
    output.say(`  another sample     ${programName()} sample ${typedPath(run)} --temperature 1 --prompt "The whale"`);
    output.say(`  your own text      copy ${typedPath(config)}, change data.train, and`);
    output.say(`                     ${programName()} train YOUR.rnnconfig`);
    output.say("  see it in VS Code  npm run code, open book.rnnconfig, and run Train RNN from the palette (F1)");
    return 0;
  },
};

/** The newest run of the example that was stopped or interrupted, if the person wants it continued. */
async function runToResume(folder: string, output: Output): Promise<string | undefined> {
  const [newest] = await listRuns(folder);
  if (!newest?.manifest || resumptionOf(newest) !== "continue") return undefined;
  const { step, steps } = newest.manifest.summary;
  if (step === 0) return undefined;
  output.say(`The last training was ${newest.state} at step ${step} of ${steps}.`);
  if (!process.stdin.isTTY || !process.stdout.isTTY) return newest.path;
  const questions = createInterface({ input: process.stdin, output: process.stdout });
  // Ctrl-C or Ctrl-D at the question is an answer too: then nothing begins.
  const answer = await questions.question("Resume it? [Y/n] ").catch(() => process.exit(130));
  questions.close();
  return /^n/i.test(answer.trim()) ? undefined : newest.path;
}
