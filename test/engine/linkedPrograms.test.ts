// Two programs that stand on each other: a decoder reads what an encoder puts out, and the encoder's backward pass begins with the
// gradients that the decoder puts out. The same model in one graph has the same loss and the same gradients, bit by bit.
import { describe, expect, it } from "vitest";
import { arraysFor } from "../../src/base/minibatch.ts";
import { Executable, type LinkedFeed, planExecutable, shardRows } from "../../src/engine/index.ts";
import {
  differentiate,
  Feeds,
  Graph,
  Interpreter,
  layOutParameters,
  lower,
  ops,
  type Tensor,
  type TensorFeed,
} from "../../src/graph/index.ts";
import { gru } from "../../src/model/gru.ts";
import { adam, builds, engineFor, networkOn, noClipping, worst } from "../support/networks.ts";
import { generator, uniform } from "../support/random.ts";

const V = 7;
const H = 5;
const ROWS = 4;
const shape = { steps: 6, targetSteps: 4 };
const cell = gru({ cell: "gru", units: H, bias: true });

interface Part {
  graph: Graph;
  feeds: Feeds;
}

const begin = (rows: number): Part => {
  const graph = new Graph();
  return { graph, feeds: new Feeds(graph, shape, rows) };
};

/** A GRU over tokens; its states after each step. */
function scan({ graph }: Part, name: string, tokens: Tensor, h0: Tensor, lengths?: Tensor): Tensor {
  const weights = Object.entries(cell.parameters(3)).map(([short, sizes]) => [
    short,
    graph.parameter(`${name}.${short}`, sizes),
  ]);
  const { weight_ih, weight_hh, bias_ih, bias_hh } = Object.fromEntries(weights) as Record<string, Tensor>;
  const table = graph.parameter(`${name}.embedding`, [V, 3]);
  const { out: read } = graph.apply(ops.embedding, { table, tokens, lengths }, {}, `${name}.read`);
  const { out: x } = graph.apply(
    ops.matmul,
    { a: read, b: weight_ih, bias: bias_ih },
    { transposeB: true },
    `${name}.x`,
  );
  const operands = { x, w: weight_hh, h0, bias: bias_hh, lengths };
  return graph.apply(ops.gru, operands, { reverse: false }, `${name}.h`).hs;
}

/** Memory (T,B,H), and the state in which each sequence ends (B,H). */
function encoder(part: Part) {
  const { graph, feeds } = part;
  const lengths = feeds.add("lengths", { type: "i32", per: "sequence" });
  const tokens = feeds.add("inputs", { type: "i32", per: "step" });
  const h0 = feeds.add("start", { type: "f32", per: "sequence", width: H });
  const memory = scan(part, "encoder", tokens, h0, lengths);
  const last = graph.reshape(graph.slice(memory, shape.steps - 1, shape.steps), [feeds.rows, H]);
  return { lengths, memory, last };
}

/** Begins in what a bridge makes of the last state and of the mean of the memory; the loss of its tokens. */
function decoder(part: Part, lengths: Tensor, memory: Tensor, last: Tensor): Tensor {
  const { graph, feeds } = part;
  const tokens = feeds.add("targetInputs", { type: "i32", per: "target-step" });
  const targets = feeds.add("targets", { type: "i32", per: "target-step" });
  const product = (a: Tensor, name: string, rows: number) => {
    return graph.apply(ops.matmul, { a, b: graph.parameter(name, [rows, H]) }, { transposeB: true }, `${name}.product`)
      .out;
  };
  const { out: mean } = graph.apply(ops.meanSteps, { x: memory, lengths }, {}, "mean");
  const bridged = { x: product(last, "bridge.last", H), y: product(mean, "bridge.mean", H) };
  const hidden = scan(part, "decoder", tokens, graph.apply(ops.add, bridged, {}, "bridged").out);
  const logits = product(hidden, "output.weight", V);
  return graph.apply(ops.crossEntropy, { logits, targets }, {}, "loss").loss;
}

/** The whole model in one graph. */
function together(rows: number) {
  const part = begin(rows);
  const { lengths, memory, last } = encoder(part);
  const loss = decoder(part, lengths, memory, last);
  return { ...part, loss, gradients: differentiate(part.graph, loss) };
}

const output = (name: string, per: TensorFeed["per"], tensor: Tensor): TensorFeed => {
  return { name, type: "f32", per, width: H, tensor };
};

/** The encoder alone. */
function forward(rows: number) {
  const part = begin(rows);
  const { memory, last } = encoder(part);
  return { ...part, outputs: [output("memory", "step", memory), output("last", "sequence", last)] };
}

/** The decoder, which feeds on the encoder, and the gradients of what it reads. */
function reader(rows: number) {
  const part = begin(rows);
  const lengths = part.feeds.add("lengths", { type: "i32", per: "sequence" });
  const memory = part.feeds.add("memory", { type: "f32", per: "step", width: H });
  const last = part.feeds.add("last", { type: "f32", per: "sequence", width: H });
  const loss = decoder(part, lengths, memory, last);
  const gradients = differentiate(part.graph, loss, { inputs: [memory, last] });
  const outputs = [
    output("memory.gradient", "step", gradients.get(memory)!),
    output("last.gradient", "sequence", gradients.get(last)!),
  ];
  return { ...part, loss, gradients, outputs };
}

