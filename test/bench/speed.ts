import { type BenchmarkRow, benchmarkRows } from "../../src/training/benchmark/benchmarkRows.ts";
import { load } from "./machine.ts";
import { trainingMemory } from "./memory.ts";
import { type MeasuredRow, type Options, report } from "./report.ts";
import { measureInRounds } from "./rounds.ts";
import type { Found, System } from "./system.ts";
import { pytorch } from "./systems/pytorch.ts";
import { tfjs } from "./systems/tfjs.ts";
import { measurePeak, otherUnroll, unroll } from "./systems/unroll.ts";

/** Unroll and its peers, row by row, in one table; then what is required of it. */
export async function speed(options: Options): Promise<string> {
  const loadBefore = load();
  const begun = performance.now();
  const { against } = options;
  const found = [unroll(), ...(against === undefined ? [] : [otherUnroll(against)]), ...(await peersOf(options))];
  const systems = found.flatMap((peer) => peer.systems);
  const rows: MeasuredRow[] = [];
  const troubles: string[] = [];
  const peaks: number[] = [];
  for (const row of chosen(options)) {
    process.stderr.write(`${row.title} …\n`);
    peaks.push(await measurePeak(Math.min(1, options.seconds)));
    const fail = ({ name }: System, error: Error) => troubles.push(`${name} failed at ${row.title}: ${error.message}`);
    const able = systems.filter((system) => system.takes(row));
    const measured = await measureInRounds(row, able, options, fail);
    // Speeds are compared with those of another build, and what memory is said to be has a test.
    const withMemory = row.kind === "training" && against === undefined;
    rows.push({ row, measured, memory: withMemory ? await trainingMemory(row) : undefined });
  }
  const peak = peaks.sort((a, b) => a - b)[peaks.length >> 1];
  const seconds = (performance.now() - begun) / 1000;
  return report({ found, rows, troubles, peak, seconds, loadBefore, options });
}

function chosen({ rows }: Options): BenchmarkRow[] {
  return benchmarkRows.filter(({ name }) => rows.length === 0 || rows.some((start) => name.startsWith(start)));
}

async function peersOf({ peers }: Options): Promise<Found[]> {
  if (peers?.length === 0) return [];
  const all = [...(await pytorch()), await tfjs()];
  return all.filter(({ peer }) => !peers || peers.some((start) => peer.startsWith(start)));
}
