import { dirname, join, resolve } from "node:path";
import { type FigureName, figureLabel, figureSaid, isBetter } from "../../base/metrics.ts";
import { settingsText, valueText } from "../../base/settingsText.ts";
import type { SweepRecord, TrialRecord } from "../../contracts/sweeps.ts";
import { notSwept } from "../../runner/sweep/sweep.ts";
import { configFileOfSweep, runsFolderOfSweep, SweepFolder } from "../../runs/index.ts";
import { numberOption, setOption, settingsOf } from "../arguments.ts";
import type { Command } from "../command.ts";
import { type Output, usageError } from "../output.ts";
import { programName, typedPath, typedSettings } from "../programName.ts";
import { runSweep, type SweepOutcome } from "../sweeps/runSweep.ts";
import { byFigure, importanceLines, trialTable } from "../sweeps/sweepTable.ts";

/** Seeds that the best settings are worth. */
const SEEDS = 5;

export const sweep: Command = {
  name: "sweep",
  usage: "FILE.rnnconfig [--jobs N] [--set key=value]… [--resume ID]",
  summary: "Trains a config with different settings and finds the best ones. Ctrl-C stops and saves.",
  details: [
    'The key "sweep" of the config lists the settings to try. Each combination is a trial, and is saved as an ordinary run.',
    '--resume continues a sweep that was stopped or killed. ID is the folder of a sweep, its id, or "last"; an id and "last" are looked',
    "up beside FILE, or without FILE in this folder.",
  ].join("\n"),
  options: {
    set: setOption,
    jobs: {
      type: "string",
      value: "N",
      help: "how many trials train at the same time; default: one per core if there are more trials than cores; one with halving",
    },
    resume: { type: "string", value: "ID", help: "continue a sweep that was stopped or killed" },
  },
  positionals: { least: 0, most: 1 },
  lastEvent: notSwept,
  async run(given, output) {
    const {
      positionals: [configFile],
      options,
    } = given;
    const resume = options.resume as string | undefined;
    if (!configFile && resume === undefined)
      throw usageError("Nothing to sweep", "Name a .rnnconfig file, or --resume ID.");
    if (resume !== undefined && options.set)
      throw usageError("--set has no effect on a sweep that is resumed", "Leave it out, or start a new sweep.");
    const jobs = numberOption(given, "jobs", { least: 1, most: 64, whole: true });
    const settings = await settingsOf(given);
    const cwd = configFile === undefined ? process.cwd() : dirname(resolve(configFile));
    const outcome = await runSweep({ configFile, settings, resume, jobs, cwd }, output);
    return await conclude(outcome, output);
  },
};

/** Says how a sweep ended and what to do next; returns the exit status. */
async function conclude({ done, signal, error }: SweepOutcome, output: Output): Promise<number> {
  if (error) {
    output.failure(error);
    return done.sweep === null ? 2 : 1;
  }
  const folder = await SweepFolder.open(done.sweep!);
  const { record } = folder;
  const figure = record.figure as FigureName;
  const { best } = done;
  const sorted = byFigure(record.trials, (a, b) => isBetter(figure, a, b));
  const began = sorted.filter(({ state }) => state !== "waiting");
  if (began.length > 0) {
    output.log("");
    for (const line of trialTable(began, figure, best?.trial)) output.log(line);
  }
  for (const line of importanceLines(done, figure)) output.log(line);
  output.log("");
  if (best) {
    const value = `${figureLabel(figure)} ${figureSaid(figure, best.value!)}`;
    output.log(
      `Best: trial ${best.trial} (${settingsText(best.settings)}), validation ${value}. Its run is in ${runOf(folder, best)}`,
    );
  }
  if (done.reason === "stopped") {
    output.log(`Saved. Resume with: ${programName()} sweep --resume ${reference(folder)}`);
    return signal === undefined ? 0 : 128 + signal;
  }
  if (best && record.seeds < SEEDS) output.log(`Train the best with five seeds: ${command(folder, record, best)}`);
  return done.reason === "error" ? 1 : 0;
}

/** The id, where it is found from here; else the folder. */
function reference({ id, path }: SweepFolder): string {
  return resolve(".unroll", "sweeps", id) === path ? id : typedPath(path);
}

function runOf(folder: SweepFolder, { runs }: TrialRecord): string {
  return typedPath(join(runsFolderOfSweep(folder), runs[0]));
}

function command(folder: SweepFolder, record: SweepRecord, { settings }: TrialRecord): string {
  // What only the sweep has to know is left out.
  const given = record.settings.filter(({ key }) => key !== "sweep" && !key.startsWith("sweep."));
  const all = [...given, ...settings].filter(({ key }) => key !== "training.seeds");
  const set = [...all, { key: "training.seeds", value: SEEDS }].map(({ key, value }) => `${key}=${valueText(value)}`);
  return `${programName()} train ${typedPath(configFileOfSweep(folder))} ${typedSettings(set)}`;
}
