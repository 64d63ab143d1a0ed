import { fileURLToPath } from "node:url";
import { type Diagnostic, DiagnosticSeverity } from "vscode-languageserver";
import type { Message } from "../../base/message.ts";
import { type Config, keyRange } from "../../config/index.ts";
// Not by way of the room, which reads files: the server itself reads none.
import { soundPlaces, type WatchedPlace, watchedPlaces } from "../../reading/checks/watchedPlaces.ts";
import type { DataProblem } from "../../reading/index.ts";
import { diagnosticOf } from "../diagnostics.ts";
import type { ParsedConfig } from "../parsedConfig.ts";
import { says } from "./messages.ts";
import type { KnownData, LookedAt } from "./requests.ts";

/** Milliseconds without typing, or without changes of files, before data is looked at: reading it costs more than reading a config. */
const PAUSE = 400;
/** Milliseconds after which it is said that data is being looked at. */
const PATIENCE = 1000;
/**
 * Milliseconds between looks at data with an error: what mends it may happen where nobody watches, on another machine's disk or in a
 * folder that has only just been made. Where a look takes long, it is a small part of the time.
 */
const AGAIN = 2000;
const SMALL_PART = 50;

export interface DataDiagnosticsOptions {
  /**
   * What is wrong with the data of a config; undefined where the answer is not wanted any more. Data that are as they are `known` are
   * not read again.
   */
  check(config: Config, file: string, known?: KnownData): Promise<LookedAt | undefined>;
  /** Where changes are to be heard of; nowhere for a document whose data is of no interest any more. */
  watch(uri: string, places: readonly WatchedPlace[]): void;
  /** Publishes what a document has now, if it is still the version that was meant. */
  refresh(uri: string): void;
}

interface Watched {
  /** The settings that the data depends on, as text. */
  settings: string;
  config: Config;
  /** Whether it waits to be looked at, for the first time or again. */
  isDue: boolean;
  /** Undefined until they are known. */
  problems?: DataProblem[];
  /** The data that had these problems. */
  known?: KnownData;
  /** Whether a reading takes so long that it is said. */
  isLate?: boolean;
  timer?: NodeJS.Timeout;
}

/**
 * What is wrong with the data of open configs, found out in the background, one config after the other. An answer counts as long as
 * the settings that it depends on stay as they are and the data do: where either may have changed, it is looked at again, and
 * until then the last answer stands.
 */
export class DataDiagnostics {
  private readonly watched = new Map<string, Watched>();
  /** The columns that were seen last, and how they were read, while the config is being changed too. */
  private readonly seen = new Map<string, Pick<LookedAt, "columns" | "notes">>();
  private running: { uri: string; watched: Watched } | undefined;

  constructor(private readonly options: DataDiagnosticsOptions) {}

  /** Of a document as it is now; what is not known yet comes later, by `refresh`. `hurry` looks at once. */
  of(uri: string, parsed: ParsedConfig, hurry: boolean): Diagnostic[] {
    const { config } = parsed;
    if (!config || !uri.startsWith("file:")) {
      this.forget(uri);
      return [];
    }
    const settings = settingsOf(config);
    let known = this.watched.get(uri);
    if (known?.settings !== settings) {
      clearTimeout(known?.timer);
      known = { settings, config, isDue: true };
      this.watched.set(uri, known);
      this.lookIn(hurry ? 0 : PAUSE, uri, known);
    }
    if (known.isLate) return [measuring(parsed)];
    return (known.problems ?? []).map((problem) => placed(problem, parsed));
  }

  /** The data of a document, or of all, may have changed. What is being read is read to its end first. */
  lookAgain(uris: Iterable<string> = this.watched.keys()): void {
    for (const uri of uris) {
      const watched = this.watched.get(uri);
      if (!watched || watched.isDue) continue;
      watched.isDue = true;
      // Its end asks who is due.
      if (this.running?.watched === watched) continue;
      this.lookIn(PAUSE, uri, watched);
    }
  }

  /** Names of the columns of a document's data, as far as they are known. */
  columnsOf(uri: string): readonly string[] {
    return this.seen.get(uri)?.columns ?? [];
  }

  /** How a document's data are read, in words, as far as it is known. */
  notesOf(uri: string): readonly Message[] {
    return this.seen.get(uri)?.notes ?? [];
  }

  /** The document was closed. */
  close(uri: string): void {
    this.forget(uri);
    this.seen.delete(uri);
  }

  private forget(uri: string): void {
    clearTimeout(this.watched.get(uri)?.timer);
    if (this.watched.delete(uri)) this.options.watch(uri, []);
  }

  /** Sounds are known once the files that name them were read. */
  private watch(uri: string, { config, known }: Watched): void {
    const file = fileURLToPath(uri);
    this.options.watch(uri, [...watchedPlaces(config, file), ...soundPlaces(known?.sounds ?? [], file)]);
  }

  private lookIn(milliseconds: number, uri: string, watched: Watched): void {
    clearTimeout(watched.timer);
    watched.timer = setTimeout(() => {
      watched.isDue = true;
      this.look(uri);
    }, milliseconds);
  }

  private async look(uri: string): Promise<void> {
    const watched = this.watched.get(uri);
    // Another config's turn comes when it is done; of the same one, the newer question takes its place.
    if (!watched?.isDue || (this.running && this.running.uri !== uri)) return;
    clearTimeout(watched.timer);
    const turn = { uri, watched };
    this.running = turn;
    watched.isDue = false;
    const file = fileURLToPath(uri);
    this.watch(uri, watched);
    watched.timer = setTimeout(() => {
      watched.isLate = true;
      this.options.refresh(uri);
    }, PATIENCE);
    const begun = performance.now();
    const found = await this.options.check(watched.config, file, watched.known).catch(() => undefined);
    if (this.running !== turn) return;
    this.running = undefined;
    if (this.watched.get(uri) === watched) {
      clearTimeout(watched.timer);
      // Data that are as they were have the problems that are known.
      const isNew = found === undefined || found.problems !== undefined;
      const isShown = !isNew && !watched.isLate;
      watched.isLate = false;
      watched.known = found?.known;
      this.watch(uri, watched);
      if (isNew) watched.problems = found?.problems ?? [];
      if (found?.columns) this.seen.set(uri, found);
      if (!isShown) this.options.refresh(uri);
      const isWrong = watched.problems?.some(({ severity }) => severity === "error");
      if (isWrong) this.lookIn(Math.max(AGAIN, SMALL_PART * (performance.now() - begun)), uri, watched);
    }
    for (const [next, { isDue }] of this.watched) if (isDue) return void this.look(next);
  }
}

/** What the answer depends on; the model does not count. */
function settingsOf({ task, data, training }: Config): string {
  const { batchSize, sequenceLength, targetLength, batching, seed } = training;
  return JSON.stringify({ task, data, batchSize, sequenceLength, targetLength, batching, seed });
}

function placed(problem: DataProblem, { text }: ParsedConfig): Diagnostic {
  const { key, value } = problem;
  const start = { line: 1, column: 1 };
  return diagnosticOf({ ...problem, ...(keyRange(text, key, [], value) ?? { start, end: start }) });
}

function measuring(parsed: ParsedConfig): Diagnostic {
  const said = says.measuring();
  return {
    ...placed({ severity: "warning", code: said.code, message: said.text, key: "data.train", said }, parsed),
    severity: DiagnosticSeverity.Information,
  };
}
