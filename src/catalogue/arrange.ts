import type { EntryGroup, RunEntry } from "../contracts/runEntry.ts";
import type { RunFilter } from "./filter.ts";
import { compareRuns, compareText, type Order } from "./order.ts";

/** The runs of one group, in order; `of` is how many seeds or trials were planned. */
export interface RunGroupEntry {
  kind: EntryGroup["kind"];
  id: string;
  of: number;
  runs: RunEntry[];
}

/** A config with its runs: groups stand where the first of their runs would. */
export interface Experiment {
  /** Absolute. */
  configFile: string;
  /** Whether the file is there. */
  exists: boolean;
  entries: (RunEntry | RunGroupEntry)[];
  /** The runs in it, those of groups too. */
  runs: RunEntry[];
}

export interface Arrangement {
  order: Order;
  filter?: RunFilter;
}

export function isGroup(entry: RunEntry | RunGroupEntry): entry is RunGroupEntry {
  return "runs" in entry;
}

/**
 * Experiments → groups → runs. Experiments with the newest runs stand first, by the order `name` they are sorted by their files; configs
 * without runs stand last, and are left out where runs are looked for.
 * @param configs absolute paths of the configs that there are
 */
export function arrange(
  runs: Iterable<RunEntry>,
  configs: readonly string[],
  { order, filter }: Arrangement,
): Experiment[] {
  const byConfig = new Map<string, RunEntry[]>();
  for (const run of runs) {
    if (filter && !filter(run)) continue;
    const own = byConfig.get(run.configFile);
    if (own) own.push(run);
    else byConfig.set(run.configFile, [run]);
  }
  if (!filter) for (const config of configs) if (!byConfig.has(config)) byConfig.set(config, []);
  const existing = new Set(configs);
  return [...byConfig]
    .map(([configFile, own]) => {
      const sorted = own.sort(compareRuns(order));
      return { configFile, exists: existing.has(configFile), entries: grouped(sorted), runs: sorted };
    })
    .sort((a, b) => (order === "name" ? 0 : compareNewest(a, b)) || compareFiles(a, b));
}

function grouped(runs: readonly RunEntry[]): (RunEntry | RunGroupEntry)[] {
  const groups = new Map<string, RunGroupEntry>();
  const entries: (RunEntry | RunGroupEntry)[] = [];
  for (const run of runs) {
    if (run.group === null) {
      entries.push(run);
      continue;
    }
    const { kind, id, of } = run.group;
    const known = groups.get(id);
    if (known) known.runs.push(run);
    else {
      const group = { kind, id, of, runs: [run] };
      groups.set(id, group);
      entries.push(group);
    }
  }
  return entries;
}

function compareNewest(a: Experiment, b: Experiment): number {
  const [newestA, newestB] = [a, b].map(({ runs }) => runs.map(({ created }) => created).sort());
  return compareText(newestB.at(-1) ?? "", newestA.at(-1) ?? "");
}

function compareFiles(a: Experiment, b: Experiment): number {
  return a.configFile.localeCompare(b.configFile, undefined, { numeric: true });
}
