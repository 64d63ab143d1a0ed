import { isAbsolute } from "node:path";
import * as vscode from "vscode";
import { UserError } from "../../base/userError.ts";
import type { Background, FoundRun } from "../../protocol/background.ts";
import { errorText } from "../log.ts";

/** Where runs lie that this workspace has trained: of the last ones, also of configs outside its folders. */
const memoryKey = "unroll.runFolders";
const MOST_REMEMBERED = 50;

/** Finds the runs of the workspace again. */
export class RunsFinder {
  constructor(
    private readonly background: Background,
    private readonly memory: vscode.Memento,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** All runs in the folders of the workspace, newest first. */
  async find(): Promise<FoundRun[]> {
    const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file");
    const lists = await Promise.all(
      folders.map(({ uri }) =>
        this.background.listRuns(uri.fsPath, vscode.env.language).catch((error) => {
          this.log.warn(`${uri.fsPath}: ${errorText(error)}`);
          return { runs: [], problems: [] };
        }),
      ),
    );
    for (const problem of lists.flatMap(({ problems }) => problems)) this.log.debug(problem);
    const runs = new Map(lists.flatMap((list) => list.runs).map((run) => [run.path, run]));
    return [...runs.values()].sort((a, b) => (a.created < b.created ? 1 : -1));
  }

  /** Remembers where a run lies, by its id. */
  async remember(id: string, folder: string): Promise<void> {
    const known = this.memory.get<[string, string][]>(memoryKey, []).filter(([other]) => other !== id);
    await this.memory.update(memoryKey, [[id, folder], ...known].slice(0, MOST_REMEMBERED));
  }

  /**
   * The folder of a run that a panel had shown, by its folder or its id.
   * @throws UserError `run-not-found`
   */
  async locate(run: string): Promise<string> {
    if (isAbsolute(run)) return run;
    const known = this.memory.get<[string, string][]>(memoryKey, []).find(([id]) => id === run)?.[1];
    const folder = known ?? (await this.find()).find(({ id }) => id === run)?.path;
    if (folder !== undefined) return folder;
    throw new UserError("run-not-found", `There is no run ${JSON.stringify(run)} in this workspace`);
  }
}
