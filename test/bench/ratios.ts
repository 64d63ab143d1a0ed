import { spawnSync } from "node:child_process";

/** Times whose ratio to another time of the same machine says more than milliseconds: a test each, in a process a file. */
export async function ratios(): Promise<void> {
  const args = ["node_modules/vitest/vitest.mjs", "run", "--mode", "ratios"];
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
  if (status !== 0) throw new Error("A ratio is above what it may be.");
}
