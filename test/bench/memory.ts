import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { TrainingRow } from "../../src/training/benchmark/benchmarkRows.ts";
import { THREADS } from "./machine.ts";

const cli = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
const preload = pathToFileURL(fileURLToPath(new URL("../support/sayPeakMemory.mjs", import.meta.url))).href;

export interface TrainingMemory {
  /** Bytes, said before the run. */
  said: number;
  /** Bytes that the process held at its peak. */
  held: number;
}

/** What a training of a row's network says of its memory and what it then takes; undefined where a system does not tell. */
export async function trainingMemory(row: TrainingRow): Promise<TrainingMemory | undefined> {
  const { cell, units, layers, embedding, vocabulary, batchSize, sequenceLength, decoder, transcript } = row;
  // What random vectors say of their memory is held elsewhere.
  if (transcript) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "unroll-bench-"));
  try {
    const tokens = 2 * Math.max(vocabulary, 4 * batchSize * sequenceLength);
    const symbols = Array.from({ length: tokens }, (_, i) => String.fromCodePoint(0x3400 + (i % vocabulary)));
    writeFileSync(join(folder, "text.txt"), symbols.join(""));
    const model = { cell, units, layers, embedding };
    const training = { batchSize, steps: 3, threads: THREADS };
    const text = {
      task: "language-model",
      data: { train: "text.txt", validation: 0.1 },
      model,
      training: { ...training, sequenceLength },
    };
    const pairs = decoder && {
      task: "sequence-to-sequence",
      data: { train: "pairs.tsv", validation: 0.1, unit: "word", input: "source", target: "target" },
      model: { ...model, bidirectional: true, attention: { name: decoder.attention, query: decoder.query } },
      training,
    };
    const config = pairs ?? text;
    if (pairs) writeFileSync(join(folder, "pairs.tsv"), pairsText(symbols, sequenceLength));
    writeFileSync(join(folder, "memory.rnnconfig"), JSON.stringify(config));
    const env = { ...process.env, NODE_OPTIONS: `--import=${preload}` };
    const child = spawn(process.execPath, [cli, "train", "memory.rnnconfig", "--json"], { cwd: folder, env });
    let output = "";
    let words = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      words += text;
    });
    await new Promise((resolve) => child.once("close", resolve));
    const start = output.split("\n").find((line) => line.includes('"event":"start"'));
    const held = /^peak memory (\d+)$/m.exec(words)?.[1];
    return start && held ? { said: JSON.parse(start).memory, held: Number(held) } : undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Lines of a source and of a target, which with its `<eos>` is as long. */
function pairsText(symbols: readonly string[], length: number): string {
  const lines = Array.from({ length: Math.floor(symbols.length / length) }, (_, i) => {
    const words = symbols.slice(i * length, (i + 1) * length);
    return `${words.join(" ")}\t${words.slice(1).reverse().join(" ")}`;
  });
  return ["source\ttarget", ...lines].join("\n");
}
