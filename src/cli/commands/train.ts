import { readdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { clock } from "../../base/clock.ts";
import { figureLabel } from "../../base/metrics.ts";
import { thousands } from "../../base/numberText.ts";
import { count } from "../../base/words.ts";
import type { Config } from "../../config/index.ts";
import { tasks } from "../../config/tasks/index.ts";
import { hasTargets } from "../../config/tasks/taskFacts.ts";
import { type DoneEvent, notBegun } from "../../contracts/runEvents.ts";
import { setOption, settingsOf } from "../arguments.ts";
import type { Command } from "../command.ts";
import { type Output, usageError } from "../output.ts";
import { programName, typedPath } from "../programName.ts";
import { runTraining, type TrainingOutcome } from "../runTraining.ts";
import { measured } from "../text/format.ts";

export const train: Command = {
  name: "train",
  usage: "FILE.rnnconfig [--set key=value]… [--resume RUN]",
  summary: "Trains a network, or resumes a run. Ctrl-C stops and saves.",
  details:
    'With --resume, the run keeps its own config, and FILE only tells where its runs are. RUN is a run folder, an id, or "last".',
  options: {
    set: setOption,
    resume: { type: "string", value: "RUN", help: "resume a run from its last checkpoint" },
    "allow-drift": {
      type: "boolean",
      help: "resume even if the build or the number of threads differs from the run's",
    },
    build: { type: "string", value: "BUILD", help: "simd or relaxed; default: the fastest available" },
  },
  positionals: { least: 0, most: 1 },
  lastEvent: notBegun,
  async run(given, output) {
    const {
      positionals: [configFile],
      options,
    } = given;
    const resume = options.resume as string | undefined;
    if (!configFile && resume === undefined)
      throw usageError("Nothing to train", "Name a .rnnconfig file, or --resume RUN.");
    const build = options.build as "simd" | "relaxed" | undefined;
    if (build !== undefined && build !== "simd" && build !== "relaxed")
      throw usageError(`There is no build ${build}`, "Known: simd, relaxed.");
    const settings = await settingsOf(given);
    const allowDrift = options["allow-drift"] === true;
    const outcome = await runTraining(
      { configFile, settings, resume, allowDrift, build, cwd: folderOf(configFile) },
      output,
    );
    const { runs, done } = outcome.result;
    // What was to be resumed, where it did not come to that.
    const resumed = resume !== undefined && done.run === null ? await folderOfRun(resume, configFile) : undefined;
    const status = conclude(outcome, output, resumed);
    // With --json, "compare" tells programs the same.
    if (runs && runs.length > 1 && !output.json) await sayGroup(runs, configFile!, output);
    else if (status === 0 && !runs) await sayNext(outcome, output);
    // Of a seed that was stopped while it read its data there is no run, but of those before it.
    const run = done.run ?? runs?.at(-1) ?? resumed;
    if (run !== undefined && (runs || resume !== undefined))
      await sayMissing(run, (options.set as string[] | undefined) ?? [], output);
    return status;
  },
};

/** Where `last` and ids are looked up: beside the config where one is named. */
function folderOf(configFile: string | undefined): string {
  return configFile === undefined ? process.cwd() : dirname(resolve(configFile));
}

async function folderOfRun(run: string, configFile: string | undefined): Promise<string | undefined> {
  const { findRun } = await import("../../runs/index.ts");
  return await findRun(run, folderOf(configFile)).then(
    ({ path }) => path,
    () => undefined,
  );
}

/**
 * Says how a training ended and what to do next; returns the exit status.
 * @param resumed the folder of a run that was to be resumed
 */
export function conclude({ config, result, signal, error }: TrainingOutcome, output: Output, resumed?: string): number {
  const { done, failure } = result;
  if (error) {
    output.failure(error);
    return failure === "usage" ? 2 : 1;
  }
  if (done.run === null && done.reason === "stopped") {
    const saved = count(result.runs?.length ?? 0, "run");
    const left =
      resumed === undefined
        ? "There is nothing to save."
        : `The run is as it was before. Resume with: ${programName()} train --resume ${typedPath(resumed)}`;
    output.log(
      result.runs?.length
        ? `Stopped before the next seed began to train; ${saved} before it ${result.runs.length === 1 ? "is" : "are"} saved.`
        : `Stopped before the training began. ${left}`,
    );
    return signal === undefined ? 0 : 128 + signal;
  }
  // A group ends with all its runs side by side.
  if (!result.runs || done.reason === "stopped") output.log(summary(done, config));
  const run = typedPath(done.run ?? "");
  if (done.reason === "stopped") {
    output.log(`Saved. Resume with: ${programName()} train --resume ${run}`);
    return signal === undefined ? 0 : 128 + signal;
  }
  if (!result.runs) output.log(`The run is in ${run}`);
  if (!result.runs && config && done.reason === "finished" && done.best?.deletions === 1) {
    output.log(
      `Nothing is transcribed yet: a network that learns by CTC writes blanks alone at first. Train it longer: ${programName()} train --resume ${run} --set ${longer(config)}`,
    );
  }
  return 0;
}

/** The setting with which a training is twice as long. */
function longer({ training: { steps, epochs } }: Config): string {
  return steps === null ? `training.epochs=${2 * epochs!}` : `training.steps=${2 * steps}`;
}

/** The runs of a group side by side, with mean and deviation. */
async function sayGroup(runs: readonly string[], configFile: string, output: Output): Promise<void> {
  const { comparedRuns } = await import("../comparedRuns.ts");
  for (const line of ["", ...(await comparedRuns(runs))]) output.log(line);
  output.log(
    `\nCompare them with those of another config: ${programName()} compare ${typedPath(configFile)} OTHER.rnnconfig`,
  );
}

/** Which seeds of a group nobody has begun to train. */
async function sayMissing(run: string, set: readonly string[], output: Output): Promise<void> {
  const { missingSeeds } = await import("../missingSeeds.ts");
  const command = await missingSeeds(run, set).catch(() => undefined);
  if (command !== undefined) output.log(`Seeds of this group are not trained yet. Train them with: ${command}`);
}

/** After the first run of a folder: what can be done with it, as it is typed here. */
async function sayNext({ config, result: { done } }: TrainingOutcome, output: Output): Promise<void> {
  if (!config || !done.run || done.reason === "stopped") return;
  const folder = dirname(done.run);
  const runs = (await readdir(folder)).filter((name) => !name.startsWith("."));
  if (runs.length > 1) return;
  const run = folder === resolve(".unroll", "runs") ? "last" : typedPath(done.run);
  const ofSounds = tasks[config.task].predicts === "transcript" && (await readsSounds(done.run));
  output.log(`Next: ${programName()} ${ofSounds ? `transcribe ${run} FILE.wav` : useOf(config)(run)}`);
}

/** Where a config leaves it to the data, only the run knows. */
async function readsSounds(run: string): Promise<boolean> {
  const { findRun } = await import("../../runs/index.ts");
  const { manifest } = await findRun(run, process.cwd());
  return manifest.data.some(({ sounds }) => sounds !== undefined);
}

/** The command that puts a run to use. */
function useOf({ task, data }: Config): (run: string) => string {
  const { predicts } = tasks[task];
  if (hasTargets(tasks[task])) return (run) => `predict ${run} FILE`;
  if (predicts === "numbers") return (run) => `forecast ${run}`;
  if (predicts === "labels") return (run) => `predict ${run} FILE`;
  return (run) => (data.direction === "cloze" ? `score ${run} FILE` : `sample ${run}`);
}

function summary(
  { reason, steps, seconds, tokensPerSecond, best, bestBy, test }: DoneEvent,
  config: Config | undefined,
): string {
  const speed = tokensPerSecond ? `, ${thousands(tokensPerSecond)} tokens/s` : "";
  // Validations write greedily, whatever the test does.
  const beam = config && hasTargets(tasks[config.task]) ? config.sampling.beam : null;
  const [greedy, wide] = beam === null ? ["", ""] : [" (greedy)", ` (beam ${beam})`];
  const figures = [
    ...(best ? [`best validation${greedy}${byFigure(bestBy)} ${measured(best)} (step ${best.step})`] : []),
    ...(test ? [`test${wide} ${measured(test)}`] : []),
  ];
  const word = reason === "stopped" ? "Stopped after" : reason === "early-stopping" ? "Ended early, after" : "Finished";
  return `${word} ${count(steps, "step")} in ${clock(seconds)}${speed}${figures.length > 0 ? `; ${figures.join(", ")}` : ""}.`;
}

/** " by F1:" where that chooses the best, and not the loss. */
function byFigure(figure: DoneEvent["bestBy"]): string {
  return figure === null || figure === "loss" ? "" : ` by ${figureLabel(figure)}:`;
}
