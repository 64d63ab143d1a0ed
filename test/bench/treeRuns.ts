// A process that makes runs in a folder, and measures how long the background thread of the extension takes to read them.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseConfig } from "../../src/config/index.ts";
import { BackgroundThread } from "../../src/extension/background/backgroundThread.ts";
import { newId, RunFolder } from "../../src/runs/index.ts";
import { newRun } from "../runs/newRun.ts";

const RUNS = 1000;

/** Runs of one config that differ from each other in one or two settings: copies of one that is made as all are. */
async function makeRuns(folder: string): Promise<void> {
  const made = await RunFolder.create(folder, "sea", newRun, []);
  await made.updateManifest({ state: "finished", configFile: "../../../sea.rnnconfig" });
  await made.unlock();
  for (let i = 1; i < RUNS; i++) {
    const training = { seed: i, learningRate: 0.001 * (1 + (i % 3)) };
    const settings = { task: "language-model", data: { train: "a.txt" }, model: { units: 16 + (i % 7) }, training };
    const config = parseConfig(JSON.stringify(settings)).config!;
    const best = { step: 900, loss: 1 + i / RUNS, perplexity: Math.exp(1 + i / RUNS) };
    const summary = { ...made.manifest.summary, best, validation: best, step: 1000, steps: 1000, seconds: i };
    const created = new Date(Date.parse(made.manifest.created) - i * 60_000);
    const id = newId("sea", created);
    const manifest = { ...made.manifest, id, config, summary, created: created.toISOString() };
    const path = join(folder, ".unroll/runs", id);
    mkdirSync(path);
    writeFileSync(join(path, "run.json"), JSON.stringify(manifest, null, 2));
  }
}

/** With the start of the thread, looked at again, and after a change of one. */
async function reading(folder: string): Promise<string> {
  const background = new BackgroundThread(join(process.cwd(), "dist/background.cjs"));
  // The thread keeps no process alive.
  const alive = setInterval(() => {}, 1000);
  try {
    const [cold, first] = await timed(() => background.listEntries([folder], [], 0, "en"));
    const [warm, second] = await timed(() => background.listEntries([folder], [], first.version, "en"));
    await background.changeNotes(first.changed[0].path, { star: true });
    const [changed, third] = await timed(() => background.listEntries([folder], [], second.version, "en"));
    if (first.changed.length !== RUNS || second.changed.length !== 0 || third.changed.length !== 1) {
      throw new Error("Not these runs were told");
    }
    return `a thread that starts reads ${RUNS} runs in ${ms(cold)}, looks again in ${ms(warm)}, and with one changed in ${ms(changed)}`;
  } finally {
    clearInterval(alive);
    background.dispose();
  }
}

async function timed<T>(work: () => Promise<T>): Promise<[number, T]> {
  const begun = performance.now();
  const result = await work();
  return [performance.now() - begun, result];
}

function ms(milliseconds: number): string {
  return `${milliseconds.toFixed(0)} ms`;
}

const [what, folder] = process.argv.slice(2);
if (what === "make") await makeRuns(folder);
else process.stdout.write(await reading(folder));
