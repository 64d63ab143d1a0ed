import type { BenchmarkRow } from "../../src/training/benchmark/benchmarkRows.ts";
import type { Figures, Started, System } from "./system.ts";

export interface Measured {
  system: System;
  /** Medians over the rounds; the highest memory. */
  figures: Figures;
  rounds: number;
}

export interface RoundOptions {
  rounds: number;
  /** Time of one measurement. */
  seconds: number;
}

/** A system this far behind the best of each of its columns is not measured again. */
const HOPELESS = 0.85;

/**
 * Measures systems on one row in turns, so that whatever else the machine does falls on all of them: each in a process of its
 * own, warmed up, every other round in the opposite order.
 */
export async function measureInRounds(
  row: BenchmarkRow,
  systems: readonly System[],
  { rounds, seconds }: RoundOptions,
  fail: (system: System, error: Error) => void,
): Promise<Measured[]> {
  const found = new Map<System, Figures[]>();
  const running = new Map<System, Started>();
  const tooSlow = new Set<System>();
  try {
    for (let round = 0; round < rounds; round++) {
      const left = systems.filter(
        (system) => row && !tooSlow.has(system) && (round === 0 || stillCounts(system, found)),
      );
      for (const system of round % 2 === 0 ? left : left.toReversed()) {
        try {
          const started = running.get(system) ?? (await system.start(row, seconds / 2));
          running.set(system, started);
          const before = performance.now();
          const figures = await started.measure(seconds);
          found.set(system, [...(found.get(system) ?? []), figures]);
          // One step of it takes longer than all rounds of another: its first figure has to do.
          if (performance.now() - before > 1000 * Math.max(3, seconds * rounds)) tooSlow.add(system);
        } catch (error) {
          tooSlow.add(system);
          fail(system, error as Error);
        }
      }
    }
  } finally {
    for (const started of running.values()) started.close();
  }
  return [...found].map(([system, all]) => ({ system, figures: medians(all), rounds: all.length }));
}

function stillCounts(system: System, found: ReadonlyMap<System, Figures[]>): boolean {
  const speed = (other: System) => medians(found.get(other) ?? []).perSecond;
  return system.columns.some((column) => {
    const rivals = [...found.keys()].filter(({ columns }) => columns.includes(column));
    return found.has(system) && speed(system) >= HOPELESS * Math.max(...rivals.map(speed));
  });
}

function medians(all: readonly Figures[]): Figures {
  const middle = (numbers: number[]) => numbers.sort((a, b) => a - b)[numbers.length >> 1];
  const gflops = all.flatMap((figures) => figures.gflops ?? []);
  return {
    perSecond: middle(all.map(({ perSecond }) => perSecond)) ?? 0,
    memory: Math.max(...all.map(({ memory }) => memory)),
    gflops: gflops.length > 0 ? middle(gflops) : null,
  };
}
