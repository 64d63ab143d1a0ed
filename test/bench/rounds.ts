import type { BenchmarkRow } from "../../src/training/benchmark/benchmarkRows.ts";
import type { Figures, Started, System } from "./system.ts";

export interface Measured {
  system: System;
  /** Medians over the rounds; the highest memory. */
  figures: Figures;
  /** What it did per second, by the number of the round: only figures of one round are compared. */
  byRound: ReadonlyMap<number, number>;
}

/** What rounds found, and what the machine was able to do meanwhile. */
export interface Rounds {
  measured: Measured[];
  /** GFLOP/s of products on all threads, before each round and after the last. */
  peaks: number[];
  /** Rounds that did not count, since the machine was faster or slower after them than before. */
  changes: number;
}

export interface RoundOptions {
  rounds: number;
  /** Time of one measurement. */
  seconds: number;
}

/** A machine whose peak differs by more has changed its level: some run at half their speed for minutes. */
const LEVEL = 1.2;

/** A system this far behind the best of each of its columns is not measured again. */
const HOPELESS = 0.85;

/**
 * Measures systems on one row in turns, so that whatever else the machine does falls on all of them: each in a process of its
 * own, warmed up, every other round in the opposite order. A round after which `peak` is another than before is measured again,
 * as many times in all as there are rounds.
 */
export async function measureInRounds(
  row: BenchmarkRow,
  systems: readonly System[],
  { rounds, seconds }: RoundOptions,
  peak: () => Promise<number>,
  fail: (system: System, error: Error) => void,
): Promise<Rounds> {
  const found = new Map<System, Map<number, Figures>>();
  const running = new Map<System, Started>();
  const tooSlow = new Set<System>();
  const measureRound = async (round: number) => {
    const left = systems.filter((system) => !tooSlow.has(system) && (round === 0 || stillCounts(system, found)));
    const all = new Map<System, Figures>();
    for (const system of round % 2 === 0 ? left : left.toReversed()) {
      try {
        const started = running.get(system) ?? (await system.start(row, seconds / 2));
        running.set(system, started);
        const before = performance.now();
        all.set(system, await started.measure(seconds));
        // One step of it takes longer than all rounds of another: its first figure has to do.
        if (performance.now() - before > 1000 * Math.max(3, seconds * rounds)) tooSlow.add(system);
      } catch (error) {
        tooSlow.add(system);
        fail(system, error as Error);
      }
    }
    return all;
  };
  const peaks: number[] = [];
  let changes = 0;
  try {
    peaks.push(await peak());
    for (let round = 0; round < rounds; ) {
      const all = await measureRound(round);
      peaks.push(await peak());
      const changed = hasChanged(peaks.at(-2)!, peaks.at(-1)!) && changes < rounds;
      for (const [system, figures] of all) {
        if (!changed || tooSlow.has(system)) found.set(system, (found.get(system) ?? new Map()).set(round, figures));
      }
      if (changed) changes++;
      else round++;
    }
  } finally {
    for (const started of running.values()) started.close();
  }
  const measured = [...found].map(([system, all]) => {
    const byRound = new Map([...all].map(([round, { perSecond }]) => [round, perSecond]));
    return { system, figures: medians([...all.values()]), byRound };
  });
  return { measured, peaks, changes };
}

/** Whether a machine that reached the one and then the other is no longer what it was. */
export function hasChanged(before: number, after: number): boolean {
  return Math.max(before, after) > LEVEL * Math.min(before, after);
}

/** The fastest of a column's systems. */
export function winner(measured: readonly Measured[], column: string): Measured | undefined {
  const rivals = measured.filter(({ system }) => system.columns.includes(column));
  return rivals.sort((a, b) => b.figures.perSecond - a.figures.perSecond)[0];
}

/** How many times as fast one column is as another: the median over rounds of what each reached in the same round. */
export function ratioOf(measured: readonly Measured[], ours: string, theirs: string): number | undefined {
  const bestOf = (column: string, round: number) =>
    Math.max(
      0,
      ...measured.filter(({ system }) => system.columns.includes(column)).map(({ byRound }) => byRound.get(round) ?? 0),
    );
  const numbers = new Set(measured.flatMap(({ byRound }) => [...byRound.keys()]));
  const ratios = [...numbers].flatMap((round) => {
    const [a, b] = [bestOf(ours, round), bestOf(theirs, round)];
    return a > 0 && b > 0 ? [a / b] : [];
  });
  return ratios.length > 0 ? middle(ratios) : undefined;
}

function stillCounts(system: System, found: ReadonlyMap<System, ReadonlyMap<number, Figures>>): boolean {
  const speed = (other: System) => medians([...(found.get(other)?.values() ?? [])]).perSecond;
  return system.columns.some((column) => {
    const rivals = [...found.keys()].filter(({ columns }) => columns.includes(column));
    return found.has(system) && speed(system) >= HOPELESS * Math.max(...rivals.map(speed));
  });
}

/** The median; of two the mean. */
export function middle(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

function medians(all: readonly Figures[]): Figures {
  const gflops = all.flatMap((figures) => figures.gflops ?? []);
  return {
    perSecond: all.length > 0 ? middle(all.map(({ perSecond }) => perSecond)) : 0,
    memory: Math.max(...all.map(({ memory }) => memory)),
    gflops: gflops.length > 0 ? middle(gflops) : null,
  };
}
