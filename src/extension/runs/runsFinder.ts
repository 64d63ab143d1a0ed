import { isAbsolute } from "node:path";
import * as vscode from "vscode";
import { UserError } from "../../base/userError.ts";
import type { Background, FoundRun, FoundRuns } from "../../contracts/background.ts";
import { errorText } from "../log.ts";
import { says } from "../messages.ts";
import type { Renames } from "./renames.ts";
import type { TrackedRun } from "./trackedRun.ts";

/** Where runs lie that this workspace has trained: of the last ones, also of configs outside its folders. */
const memoryKey = "unroll.runFolders";
const MOST_REMEMBERED = 50;

/** Finds the runs of the workspace again. */
export class RunsFinder {
  constructor(
    private readonly background: Background,
    private readonly memory: vscode.Memento,
    private readonly renames: Renames,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** All runs in the folders of the workspace, and those of its trainings that lie elsewhere. */
  async find(): Promise<FoundRuns> {
    const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file");
    const lists = await Promise.all(
      folders.map(({ uri }) =>
        this.background.listRuns(uri.fsPath, vscode.env.language).catch((error) => {
          this.log.warn(`${uri.fsPath}: ${errorText(error)}`);
          return { runs: [], unreadable: [] };
        }),
      ),
    );
    // A folder of the workspace may lie in another.
    const byPath = <T extends { path: string }>(all: T[]) => [...new Map(all.map((one) => [one.path, one])).values()];
    const found = lists.flatMap((list) => list.runs);
    const elsewhere = this.shown.filter((path) => found.every((run) => run.path !== path));
    const more = await this.background.runsAt(elsewhere, vscode.env.language).catch(() => []);
    const runs = byPath([...found, ...more])
      .map((run) => ({ ...run, configFile: this.renames.follow(run.configFile, run.created) }))
      .sort((a, b) => (a.created < b.created ? 1 : -1));
    return { runs, unreadable: byPath(lists.flatMap(({ unreadable }) => unreadable)) };
  }

  /** Folders of the runs that were shown, of configs outside the workspace too. */
  get shown(): string[] {
    return this.known.map(([, path]) => path);
  }

  /** Runs that were shown, by their ids, with their folders. */
  private get known(): [string, string][] {
    return this.memory.get<[string, string][]>(memoryKey, []);
  }

  /** The newest run of a config. */
  async newestOf(configFile: string): Promise<FoundRun | undefined> {
    return (await this.find()).runs.find((run) => run.configFile === configFile);
  }

  /** Remembers where a run lies, by its id. */
  async remember({ folder, record }: TrackedRun): Promise<void> {
    const { id } = record.run;
    const [latest] = this.known;
    if (latest?.[0] === id && latest[1] === folder) return;
    const known = this.known.filter(([other]) => other !== id);
    await this.memory.update(memoryKey, [[id, folder], ...known].slice(0, MOST_REMEMBERED));
  }

  /**
   * The folder of a run that a panel had shown, by its folder or its id.
   * @throws UserError `run-not-found`
   */
  async locate(run: string): Promise<string> {
    if (isAbsolute(run)) return run;
    const known = this.known.find(([id]) => id === run)?.[1];
    const folder = known ?? (await this.find()).runs.find(({ id }) => id === run)?.path;
    if (folder !== undefined) return folder;
    throw new UserError(says.runNotFound({ run }));
  }
}
