/** The other process of the tests: does what its standard input says, a line at a time, and answers each with a line. */
import { createInterface } from "node:readline";
import { RunFolder } from "../../src/runs/index.ts";
import { newRun } from "./newRun.ts";

let run: RunFolder | undefined;

/** Checkpoints as fast as they go; every value of one is its step. */
async function saveForEver(run: RunFolder): Promise<void> {
  const data = new Float32Array(200_000);
  for (let step = 1; ; step++) {
    run.appendMetrics({ step, loss: 1 / step });
    const tensors = new Map([["x", { shape: [data.length], dtype: "F32" as const, data: data.fill(step) }]]);
    await run.saveCheckpoint(step % 3 === 0 ? ["last", "best"] : "last", tensors, { step: String(step) });
    await run.updateManifest({ summary: { step } });
    if (step === 1) process.stdout.write("saved\n");
  }
}

/** One run after the other, so that a kill is likely to come while one is made. */
async function createForEver(folder: string): Promise<void> {
  for (;;) await (await RunFolder.create(folder, "made", newRun, [])).unlock();
}

for await (const line of createInterface(process.stdin)) {
  const [command, path] = line.split(" ");
  try {
    if (command === "lock") {
      run = await RunFolder.open(path);
      await run.lock();
    } else if (command === "unlock") await run?.unlock();
    else if (command === "save") {
      run = await RunFolder.open(path);
      await run.lock();
      await saveForEver(run);
    } else if (command === "create") await createForEver(path);
    process.stdout.write("done\n");
  } catch (error) {
    process.stdout.write(`${(error as { code?: string }).code ?? error}\n`);
  }
}
