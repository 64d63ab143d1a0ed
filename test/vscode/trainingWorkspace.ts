import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

const words =
  "the sea was calm and a boat with two sails went slowly past our house where nobody had seen such weather for years".split(
    " ",
  );

/** Sentences of a few words, the same each time: a text that a small network learns something of in a second. */
function sentences(bytes: number): string {
  let seed = 1;
  const next = (limit: number) => {
    seed = (seed * 48271) % 2147483647;
    return seed % limit;
  };
  let text = "";
  while (text.length < bytes) {
    const sentence = Array.from({ length: 4 + next(9) }, () => words[next(words.length)]).join(" ");
    text += `${sentence[0].toUpperCase()}${sentence.slice(1)}.${next(7) === 0 ? "\n" : " "}`;
  }
  return text;
}

export interface TrainingConfig {
  units?: number;
  layers?: number;
  batchSize?: number;
  sequenceLength?: number;
  steps?: number;
  sampleEvery?: number;
  sampleLength?: number;
}

/** The text of a `.rnnconfig`, with a comment, as people write them. */
export function configText(config: TrainingConfig = {}): string {
  const { units = 64, layers = 1, batchSize = 32, sequenceLength = 32, steps = 100_000 } = config;
  const { sampleEvery = 50, sampleLength = 60 } = config;
  return `{
  // Learns a text letter by letter.
  "task": "language-model",
  "data": { "train": "sea.txt", "validation": 0.02, "test": 0 },
  "model": { "cell": "lstm", "units": ${units}, "layers": ${layers}, "embedding": 16 },
  "training": {
    "steps": ${steps}, "batchSize": ${batchSize}, "sequenceLength": ${sequenceLength}, "sampleEvery": ${sampleEvery}
  },
  "sampling": { "prompt": "The sea", "length": ${sampleLength}, "temperature": 0.8 }
}
`;
}

/** A folder with a text of a megabyte and configs to train on it, gone after the test. */
export class TrainingWorkspace {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(configs: Record<string, string>, bytes = 1_000_000): Promise<TrainingWorkspace> {
    const folder = await mkdtemp(path.join(tmpdir(), "unroll-training-"));
    await writeFile(path.join(folder, "sea.txt"), sentences(bytes));
    for (const [name, text] of Object.entries(configs)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    }
    return new TrainingWorkspace(folder);
  }

  file(name: string): string {
    return path.join(this.folder, name);
  }

  /** Folders of the runs of the configs at the top, oldest first. */
  async runs(): Promise<string[]> {
    const folder = this.file(".unroll/runs");
    const names = await readdir(folder).catch(() => []);
    return names
      .filter((name) => !name.startsWith("."))
      .sort((a, b) => (timeIn(a) < timeIn(b) ? -1 : 1))
      .map((name) => path.join(folder, name));
  }

  async manifest(
    run: string,
  ): Promise<{ state: string; threads: number; group?: object; summary: { step: number; steps: number } }> {
    return JSON.parse(await readFile(path.join(run, "run.json"), "utf8"));
  }

  /** The last step in the log of a run, 0 before the first. */
  async lastStep(run: string): Promise<number> {
    const lines = (await readFile(path.join(run, "metrics.jsonl"), "utf8").catch(() => "")).split("\n");
    return JSON.parse(lines.at(-2) || "{}").step ?? 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function timeIn(id: string): string {
  return /\d{8}T\d{6}Z/.exec(id)?.[0] ?? id;
}
