import { join, resolve } from "node:path";
import { Worker } from "node:worker_threads";
import { createBirpc } from "birpc";
import type { Background } from "../../../../src/contracts/background.ts";
import type { ComparisonTable } from "../../../../src/contracts/comparisonPanel.ts";
import { readRun } from "../readRun.ts";
import type { Recording } from "../recording.ts";

export interface StoredRuns {
  table: ComparisonTable;
  recordings: Recording[];
}

/** Runs on disk side by side: the table that the thread in `dist` makes, and a recording of each run. */
export async function storedRuns(folders: readonly string[]): Promise<StoredRuns> {
  const all = folders.map((folder) => resolve(folder));
  const worker = new Worker(join(import.meta.dirname, "../../../../dist/background.cjs"));
  try {
    const background = createBirpc<Background, Record<string, never>>(
      {},
      { post: (data) => worker.postMessage(data), on: (handle) => worker.on("message", handle) },
    );
    const [table, recordings] = await Promise.all([background.compareRuns(all, "en"), Promise.all(all.map(readRun))]);
    return { table, recordings };
  } finally {
    await worker.terminate();
  }
}
