import type { Message } from "../../base/message.ts";
import type { Config } from "../../config/index.ts";
import type { OwnExperiment } from "../../contracts/background.ts";
import type { DataProblem } from "../../reading/index.ts";

/** What the language server asks of the thread that looks at data. */
export type DataRequest = { id: number } & ({ check: DataCheck } | { guess: DataGuess } | { columns: DataColumns });

/** What is wrong with the data of a config. A check takes the place of one that still runs. */
export interface DataCheck {
  config: Config;
  /** Absolute. */
  file: string;
  /** Data that are known: where they have their stamps still, nothing is read. */
  known?: KnownData;
}

/** Data as they were when they were read. */
export interface KnownData {
  /** Of the files that the config names, before they were read. */
  stamp: string;
  /** Paths of the sounds that those name, and their stamp. */
  sounds: readonly string[];
  soundStamp: string;
}

/** A config for a data file, as its beginning suggests. */
export interface DataGuess {
  /** Absolute. */
  path: string;
  /** As the config will name it. */
  name: string;
  /** Where the config lies, and what it is called. */
  folder: string;
  config: string;
}

/** What the columns of a file are called, while its config is not right yet. */
export interface DataColumns {
  /** Absolute. */
  path: string;
  /** Settings of the config, as far as they are right. */
  settings: { task?: string; format?: string; delimiter?: string; header?: boolean; encoding?: string };
}

/** `error` is a failure of ours, for the log. */
export type DataAnswer = { id: number } & (
  | { checked: LookedAt }
  | { guessed: OwnExperiment | undefined }
  | { columns: readonly string[] }
  | { error: string }
);

export interface LookedAt {
  /** Undefined where the data are as they were. */
  problems?: DataProblem[];
  /** Names of the columns of the first file, where it could be read and has any. */
  columns?: readonly string[];
  /** How the data are read, where the config leaves it open. */
  notes?: readonly Message[];
  known: KnownData;
}
