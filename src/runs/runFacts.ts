import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { type Config, hasEveryKey, parseConfig } from "../config/index.ts";
import type { RunNotes } from "../contracts/runNotes.ts";
import { MAX_JSON_BYTES, readWhole } from "./atomicFile.ts";
import { readNotes } from "./manage/notes.ts";
import type { RunManifest } from "./manifest.ts";
import type { RunFolder } from "./runFolder.ts";

/**
 * What holding runs against each other takes of one: its manifest with every key of the config, a hash of its vocabulary, and what a person
 * has noted. The name is the one that a person gave it, and the id that of its folder, as in lists: a copy has one of its own.
 */
export type RunFacts = Omit<RunManifest, "format"> & { vocabulary: string | undefined; notes: RunNotes };

export async function runFacts(run: RunFolder): Promise<RunFacts> {
  const { path, manifest } = run;
  const [state, vocabulary, notes] = await Promise.all([run.state(), vocabularyHash(path), readNotes(path)]);
  const { name = manifest.name } = notes;
  return { ...manifest, id: basename(path), name, state, config: wholeConfig(manifest), vocabulary, notes };
}

/** A run of an older version lacks keys, which then have their defaults. */
export function wholeConfig({ config }: Pick<RunManifest, "config">): Config {
  // To parse a thousand of them takes a second.
  if (hasEveryKey(config)) return config;
  return parseConfig(JSON.stringify(config)).config ?? config;
}

async function vocabularyHash(path: string): Promise<string | undefined> {
  const bytes = await readWhole(join(path, "vocabulary.json"), MAX_JSON_BYTES).catch(() => undefined);
  return bytes && createHash("sha256").update(bytes).digest("hex");
}
