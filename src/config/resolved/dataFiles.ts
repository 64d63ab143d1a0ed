/** Files of pairs: those of the sources, and in the same order those of the targets. */
export interface SideFiles {
  source: string[];
  target: string[];
}

/** What the value of a part names where it names parallel files; undefined of any other value. */
export function sidesOf(value: unknown): SideFiles | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { source, target } = value as { source?: unknown; target?: unknown };
  return { source: pathsIn(source), target: pathsIn(target) };
}

/** The paths and globs that the value of a part names; of parallel files, those of the sources first. None of a fraction. */
export function pathsIn(value: unknown): string[] {
  const sides = sidesOf(value);
  if (sides) return [...sides.source, ...sides.target];
  return [value].flat().filter((path): path is string => typeof path === "string" && path !== "");
}

/** The files that a config names, in the order of its parts. */
export type DataFiles = Record<"train" | "validation" | "test", string[]>;

/** The files among the values of `data`. */
export function dataFilesOf(data: { train?: unknown; validation?: unknown; test?: unknown } | null): DataFiles {
  return { train: pathsIn(data?.train), validation: pathsIn(data?.validation), test: pathsIn(data?.test) };
}
