import { kindNames, kinds } from "../kinds/index.ts";
import { taskNames, tasks } from "../tasks/index.ts";

/**
 * Beside what a key is supported: one row of the table from which errors, warnings, completion, hover and the manual derive. A row
 * says nothing about a key that is left out or that has a value which asks for nothing.
 */
export interface Support {
  /** Dotted, "baselines" for each entry of them. A key of layers stands for that of each layer too. */
  key: string;
  /** Only these values of the key; undefined: all. */
  values?: readonly string[];
  /** The key that decides. */
  decider: string;
  /** The values of that key, as text, with which it is supported; or the opposite in `not`. */
  by?: readonly string[];
  not?: readonly string[];
  /** Why it is not supported otherwise: a clause after a colon. */
  why: string;
  /** Whether it would be ignored: then it is a warning. Otherwise it is an error. */
  ignored?: boolean;
  /** Keys of a section that are ignored are named together in one warning. */
  together?: boolean;
  /** The sentence, where it is not the general one. */
  sentence?: "seesTheAnswer" | "tiedToOthers" | "noCandidate" | "noCellState" | "rtrlTask";
  /** Rows of which another already says why: they are passed over then. */
  unless?: Unless | readonly Unless[];
}

/** A value of another key. */
interface Unless {
  key: string;
  is: readonly string[];
}

/** Whether a value of the decider supports the key. */
export function supports({ by, not }: Support, decided: unknown): boolean {
  const value = typeof decided === "string" ? decided : JSON.stringify(decided);
  return by ? by.includes(value) : !not?.includes(value);
}

/** By the facts of tasks: those that list the key. */
export function byTask(key: string, why: string, more: Partial<Support> = {}): Support {
  return { key, decider: "task", by: taskNames.filter((name) => tasks[name].keys.includes(key)), why, ...more };
}

/** By the facts of kinds of model: those that list the key. */
export function byKind(key: string, why: string, more: Partial<Support> = {}): Support {
  return { key, decider: "model.kind", by: kindNames.filter((name) => kinds[name].keys.includes(key)), why, ...more };
}
