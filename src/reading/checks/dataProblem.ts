import { dirname, relative, resolve } from "node:path";
import type { UserError } from "../../base/userError.ts";
import type { Config } from "../../config/index.ts";

/** What is wrong with the data of a config, or looks so: it belongs to a key, whose place `keyRange` finds. */
export interface DataProblem {
  severity: "error" | "warning";
  /** Stable, for scripts. */
  code: string;
  /** With what to do; a place in a data file stands in front. */
  message: string;
  key: string;
}

/** Why the data of a config cannot be read, as a problem of the config. */
export function problemOf({ code, message, hint, place }: UserError, config: Config, configFile: string): DataProblem {
  const text = hint === undefined ? message : `${message} ${hint}`;
  const { file, line, column, key } = place;
  if (key !== undefined) return { severity: "error", code, message: text, key };
  const where = file === undefined ? "" : [relative(dirname(configFile), file), line, column].filter(Boolean).join(":");
  const at = file === undefined ? "data.train" : keyOf(file, config, configFile);
  return { severity: "error", code, message: where === "" ? text : `${where}: ${text}`, key: at };
}

/** A warning of the reading, which names the key that it is about where there is one. */
export function warningOf(message: string): DataProblem {
  const key = /\b(?:data|training)\.[a-zA-Z]+(?:\.[a-zA-Z]+)?/.exec(message)?.[0] ?? "data.train";
  return { severity: "warning", code: "data", message, key };
}

/** The key that names a file. */
function keyOf(file: string, { data }: Config, configFile: string): string {
  for (const key of ["validation", "test"] as const) {
    const paths = [data[key]].flat();
    if (
      paths.some(
        (path) => typeof path === "string" && resolve(dirname(configFile), path).normalize() === file.normalize(),
      )
    )
      return `data.${key}`;
  }
  return "data.train";
}
