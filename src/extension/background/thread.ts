// Entry of the background thread: a port adapter around what reads configs and runs.
import { readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { parentPort } from "node:worker_threads";
import { createBirpc } from "birpc";
import { reachedOf } from "../../base/metrics.ts";
import { UserError } from "../../base/userError.ts";
import { differencesText } from "../../catalogue/index.ts";
import { bestBy, briefConfig, keyRange, parseConfig, withProposedSweep } from "../../config/index.ts";
import type { Background, FoundRun, SentError } from "../../contracts/background.ts";
import { hasEnded } from "../../contracts/sweeps.ts";
import { ownExperiment } from "../../reading/guess/ownExperiment.ts";
import {
  changeNotes,
  deletedRunsIn,
  deleteRun,
  identitiesOf,
  listRuns,
  newestFirst,
  openSweepsOf,
  RunFolder,
  type RunSummary,
  restoreRun,
  runAt,
  runFolderBefore,
  wholeConfig,
} from "../../runs/index.ts";
import { templateFiles, templates } from "../../templates/index.ts";
import { ComparedRuns } from "../comparison/comparedRuns.ts";
import { fileStamp } from "../runs/fileStamp.ts";
import { HiddenStates } from "../runs/hiddenStates.ts";
import { rivalOf } from "../runs/rival.ts";
import { readStoredCurves } from "../runs/storedCurves.ts";
import { originOf, readStoredRun } from "../runs/storedRun.ts";
import { briefTime } from "../tree/briefTime.ts";
import { differencesOf } from "../tree/differences.ts";
import { RunReader } from "../tree/runReader.ts";

const reader = new RunReader();

const comparedRuns = new ComparedRuns();

const background: Background = {
  async checkConfig(text) {
    const { config, problems } = parseConfig(text);
    if (config !== undefined) return { name: config.name, sweeps: config.sweep !== null, errors: [] };
    const errors = problems.filter(({ severity }) => severity === "error");
    return { name: null, sweeps: false, errors: errors.map(({ message, start }) => ({ ...start, message })) };
  },

  async openSweeps(configFile, language) {
    const time = briefTime(language);
    const found = await openSweepsOf(configFile);
    return found.map(({ path, record: { trials, created } }) => {
      const done = trials.filter(hasEnded).length;
      return { path, done, trials: trials.length, when: time(created) };
    });
  },

  async withProposedSweep(text) {
    return withProposedSweep(text);
  },

  async keyRange(text, key) {
    return keyRange(text, key);
  },

  async listRuns(folder, language) {
    const found = await listRuns(folder);
    return {
      runs: readable(found, language),
      unreadable: found.flatMap(({ path, id, problem }) =>
        problem === null ? [] : [{ path, id, problem: problem.said }],
      ),
    };
  },

  listEntries(folders, others, since, language) {
    return reader.read(folders, others, since, language);
  },

  async changeNotes(folder, change) {
    await changeNotes(folder, change);
  },

  async deleteRun(folder) {
    const { path, from } = await deleteRun(folder);
    return { path, from };
  },

  restoreRun(trashed) {
    return restoreRun(trashed);
  },

  async deletedRuns(folders, language) {
    const time = briefTime(language);
    const found = await Promise.all(folders.map((folder) => deletedRunsIn(folder).catch(() => [])));
    return found.flat().map(({ path, from, deleted }) => ({ path, from, when: time(deleted) }));
  },

  async briefConfig(folder) {
    return briefConfig(wholeConfig((await RunFolder.open(folder)).manifest));
  },

  async runsAt(folders, language) {
    const found = await Promise.all(folders.map((folder) => runAt(folder)));
    return readable(found.sort(newestFirst), language);
  },

  async storedConfig(folder) {
    return `${JSON.stringify(wholeConfig((await RunFolder.open(folder)).manifest), null, 2)}\n`;
  },

  async readRun(folder, statesFolder, language) {
    const { record, configFile } = await readStoredRun(folder, new HiddenStates(statesFolder));
    const origin = await originOf(await RunFolder.open(folder), language);
    return { snapshot: record.snapshot(), configFile, origin };
  },

  readCurves(folder, at) {
    return readStoredCurves(folder, at);
  },

  async originOf(folder, language) {
    return originOf(await RunFolder.open(folder), language);
  },

  rivalOf(folder, language) {
    return rivalOf(folder, language);
  },

  compareRuns(folders, language) {
    return comparedRuns.table(folders, language);
  },

  async runBefore(folder) {
    return (await runFolderBefore(await RunFolder.open(folder)))?.path;
  },

  async hasCheckpoint(folder) {
    return (await RunFolder.open(folder)).hasCheckpoint("last");
  },

  async stampOfRun(folder) {
    // Its lock, not its files, tells that a process has died.
    const state = await (await RunFolder.open(folder)).state();
    return `${state},${await fileStamp(folder, ["run.json", "metrics.jsonl", "samples.jsonl"])}`;
  },

  async releaseRun(folder) {
    await (await RunFolder.open(folder)).releaseAfterThread();
  },

  async experimentFiles(name, shipped) {
    const template = templates.find((known) => known.name === name);
    if (template === undefined) throw new Error(`There is no template ${name}`);
    const files = await templateFiles(template, {}, (path) => readFile(join(shipped, path), "utf8"));
    const encoder = new TextEncoder();
    return files.map(({ name, content }) => ({
      name,
      content: typeof content === "string" ? encoder.encode(content) : content,
    }));
  },

  async ownExperiment(paths, folder) {
    const files = paths.map((path) => ({ path, name: basename(path) }));
    return await ownExperiment(files, folder);
  },
};

createBirpc<Record<string, never>, Background>(background, {
  post: (data) => parentPort!.postMessage(data),
  on: (handle) => parentPort!.on("message", handle),
  serialize: (message) => (message.e === undefined ? message : { ...message, e: sent(message.e) }),
  timeout: -1,
});

/** @param found newest first */
function readable(found: RunSummary[], language: string): FoundRun[] {
  const identities = identitiesOf(found);
  const date = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" });
  return found.flatMap((run) => {
    if (run.problem !== null) return [];
    const { path, id, state, created, manifest, notes } = run;
    const { updated, summary, config } = manifest;
    // A manifest may come from anywhere, and its config is held against nothing here.
    const task = String(config.task);
    const { name = manifest.name } = notes;
    const { step, steps } = summary;
    const when = date.format(new Date(created));
    const configFile = resolve(path, manifest.configFile);
    const reached = reachedOf(summary, bestBy(config));
    const isTrial = manifest.sweep !== undefined;
    const { changes } = identities.get(run)!;
    const differs = changes === null ? "" : differencesText(differencesOf(changes));
    return [
      { path, id, name, task, configFile, state, created, updated, when, step, steps, reached, differs, isTrial },
    ];
  });
}

function sent(error: unknown): SentError {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  if (!(error instanceof UserError)) return { message, stack };
  const { said, place } = error;
  return { message, stack, user: { said, place } };
}
