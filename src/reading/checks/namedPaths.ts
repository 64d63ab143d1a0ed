import type { Config } from "../../config/index.ts";

/** The paths and globs that a config names as data, in the order of its parts. */
export function namedPaths({ data }: Config): string[] {
  return [data.train, data.validation, data.test].flat().filter((named) => typeof named === "string");
}
