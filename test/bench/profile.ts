import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { benchmarkRows } from "../../src/training/benchmark/benchmarkRows.ts";
import type { Options } from "./report.ts";

/** Where a step of training, or of a beam search, spends its time: the share of each instruction of the core, one thread, row by row. */
export async function profile({ rows, seconds }: Options): Promise<void> {
  const chosen = benchmarkRows.filter(
    ({ kind, name }) =>
      (kind === "training" || kind === "writing") &&
      (rows.length === 0 || rows.some((start) => name.startsWith(start))),
  );
  // The sources hold TypeScript that Node.js only strips when it may transform it too.
  const flags = ["--experimental-transform-types", "--disable-warning=ExperimentalWarning"];
  const script = fileURLToPath(new URL("./profileChild.ts", import.meta.url));
  for (const row of chosen) {
    const args = [...flags, script, JSON.stringify(row), String(seconds)];
    const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
    if (status !== 0) throw new Error(`${row.title} could not be profiled`);
  }
}
