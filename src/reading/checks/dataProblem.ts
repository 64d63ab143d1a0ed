import { dirname, relative, resolve } from "node:path";
import type { Message } from "../../base/message.ts";
import type { Place, UserError } from "../../base/userError.ts";
import { type Config, pathsIn, sidesOf } from "../../config/index.ts";

/** What is wrong with the data of a config, or looks so: it belongs to a key, whose place `keyRange` finds. */
export interface DataProblem {
  severity: "error" | "warning";
  /** Stable, for scripts. */
  code: string;
  /** With what to do; a place in a data file stands in front. */
  message: string;
  key: string;
  /** Where in a data file it is. */
  place?: Place;
  /** Of a list at the key, the entry that it is about. */
  value?: string;
  /** What may stand in its place, the likeliest first. */
  suggestions?: readonly string[];
  /** What is said, as data. */
  said: Message;
}

/** Why the data of a config cannot be read, as a problem of the config. */
export function problemOf(error: UserError, config: Config, configFile: string): DataProblem {
  const { code, message, hint, place, suggestions, said } = error;
  const text = hint === undefined ? message : `${message} ${hint}`;
  const { file, line, column, key } = place;
  const value = said.value;
  const facts = { severity: "error" as const, code, ...(suggestions && { suggestions }), said };
  if (key !== undefined) return { ...facts, message: text, key, ...(value !== undefined && { value }) };
  if (file === undefined) return { ...facts, message: text, key: "data.train" };
  const name = relative(dirname(configFile), file);
  const where = [name, line, column].filter(Boolean).join(":");
  return { ...facts, message: `${where}: ${text}`, place, ...namedAt(file, config, configFile) };
}

/** A warning of the reading, at the key that it is about. */
export function warningOf(said: Message): DataProblem {
  return { severity: "warning", code: said.code, message: said.text, key: said.key ?? "data.train", said };
}

/** The key that names a file, and which of its entries does. */
function namedAt(file: string, { data }: Config, configFile: string): { key: string; value?: string } {
  for (const part of ["validation", "test", "train"] as const) {
    const isNamed = (path: string) => resolve(dirname(configFile), path).normalize() === file.normalize();
    const sides = sidesOf(data[part]) ?? { "": pathsIn(data[part]) };
    for (const [side, paths] of Object.entries<string[]>(sides as Record<string, string[]>)) {
      const value = paths.find(isNamed);
      if (value !== undefined) return { key: ["data", part, side].filter(Boolean).join("."), value };
    }
  }
  return { key: "data.train" };
}
