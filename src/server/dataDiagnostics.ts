import { fileURLToPath } from "node:url";
import { type Diagnostic, DiagnosticSeverity } from "vscode-languageserver";
import { type Config, keyRange } from "../config/index.ts";
import type { DataProblem } from "../data/index.ts";
import type { LookedAt } from "../protocol/dataChecks.ts";
import { diagnosticOf } from "./diagnostics.ts";
import type { ParsedConfig } from "./parsedConfig.ts";

/** Milliseconds without typing before data is looked at: reading it costs more than reading a config. */
const PAUSE = 400;
/** Milliseconds after which it is said that data is being looked at. */
const PATIENCE = 1000;

export interface DataDiagnosticsOptions {
  /** What is wrong with the data of a config; undefined where the answer is not wanted any more. */
  check(config: Config, file: string): Promise<LookedAt | undefined>;
  /** Publishes what a document has now, if it is still the version that was meant. */
  refresh(uri: string): void;
}

interface Watched {
  /** The settings that the data depends on, as text. */
  settings: string;
  config: Config;
  /** Undefined until they are known. */
  problems?: DataProblem[];
  isLate?: boolean;
  timer?: NodeJS.Timeout;
}

/**
 * What is wrong with the data of open configs, found out in the background, one config after the other. An answer counts as long as
 * the settings that it depends on stay as they are; a config that is saved is looked at anew, because its data may have changed.
 */
export class DataDiagnostics {
  private readonly watched = new Map<string, Watched>();
  /** The columns that were seen last, while the config is being changed too. */
  private readonly seen = new Map<string, readonly string[]>();
  private running: string | undefined;

  constructor(private readonly options: DataDiagnosticsOptions) {}

  /** Of a document as it is now; what is not known yet comes later, by `refresh`. `hurry` looks at once. */
  of(uri: string, parsed: ParsedConfig, hurry: boolean): Diagnostic[] {
    const { config, text } = parsed;
    if (!config || !uri.startsWith("file:")) {
      this.forget(uri);
      return [];
    }
    const settings = settingsOf(config);
    let known = this.watched.get(uri);
    if (known?.settings !== settings) {
      this.forget(uri);
      known = { settings, config };
      this.watched.set(uri, known);
      known.timer = setTimeout(() => this.look(uri), hurry ? 0 : PAUSE);
    }
    if (known.problems) return known.problems.map((problem) => placed(problem, text));
    return known.isLate ? [measuring(text)] : [];
  }

  /** The data of a document may have changed. */
  forget(uri: string): void {
    clearTimeout(this.watched.get(uri)?.timer);
    this.watched.delete(uri);
  }

  /** Names of the columns of a document's data, as far as they are known. */
  columnsOf(uri: string): readonly string[] {
    return this.seen.get(uri) ?? [];
  }

  /** The document was closed. */
  close(uri: string): void {
    this.forget(uri);
    this.seen.delete(uri);
  }

  private async look(uri: string): Promise<void> {
    const watched = this.watched.get(uri);
    // Another config's turn comes when it is done; of the same one, the newer question takes its place.
    if (!watched || watched.problems || (this.running !== undefined && this.running !== uri)) return;
    this.running = uri;
    watched.timer = setTimeout(() => {
      watched.isLate = true;
      this.options.refresh(uri);
    }, PATIENCE);
    const found = await this.options.check(watched.config, fileURLToPath(uri)).catch(() => undefined);
    clearTimeout(watched.timer);
    if (this.watched.get(uri) === watched) {
      watched.problems = found?.problems ?? [];
      if (found?.columns) this.seen.set(uri, found.columns);
      this.options.refresh(uri);
    } else if (found === undefined) return;
    this.running = undefined;
    for (const [next, { problems }] of this.watched) if (!problems) return void this.look(next);
  }
}

/** What the answer depends on; the model does not count. */
function settingsOf({ task, data, training: { batchSize, sequenceLength, batching, seed } }: Config): string {
  return JSON.stringify({ task, data, batchSize, sequenceLength, batching, seed });
}

function placed(problem: DataProblem, text: string): Diagnostic {
  const start = { line: 1, column: 1 };
  return diagnosticOf({ ...problem, ...(keyRange(text, problem.key) ?? { start, end: start }) });
}

function measuring(text: string): Diagnostic {
  const message = "Looking at the data…";
  return {
    ...placed({ severity: "warning", code: "measuring", message, key: "data.train" }, text),
    severity: DiagnosticSeverity.Information,
  };
}
