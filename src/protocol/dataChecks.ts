import type { Config } from "../config/index.ts";
import type { DataProblem } from "../data/index.ts";

/** What the language server asks of the thread that looks at data. A request takes the place of one that still runs. */
export interface DataCheckRequest {
  id: number;
  config: Config;
  /** Absolute. */
  file: string;
}

/** `error` is a failure of ours, for the log. */
export type DataCheckAnswer = { id: number } & (LookedAt | { error: string });

export interface LookedAt {
  problems: DataProblem[];
  /** Names of the columns of the first file, where it could be read and has any. */
  columns?: readonly string[];
}
