import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunChoice } from "../../../../src/contracts/inspection.ts";

const text = "the cat sat on the mat. a dog ran to the sea.\nשלום עולם 字\n".repeat(60);
const config = {
  task: "language-model",
  data: { train: "text.txt", validation: 0.1 },
  model: { cell: "lstm", units: 8, layers: 2, embedding: 6 },
  training: {
    steps: 120,
    batchSize: 8,
    sequenceLength: 20,
    learningRate: 0.02,
    threads: 1,
    checkpointEvery: 30,
    seed: 1,
  },
  sampling: { prompt: "the cat sat on the mat." },
};

/** Trains a small network on two sentences, with a few checkpoints kept, in less than a second. */
export function trainTinyRun(cli: string, folder: string, changes: { data?: object; model?: object } = {}): RunChoice {
  const { data = {}, model = {} } = changes;
  const changed = { ...config, data: { ...config.data, ...data }, model: { ...config.model, ...model } };
  writeFileSync(join(folder, "text.txt"), text);
  writeFileSync(join(folder, "tiny.rnnconfig"), JSON.stringify(changed));
  execFileSync(process.execPath, [cli, "train", "tiny.rnnconfig", "--set", "training.keepCheckpoints=4"], {
    cwd: folder,
    stdio: "pipe",
  });
  const runs = join(folder, ".unroll/runs");
  return runChoice(join(runs, readdirSync(runs)[0]));
}

/** A run as the host lists it. */
export function runChoice(folder: string): RunChoice {
  const { id, name, config } = JSON.parse(readFileSync(join(folder, "run.json"), "utf8"));
  return { folder, id, name, task: config.task, began: "", changes: [] };
}
