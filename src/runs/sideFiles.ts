import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../base/userError.ts";
import type { DrawnSymbol } from "../contracts/preview.ts";
import { MOST_WITH_SYMBOLS } from "../contracts/recentSymbols.ts";
import { type PartReport, partReport } from "../contracts/report.ts";
import { type SymbolsRow, symbolsRow } from "../contracts/runLogs.ts";
import type { BaselineRow } from "../contracts/runs.ts";
import { matches } from "../contracts/shapes.ts";
import { MAX_JSON_BYTES, readWhole, writeAtomically, writeFlushed } from "./atomicFile.ts";
import { parseBaselines } from "./baselineRows.ts";
import { says } from "./messages.ts";
import { withAbsoluteSounds, withRelativeSounds } from "./previewSounds.ts";
import type { Rescue } from "./rescue.ts";

const VOCABULARY = "vocabulary.json";
const BASELINES = "baselines.json";
const REPORTS = "reports.json";
const SYMBOLS = "symbols.json";

/** The small files of a run beside its manifest. What was read or written here is remembered, should the folder be deleted. */
export class SideFiles {
  vocabulary: unknown;
  private baselines: readonly BaselineRow[] | undefined;
  private reports: readonly PartReport[] | undefined;
  private symbols: SymbolsRow[] = [];
  private hasNewSymbols = false;

  constructor(
    private readonly folder: () => string,
    private readonly rescue: Rescue,
  ) {}

  async writeBaselines(rows: readonly BaselineRow[]): Promise<void> {
    this.baselines = rows;
    await this.rescue.guarded(() => writeAtomically(join(this.folder(), BASELINES), baselinesText(rows)));
  }

  async readBaselines(): Promise<BaselineRow[]> {
    const rows = await this.read(BASELINES, parseBaselines).catch(() => []);
    if (rows.length > 0) this.baselines = rows;
    return rows;
  }

  async writeReports(reports: readonly PartReport[]): Promise<void> {
    this.reports = reports;
    await this.rescue.guarded(() => writeAtomically(join(this.folder(), REPORTS), reportsText(reports, this.folder())));
  }

  async readReports(): Promise<PartReport[]> {
    const reports = await this.read(REPORTS, (json) =>
      Array.isArray(json) ? json.filter((row) => matches(partReport, row)) : [],
    ).catch(() => []);
    return withAbsoluteSounds(reports, this.folder());
  }

  addSymbols({ drawn, ...place }: SymbolsRow): void {
    this.symbols = [...this.symbols, { ...place, drawn: drawn.map(shortDrawn) }].slice(-MOST_WITH_SYMBOLS);
    this.hasNewSymbols = true;
  }

  /** Where there are new ones. */
  async writeSymbols(): Promise<void> {
    if (!this.hasNewSymbols) return;
    this.hasNewSymbols = false;
    await this.rescue.guarded(() => writeAtomically(join(this.folder(), SYMBOLS), symbolsText(this.symbols)));
  }

  async readSymbols(): Promise<SymbolsRow[]> {
    return await this.read(SYMBOLS, (json) =>
      Array.isArray(json) ? json.filter((row) => matches(symbolsRow, row)) : [],
    ).catch(() => []);
  }

  /** Forgets the symbols of later steps, which come again. */
  async resumeAt(step: number): Promise<void> {
    this.symbols = (await this.readSymbols()).filter((row) => row.step <= step);
  }

  async readVocabulary(): Promise<unknown> {
    try {
      this.vocabulary = await this.read(VOCABULARY, (json) => json);
      return this.vocabulary;
    } catch (error) {
      if (error instanceof UserError) throw error;
      const file = join(this.folder(), VOCABULARY);
      throw new UserError(says.notJson({ file }), { file });
    }
  }

  /** Writes again what is remembered and was deleted. */
  async restore(): Promise<void> {
    for (const [name, text] of this.remembered(this.folder())) {
      const file = join(this.folder(), name);
      if (!existsSync(file)) await writeAtomically(file, text());
    }
  }

  /** Writes what is remembered into another folder, but for the vocabulary, which each run has. */
  async copyTo(folder: string): Promise<void> {
    for (const [name, text] of this.remembered(folder)) {
      if (name !== VOCABULARY) await writeFlushed(join(folder, name), text());
    }
  }

  /** What the files in a folder hold. */
  private remembered(folder: string): [string, () => string][] {
    const { vocabulary, baselines, reports, symbols } = this;
    const files: [string, () => string][] = [];
    if (vocabulary !== undefined) files.push([VOCABULARY, () => vocabularyText(vocabulary)]);
    if (baselines) files.push([BASELINES, () => baselinesText(baselines)]);
    if (reports) files.push([REPORTS, () => reportsText(reports, folder)]);
    if (symbols.length > 0) files.push([SYMBOLS, () => symbolsText(symbols)]);
    return files;
  }

  private async read<T>(name: string, parse: (json: unknown) => T): Promise<T> {
    const bytes = await readWhole(join(this.folder(), name), MAX_JSON_BYTES);
    return parse(JSON.parse(new TextDecoder().decode(bytes)));
  }
}

export function vocabularyText(vocabulary: unknown): string {
  return `${JSON.stringify(vocabulary)}\n`;
}

function baselinesText(rows: readonly BaselineRow[]): string {
  return `${JSON.stringify(rows, null, 2)}\n`;
}

function symbolsText(rows: readonly SymbolsRow[]): string {
  return `${JSON.stringify(rows)}\n`;
}

/** Probabilities to five digits, with which the file is half as long. */
function shortDrawn({ text, probability, likeliest }: DrawnSymbol): DrawnSymbol {
  const short = (share: number) => Number(share.toPrecision(5));
  return {
    text,
    probability: probability === null ? null : short(probability),
    likeliest: likeliest.map((one) => ({ ...one, probability: short(one.probability) })),
  };
}

function reportsText(reports: readonly PartReport[], folder: string): string {
  return `${JSON.stringify(withRelativeSounds(reports, folder))}\n`;
}
