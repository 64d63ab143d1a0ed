import type { Config } from "../../config/index.ts";
import type { OwnFile } from "./look/beginning.ts";

/** A setting of the config that is proposed, with a word on why, or on what else it may be. */
export interface Setting {
  key: string;
  value: unknown;
  why?: string;
}

/** What a person's files seem to hold, and settings with which a network learns something of it within a minute or so. */
export interface Guess {
  task: Config["task"];
  /** What the files look like: a sentence. */
  found: string;
  /** What the network will do with it: a sentence. */
  learns: string;
  files: OwnFiles;
  /** Of parallel files, those of the targets; `files` are then those of the sources. */
  targets?: OwnFiles;
  /** Beside the files. */
  data: Setting[];
  model: Setting[];
  training: Setting[];
  baselines: readonly unknown[];
  sampling: Setting[];
}

export interface OwnFiles {
  train: readonly OwnFile[];
  validation?: OwnFile;
  test?: OwnFile;
}

/** A guess without its files. */
export type Plan = Omit<Guess, "files" | "targets">;

/** Those of some settings that are given. */
export function settings(...all: (Setting | undefined)[]): Setting[] {
  return all.filter((each) => each !== undefined);
}
