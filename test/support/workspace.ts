// What a training needs: folders with configs and texts, as a person has them, or all of it in memory.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { type Config, parseConfig } from "../../src/config/index.ts";
import { previewText } from "../../src/contracts/previewText.ts";
import { Vocabulary } from "../../src/data/index.ts";
import { decodeSafetensors } from "../../src/tensors/index.ts";
import { type Snapshot, Trainer, type TrainingSink } from "../../src/training/index.ts";
import { generator } from "./random.ts";

/** A folder with these files, gone when the test ends. */
export function workspace(files: Record<string, string | Uint8Array> = {}, parent = tmpdir()): string {
  const folder = mkdtempSync(join(parent, "unroll-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** Words of a few letters, `characters` long, the same for the same seed. */
export function words(characters: number, seed = 1): string {
  const random = generator(seed);
  const pick = (from: string) => from[Math.floor(random() * from.length)];
  let text = "";
  while (text.length < characters) {
    for (let n = 1 + Math.floor(random() * 3); n > 0; n--) text += pick("bdklmnst") + pick("aeiou");
    text += random() < 0.1 ? "\n" : " ";
  }
  return text.slice(0, characters);
}

interface Sections {
  baselines?: unknown[];
  data?: object;
  model?: object;
  training?: object;
  sampling?: object;
}

/** A small config for `book.txt`; what is given is merged into its sections. */
export function smallConfig({ data, model, training, sampling, baselines }: Sections = {}): string {
  const config = {
    task: "language-model",
    data: { train: "book.txt", ...data },
    model: { cell: "lstm", units: 12, layers: 1, embedding: 6, ...model },
    training: { steps: 12, batchSize: 4, sequenceLength: 8, learningRate: 0.01, seed: 7, ...training },
    sampling: { length: 10, ...sampling },
    ...(baselines && { baselines }),
  };
  return JSON.stringify(config, null, 2);
}

/** The only run of the configs in a folder. */
export function onlyRun(folder: string): string {
  const runs = join(folder, ".unroll", "runs");
  // A leading dot: what a kill left of a run that was being made.
  const names = readdirSync(runs).filter((name) => !name.startsWith("."));
  if (names.length !== 1) throw new Error(`${names.length} runs: ${names}`);
  return join(runs, names[0]);
}

export function tensorsOf(run: string, checkpoint = "last") {
  const file = join(run, "checkpoints", `${checkpoint}.safetensors`);
  return decodeSafetensors(readFileSync(file), file);
}

/** The rows of one of a run's logs that count, without what depends on the clock. */
export function logRows(run: string, log = "metrics"): Record<string, unknown>[] {
  const lines = readFileSync(join(run, `${log}.jsonl`), "utf8")
    .trimEnd()
    .split("\n");
  let rows: Record<string, unknown>[] = [];
  for (const line of lines) {
    const row = JSON.parse(line) as Record<string, unknown>;
    if (row.event === "resume") rows = rows.filter(({ step }) => (step as number) <= (row.step as number));
    else {
      delete row.tokensPerSecond;
      delete row.seconds;
      rows.push(row);
    }
  }
  return rows;
}

/** Everything of a run that must not depend on how often it was stopped: all tensors to the bit, and both logs. */
export function traceOf(run: string): Record<string, unknown> {
  const { tensors, metadata } = tensorsOf(run);
  const bits = (checkpoint: string) =>
    Object.fromEntries(
      [...tensorsOf(run, checkpoint).tensors].map(([name, { data, shape }]) => [
        name,
        `${shape} ${Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64")}`,
      ]),
    );
  const best = readdirSync(join(run, "checkpoints")).includes("best.safetensors") ? bits("best") : null;
  // Of the open sums only the last one is time.
  const interval = JSON.parse(metadata["unroll.interval"]).slice(0, -1);
  return {
    names: [...tensors.keys()].sort(),
    last: bits("last"),
    best,
    metadata: { ...metadata, "unroll.interval": interval },
    metrics: logRows(run),
    samples: logRows(run, "samples"),
  };
}

export function configOf(text: string): Config {
  const { config, problems } = parseConfig(text);
  if (!config) throw new Error(problems.map(({ message }) => message).join("\n"));
  return config;
}

/** The symbols of a text, sorted. */
export function vocabularyOf(text: string): Vocabulary {
  const symbols = [...new Set(text)].sort();
  return Vocabulary.fromJSON({ version: 1, unit: "character", lowercase: false, unknown: null, symbols });
}

/** A trainer of texts that are in no file. */
export async function trainerFor(
  texts: { train: string; validation?: string; test?: string },
  sections: Sections,
  options: Partial<Parameters<typeof Trainer.create>[0]> = {},
): Promise<{ trainer: Trainer; config: Config }> {
  const config = configOf(smallConfig(sections));
  const { train, validation = "", test = "" } = texts;
  const vocabulary = vocabularyOf(train + validation + test);
  const ids = (text: string) => vocabulary.encode(text).ids;
  const corpus = { train: ids(train), validation: ids(validation), test: ids(test), vocabulary };
  return { trainer: await Trainer.create({ config, corpus, ...options }), config };
}

/** Keeps all the news of a training, without what depends on the clock. */
export class MemorySink implements TrainingSink {
  readonly news: Record<string, unknown>[] = [];
  /** The last checkpoint, and the one of the best validation. */
  last: Snapshot | undefined;
  best: Snapshot | undefined;
  readonly preview?: TrainingSink["preview"];

  constructor({ samples = true } = {}) {
    if (samples)
      this.preview = (step, { preview }) => this.news.push({ event: "sample", step, text: previewText(preview).text });
  }

  step({ tokensPerSecond: _, ...row }: Parameters<TrainingSink["step"]>[0]): void {
    this.news.push({ event: "step", ...row });
  }

  validation(step: number, { figures, targets }: Parameters<TrainingSink["validation"]>[1]): void {
    this.news.push({ event: "validation", step, ...figures, targets });
  }

  async checkpoint(snapshot: Snapshot, best: boolean): Promise<void> {
    this.last = snapshot;
    if (best) this.best = snapshot;
  }
}
