// What a process leaves that is killed while it makes a run.

import { mkdirSync, readdirSync, rmSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { listRuns, RunFolder } from "../../src/runs/index.ts";
import { buildChild, Child, newRun, temporaryFolder } from "./support.ts";

const root = temporaryFolder();
const runs = join(root, ".unroll", "runs");
const unfinished = () => readdirSync(runs).filter((name) => name.startsWith("."));

/** Kills processes that make runs until one leaves something unfinished, and answers with its name. */
async function leftover(script: string): Promise<string> {
  for (let tries = 0; tries < 200; tries++) {
    const child = new Child(script);
    child.tell("create", root);
    await expect.poll(() => unfinished().length, { interval: 1, timeout: 10_000 }).toBeGreaterThan(0);
    await child.kill();
    const [left] = unfinished();
    if (left !== undefined) return left;
  }
  throw new Error("Every run was whole when its process was killed.");
}

it("is gone after the next listing and after the next run, but what is being made stays", {
  timeout: 60_000,
}, async () => {
  mkdirSync(runs, { recursive: true });
  const script = await buildChild(root);
  const young = `.young-20260101T000000Z-0000.${"0".repeat(12)}.tmp`;
  mkdirSync(join(runs, young));
  const look = [() => listRuns(root), () => RunFolder.create(root, "next", newRun, []).then((run) => run.unlock())];
  for (const use of look) {
    rmSync(join(runs, young), { recursive: true });
    const left = await leftover(script);
    // A folder without a lock may have been made this very moment; that of a process that is gone grows old.
    const past = Date.now() / 1000 - 60;
    if (!readdirSync(join(runs, left)).includes("lock")) utimesSync(join(runs, left), past, past);
    mkdirSync(join(runs, young));
    await use();
    expect(unfinished()).toEqual([young]);
  }
});

it("is kept while its process lives", { timeout: 60_000 }, async () => {
  const child = new Child(await buildChild(root));
  child.tell("create", root);
  // Each run that is made here is looked at by listings that run at the same time.
  const seen = readdirSync(runs).length;
  await expect
    .poll(() => listRuns(root).then(() => readdirSync(runs).length), { timeout: 20_000 })
    .toBeGreaterThan(seen + 5);
  expect(child.process.exitCode).toBeNull();
  await child.kill();
});
