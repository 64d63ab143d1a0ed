import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { waveFile } from "../../src/audio/wave/writeWave.ts";
import { generator } from "../support/generator.ts";
import { load, machine, waitForIdle } from "./machine.ts";
import { table } from "./table.ts";

const cli = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
const preload = pathToFileURL(fileURLToPath(new URL("../support/sayPeakMemory.mjs", import.meta.url))).href;
/** What ten hours may take, bytes. */
const MOST_MEMORY = 900e6;
const RATE = 16_000;
/** Of one recording. */
const SECONDS = 30;

/** How long the features of sounds take to compute, and what a training that reads them holds at its peak. */
export async function sound(): Promise<void> {
  await waitForIdle(20);
  process.stdout.write(`Features of sounds: ${machine()}; load ${load().toFixed(1)}\n\n`);
  const rows: string[][] = [];
  let most = 0;
  for (const hours of [1, 10]) {
    const folder = mkdtempSync(join(tmpdir(), "unroll-sound-"));
    try {
      writeRecordings(folder, hours);
      const first = await oneStep(folder);
      const again = await oneStep(folder);
      most = Math.max(first.memory, again.memory);
      const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
      rows.push([
        ...[`${hours}`, `${(first.seconds - again.seconds).toFixed(1)} s`, `${again.seconds.toFixed(1)} s`],
        ...[megabytes(first.memory), megabytes(again.memory)],
      ]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const head = [
    "hours",
    "features",
    "a training of one step, features at hand",
    "peak memory",
    "with features at hand",
  ];
  process.stdout.write(
    `${table(head, rows)}\n- ten hours in at most ${MOST_MEMORY / 1e6} MB: ${most <= MOST_MEMORY ? "yes" : "NO"}\n`,
  );
  if (most > MOST_MEMORY) process.exitCode = 1;
}

/** Recordings of half a minute at 16 kHz, no two alike, and the table that names them. */
function writeRecordings(folder: string, hours: number): void {
  mkdirSync(join(folder, "sounds"));
  const random = generator(1);
  const samples = Float32Array.from({ length: SECONDS * RATE }, (_, t) => {
    return 0.3 * Math.sin(t * (0.05 + 0.04 * Math.sin(t / 9000))) + 0.05 * (2 * random() - 1);
  });
  const bytes = waveFile(samples, RATE);
  const view = new DataView(bytes.buffer);
  const count = (hours * 3600) / SECONDS;
  const names = Array.from({ length: count }, (_, i) => {
    view.setUint32(44, i);
    writeFileSync(join(folder, "sounds", `${i}.wav`), bytes);
    return `sounds/${i}.wav,word ${i}\n`;
  });
  writeFileSync(join(folder, "sounds.csv"), `file,text\n${names.join("")}`);
  const config = {
    task: "transcription",
    data: {
      train: "sounds.csv",
      header: true,
      input: "file",
      target: "text",
      features: "log-mel",
      validation: 0,
      test: 0,
    },
    model: { cell: "lstm", units: 16, bidirectional: true },
    training: { steps: 1, batchSize: 4, threads: 2 },
  };
  writeFileSync(join(folder, "sound.rnnconfig"), JSON.stringify(config));
}

/** Trains one step at the command line. */
async function oneStep(cwd: string): Promise<{ seconds: number; memory: number }> {
  const began = performance.now();
  const env = { ...process.env, NODE_OPTIONS: `--import=${preload}` };
  const child = spawn(process.execPath, [cli, "train", "sound.rnnconfig"], {
    cwd,
    env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let words = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    words += text;
  });
  const status = await new Promise<number | null>((resolve) => child.once("close", resolve));
  const memory = Number(/^peak memory (\d+)$/m.exec(words)?.[1]);
  if (status !== 0 || !memory) throw new Error(`The training ended with ${status}:\n${words}`);
  return { seconds: (performance.now() - began) / 1000, memory };
}
