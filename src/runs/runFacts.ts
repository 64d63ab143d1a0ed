import { createHash } from "node:crypto";
import { join } from "node:path";
import { type Config, parseConfig } from "../config/index.ts";
import { MAX_JSON_BYTES, readWhole } from "./atomicFile.ts";
import type { RunManifest } from "./manifest.ts";
import type { RunFolder } from "./runFolder.ts";

/** What holding runs against each other takes of one: its manifest with every key of the config, and a hash of its vocabulary. */
export type RunFacts = Omit<RunManifest, "format"> & { vocabulary: string | undefined };

export async function runFacts(run: RunFolder): Promise<RunFacts> {
  const { path, manifest } = run;
  const [state, vocabulary] = await Promise.all([run.state(), vocabularyHash(path)]);
  return { ...manifest, state, config: wholeConfig(manifest), vocabulary };
}

/** A run of an older version lacks keys, which then have their defaults. */
export function wholeConfig({ config }: Pick<RunManifest, "config">): Config {
  return parseConfig(JSON.stringify(config)).config ?? config;
}

async function vocabularyHash(path: string): Promise<string | undefined> {
  const bytes = await readWhole(join(path, "vocabulary.json"), MAX_JSON_BYTES).catch(() => undefined);
  return bytes && createHash("sha256").update(bytes).digest("hex");
}
