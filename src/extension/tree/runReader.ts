import { resolve } from "node:path";
import { reachedOf } from "../../base/metrics.ts";
import { colourOfRun } from "../../base/runColours.ts";
import { bestBy, isCounted } from "../../config/index.ts";
import type { RunNews } from "../../contracts/background.ts";
import type { RunEntry } from "../../contracts/runEntry.ts";
import {
  groupOfRun,
  identitiesOf,
  newestFirst,
  type RunChanges,
  type RunIdentity,
  type RunManifest,
  type RunSummary,
  runAt,
  runChanges,
  runPathsIn,
} from "../../runs/index.ts";
import { fileStamp } from "../runs/fileStamp.ts";
import { briefTime } from "./briefTime.ts";
import { differencesOf, valuesIn } from "./differences.ts";

type GoodRun = Extract<RunSummary, { manifest: RunManifest }>;

/** A run as it was read when its files had this stamp. */
interface Known {
  stamp: string;
  summary: RunSummary;
}

/** Reads the runs of a workspace again and again for a list of many: what has not changed on the disk is read once. */
export class RunReader {
  private known = new Map<string, Known>();
  private entries = new Map<string, { entry: RunEntry; json: string }>();
  private readonly changes = new WeakMap<RunManifest, { before: RunManifest; changes: RunChanges }>();
  private version = 0;
  private reading: Promise<unknown> = Promise.resolve();

  /** One after the other, so that each knows what the one before has told. */
  read(folders: readonly string[], others: readonly string[], since: number, language: string): Promise<RunNews> {
    const news = this.reading.then(() => this.readNow(folders, others, since, language));
    this.reading = news.catch(() => {});
    return news;
  }

  private async readNow(
    folders: readonly string[],
    others: readonly string[],
    since: number,
    language: string,
  ): Promise<RunNews> {
    const summaries = await this.summaries(folders, others);
    const whole = since !== this.version || since === 0;
    const before = whole ? new Map<string, { json: string }>() : this.entries;
    this.entries = new Map(
      this.entriesOf(summaries, language).map((entry) => [entry.path, { entry, json: JSON.stringify(entry) }]),
    );
    const changed = [...this.entries].flatMap(([path, { entry, json }]) =>
      before.get(path)?.json === json ? [] : [entry],
    );
    const unreadable = summaries.flatMap(({ path, id, problem }) =>
      problem === null ? [] : [{ path, id, problem: problem.said }],
    );
    // A number that no earlier thread can have told.
    this.version = Math.max(this.version + 1, Date.now());
    const gone = [...before.keys()].filter((path) => !this.entries.has(path));
    return { version: this.version, whole, changed, gone, unreadable };
  }

  /** Newest first. Folders that are no runs and lie in none are passed over. */
  private async summaries(folders: readonly string[], others: readonly string[]): Promise<RunSummary[]> {
    const found = await Promise.all(folders.map((folder) => runPathsIn(folder).catch(() => [])));
    const own = new Set(found.flat());
    const more = others.filter((path) => !own.has(path));
    const read = await Promise.all([
      ...[...own].map((path) => this.summary(path)),
      ...more.map(async (path) => {
        const summary = await this.summary(path);
        return summary.problem === null ? summary : undefined;
      }),
    ]);
    const summaries = read.filter((summary) => summary !== undefined);
    const paths = new Set(summaries.map(({ path }) => path));
    for (const path of this.known.keys()) if (!paths.has(path)) this.known.delete(path);
    return summaries.sort(newestFirst);
  }

  private async summary(path: string): Promise<RunSummary> {
    const stamp = await fileStamp(path, ["run.json", "notes.json"]);
    const known = this.known.get(path);
    // Of one that trains the lock tells, not its files.
    if (known?.stamp === stamp && known.summary.state !== "running" && known.summary.problem === null) {
      return known.summary;
    }
    const summary = await runAt(path);
    this.known.set(path, { stamp, summary });
    return summary;
  }

  private entriesOf(summaries: readonly RunSummary[], language: string): RunEntry[] {
    const identities = identitiesOf(summaries, (before, now) => this.changesOf(before, now));
    const good = summaries.filter((run): run is GoodRun => run.manifest !== null);
    const groups = new Map<string | undefined, GoodRun[]>();
    for (const run of good) {
      const id = groupOfRun(run.manifest)?.id;
      const known = groups.get(id);
      if (known === undefined) groups.set(id, [run]);
      else known.push(run);
    }
    const time = briefTime(language);
    return [...groups].flatMap(([group, runs]) => {
      const inGroup = group === undefined ? undefined : valuesIn(runs.map(({ manifest }) => manifest));
      return runs.map((run, i) => ({ ...entryOf(run, identities.get(run)!, inGroup?.[i]), when: time(run.created) }));
    });
  }

  private changesOf(before: RunManifest, now: RunManifest): RunChanges {
    const known = this.changes.get(now);
    if (known?.before === before) return known.changes;
    const changes = runChanges(before, now);
    this.changes.set(now, { before, changes });
    return changes;
  }
}

function entryOf(
  { path, id, manifest, state, notes }: GoodRun,
  { changes }: RunIdentity,
  inGroup: RunEntry["differs"] | undefined,
): Omit<RunEntry, "when"> {
  const { name, config, configFile, created, summary } = manifest;
  const group = groupOfRun(manifest);
  const { step, steps, seconds } = summary;
  return {
    ...{ path, id, configName: name, task: String(config.task), configFile: resolve(path, configFile) },
    ...{ state, created, step, steps, seconds },
    ...reachedOf(summary, bestBy(config)),
    counted: isCounted(config.model?.kind),
    group: group ?? null,
    differs: inGroup ?? (changes && differencesOf(changes)),
    colour: notes.colour ?? colourOfRun(id, group),
    notes,
  };
}
