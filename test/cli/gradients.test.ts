// `gradients`: parameters in and gradients out by PyTorch's names, and all that is needed to repeat the step.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { buildModel, type CellName } from "../../src/model/index.ts";
import { decodeSafetensors } from "../../src/tensors/index.ts";
import { unroll } from "../support/commandLine.ts";
import { interpretStep, relativeDifference, worst } from "../support/networks.ts";
import { onlyRun, smallConfig, tensorsOf, words, workspace } from "../support/workspace.ts";

const vectors = fileURLToPath(new URL("../vectors/", import.meta.url));
const pytorchFile = join(vectors, "pytorch-model.safetensors");

/** Thirteen symbols, for the thirteen rows of PyTorch's file. */
const thirteen = Array.from({ length: 400 }, (_, i) => "abcdefghijkl\n"[(i * i + (i >> 3)) % 13]).join("");

interface Printed {
  loss: number;
  inputs: number[][];
  targets: number[][];
  vocabulary: string[];
}

/** Repeats the printed step in f64 and compares the gradients that were written. */
function compare(
  { loss, inputs, targets, vocabulary }: Printed,
  options: { cell: CellName; units: number; layers: number; embedding: number; bias: boolean },
  weights: string,
  gradients: string,
) {
  const read = (file: string) => {
    const { tensors } = decodeSafetensors(readFileSync(file), file);
    const parameters = [...tensors].filter(([name]) => !name.startsWith("unroll."));
    return new Map(parameters.map(([name, { data }]) => [name, data as Float32Array]));
  };
  const [steps, batch] = [inputs.length, inputs[0].length];
  const model = buildModel(
    { ...options, dropout: 0 },
    { steps, batch, vocabulary: vocabulary.length },
    { training: true },
  );
  const states = new Map(
    model.states.map(({ name, shape }) => [name, new Float64Array(shape.reduce((a, b) => a * b, 1))]),
  );
  const ids = (rows: number[][]) => Int32Array.from(rows.flat());
  const expected = interpretStep(model, {
    parameters: read(weights),
    states,
    inputs: ids(inputs),
    targets: ids(targets),
  });
  const found = read(gradients);
  expect([...found.keys()].sort()).toEqual([...expected.gradients.keys()].sort());
  expect(relativeDifference([loss], [expected.loss])).toBeLessThan(1e-6);
  return worst(found, expected.gradients);
}

/** The step on PyTorch's own file: B3 T5, so text for one minibatch and more. */
async function pytorchStep(model: object = {}) {
  const config = smallConfig({
    data: { validation: 0, test: 0 },
    model: { cell: "lstm", units: 16, layers: 2, embedding: 6, dropout: 0.5, ...model },
    training: { batchSize: 3, sequenceLength: 5, clip: { norm: 0.001 } },
  });
  const folder = workspace({ "a.rnnconfig": config, "book.txt": thirteen });
  const out = join(folder, "g.safetensors");
  const ended = await unroll(folder, "gradients", "a.rnnconfig", "--weights", pytorchFile, "--out", out, "--json");
  return { folder, out, ...ended };
}

