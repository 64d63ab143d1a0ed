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

/** The files that a config names, in the order of its parts, by the key within `data`: "train", or "train.source". */
export type DataFiles = Readonly<Record<string, string[]>>;

/** The files among the values of `data`. */
export function dataFilesOf(data: { train?: unknown; validation?: unknown; test?: unknown } | null): DataFiles {
  const named = (["train", "validation", "test"] as const).flatMap((part): [string, string[]][] => {
    const sides = sidesOf(data?.[part]);
    if (!sides) return [[part, pathsIn(data?.[part])]];
    return [
      [`${part}.source`, sides.source],
      [`${part}.target`, sides.target],
    ];
  });
  return Object.fromEntries(named);
}
