import type { BenchmarkRow } from "../../src/training/benchmark/benchmarkRows.ts";
import { busy, hasAvx512, isIdle, load, machine } from "./machine.ts";
import type { TrainingMemory } from "./memory.ts";
import { requirements } from "./required.ts";
import { type Measured, middle, ratioOf, winner } from "./rounds.ts";
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
  /** Goes on with the last run: rows that were measured on an idle machine are not measured again. */
  resume: boolean;
  /** Whether the report goes into the README too. */
  readme: boolean;
}

export interface MeasuredRow {
  row: BenchmarkRow;
  measured: Measured[];
  memory: TrainingMemory | undefined;
  /** GFLOP/s of matrix products whose operands stay in the cache, while the row was measured, on one thread and on all. */
  peaks: { one: number; all: number };
  /** Rounds that were measured again, since the machine changed its speed. */
  changes: number;
  /** What share of the machine other programs took before it. */
  others: number;
}

export interface Results {
  found: readonly Found[];
  rows: readonly MeasuredRow[];
  troubles: readonly string[];
  /** That all of it took. */
  seconds: number;
  loadBefore: number;
  options: Options;
}

const UNITS = { training: "", sampling: "", writing: "", loading: " MB/s" };

/** Everything that was measured, as Markdown: how, the table, and what is required beside what was reached. */
export function report(results: Results): string {
  const { found, rows, troubles, options } = results;
  const columns = [...new Set(found.flatMap(({ systems }) => systems.flatMap((system) => system.columns)))];
  const ours = columns.filter((column) => column.startsWith("Unroll"));
  const head = ["", ...columns, ...ours.map((column) => `GFLOP/s, ${threadsOf(column)}`), "of peak", "memory", "said"];
  const body = rows.map((row) => cells(row, columns, ours));
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

function circumstances({ found, rows, seconds, loadBefore }: Results): string[] {
  const peak = (of: "one" | "all") => middle(rows.map(({ peaks }) => peaks[of])).toFixed(1);
  const warning = busy(loadBefore);
  return [
    `${new Date().toISOString().slice(0, 10)}, ${machine()}`,
    ...found.flatMap(({ version }) => version ?? []),
    `Matrix products whose operands stay in the cache reach ${peak("one")} GFLOP/s on one thread and ${peak("all")} on two in WebAssembly`,
    `Load average ${loadBefore.toFixed(2)} before, ${load().toFixed(2)} after; ${(seconds / 60).toFixed(1)} minutes`,
    ...(warning ? [warning] : []),
    ...disturbances(rows),
    ...found.flatMap(({ missing }) => (missing ? [`Skipped, not installed: ${missing}`] : [])),
  ];
}

function threadsOf(column: string): string {
  return column.split(", ").slice(1).join(", ");
}

/** What else the machine did, so loud that nobody takes the figures for those of an idle one. */
function disturbances(rows: readonly MeasuredRow[]): string[] {
  const disturbed = rows.filter(({ others }) => !isIdle(others));
  const most = Math.max(0, ...disturbed.map(({ others }) => others));
  const changes = rows.reduce((sum, row) => sum + row.changes, 0);
  return [
    ...(disturbed.length > 0
      ? [
          `**THE MACHINE WAS NOT IDLE**: other programs took up to ${(100 * most).toFixed(0)} % of it before ${disturbed.map(({ row }) => row.name).join(", ")}, also after waiting. Compare nothing with these figures.`,
        ]
      : []),
    ...(changes > 0 ? [`The machine changed its speed during ${changes} rounds, which were measured again`] : []),
  ];
}

/** The share of the peak that one of our columns reaches. */
function shareOf({ measured, peaks }: MeasuredRow, column: string): string | undefined {
  const gflops = winner(measured, column)?.figures.gflops;
  const peak = column.endsWith("1 thread") ? peaks.one : peaks.all;
  return gflops ? `${((100 * gflops) / peak).toFixed(0)} %` : undefined;
}

function cells(measuredRow: MeasuredRow, columns: string[], ours: string[]): string[] {
  const { row, measured, memory } = measuredRow;
  const gflops = ours.map((column) => winner(measured, column)?.figures.gflops ?? undefined);
  const shares = ours.flatMap((column) => shareOf(measuredRow, column) ?? []);
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
      return ratioOf(measured, column, `${OTHER}, ${threadsOf(column)}`)?.toFixed(3) ?? "–";
    });
    return [row.title, ...ratios];
  });
  return table(["this build / the other", ...ours.map(threadsOf)], lines);
}

/** The median ratio over rounds beside what is required and aimed at. */
function required(rows: readonly MeasuredRow[]): string {
  const has = hasAvx512();
  const lines = requirements.flatMap(({ rows: names, ours, theirs, least, aim, avx512 }) =>
    rows
      .filter(({ row }) => names.includes(row.name))
      .map((measured) => {
        const ratio = ratioOf(measured.measured, ours, theirs);
        const judged = ratio === undefined ? "not measured" : ratio >= least ? "reached" : "not reached";
        const verdict = avx512 && !has && ratio !== undefined ? "shown: no AVX-512 here" : judged;
        return [
          `${measured.row.title}: ${ours} / ${theirs}`,
          ratio?.toFixed(2) ?? "–",
          `≥ ${least}`,
          aim?.toString() ?? "–",
          shareOf(measured, ours) ?? "–",
          verdict,
        ];
      }),
  );
  return table(["required", "ratio", "at least", "aim", "of peak", ""], lines);
}
