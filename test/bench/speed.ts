import { type BenchmarkRow, benchmarkRows } from "../../src/training/benchmarkRows.ts";
import { busy, load, machine } from "./machine.ts";
import type { Options } from "./main.ts";
import { requirements } from "./required.ts";
import { type Measured, measureInRounds } from "./rounds.ts";
import type { Found, System } from "./system.ts";
import { pytorch } from "./systems/pytorch.ts";
import { tfjs } from "./systems/tfjs.ts";
import { measurePeak, unroll } from "./systems/unroll.ts";
import { figure, megabytes, table } from "./table.ts";

const UNITS = { training: "", sampling: "", loading: " MB/s" };

/** Unroll and its peers, row by row, in one table; then what is required of it. */
export async function speed(options: Options): Promise<void> {
  const before = load();
  const begun = performance.now();
  const found = [unroll(), ...(await peersOf(options))];
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const note = (line: string) => process.stderr.write(`${line}\n`);
  const rows = benchmarkRows.filter(
    ({ name }) => options.rows.length === 0 || options.rows.some((start) => name.startsWith(start)),
  );
  const systems = found.flatMap((peer) => peer.systems);
  const columns = [...new Set(systems.flatMap((system) => system.columns))];
  const results = new Map<BenchmarkRow, Measured[]>();
  const troubles: string[] = [];
  const peaks: number[] = [];
  for (const row of rows) {
    note(`${row.title} …`);
    peaks.push(await measurePeak(Math.min(1, options.seconds)));
    const fail = ({ name }: System, error: Error) => troubles.push(`${name} failed at ${row.title}: ${error.message}`);
    const able = systems.filter((system) => system.takes(row));
    results.set(row, await measureInRounds(row, able, options, fail));
  }
  const peak = peaks.sort((a, b) => a - b)[peaks.length >> 1];
  const minutes = (performance.now() - begun) / 60_000;

  say(`Unroll's speed, ${new Date().toISOString().slice(0, 10)}: ${machine()}`);
  for (const { version } of found) if (version) say(version);
  say(`Products in the first caches reach ${peak.toFixed(1)} GFLOP/s a thread in WebAssembly.`);
  say(`Load average ${before.toFixed(2)} before, ${load().toFixed(2)} after; ${minutes.toFixed(1)} minutes.`);
  const warning = busy(before);
  if (warning) say(warning);
  for (const { missing } of found) if (missing) say(`Skipped, not installed: ${missing}`);
  for (const trouble of troubles) say(trouble);
  say(`
Tokens (sampling: characters) a second, ${options.rounds} rounds of ${options.seconds} s a system in turns, medians. Adam, norm clip 5, zero state, no dropout;
65 symbols and embedding 64, the word model embedding 256. GFLOP/s: 6 × the multiply-adds that Unroll performs. Memory: the
process at its highest.
`);
  const threads = columns.filter((column) => column.startsWith("Unroll"));
  const head = ["", ...columns, ...threads.map((column) => `GFLOP/s, ${column.split(", ")[1]}`), "of peak", "memory"];
  say(
    table(
      head,
      rows.map((row) => cells(row, results.get(row)!, columns, threads, peak)),
    ),
  );
  for (const line of chosenWays(rows, results, columns)) say(line);
  if (found.length > 1) say(`\n${ratios(rows, results)}`);
}

async function peersOf({ peers }: Options): Promise<Found[]> {
  if (peers?.length === 0) return [];
  const all = [...(await pytorch()), await tfjs()];
  return all.filter(({ peer }) => !peers || peers.some((start) => peer.startsWith(start)));
}

/** The fastest of a column's systems. */
function winner(measured: readonly Measured[], column: string): Measured | undefined {
  const rivals = measured.filter(({ system }) => system.columns.includes(column));
  return rivals.reduce<Measured | undefined>(
    (best, next) => (best && best.figures.perSecond >= next.figures.perSecond ? best : next),
    undefined,
  );
}

function cells(
  row: BenchmarkRow,
  measured: readonly Measured[],
  columns: readonly string[],
  threads: readonly string[],
  peak: number,
): string[] {
  const ours = threads.map((column) => winner(measured, column));
  const share = ours.map((found, i) => found?.figures.gflops && found.figures.gflops / (peak * (i + 1)));
  const percent = share.flatMap((x) => (x ? `${(100 * x).toFixed(0)} %` : []));
  const memory = ours.findLast((found) => found !== undefined)?.figures.memory;
  return [
    row.title,
    ...columns.map((column) => {
      const best = winner(measured, column);
      return best ? `${figure(best.figures.perSecond)}${UNITS[row.kind]}` : "–";
    }),
    ...ours.map((found) => found?.figures.gflops?.toFixed(1) ?? "–"),
    percent.length > 0 ? percent.join(", ") : "–",
    memory ? megabytes(memory) : "–",
  ];
}

/** How the columns that hold the best of several ways were reached. */
function chosenWays(
  rows: readonly BenchmarkRow[],
  results: ReadonlyMap<BenchmarkRow, Measured[]>,
  columns: readonly string[],
): string[] {
  return columns
    .filter((column) => column.endsWith("best"))
    .map((column) => {
      const ways = new Map<string, string[]>();
      for (const row of rows) {
        const name = winner(results.get(row)!, column)?.system.name.split(", ").slice(1).join(", ");
        if (name) ways.set(name, [...(ways.get(name) ?? []), row.name]);
      }
      return `\n${column}: ${[...ways].map(([way, at]) => `${way} (${at.join(", ")})`).join("; ")}.`;
    });
}

function ratios(rows: readonly BenchmarkRow[], results: ReadonlyMap<BenchmarkRow, Measured[]>): string {
  const lines = requirements.flatMap(({ rows: names, ours, theirs, least }) =>
    rows
      .filter(({ name }) => names.includes(name))
      .map((row) => {
        const [a, b] = [ours, theirs].map((column) => winner(results.get(row)!, column)?.figures.perSecond);
        const ratio = a && b ? a / b : undefined;
        const verdict = ratio === undefined ? "not measured" : ratio >= least ? "reached" : "not reached";
        return [`${row.title}: ${ours} / ${theirs}`, ratio?.toFixed(2) ?? "–", `≥ ${least}`, verdict];
      }),
  );
  return table(["required", "ratio", "at least", ""], lines);
}
