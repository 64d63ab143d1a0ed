// Every option of a stack through the command line: it learns, continues to the same bits, writes text, exports, and gives the
// gradients of its own definition.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/index.ts";
import { buildModel } from "../../src/model/index.ts";
import { modelOptions } from "../../src/networks/settings.ts";
import { decodeSafetensors } from "../../src/tensors/index.ts";
import { named, unroll } from "../support/commandLine.ts";
import { interpretStep, worst } from "../support/networks.ts";
import { onlyRun, smallConfig, tensorsOf, traceOf, words, workspace } from "../support/workspace.ts";

const book = words(1500);

interface Sections {
  model: object;
  training?: object;
}

const cases: Record<string, Sections> = {
  "layers of their own, dropout": {
    model: {
      cell: "lstm",
      units: 12,
      layers: [{ units: 9 }, { cell: "gru" }, { cell: "rnn", bias: false }],
      dropout: 0.1,
    },
  },
  "layer normalisation and variational dropout": {
    model: {
      cell: "lstm",
      units: 12,
      layers: 2,
      layerNorm: true,
      variationalDropout: { input: 0.05, recurrent: 0.1, output: 0.05 },
    },
  },
  "zoneout, recurrent dropout, learned initial states of shuffled windows": {
    model: { cell: "gru", units: 12, zoneout: 0.1, recurrentDropout: 0.1 },
    training: { initialState: "learned", batching: "random" },
  },
  "tied, frozen, uniform": {
    model: {
      cell: "lstm",
      units: 8,
      embedding: 8,
      tied: true,
      initializer: { name: "uniform", scale: 0.3 },
      freeze: { "rnn.bias_hh_l0": 0, "rnn.weight_ih*": null },
    },
    training: { averaging: { name: "ema", decay: 0.5 } },
  },
};

const configOf = (name: string, steps: number) => {
  const { model, training } = cases[name];
  const how = { steps, validateEvery: 5, sampleEvery: 10, logEvery: 1, learningRate: 0.03, threads: 2, ...training };
  return smallConfig({ model: { embedding: 6, ...model }, training: how });
};
const project = (name: string, steps: number) => workspace({ "a.rnnconfig": configOf(name, steps), "book.txt": book });

describe.each(Object.keys(cases))("%s", (name) => {
  it("trains, continues to the same bits, samples, exports, and gives its gradients", {
    timeout: 120_000,
  }, async () => {
    const long = project(name, 40);
    const { status, events, stderr } = await unroll(long, "train", "a.rnnconfig", "--json");
    expect(status, stderr).toBe(0);
    const losses = events.filter(({ event }) => event === "validation").map(({ loss }) => loss as number);
    expect(losses[losses.length - 1]).toBeLessThan(losses[0] - 0.02);

    // Stopped in the middle of the text, with states that are carried.
    const short = project(name, 10);
    expect((await unroll(short, "train", "a.rnnconfig")).status).toBe(0);
    expect((await unroll(short, "train", "--resume", "last", "--set", "training.steps=40")).status).toBe(0);
    const run = onlyRun(long);
    expect(traceOf(onlyRun(short))).toEqual(traceOf(run));
    expect([...tensorsOf(onlyRun(short)).tensors]).toEqual([...tensorsOf(run).tensors]);

    const sampled = await unroll(long, "sample", "last", "--length", "30", "--json");
    expect((sampled.events[0].text as string).length).toBe(30);

    expect((await unroll(long, "export", "last", "--format", "safetensors", "--out", "x.safetensors")).status).toBe(0);
    const { tensors } = decodeSafetensors(readFileSync(join(long, "x.safetensors")), "x.safetensors");
    const { config } = parseConfig(configOf(name, 1));
    expect(tensors.has("output.weight")).toBe(true);
    if (config!.model.tied) expect(tensors.get("output.weight")).toEqual(tensors.get("embedding.weight"));

    const weights = ["--weights", "x.safetensors", "--out", "g.safetensors", "--json"];
    const { events: printed } = await unroll(long, "gradients", "a.rnnconfig", ...weights);
    const { inputs, targets, vocabulary, loss } = printed[0] as unknown as Printed;
    const dimensions = { steps: inputs.length, batch: inputs[0].length, vocabulary: vocabulary.length };
    const model = buildModel(modelOptions(config!), dimensions, { training: true, unrolled: true, dry: true });
    const parameters = model.graph.parameters().map(({ name: tensor }) => {
      return [tensor, tensors.get(tensor)!.data as Float32Array] as const;
    });
    const values = {
      parameters: new Map(parameters),
      states: new Map(),
      inputs: Int32Array.from(inputs.flat()),
      targets: Int32Array.from(targets.flat()),
    };
    const expected = interpretStep(model, values, { seed: 1, step: 1, fresh: true });
    const written = decodeSafetensors(readFileSync(join(long, "g.safetensors")), "g.safetensors").tensors;
    const found = new Map([...written].map(([tensor, { data }]) => [tensor, data as Float32Array]));
    expect([...found.keys()].sort()).toEqual([...expected.gradients.keys()].sort());
    expect(Math.abs(loss / expected.loss - 1)).toBeLessThan(1e-6);
    const { name: tensor, value } = worst(found, expected.gradients);
    expect(value, tensor).toBeLessThan(1e-5);
  });
});

describe("what a stack is told", () => {
  it("frozen parameters stay as they are, to the bit", { timeout: 60_000 }, async () => {
    const name = "tied, frozen, uniform";
    const folder = project(name, 10);
    await unroll(folder, "train", "a.rnnconfig");
    const { tensors } = tensorsOf(onlyRun(folder));
    const numbers = (tensor: string) => Array.from(tensors.get(tensor)!.data as Float32Array);
    expect(numbers("rnn.bias_hh_l0")).toEqual(new Array(32).fill(0));
    // Drawn as any other, and never moved: a run of one step has the same.
    const other = project(name, 1);
    await unroll(other, "train", "a.rnnconfig");
    const frozen = tensorsOf(onlyRun(other)).tensors.get("rnn.weight_ih_l0")!.data;
    expect(numbers("rnn.weight_ih_l0")).toEqual(Array.from(frozen as Float32Array));
    expect(Math.max(...numbers("rnn.weight_ih_l0"))).toBeLessThanOrEqual(0.3);
    expect([...tensors.keys()].filter((key) => key.startsWith("unroll.adam.m."))).not.toContain(
      "unroll.adam.m.rnn.bias_hh_l0",
    );
  });

  it("that no parameter is called so, with the names there are", async () => {
    const config = smallConfig({ model: { units: 4, freeze: ["rnn.weights"] }, training: { steps: 1 } });
    const folder = workspace({ "a.rnnconfig": config, "book.txt": book });
    const before = config.slice(0, config.indexOf('"rnn.weights"')).split("\n");
    for (const [command, event] of [
      ["train", "error"],
      ["validate", "problem"],
    ]) {
      const { status, events } = await unroll(folder, command, "a.rnnconfig", "--json");
      expect(status).toBeGreaterThan(0);
      expect(named(events, event)[0]).toMatchObject({
        code: "unknown-parameter",
        message: expect.stringContaining('model.freeze names "rnn.weights"'),
        line: before.length,
        column: before.at(-1)!.length + 1,
      });
    }
  });
});

interface Printed {
  loss: number;
  inputs: number[][];
  targets: number[][];
  vocabulary: string[];
}
