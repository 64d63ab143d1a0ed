// The memory that a training says before it begins, against what its process held at its peak.
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { named, RunningCommand } from "../support/commandLine.ts";
import { chunk, format, riff } from "../support/sounds.ts";
import { smallConfig, words, workspace } from "../support/workspace.ts";

const preload = pathToFileURL(`${import.meta.dirname}/../support/sayPeakMemory.mjs`).href;
const parts = { validation: 0.01, test: 0.01 };

interface Sizes {
  characters: number;
  model: { units: number; layers?: number; cell?: string };
  baselines?: object[];
  training: { batchSize: number; sequenceLength: number; threads?: number; optimizer?: string };
}

async function trained({ characters, model, training, baselines }: Sizes, again?: number) {
  const config = smallConfig({ data: parts, model, baselines, training: { steps: 4, validateEvery: 2, ...training } });
  const folder = workspace({ "a.rnnconfig": config, "book.txt": words(50_000).repeat(Math.ceil(characters / 50_000)) });
  const run = async (...args: string[]) => {
    const env = { NODE_OPTIONS: `--import=${preload}` };
    const { status, events, stderr } = await new RunningCommand([...args, "--json"], { cwd: folder, env }).ended;
    expect(status, stderr).toBe(0);
    return {
      predicted: Number(named(events, "start")[0].memory),
      measured: Number(/^peak memory (\d+)$/m.exec(stderr)?.[1]),
    };
  };
  const first = await run("train", "a.rnnconfig");
  if (again === undefined) return first;
  return await run("train", "a.rnnconfig", "--resume", "last", "--set", `training.steps=${again}`);
}

const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MB`;

function compare(title: string, { predicted, measured }: { predicted: number; measured: number }) {
  console.log(`${title}: ${megabytes(predicted)} said, ${megabytes(measured)} held`);
  expect(Math.abs(predicted - measured)).toBeLessThan(0.1 * measured);
}

/** Trains four steps, without baselines. */
async function compareOnce(title: string, folder: string, config: string): Promise<void> {
  const set = ["baselines=[]", "training.steps=4", "training.validateEvery=2", "training.threads=1"];
  const args = ["train", config, "--json", ...set.flatMap((each) => ["--set", each])];
  const env = { NODE_OPTIONS: `--import=${preload}` };
  const { status, events, stderr } = await new RunningCommand(args, { cwd: folder, env }).ended;
  expect(status, stderr).toBe(0);
  const measured = Number(/^peak memory (\d+)$/m.exec(stderr)?.[1]);
  compare(title, { predicted: Number(named(events, "start")[0].memory), measured });
}

// Other systems count a process's memory in other ways.
describe.runIf(process.platform === "linux")("the memory said before a run is within 10 % of its peak", () => {
  const small: Sizes = {
    characters: 50_000,
    model: { units: 16 },
    training: { batchSize: 4, sequenceLength: 10, threads: 1 },
  };
  const cases: Record<string, Sizes> = {
    "a small network": small,
    "three threads": { ...small, training: { ...small.training, threads: 3 } },
    "many tokens": { ...small, characters: 20_000_000 },
    "many units": { ...small, model: { units: 640 }, training: { batchSize: 4, sequenceLength: 10, threads: 2 } },
    "many units, SGD": {
      ...small,
      model: { cell: "gru", units: 768 },
      training: { ...small.training, optimizer: "sgd" },
    },
    "a baseline larger than the network": { ...small, baselines: [{ name: "markov", order: 16, units: 2048 }] },
    "a large batch": { ...small, model: { units: 64, layers: 2 }, training: { batchSize: 256, sequenceLength: 100 } },
  };
  it.each(Object.entries(cases))("of %s", { timeout: 120_000 }, async (title, sizes) => {
    compare(title, await trained(sizes));
  });

  it("of a run that goes on", { timeout: 120_000 }, async () => {
    compare("many units, resumed", await trained(cases["many units"], 6));
  });
});

describe.runIf(process.platform === "linux")(
  "the memory said before a run of pairs or sounds is within 10 % of its peak",
  () => {
    it.each([
      ["numbers", "numbers.rnnconfig"],
      ["dates", "attention.rnnconfig"],
    ])("of %s", { timeout: 120_000 }, async (template, config) => {
      const folder = workspace({});
      await new RunningCommand(["new", template, "."], { cwd: folder }).ended;
      await compareOnce(template, folder, config);
    });

    it("of 10,000 symbols on either side", { timeout: 120_000 }, async () => {
      const symbols = Array.from({ length: 20_000 }, (_, i) => String.fromCodePoint(0x3400 + (i % 10_000)));
      const lines = Array.from({ length: 1000 }, (_, i) => {
        const line = symbols.slice(20 * i, 20 * i + 20);
        return `${line.join(" ")}\t${line.slice(1).reverse().join(" ")}`;
      });
      const config = {
        task: "sequence-to-sequence",
        data: { train: "pairs.tsv", validation: 0.1, unit: "word", header: false, input: "1", target: "2" },
        model: { cell: "gru", units: 128, embedding: 128, bidirectional: true, attention: "additive" },
        training: { batchSize: 64 },
      };
      const files = { "a.rnnconfig": JSON.stringify(config), "pairs.tsv": lines.join("\n") };
      await compareOnce("10,000 symbols", workspace(files), "a.rnnconfig");
    });

    it("of a table of numbers", { timeout: 120_000 }, async () => {
      const numbers = (i: number) => [0, 1, 2, 3, 4].map((c) => (10 * Math.sin(i / (7 + c))).toFixed(3));
      const rows = Array.from({ length: 100_000 }, (_, i) => [new Date(3_600_000 * i).toISOString(), ...numbers(i)]);
      const config = { task: "forecasting", data: { train: "series.csv", window: 24 }, model: { units: 16 } };
      const folder = workspace({
        "a.rnnconfig": JSON.stringify({ ...config, training: { batchSize: 4 } }),
        "series.csv": ["time,a,b,c,d,e", ...rows].join("\n"),
      });
      await compareOnce("series", folder, "a.rnnconfig");
    });

    it("of sounds that are held in memory", { timeout: 120_000 }, async () => {
      // 800 samples each millisecond: 128 MB of 40 seconds.
      const silence = riff(format(), chunk("data", new Uint8Array(4 * 16_000)));
      const files = Array.from({ length: 20 }, (_, i) => [`${i}.wav`, Buffer.concat([silence, Buffer.of(i)])] as const);
      const config = {
        task: "transcription",
        data: { train: "data.csv", features: { name: "waveform", windowMs: 50, stepMs: 1 }, validation: 0.1, test: 0 },
        model: { cell: "gru", units: 4 },
        training: { batchSize: 1, sequenceLength: 10_000 },
      };
      const folder = workspace({
        ...Object.fromEntries(files),
        "a.rnnconfig": JSON.stringify(config),
        "data.csv": `file,text\n${files.map(([name]) => `${name},ab\n`).join("")}`,
      });
      await compareOnce("sounds", folder, "a.rnnconfig");
    });
  },
);

it("is said to people too", async () => {
  const folder = workspace({ "a.rnnconfig": smallConfig(), "book.txt": words(900) });
  const { stdout } = await new RunningCommand(["train", "a.rnnconfig"], { cwd: folder }).ended;
  expect(stdout).toMatch(/, [\d,]+ parameters, (simd|relaxed) core on \d+ threads?, at most about \d+ MB of memory$/m);
});