describe("gradients", () => {
  it("of a file that PyTorch wrote agree with f64", async () => {
    const { status, events, out } = await pytorchStep();
    expect(status).toBe(0);
    expect(events).toHaveLength(1);
    const printed = events[0] as unknown as Printed;
    expect(Object.keys(events[0])).toEqual([
      "event",
      "task",
      "loss",
      "inputs",
      "targets",
      "vocabulary",
      "config",
      "out",
    ]);
    expect(printed.inputs.map((row) => row.length)).toEqual([3, 3, 3, 3, 3]);
    // The first minibatch: row b begins at ⌊(N−1)/B⌋ · b, and a target is the next symbol.
    const symbolAt = (position: number) => printed.vocabulary.indexOf(thirteen[position]);
    const expected = (shift: number) =>
      [0, 1, 2, 3, 4].map((t) => [0, 133, 266].map((start) => symbolAt(start + t + shift)));
    expect(printed.inputs).toEqual(expected(0));
    expect(printed.targets).toEqual(expected(1));
    const options = { cell: "lstm" as const, units: 16, layers: 2, embedding: 6, bias: true };
    const { name, value } = compare(printed, options, pytorchFile, out);
    console.log(`gradients of PyTorch's file: largest ‖a−b‖/‖b‖ ${value.toExponential(2)} (${name})`);
    expect(value, name).toBeLessThan(1e-5);
  });

  it.each([
    ["gru", 2, 0],
    ["rnn", 1, 5],
  ] as const)("of a trained %s are those of its checkpoint", async (cell, layers, embedding) => {
    const model = { cell, units: 10, layers, embedding };
    const folder = workspace({ "a.rnnconfig": smallConfig({ model }), "book.txt": words(900) });
    expect((await unroll(folder, "train", "a.rnnconfig")).status).toBe(0);
    const weights = join(onlyRun(folder), "checkpoints", "last.safetensors");
    const out = join(folder, "g.safetensors");
    const { events } = await unroll(folder, "gradients", "a.rnnconfig", "--weights", weights, "--out", out, "--json");
    const { name, value } = compare(events[0] as unknown as Printed, { ...model, bias: true }, weights, out);
    expect(value, name).toBeLessThan(1e-5);
  });

  it("are of the config's first parameters where no file is given", async () => {
    const folder = workspace({ "a.rnnconfig": smallConfig({ training: { steps: 1 } }), "book.txt": words(900) });
    const { status, stdout } = await unroll(folder, "gradients", "a.rnnconfig", "--out", "g.safetensors");
    expect(status).toBe(0);
    const loss = Number(/^loss (\S+) over 32 targets/.exec(stdout)![1]);
    const { events } = await unroll(folder, "train", "a.rnnconfig", "--json");
    expect(events.find(({ event }) => event === "step")!.loss).toBeCloseTo(loss, 6);
  });

  it("of a file that does not fit say which tensor, and what it should be", async () => {
    const wrong = await pytorchStep({ units: 15 });
    expect(wrong).toMatchObject({ status: 2, events: [{ event: "error", code: "wrong-shape" }] });
    expect(wrong.events[0].message).toMatch(/rnn\.weight_ih_l0 is \[64, 6\].*needs \[60, 6\]/);
    const more = await pytorchStep({ layers: 3 });
    expect(more.events).toMatchObject([
      { code: "missing-parameter", message: expect.stringContaining("rnn.weight_ih_l2") },
    ]);
    const { folder } = more;
    writeFileSync(join(folder, "text.safetensors"), "this is no safetensors file");
    for (const [file, code] of [
      ["gone.safetensors", "not-found"],
      ["text.safetensors", /^safetensors-/],
    ] as const) {
      const { status, events } = await unroll(
        folder,
        "gradients",
        "a.rnnconfig",
        "--weights",
        file,
        "--out",
        "g",
        "--json",
      );
      expect(status).toBe(2);
      expect(events).toMatchObject([{ event: "error", code: expect.stringMatching(code) }]);
    }
  });

  const python = process.env.UNROLL_PYTHON ?? "python3";
  const hasTorch = spawnSync(python, ["-c", "import torch, safetensors"]).status === 0;
  it.skipIf(!hasTorch)(
    "are signed by PyTorch itself (UNROLL_PYTHON, a python with torch and safetensors)",
    { timeout: 120_000 },
    async () => {
      const { folder, stdout, out } = await pytorchStep();
      writeFileSync(join(folder, "line.jsonl"), stdout);
      const script = join(vectors, "check_gradients.py");
      const checked = spawnSync(python, [script, pytorchFile, join(folder, "line.jsonl"), out], { encoding: "utf8" });
      console.log(checked.stdout.trimEnd().split("\n").at(-1));
      expect(checked.stderr).toBe("");
      expect(checked.status).toBe(0);
    },
  );
});

it("an exported model is its best parameters and nothing else, for a strict load", async () => {
  // Learning that goes wrong after a while, so that the best is not the last.
  const training = { steps: 40, validateEvery: 5, learningRate: 0.5, optimizer: "adam", threads: 1 };
  const folder = workspace({
    "a.rnnconfig": smallConfig({ model: { cell: "gru", layers: 2 }, training }),
    "book.txt": words(900),
  });
  const { events } = await unroll(folder, "train", "a.rnnconfig", "--json");
  const run = onlyRun(folder);
  const best = events.at(-1)!.best as { step: number };
  expect(best.step).toBeLessThan(40);
  const exported = await unroll(folder, "export", "last", "--format", "safetensors");
  expect(exported.status).toBe(0);
  const file = join(folder, `${run.split("/").at(-1)}.safetensors`);
  const { tensors, metadata } = decodeSafetensors(readFileSync(file), file);
  const V = (events[0].data as { vocabularySize: number }).vocabularySize;
  const layer = (l: number, inputs: number) => ({
    [`rnn.weight_ih_l${l}`]: [36, inputs],
    [`rnn.weight_hh_l${l}`]: [36, 12],
    [`rnn.bias_ih_l${l}`]: [36],
    [`rnn.bias_hh_l${l}`]: [36],
  });
  const shapes = {
    "embedding.weight": [V, 6],
    ...layer(0, 6),
    ...layer(1, 12),
    "output.weight": [V, 12],
    "output.bias": [V],
  };
  expect(Object.fromEntries([...tensors].map(([name, { shape }]) => [name, shape]))).toEqual(shapes);
  expect(metadata.format).toBe("pt");
  const saved = tensorsOf(run, "best").tensors;
  const last = tensorsOf(run).tensors;
  for (const [name, { data, dtype }] of tensors) {
    expect(dtype).toBe("F32");
    expect(data, name).toEqual(saved.get(name)!.data);
    expect(data, name).not.toEqual(last.get(name)!.data);
  }
});
