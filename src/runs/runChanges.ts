import { type Change, changesOf } from "../config/index.ts";
import type { RunManifest } from "./manifest.ts";
import { wholeConfig } from "./runFacts.ts";

/** In what a run differs from one before it. */
export interface RunChanges {
  /** Keys of its resolved config, with both values as JSON. */
  keys: Change[];
  /** Names of data files whose content is another. */
  files: string[];
}

export function runChanges(before: RunManifest, now: RunManifest): RunChanges {
  const hashes = new Map(before.data.map(({ name, sha256 }) => [name, sha256]));
  return {
    keys: changesOf(wholeConfig(before), wholeConfig(now)),
    files: now.data.flatMap(({ name, sha256 }) => ((hashes.get(name) ?? sha256) === sha256 ? [] : [name])),
  };
}

/** "training.learningRate 0.01 (0.002 before)", "another content of book.txt" */
export function changesText({ keys, files }: RunChanges): string[] {
  return [
    ...keys.map(({ key, before, after }) => `${key} ${cut(after)} (${cut(before)} before)`),
    ...files.map((name) => `another content of ${name}`),
  ];
}

/** A value that is longer is cut. */
const LONGEST_VALUE = 40;

function cut(value: string): string {
  const characters = [...value];
  return characters.length <= LONGEST_VALUE ? value : `${characters.slice(0, LONGEST_VALUE - 1).join("")}…`;
}
