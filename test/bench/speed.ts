import { type BenchmarkRow, benchmarkRows } from "../../src/training/benchmark/benchmarkRows.ts";
import { headline } from "./headline.ts";
import { load, THREADS, waitForIdle } from "./machine.ts";
import { trainingMemory } from "./memory.ts";
import { type MeasuredRow, type Options, report } from "./report.ts";
import { measureInRounds, middle } from "./rounds.ts";
import { circumstancesOf, SITTING, Sitting } from "./sitting.ts";
import type { Found, System } from "./system.ts";
import { pytorch } from "./systems/pytorch.ts";
import { tfjs } from "./systems/tfjs.ts";
import { measurePeak, otherUnroll, unroll } from "./systems/unroll.ts";

/** Seconds that it waits for an idle machine: before all, and before each row. */
const [WAIT, WAIT_AGAIN] = [120, 20];

export interface Speeds {
  report: string;
  /** The same in a sentence, for the README, where the newest PyTorch was measured too. */
  headline: string | undefined;
  /** The names of all rows that were not measured in this sitting, or while other programs ran. */
  missing: string[];
}

/** Unroll and its peers, row by row, in one table; then what is required of it. */
export async function speed(options: Options): Promise<Speeds> {
  const loadBefore = load();
  const begun = performance.now();
  const { against } = options;
  const found = [unroll(), ...(against === undefined ? [] : [otherUnroll(against)]), ...(await peersOf(options))];
  const systems = found.flatMap((peer) => peer.systems);
  const of = circumstancesOf(found, options);
  const sitting = options.resume
    ? Sitting.resume(of, SITTING)
    : Sitting.begin(of, options.readme ? SITTING : undefined);
  const rows: MeasuredRow[] = [];
  const troubles: string[] = [];
  process.stderr.write("Waiting for an idle machine …\n");
  await waitForIdle(WAIT);
  for (const row of chosen(options)) {
    const known = sitting.idleRow(row);
    process.stderr.write(`${row.title} ${known ? "was measured" : "…"}\n`);
    if (known) {
      rows.push(known);
      continue;
    }
    const others = await waitForIdle(WAIT_AGAIN);
    const one = await measurePeak(Math.min(1, options.seconds), 1);
    const peak = () => measurePeak(Math.min(0.4, options.seconds), THREADS);
    const fail = ({ name }: System, error: Error) => troubles.push(`${name} failed at ${row.title}: ${error.message}`);
    const able = systems.filter((system) => system.takes(row));
    const { measured, peaks, changes } = await measureInRounds(row, able, options, peak, fail);
    // Speeds are compared with those of another build, and what memory is said to be has a test.
    const withMemory = row.kind === "training" && against === undefined;
    const memory = withMemory ? await trainingMemory(row) : undefined;
    const found = { row, measured, memory, peaks: { one, all: middle(peaks) }, changes, others };
    rows.push(found);
    sitting.keep(found);
  }
  const seconds = (performance.now() - begun) / 1000;
  const text = report({ found, rows, troubles, seconds, loadBefore, options });
  return { report: text, headline: headline(rows), missing: sitting.missing };
}

function chosen({ rows }: Options): BenchmarkRow[] {
  return benchmarkRows.filter(({ name }) => rows.length === 0 || rows.some((start) => name.startsWith(start)));
}

async function peersOf({ peers }: Options): Promise<Found[]> {
  if (peers?.length === 0) return [];
  const all = [...(await pytorch()), await tfjs()];
  return all.filter(({ peer }) => !peers || peers.some((start) => peer.startsWith(start)));
}
