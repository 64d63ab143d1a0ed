import { basename, dirname, relative } from "node:path";
import { rises } from "../../base/metrics.ts";
import { type Place, UserError } from "../../base/userError.ts";
import { applySettings, type Config, parseConfig, type Setting, settingText, sweepOf } from "../../config/index.ts";
import type { SweepRequest, TrialRecord } from "../../contracts/sweeps.ts";
import { configFileOfSweep, findSweep, SweepFolder } from "../../runs/index.ts";
import { trialsOf } from "../../sweeps/index.ts";
import { ConfigError, checkConfig, nameOf, placeOf } from "../configs/readConfig.ts";
import { says } from "../messages.ts";
import { usualJobs } from "./jobs.ts";

/** A sweep that begins or goes on, locked, with the config that its trials vary. */
export interface BegunSweep {
  folder: SweepFolder;
  file: string;
  config: Config;
}

/** Makes a new sweep. Every trial has a config that could train, or nothing begins. */
export async function beginSweep(request: SweepRequest): Promise<BegunSweep> {
  const { configFile, configText, settings = [], jobs, cores } = request;
  if (configFile === undefined) throw new UserError(says.noConfig());
  const { file, text, config, problems } = await checkConfig(configFile, settings, configText);
  if (!config) throw new ConfigError(file, problems);
  const sweep = sweepOf(config);
  if (!sweep) throw new UserError(says.noSweep({ name: basename(file) }), { file });
  const all = trialsOf(sweep, config.training.seed);
  // The text of a sweep may be long, and no trial depends on it.
  const shared = applySettings(text, [...settings, { key: "sweep", value: null }]);
  for (const [i, trial] of all.entries())
    if (!parseConfig(shared, trial).config) throw badTrial(i + 1, trial, file, text, settings);
  const { method, figure, minSteps } = sweep;
  const folder = await SweepFolder.create(dirname(file), nameOf(config, file), {
    // Relative to the sweep, so that a workspace can move.
    configFile: relative("/config/.unroll/sweeps/id", `/config/${basename(file)}`),
    configText: text,
    config,
    settings: [...settings],
    ...{ method, figure, rises: rises(figure), minSteps: method === "halving" ? minSteps : null },
    seeds: config.training.seeds,
    jobs: jobs ?? usualJobs(all.length, method, config, cores),
    trials: all.map((given, i) => waiting(i + 1, given)),
    decisions: [],
  });
  return { folder, file, config };
}

/** Goes on with a sweep, by its config as it was when it began. */
export async function resumeSweep({ resume, cwd }: SweepRequest): Promise<BegunSweep> {
  const folder = await findSweep(resume!, cwd);
  const { record } = folder;
  const { configText, settings } = record;
  const { file, config, problems } = await checkConfig(configFileOfSweep(folder), settings, configText);
  if (!config) throw new ConfigError(file, problems);
  await folder.lock();
  record.state = "running";
  return { folder, file, config };
}

function waiting(trial: number, settings: Setting[]): TrialRecord {
  return { trial, settings, state: "waiting", runs: [], steps: 0, value: null };
}

/** What a trial sets over the file, with what was set for all. */
export function settingsOfTrial(config: Config, given: readonly Setting[], trial: readonly Setting[]): Setting[] {
  // They would be the same for every trial, and trained ones cost as much as a trial.
  const without = config.baselines.length > 0 ? [{ key: "baselines", value: [] }] : [];
  return [...given, ...without, ...trial];
}

/** What is wrong with a trial whose settings do not go together, or with the rest of the config. */
function badTrial(trial: number, own: Setting[], file: string, text: string, given: readonly Setting[]): UserError {
  const { problems } = parseConfig(text, [...given, ...own]);
  const first = problems.find(({ severity }) => severity === "error")!;
  const { settings: _, setting, ...stands } = first;
  const place: Place = setting === undefined ? placeOf(file, stands) : { file, key: "sweep.parameters" };
  return new UserError(says.badTrial({ trial, settings: own.map(settingText), said: first.said }), place);
}
