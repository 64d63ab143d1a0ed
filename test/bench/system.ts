import type { BenchmarkRow } from "../../src/training/benchmark/benchmarkRows.ts";

/** What one measurement found. */
export interface Figures {
  /** Tokens, characters or megabytes. */
  perSecond: number;
  /** Bytes of the process's resident set at its highest. */
  memory: number;
  gflops?: number | null;
}

/** A system that was started for one row and warmed up. */
export interface Started {
  measure(seconds: number): Promise<Figures>;
  close(): void;
}

/** One way of doing the work: a program with its settings. */
export interface System {
  name: string;
  /** The columns of the table in which it takes part; the fastest of a column's systems stands there. */
  columns: string[];
  takes(row: BenchmarkRow): boolean;
  start(row: BenchmarkRow, warmUp: number): Promise<Started>;
}

/** What was found of a program: its systems, or why there are none. */
export interface Found {
  /** As in `--peers`. */
  peer: string;
  systems: System[];
  /** Versions, for the head of the table. */
  version?: string;
  /** Said where it is missing: the command that installs it. */
  missing?: string;
}
