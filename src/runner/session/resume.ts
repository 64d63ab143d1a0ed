import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { isCancelled } from "../../base/cancellation.ts";
import { type Place, UserError } from "../../base/userError.ts";
import { count } from "../../base/words.ts";
import { type Config, changedKeys, parseConfig, resumableKeys, type Setting, settingText } from "../../config/index.ts";
import type { CorpusFile } from "../../data/index.ts";
import type { RunFolder, RunManifest } from "../../runs/index.ts";
import { bestBuild, type CoreBuild } from "../../training/index.ts";
import { ConfigError } from "../configs/readConfig.ts";
import { type LoadedData, loadData } from "../data.ts";
import { says } from "../messages.ts";

/** Where the run's config lies now. */
export function configFileOf(run: RunFolder): string {
  return resolve(run.path, run.manifest.configFile);
}

/** The resolved config of a run with settings changed that may change; any other change is an error that names the key. */
export function resumedConfig(run: RunFolder, settings: readonly Setting[]): Config {
  const file = resolve(run.path, "run.json");
  const old = JSON.stringify(run.manifest.config);
  const { config: before, problems: damage } = parseConfig(old);
  if (!before) throw new ConfigError(file, damage, false);
  const { config, problems } = parseConfig(old, settings);
  if (!config) throw new ConfigError(file, problems, false);
  const fixed = changedKeys(before, config).filter((key) => !resumableKeys.includes(key));
  if (fixed.length > 0) {
    throw new UserError(says.notResumable({ fixed, resumable: resumableKeys }), refusedBy(fixed, settings));
  }
  return config;
}

/** Whether settings give the learning rate, though it may be what it was. */
export function setsLearningRate(settings: readonly Setting[] = []): boolean {
  return settings.some(({ key }) => "training.learningRate.".startsWith(`${key}.`));
}

/** The setting that changes a key which may not. */
function refusedBy(keys: readonly string[], settings: readonly Setting[]): Place {
  const setting = settings.find(({ key }) => keys.some((fixed) => `${key}.`.startsWith(`${fixed}.`)));
  return setting ? { setting: settingText(setting) } : {};
}

/** The data of a run that goes on: what it began with, to the byte. */
export async function resumedData(run: RunFolder, config: Config, signal: AbortSignal): Promise<LoadedData> {
  const saved = await run.readVocabulary();
  const data = await loadData(config, configFileOf(run), { saved, signal }).catch(async (error) => {
    if (isCancelled(error)) throw error;
    // A changed text may not even load: it holds a character that the run does not know, or is too short.
    await refuseChangedFiles(run);
    throw error;
  });
  // Of files that a glob found, one may have gone unnoticed.
  if (data.files.length < run.manifest.data.length) await refuseChangedFiles(run);
  refuseChangedData(run.manifest, data);
  return data;
}

/** Changed data is an error that names the file. */
export function refuseChangedData(manifest: RunManifest, { files }: { files: readonly CorpusFile[] }): void {
  for (const known of manifest.data) {
    const now = files.find(({ name }) => name === known.name);
    if (now?.sha256 === known.sha256) continue;
    throw changedData(known.name, now?.path ?? known.path, now ? " any more" : ": it is no longer part of data");
  }
  if (files.length !== manifest.data.length) {
    const added = files.find(({ name }) => !manifest.data.some((known) => known.name === name));
    throw new UserError(says.dataAdded({ name: added?.name ?? "" }), { file: added?.path });
  }
}

/** Data that went or changed, by its files alone; a file that cannot be read is left to other words. */
export async function refuseChangedFiles(run: RunFolder): Promise<void> {
  // What sounds are is known once they are read.
  const named = run.manifest.data.filter(({ sounds }) => sounds === undefined);
  const files = named.map(({ name, sha256 }) => {
    return { name, sha256, path: resolve(dirname(configFileOf(run)), name) };
  });
  const kinds = await Promise.all(files.map(({ path }) => stat(path).catch(codeOf)));
  const gone = files.filter((_, i) => kinds[i] === "ENOENT");
  if (gone.length > 0) {
    const names = gone.slice(0, SHOWN).map(({ name }) => name);
    throw new UserError(says.dataGone({ names, files: gone.length }), { file: gone[0].path });
  }
  for (const [i, { name, sha256, path }] of files.entries()) {
    const kind = kinds[i];
    if (typeof kind === "string" || !kind.isFile()) continue;
    const hash = createHash("sha256");
    for await (const chunk of createReadStream(path)) hash.update(chunk);
    if (hash.digest("hex") !== sha256) throw changedData(name, path, " any more");
  }
}

/** Names of files that a message lists. */
const SHOWN = 3;

function codeOf(error: NodeJS.ErrnoException): string {
  return error.code ?? "";
}

function changedData(name: string, file: string, why: string): UserError {
  return new UserError(says.dataChanged({ name, why }), { file });
}

/**
 * The build to continue with: the run's own, where this JavaScript engine takes it. Otherwise the bits would drift from those
 * of a run without a break, which has to be allowed.
 */
export function resumedBuild(manifest: RunManifest, threads: number, allowDrift: boolean): CoreBuild {
  const best = bestBuild();
  const build = manifest.build === "relaxed" && best === "simd" ? "simd" : manifest.build;
  const differences = [
    ...(build !== manifest.build ? [`the ${manifest.build} build, and this Node.js only runs ${build}`] : []),
    ...(threads !== manifest.threads ? [`${count(manifest.threads, "thread")}, and this would be ${threads}`] : []),
  ];
  if (differences.length > 0 && !allowDrift) {
    throw new UserError(says.drift({ id: basename(manifest.id), differences }));
  }
  return build;
}
