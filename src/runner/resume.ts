import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { UserError } from "../base/userError.ts";
import { applySettings, type Config, changedKeys, parseConfig, resumableKeys, type Setting } from "../config/index.ts";
import type { CorpusFile } from "../data/index.ts";
import type { RunFolder, RunManifest } from "../runs/index.ts";
import { bestBuild, type CoreBuild } from "../training/index.ts";
import { ConfigError } from "./readConfig.ts";

/** Where the run's config lies now. */
export function configFileOf(run: RunFolder): string {
  return resolve(run.path, run.manifest.configFile);
}

/** The resolved config of a run with settings changed that may change; any other change is an error that names the key. */
export function resumedConfig(run: RunFolder, settings: readonly Setting[]): Config {
  const file = resolve(run.path, "run.json");
  const old = JSON.stringify(run.manifest.config, null, 2);
  const { config: before, problems: damage } = parseConfig(old);
  if (!before) throw new ConfigError(file, damage);
  const { config, problems } = parseConfig(applySettings(old, settings));
  if (!config) throw new ConfigError(file, problems);
  const fixed = changedKeys(before, config).filter((key) => !resumableKeys.includes(key));
  if (fixed.length > 0) {
    throw new UserError(
      "not-resumable",
      `${fixed.join(", ")} cannot change when a run is resumed; ${resumableKeys.join(", ")} can`,
      "Start a new run for the other settings.",
    );
  }
  return config;
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
    throw new UserError(
      "data-changed",
      `${added?.name} was not there when this run began`,
      "Take it out, or start a new run.",
      {
        file: added?.path,
      },
    );
  }
}

/** Changed data by the bytes of its files alone; a file that cannot be read is left to other words. */
export async function refuseChangedFiles(run: RunFolder): Promise<void> {
  for (const { name, sha256 } of run.manifest.data) {
    const path = resolve(dirname(configFileOf(run)), name);
    if (!(await stat(path).catch(() => undefined))?.isFile()) continue;
    const hash = createHash("sha256");
    for await (const chunk of createReadStream(path)) hash.update(chunk);
    if (hash.digest("hex") !== sha256) throw changedData(name, path, " any more");
  }
}

function changedData(name: string, file: string, why: string): UserError {
  const hint = "Put the old text back, or start a new run.";
  return new UserError("data-changed", `${name} is not the text this run was trained on${why}`, hint, { file });
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
    ...(threads !== manifest.threads
      ? [`${manifest.threads} ${manifest.threads === 1 ? "thread" : "threads"}, and this would be ${threads}`]
      : []),
  ];
  if (differences.length > 0 && !allowDrift) {
    throw new UserError(
      "drift",
      `${basename(manifest.id)} was trained with ${differences.join("; ")}: its numbers would drift from those of an unbroken run`,
      "Resume with --allow-drift if that is fine.",
    );
  }
  return build;
}