/** The encoder's backward pass, from the gradients of what the decoder has read. */
function backward(rows: number) {
  const part = begin(rows);
  const { memory, last } = encoder(part);
  const given = new Map([
    [memory, part.feeds.add("memory.gradient", { type: "f32", per: "step", width: H })],
    [last, part.feeds.add("last.gradient", { type: "f32", per: "sequence", width: H })],
  ]);
  return { ...part, gradients: differentiate(part.graph, undefined, { given }) };
}

const layout = layOutParameters(together(1).graph);
const random = generator(5);
const parameters = new Map([...layout.places].map(([name, { size }]) => [name, uniform(random, size, 0.6)]));
const whole = together(ROWS);
const minibatch = arraysFor(whole.feeds.all, shape, ROWS);
for (const { name, type } of whole.feeds.all) {
  for (let i = 0; i < minibatch[name].length; i++) {
    minibatch[name][i] = type === "f32" ? random() - 0.5 : Math.floor(random() * V);
  }
}
minibatch.lengths.set([6, 2, 4, 1]);
const scalars = { inverseTokens: 1 / (ROWS * shape.targetSteps), seed: 1, step: 1 };

describe.each(builds)("a decoder that feeds on an encoder's outputs, on the %s core", (build) => {
  it.each([1, 2, 3])("in %d shards: loss and gradients have the bits of one graph", async (shards) => {
    const engine = await engineFor(build, shards);
    const network = networkOn(engine, { layout, optimizer: adam, shards });
    for (const [name, values] of parameters) network.parameter(name).set(values);
    const all = shardRows(ROWS, shards);
    type Made = Part & { loss?: Tensor; gradients?: Map<Tensor, Tensor>; outputs?: readonly TensorFeed[] };
    const plan = (
      make: (rows: number) => Made,
      links: LinkedFeed[] = [],
      lenders: ReturnType<typeof planExecutable>[] = [],
    ) => {
      const programs = all.map((rows) => {
        const { graph, feeds, loss, gradients, outputs = [] } = make(rows);
        const keep = [...(loss ? [loss] : []), ...outputs.map(({ tensor }) => tensor)];
        const program = lower(graph, layout, { gradients, keep, threads: engine.threads });
        return { program, rows, feeds: feeds.all, outputs, loss, states: [] };
      });
      return planExecutable(network.plan, { shape, programs, links, lenders });
    };
    const gradients = () =>
      new Map([...layout.places.keys()].map((name) => [name, Float32Array.from(network.gradient(name))]));

    const one = new Executable(plan(together));
    one.write(minibatch);
    one.run(scalars);
    network.gradientNorm(noClipping);
    const expected = { loss: one.loss, gradients: gradients() };

    for (let shard = 0; shard < shards; shard++) {
      const { places, memory } = network.plan;
      memory.runtime.floats(places.gradients[shard], layout.bytes / 4).fill(Number.NaN);
    }
    // They share their working memory, so what is handed on is handed on before it is written over.
    const encodes = plan(forward);
    const link = (feed: string, from: typeof encodes): LinkedFeed => ({ feed, from, output: feed });
    const reads = plan(reader, [link("memory", encodes), link("last", encodes)], [encodes]);
    const returns = [link("memory.gradient", reads), link("last.gradient", reads)];
    const [first, second, third] = [encodes, reads, plan(backward, returns, [encodes, reads])].map(
      (planned) => new Executable(planned),
    );
    for (const executable of [first, second, third]) {
      executable.write(minibatch);
      executable.run(scalars);
    }
    network.gradientNorm(noClipping);
    expect(second.loss).toBe(expected.loss);
    expect(gradients()).toEqual(expected.gradients);

    const interpreter = new Interpreter(whole.graph);
    for (const [name, values] of parameters) interpreter.set(name, values);
    for (const { name, tensor } of whole.feeds.all) interpreter.set(tensor, minibatch[name]);
    interpreter.run({ ...scalars, firstRow: 0, rows: ROWS });
    expect(Math.abs(second.loss / interpreter.value(whole.loss)[0] - 1)).toBeLessThan(1e-5);
    const truth = new Map([...whole.gradients].map(([p, g]) => [p.name, Float64Array.from(interpreter.value(g))]));
    const { name, value } = worst(gradients(), truth);
    expect(value, name).toBeLessThan(1e-5);
    expect(Math.hypot(...truth.get("encoder.embedding")!)).toBeGreaterThan(1e-4);
  });

  it("says which feed does not fit", async () => {
    const engine = await engineFor(build, 1);
    const network = networkOn(engine, { layout, optimizer: adam });
    const planOf = ({ graph, feeds, outputs = [] }: Part & { outputs?: TensorFeed[] }, links: LinkedFeed[] = []) => {
      const program = lower(graph, layout, { keep: outputs.map(({ tensor }) => tensor) });
      const programs = [{ program, rows: feeds.rows, feeds: feeds.all, outputs, states: [] }];
      return planExecutable(network.plan, { shape, programs, links });
    };
    const from = planOf(forward(ROWS));
    const wrong = begin(ROWS);
    wrong.feeds.add("memory", { type: "f32", per: "step", width: H + 1 });
    expect(() => planOf(wrong, [{ feed: "memory", from, output: "memory" }])).toThrow(
      "memory of the other program does not fit the feed memory",
    );
  });
});
