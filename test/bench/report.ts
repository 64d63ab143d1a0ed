import type { BenchmarkRow } from "../../src/training/benchmark/benchmarkRows.ts";
import { busy, load, machine } from "./machine.ts";
import type { TrainingMemory } from "./memory.ts";
import { requirements } from "./required.ts";
import type { Measured } from "./rounds.ts";
import type { Found } from "./system.ts";
import { OTHER } from "./systems/unroll.ts";
import { figure, megabytes, table } from "./table.ts";

export interface Options {
  /** Beginnings of rows' names; none for all. */
  rows: string[];
  /** Beginnings of peers' names; undefined for all. */
  peers: string[] | undefined;
  rounds: number;
  /** Time of one measurement. */
  seconds: number;
  /** A folder with another build of Unroll, which is measured too. */
  against: string | undefined;
  /** Whether the report goes into the README too. */
  readme: boolean;
}

export interface MeasuredRow {
  row: BenchmarkRow;
  measured: Measured[];
  memory: TrainingMemory | undefined;
}

export interface Results {
  found: readonly Found[];
  rows: readonly MeasuredRow[];
  troubles: readonly string[];
  /** GFLOP/s of a product in the first caches, on one thread. */
  peak: number;
  /** That all of it took. */
  seconds: number;
  loadBefore: number;
  options: Options;
}

const UNITS = { training: "", sampling: "", writing: "", loading: " MB/s" };

/** Everything that was measured, as Markdown: how, the table, and what is required beside what was reached. */
export function report(results: Results): string {
  const { found, rows, troubles, peak, options } = results;
  const columns = [...new Set(found.flatMap(({ systems }) => systems.flatMap((system) => system.columns)))];
  const ours = columns.filter((column) => column.startsWith("Unroll"));
  const head = ["", ...columns, ...ours.map((column) => `GFLOP/s, ${threadsOf(column)}`), "of peak", "memory", "said"];
  const body = rows.map((row) => cells(row, columns, ours, peak));
  const parts = [
    [...circumstances(results), ...troubles].join("  \n"),
    `Tokens (sampling: characters; beam: symbols of the best outputs, 64 sources of 20) per second: medians of ${options.rounds} rounds of ${options.seconds} s, alternating between the systems. Adam, norm clip 5, zero state,
no dropout; 65 symbols and embedding 64, the word model embedding 256. GFLOP/s: 6 × the multiply-adds that Unroll performs.
Memory: what a process of \`unroll train\` held at its peak, and what it had announced before ("said").`,
    table(head, body),
    ...columns.filter((column) => column.endsWith("best")).map((column) => waysOf(column, rows)),
    ...(found.some(({ peer }) => peer === "other") ? [compared(rows, ours)] : []),
    ...(found.some(({ peer }) => peer !== "unroll" && peer !== "other") ? [required(rows)] : []),
  ];
  return parts.join("\n\n");
}

function circumstances({ found, peak, seconds, loadBefore }: Results): string[] {
  const warning = busy(loadBefore);
  return [
    `${new Date().toISOString().slice(0, 10)}, ${machine()}`,
    ...found.flatMap(({ version }) => version ?? []),
    `Products in the first caches reach ${peak.toFixed(1)} GFLOP/s a thread in WebAssembly`,
    `Load average ${loadBefore.toFixed(2)} before, ${load().toFixed(2)} after; ${(seconds / 60).toFixed(1)} minutes`,
    ...(warning ? [warning] : []),
    ...found.flatMap(({ missing }) => (missing ? [`Skipped, not installed: ${missing}`] : [])),
  ];
}

function threadsOf(column: string): string {
  return column.split(", ").slice(1).join(", ");
}

/** The fastest of a column's systems. */
function winner(measured: readonly Measured[], column: string): Measured | undefined {
  const rivals = measured.filter(({ system }) => system.columns.includes(column));
  return rivals.sort((a, b) => b.figures.perSecond - a.figures.perSecond)[0];
}

function cells({ row, measured, memory }: MeasuredRow, columns: string[], ours: string[], peak: number): string[] {
  const gflops = ours.map((column) => winner(measured, column)?.figures.gflops ?? undefined);
  const shares = gflops.flatMap((value, i) => (value ? `${((100 * value) / (peak * (i + 1))).toFixed(0)} %` : []));
  const or = (text: string | undefined) => text ?? "–";
  return [
    row.title,
    ...columns.map((column) => {
      const best = winner(measured, column);
      return or(best && `${figure(best.figures.perSecond)}${UNITS[row.kind]}`);
    }),
    ...gflops.map((value) => or(value?.toFixed(1))),
    or(shares.join(", ") || undefined),
    or(memory && megabytes(memory.held)),
    or(memory && megabytes(memory.said)),
  ];
}

/** How a column that holds the best of several ways was reached. */
function waysOf(column: string, rows: readonly MeasuredRow[]): string {
  const ways = new Map<string, string[]>();
  for (const { row, measured } of rows) {
    const best = winner(measured, column);
    if (best) ways.set(threadsOf(best.system.name), [...(ways.get(threadsOf(best.system.name)) ?? []), row.name]);
  }
  return `${column}: ${[...ways].map(([way, names]) => `${way} (${names.join(", ")})`).join("; ")}.`;
}

/** How much faster this build is than the other. */
function compared(rows: readonly MeasuredRow[], ours: readonly string[]): string {
  const lines = rows.map(({ row, measured }) => {
    const ratios = ours.map((column) => {
      const [a, b] = [column, `${OTHER}, ${threadsOf(column)}`].map((it) => winner(measured, it)?.figures.perSecond);
      return a && b ? (a / b).toFixed(3) : "–";
    });
    return [row.title, ...ratios];
  });
  return table(["this build / the other", ...ours.map(threadsOf)], lines);
}

function required(rows: readonly MeasuredRow[]): string {
  const lines = requirements.flatMap(({ rows: names, ours, theirs, least }) =>
    rows
      .filter(({ row }) => names.includes(row.name))
      .map(({ row, measured }) => {
        const [a, b] = [ours, theirs].map((column) => winner(measured, column)?.figures.perSecond);
        const ratio = a && b ? a / b : undefined;
        const verdict = ratio === undefined ? "not measured" : ratio >= least ? "reached" : "not reached";
        return [`${row.title}: ${ours} / ${theirs}`, ratio?.toFixed(2) ?? "–", `≥ ${least}`, verdict];
      }),
  );
  return table(["required", "ratio", "at least", ""], lines);
}
