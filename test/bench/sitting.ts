import { readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type BenchmarkRow, benchmarkRows } from "../../src/training/benchmark/benchmarkRows.ts";
import { isIdle, machine } from "./machine.ts";
import type { MeasuredRow, Options } from "./report.ts";
import type { Figures, Found } from "./system.ts";

const dist = new URL("../../dist/", import.meta.url);
/** Where a sitting is kept that the README is to have. */
export const SITTING = fileURLToPath(new URL("sitting.json", dist));

/** Rows further apart in time are not of one sitting; hours. */
const LONGEST = 12;

interface SavedRow extends Omit<MeasuredRow, "row" | "measured"> {
  name: string;
  measured: { name: string; columns: string[]; figures: Figures; byRound: [number, number][] }[];
}

interface Saved {
  /** What has to be the same of all rows. */
  of: string;
  begun: number;
  rows: SavedRow[];
}

/** The rows that were measured, kept as soon as each is, so that a run that was cut short or disturbed goes on with the others. */
export class Sitting {
  private readonly file: string | undefined;
  private readonly saved: Saved;

  private constructor(file: string | undefined, saved: Saved) {
    this.file = file;
    this.saved = saved;
  }

  /** @param of what has to be the same of all rows, from `circumstancesOf`. @param file where it is kept; not at all where absent */
  static begin(of: string, file?: string): Sitting {
    return new Sitting(file, { of, begun: Date.now(), rows: [] });
  }

  /** The last one; a new one where there is none of the same circumstances. */
  static resume(of: string, file: string): Sitting {
    try {
      const saved: Saved = JSON.parse(readFileSync(file, "utf8"));
      if (saved.of === of && Date.now() - saved.begun < LONGEST * 3600_000) return new Sitting(file, saved);
      process.stderr.write(
        "The last sitting was of another build, machine or peers, or too long ago: all rows are measured anew.\n",
      );
    } catch {
      process.stderr.write("There is no sitting to go on with: all rows are measured.\n");
    }
    return Sitting.begin(of, file);
  }

  /** A row that was measured while nobody else used the machine. */
  idleRow(row: BenchmarkRow): MeasuredRow | undefined {
    const saved = this.saved.rows.find(({ name, others }) => name === row.name && isIdle(others));
    if (!saved) return undefined;
    const { name: _, measured, ...rest } = saved;
    const restored = measured.map(({ name, columns, figures, byRound }) => ({
      system: { name, columns, takes: () => false, start: () => Promise.reject(new Error(`${name} is not running`)) },
      figures,
      byRound: new Map(byRound),
    }));
    return { ...rest, row, measured: restored };
  }

  keep({ row, measured, ...rest }: MeasuredRow): void {
    const saved = measured.map(({ system: { name, columns }, figures, byRound }) => {
      return { name, columns, figures, byRound: [...byRound] };
    });
    this.saved.rows = this.saved.rows.filter(({ name }) => name !== row.name);
    this.saved.rows.push({ ...rest, name: row.name, measured: saved });
    if (this.file === undefined) return;
    writeFileSync(`${this.file}.new`, JSON.stringify(this.saved));
    renameSync(`${this.file}.new`, this.file);
  }

  /** The names of rows that were not measured, or while other programs ran. */
  get missing(): string[] {
    return benchmarkRows.filter((row) => !this.idleRow(row)).map(({ name }) => name);
  }
}

/** The machine, the builds, the peers, and how each figure is measured. */
export function circumstancesOf(found: readonly Found[], { rounds, seconds, against }: Options): string {
  const build = statSync(new URL("cli.js", dist), { throwIfNoEntry: false })?.mtimeMs;
  const peers = found.map(({ peer, version, systems }) => [peer, version, systems.length]);
  return JSON.stringify({ machine: machine(), build, peers, rounds, seconds, against });
}
