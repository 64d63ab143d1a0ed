import type { Config } from "../config/index.ts";
import type { DataProblem } from "../data/index.ts";

/** What the language server asks of the thread that looks at data. A request takes the place of one that still runs. */
export interface DataCheckRequest {
  id: number;
  config: Config;
  /** Absolute. */
  file: string;
  /** The stamp of data that are known: where they have it still, nothing is read. */
  known?: string;
}

/** `error` is a failure of ours, for the log. */
export type DataCheckAnswer = { id: number } & (LookedAt | { error: string });

export interface LookedAt {
  /** Undefined where the data are as they were. */
  problems?: DataProblem[];
  /** Names of the columns of the first file, where it could be read and has any. */
  columns?: readonly string[];
  /** How the data are read, where the config leaves it open. */
  notes?: readonly string[];
  /** Of the data as they were before they were read. */
  stamp: string;
}
