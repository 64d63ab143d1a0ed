import { type BenchmarkRow, benchmarkRows } from "../../src/training/benchmark/benchmarkRows.ts";
import { headline } from "./headline.ts";
import { load, THREADS, waitForIdle } from "./machine.ts";
import { trainingMemory } from "./memory.ts";
import { type MeasuredRow, type Options, report } from "./report.ts";
import { measureInRounds, middle } from "./rounds.ts";
import type { Found, System } from "./system.ts";
import { pytorch } from "./systems/pytorch.ts";
import { tfjs } from "./systems/tfjs.ts";
import { measurePeak, otherUnroll, unroll } from "./systems/unroll.ts";

/** Seconds that it waits for an idle machine: before all, and before each row. */
const [WAIT, WAIT_AGAIN] = [120, 20];

/**
 * Unroll and its peers, row by row, in one table; then what is required of it. And the same in a sentence, for the README, where the
 * newest PyTorch was measured too.
 */
export async function speed(options: Options): Promise<{ report: string; headline: string | undefined }> {
  const loadBefore = load();
  const begun = performance.now();
  const { against } = options;
  const found = [unroll(), ...(against === undefined ? [] : [otherUnroll(against)]), ...(await peersOf(options))];
  const systems = found.flatMap((peer) => peer.systems);
  const rows: MeasuredRow[] = [];
  const troubles: string[] = [];
  process.stderr.write("Waiting for an idle machine …\n");
  await waitForIdle(WAIT);
  for (const row of chosen(options)) {
    process.stderr.write(`${row.title} …\n`);
    const others = await waitForIdle(WAIT_AGAIN);
    const one = await measurePeak(Math.min(1, options.seconds), 1);
    const peak = () => measurePeak(Math.min(0.4, options.seconds), THREADS);
    const fail = ({ name }: System, error: Error) => troubles.push(`${name} failed at ${row.title}: ${error.message}`);
    const able = systems.filter((system) => system.takes(row));
    const { measured, peaks, changes } = await measureInRounds(row, able, options, peak, fail);
    // Speeds are compared with those of another build, and what memory is said to be has a test.
    const withMemory = row.kind === "training" && against === undefined;
    const memory = withMemory ? await trainingMemory(row) : undefined;
    rows.push({ row, measured, memory, peaks: { one, all: middle(peaks) }, changes, others });
  }
  const seconds = (performance.now() - begun) / 1000;
  return { report: report({ found, rows, troubles, seconds, loadBefore, options }), headline: headline(rows) };
}

function chosen({ rows }: Options): BenchmarkRow[] {
  return benchmarkRows.filter(({ name }) => rows.length === 0 || rows.some((start) => name.startsWith(start)));
}

async function peersOf({ peers }: Options): Promise<Found[]> {
  if (peers?.length === 0) return [];
  const all = [...(await pytorch()), await tfjs()];
  return all.filter(({ peer }) => !peers || peers.some((start) => peer.startsWith(start)));
}
