import { sep } from "node:path";
import * as vscode from "vscode";

/** Configs and folders that were renamed in this workspace, the last ones. */
const memoryKey = "unroll.renamed";
const MOST_REMEMBERED = 100;

interface Rename {
  from: string;
  to: string;
  /** ISO. */
  time: string;
}

/** Whether a path is this file or folder, or lies in it. */
export function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder + sep);
}

/** Where a config is now, of a run that knows where it was when it began. */
export function follow(configFile: string, created: string, renames: readonly Rename[]): string {
  // Whatever had the name before the run began was another file.
  return renames
    .filter(({ time }) => time > created)
    .reduce((path, { from, to }) => (isIn(path, from) ? to + path.slice(from.length) : path), configFile);
}

/** Follows configs whose files are renamed in VS Code, for runs remember them by their names. */
export class Renames {
  private readonly renames = new vscode.EventEmitter<{ from: string; to: string }>();
  readonly onDidRename = this.renames.event;
  private readonly listening: vscode.Disposable;

  constructor(private readonly memory: vscode.Memento) {
    this.listening = vscode.workspace.onDidRenameFiles(({ files }) => {
      for (const { oldUri, newUri } of files) {
        if (oldUri.scheme === "file" && newUri.scheme === "file") void this.note(oldUri.fsPath, newUri.fsPath);
      }
    });
  }

  follow(configFile: string, created: string): string {
    return follow(configFile, created, this.known);
  }

  dispose(): void {
    this.listening.dispose();
    this.renames.dispose();
  }

  private get known(): Rename[] {
    return this.memory.get<Rename[]>(memoryKey, []);
  }

  private async note(from: string, to: string): Promise<void> {
    // Runs move with the folder that holds them, and find their config from there.
    if (to.endsWith(".rnnconfig")) {
      const renames = [...this.known, { from, to, time: new Date().toISOString() }];
      await this.memory.update(memoryKey, renames.slice(-MOST_REMEMBERED));
    }
    this.renames.fire({ from, to });
  }
}
