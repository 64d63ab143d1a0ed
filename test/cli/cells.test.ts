// Every cell through the command line: it learns, continues to the same bits, writes text, and its files are what they say.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { buildModel, type ModelOptions } from "../../src/model/index.ts";
import { decodeSafetensors } from "../../src/tensors/index.ts";
import { variantOptions } from "../support/cells.ts";
import { unroll } from "../support/commandLine.ts";
import { interpretStep, worst } from "../support/networks.ts";
import { onlyRun, smallConfig, tensorsOf, traceOf, words, workspace } from "../support/workspace.ts";

const book = words(1500);

/** One of each kind; the options of each alone are in test/graph/cells.test.ts. */
const cases = {
  "rnn relu leak": { forgets: false },
  "lstm everything": { forgets: true },
  "gru original": { forgets: false },
  clockwork: { forgets: false },
  scrn: { forgets: false },
};

function sections(name: string, steps: number) {
  const { bias, ...model } = variantOptions(name, 2, 12, 6);
  const more = { embedding: 6, ...(cases[name as keyof typeof cases].forgets ? { forgetBias: 2.5 } : {}) };
  const training = { steps, validateEvery: 5, sampleEvery: 10, logEvery: 1, learningRate: 0.05, threads: 2 };
  return { model: { ...model, ...more }, training };
}

const project = (name: string, steps: number) => {
  return workspace({ "a.rnnconfig": smallConfig(sections(name, steps)), "book.txt": book });
};

describe.each(Object.keys(cases))("%s", (name) => {
  it("trains, continues to the same bits, samples, exports, and gives its gradients", { timeout: 60_000 }, async () => {
    const long = project(name, 27);
    const { status, events } = await unroll(long, "train", "a.rnnconfig", "--json");
    expect(status).toBe(0);
    const losses = events.filter(({ event }) => event === "validation").map(({ loss }) => loss as number);
    expect(losses).toHaveLength(6);
    expect(losses[5]).toBeLessThan(losses[0] - 0.02);

    // Stopped after ten steps, in the middle of the text, with states that are carried.
    const short = project(name, 10);
    expect((await unroll(short, "train", "a.rnnconfig")).status).toBe(0);
    const resumed = await unroll(short, "train", "--resume", "last", "--set", "training.steps=27");
    expect(resumed.status).toBe(0);
    const run = onlyRun(long);
    expect(traceOf(onlyRun(short))).toEqual(traceOf(run));

    const sampled = await unroll(long, "sample", "last", "--length", "30", "--json");
    expect((sampled.events[0].text as string).length).toBe(30);

    // The file says how the cells compute, and another config is told.
    const exported = await unroll(long, "export", "last", "--format", "safetensors", "--out", "x.safetensors");
    expect(exported.stderr).toContain("silently compute something else");
    const file = join(long, "x.safetensors");
    const { metadata, tensors } = decodeSafetensors(readFileSync(file), file);
    expect(metadata["unroll.cells"]).toBe(tensorsOf(run).metadata["unroll.cells"]);
    const of = (config: string) => [
      "gradients",
      config,
      "--weights",
      "x.safetensors",
      "--out",
      "g.safetensors",
      "--json",
    ];
    const other = JSON.parse(smallConfig(sections(name, 1)));
    other.model = { cell: "rnn", units: 12, embedding: 6 };
    writeFileSync(join(long, "other.rnnconfig"), JSON.stringify(other));
    expect((await unroll(long, ...of("other.rnnconfig"))).events).toMatchObject([
      { event: "error", code: "wrong-cell" },
    ]);

    const { events: printed } = await unroll(long, ...of("a.rnnconfig"));
    const { inputs, targets, vocabulary, loss } = printed[0] as unknown as Printed;
    const options = { bias: true, ...sections(name, 1).model } as ModelOptions;
    const dimensions = { steps: inputs.length, batch: inputs[0].length, vocabulary: vocabulary.length };
    const model = buildModel(options, dimensions, { training: true, unrolled: true });
    const expected = interpretStep(model, {
      parameters: new Map([...tensors].map(([tensor, { data }]) => [tensor, data as Float32Array])),
      states: new Map(),
      inputs: Int32Array.from(inputs.flat()),
      targets: Int32Array.from(targets.flat()),
    });
    const written = decodeSafetensors(readFileSync(join(long, "g.safetensors")), "g.safetensors").tensors;
    const found = new Map([...written].map(([tensor, { data }]) => [tensor, data as Float32Array]));
    expect([...found.keys()].sort()).toEqual([...expected.gradients.keys()].sort());
    expect(Math.abs(loss / expected.loss - 1)).toBeLessThan(1e-6);
    const { name: tensor, value } = worst(found, expected.gradients);
    expect(value, tensor).toBeLessThan(1e-5);
  });
});

interface Printed {
  loss: number;
  inputs: number[][];
  targets: number[][];
  vocabulary: string[];
}
