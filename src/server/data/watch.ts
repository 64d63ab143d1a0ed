import { sep } from "node:path";
import { pathToFileURL } from "node:url";
import type { Disposable, FileSystemWatcher } from "vscode-languageserver";
import type { WatchedPlace } from "../../reading/checks/watchedPlaces.ts";

export interface DataWatchOptions {
  /** Asks the editor to watch; what comes back ends it. */
  register(watchers: FileSystemWatcher[]): Promise<Disposable>;
  /** Whether the editor knows patterns that are relative to a folder. */
  relative(): boolean;
  /** The editor watches from now on: what happened until then it did not see. */
  began(): void;
  fail(why: unknown): void;
}

/** Has the editor watch all places where data of open configs lie; it hears of changes as `workspace/didChangeWatchedFiles`. */
export class DataWatch {
  private readonly wanted = new Map<string, readonly WatchedPlace[]>();
  private watched = "[]";
  private disposable: Disposable | undefined;
  /** Each change of what is watched waits for the one before. */
  private changes = Promise.resolve();

  constructor(private readonly options: DataWatchOptions) {}

  /** The places of one document. */
  set(uri: string, places: readonly WatchedPlace[]): void {
    if (places.length > 0) this.wanted.set(uri, places);
    else this.wanted.delete(uri);
    this.changes = this.changes.then(() => this.update()).catch((error) => this.options.fail(error));
  }

  private async update(): Promise<void> {
    const patterns = [...this.wanted.values()].flat().map((place) => JSON.stringify(this.watcherOf(place)));
    const distinct = [...new Set(patterns)].sort();
    const all = `[${distinct}]`;
    if (all === this.watched) return;
    this.watched = all;
    const before = this.disposable;
    this.disposable = undefined;
    // The new one first: in between nobody would watch.
    if (distinct.length > 0) this.disposable = await this.options.register(JSON.parse(all));
    before?.dispose();
    if (this.disposable) this.options.began();
  }

  private watcherOf({ folder, pattern }: WatchedPlace): FileSystemWatcher {
    if (this.options.relative()) return { globPattern: { baseUri: pathToFileURL(folder).href, pattern } };
    return { globPattern: `${folder.replaceAll(sep, "/").replace(/\/$/, "")}/${pattern}` };
  }
}
