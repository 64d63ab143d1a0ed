// What a minibatch feeds: tables by name, with one number or several for each step, target step, node or sequence; which rows of it
// every shard gets; and programs by shape.
import { describe, expect, it } from "vitest";
import { arraysFor, type MinibatchShape, type Per, placesOf, shapeKey } from "../../src/base/minibatch.ts";
import { MemoryPlan, NetworkPlan, shardRows } from "../../src/engine/index.ts";
import { Feeds, Graph, layOutParameters, lower, ops, type TensorFeed } from "../../src/graph/index.ts";
import { compile, formModel, Programs } from "../../src/networks/index.ts";
import { adam, engineFor, executableOn, networkOn } from "../support/networks.ts";

const shape: MinibatchShape = { steps: 3, targetSteps: 2, levels: 2, nodes: 4 };
const ROWS = 5;
const kinds: Per[] = ["step", "target-step", "node", "sequence"];

/** A graph that puts out what it is fed. */
function echo(rows: number) {
  const graph = new Graph();
  const feeds = new Feeds(graph, shape, rows);
  for (const per of kinds) feeds.add(per, { type: "f32", per, width: 2 });
  feeds.add("ids", { type: "i32", per: "target-step" });
  const table = graph.parameter("table", [ROWS * 2, 1]);
  const outputs = feeds.all.map((feed): TensorFeed => {
    const x = feed.tensor;
    const tensor =
      feed.type === "f32"
        ? graph.apply(ops.add, { x, y: x }, {}, "twice").out
        : graph.apply(ops.embedding, { table, tokens: x }, {}, "looked up").out;
    return { ...feed, type: "f32", tensor };
  });
  return { graph, feeds: feeds.all, outputs };
}

describe("feeds", () => {
  it.each([1, 2, 3])("reach the rows of %d shards, and outputs come back from there", async (shards) => {
    const layout = layOutParameters(echo(1).graph);
    const network = networkOn(await engineFor("simd", 1), { layout, optimizer: adam, shards });
    network.parameter("table").forEach((_, i, values) => {
      values[i] = 100 + i;
    });
    const programs = shardRows(ROWS, shards).map((rows) => {
      const { graph, feeds, outputs } = echo(rows);
      const program = lower(graph, layout, { keep: outputs.map(({ tensor }) => tensor) });
      return { program, rows, feeds, outputs, states: [] };
    });
    const executable = executableOn(network, { shape, programs });
    const { feeds } = echo(ROWS);
    const arrays = arraysFor(feeds, shape, ROWS);
    expect(feeds.map(({ name }) => arrays[name].length)).toEqual([30, 20, 80, 10, 10]);
    for (const { name } of feeds) arrays[name].forEach((_, i, all) => all.set([i], i));
    executable.write(arrays);
    executable.run({ inverseTokens: 1, seed: 0, step: 0 });
    for (const { name, type } of feeds) {
      const read = new Float32Array(arrays[name].length);
      executable.read(name, read);
      expect(read, name).toEqual(Float32Array.from(arrays[name], (x) => (type === "f32" ? 2 * x : 100 + x)));
    }
    const { step, ...others } = arrays;
    const refused = "The minibatch has no step that the program can read";
    expect(() => executable.write(others)).toThrow(refused);
    expect(() => executable.write({ ...others, step: step.subarray(1) })).toThrow(refused);
    expect(() => executable.write({ ...others, step: Int32Array.from(step) })).toThrow(refused);
    expect(() => executable.read("nothing", new Float32Array(9))).toThrow("does not keep nothing");
  });

  it("have as many places as the shape says", () => {
    expect(kinds.map((per) => placesOf(per, shape))).toEqual([3, 2, 8, 1]);
    const shapes = [shape, { steps: 3 }, { steps: 3, targetSteps: 2 }, { steps: 3, levels: 2, nodes: 4 }];
    expect(shapes.map(shapeKey)).toEqual(["3×2, 2×4", "3", "3×2", "3, 2×4"]);
  });
});

describe("the programs of a model", () => {
  const form = {
    options: { cell: "gru", units: 3, layers: 1, embedding: 0, dropout: 0, bias: true },
    vocabulary: 4,
  } as const;
  const layout = layOutParameters(formModel(form, { steps: 1, batch: 1 }).graph);
  const plan = new NetworkPlan(new MemoryPlan(), { layout, optimizer: adam, threads: 1 });
  const programs = (shapes: MinibatchShape[]) =>
    new Programs(shapes, 2, (own, like) => compile({ network: plan, form }, own, {}, { like }));

  it("are at most eight, of different shapes", () => {
    const shapes = Array.from({ length: 8 }, (_, i) => ({ steps: 2 + (i % 4), targetSteps: 1 + (i >> 2) }));
    expect(() => programs([...shapes, { ...shapes[3] }])).not.toThrow();
    expect(() => programs([...shapes, { steps: 2 }])).toThrow("A model has 8 programs at most, not 2×1; 3×1;");
  });

  it("are found by the shape of a minibatch, whose first is the largest", () => {
    const made = programs([{ steps: 2 }, { steps: 4 }, { steps: 4, targetSteps: 2 }]);
    expect(made.states[0].shape).toEqual([2, 3]);
    expect(() => made.of({ steps: 4, targetSteps: 3 })).toThrow("No program for minibatches of 4×3 was compiled");
    // Known, and planned: it wants an engine.
    expect(() => made.of({ steps: 4, targetSteps: 2 })).toThrow("there is no engine yet");
  });
});
