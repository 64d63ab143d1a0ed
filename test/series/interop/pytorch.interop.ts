// Gradients and parameters of small trainings, repeated in PyTorch.
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { unroll } from "../../support/commandLine.ts";
import { smallConfig, words, workspace } from "../../support/workspace.ts";
import { findPython, runPython } from "./python.ts";

const check = resolve("test/vectors/check_gradients.py");
const phonemes = JSON.stringify({
  task: "transcription",
  data: { train: "sounds.jsonl", input: "x", target: "y" },
  model: { cell: "lstm", units: 5, bidirectional: true },
  training: { steps: 3, batchSize: 4 },
});
const tags = JSON.stringify({
  task: "tagging",
  data: { train: "tags.conll", unit: "word" },
  model: { cell: "lstm", units: 6, embedding: 5, bidirectional: true },
  training: { steps: 3, batchSize: 4 },
});
const configs: Record<string, string> = {
  "simple RNN": smallConfig({ model: { cell: "rnn", layers: 2 } }),
  LSTM: smallConfig({ model: { cell: "lstm", layers: 2 } }),
  GRU: smallConfig({ model: { cell: "gru", layers: 2, embedding: 0 } }),
  "words, tied": smallConfig({ data: { unit: "word" }, model: { units: 8, embedding: 8, tied: true } }),
  "a tagger of both directions": tags,
  "a transcription": phonemes,
};

let python: string;
beforeAll(() => {
  python = findPython();
});

it.each(Object.entries(configs))("%s: gradients are PyTorch's to 1e-5", { timeout: 120_000 }, async (_, config) => {
  const vector = (i: number) => [Math.sin(i), Math.cos(3 * i)].map((x) => Number(x.toFixed(3)));
  const sound = (i: number) => ({
    x: Array.from({ length: 8 + (i % 4) }, (_, t) => vector(i + t)),
    y: "ab".repeat(i % 3),
  });
  const folder = workspace({
    "a.rnnconfig": config,
    "book.txt": words(900),
    "sounds.jsonl": Array.from({ length: 20 }, (_, i) => JSON.stringify(sound(i))).join("\n"),
    "tags.conll": Array.from({ length: 20 }, (_, i) => `the D\nsea${i % 3} N\nwent V\n`).join("\n"),
  });
  const trained = await unroll(folder, "train", "a.rnnconfig", "--json");
  expect(trained.status, trained.stderr).toBe(0);
  expect((await unroll(folder, "export", "last", "--format", "safetensors", "--out", "w.safetensors")).status).toBe(0);
  const step = await unroll(
    folder,
    "gradients",
    "a.rnnconfig",
    "--weights",
    "w.safetensors",
    "--out",
    "g.safetensors",
    "--json",
  );
  expect(step.status, step.stderr).toBe(0);
  writeFileSync(join(folder, "step.jsonl"), step.stdout);
  // It fails where one of them is further off.
  console.log(
    runPython(python, [check, "w.safetensors", "step.jsonl", "g.safetensors", "--tolerance", "1e-5"], folder),
  );
});

const load = `
import torch, safetensors.torch
from safetensors import safe_open
weights = safetensors.torch.load_file("w.safetensors")
class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = torch.nn.Embedding(*weights["embedding.weight"].shape)
        self.rnn = torch.nn.LSTM(weights["embedding.weight"].shape[1], 12, batch_first=True)
        self.output = torch.nn.Linear(12, weights["output.weight"].shape[0])
print(Net().load_state_dict(weights, strict=True))
`;

it("an exported file loads strictly into PyTorch's modules", { timeout: 120_000 }, async () => {
  const folder = workspace({ "a.rnnconfig": smallConfig(), "book.txt": words(900) });
  await unroll(folder, "train", "a.rnnconfig");
  await unroll(folder, "export", "last", "--format", "safetensors", "--out", "w.safetensors");
  expect(runPython(python, ["-c", load], folder)).toContain("All keys matched");
});
