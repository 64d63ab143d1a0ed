// Activations that are whole numbers: an operation writes them, an embedding reads them as tokens, a person reads them back; no
// gradient passes through them.
import { describe, expect, it } from "vitest";
import { shardRows } from "../../src/engine/index.ts";
import {
  differentiate,
  Graph,
  Interpreter,
  layOutParameters,
  lower,
  ops,
  type TensorFeed,
} from "../../src/graph/index.ts";
import { adam, builds, engineFor, executableOn, networkOn, noClipping, worst } from "../support/networks.ts";
import { generator, uniform } from "../support/random.ts";

const [T, B, F, E] = [5, 4, 3, 2];
const shape = { steps: T };

/** The largest numbers of x·v over time, and an embedding of the steps where they stand; a loss of both. */
function made(rows: number, frozen: boolean) {
  const graph = new Graph();
  const x = graph.input("x", [T, rows, F], "f32");
  const v = graph.parameter("v", [F, F]);
  const table = graph.parameter("table", [T, E]);
  if (frozen) graph.freeze("table");
  const { out: scores } = graph.apply(ops.matmul, { a: x, b: v }, { transposeB: true }, "scores");
  const { out, where } = graph.apply(ops.maxSteps, { x: scores }, {}, "max");
  const { out: embedded } = graph.apply(ops.embedding, { table, tokens: where }, {}, "embedded");
  const sums = [out, embedded].map((tensor, i) => {
    const count = tensor.shape.reduce((a, b) => a * b, 1);
    const w = graph.input(`w${i}`, [1, count], "f32");
    return graph.apply(ops.matmul, { a: graph.reshape(tensor, [1, count]), b: w }, { transposeB: true }, "sum").out;
  });
  const loss = graph.reshape(graph.apply(ops.add, { x: sums[0], y: sums[1] }, {}, "loss").out, [1]);
  return { graph, x, where, loss, gradients: differentiate(graph, loss) };
}

describe("a tensor of whole numbers that an operation makes", () => {
  it("is one", () => {
    const { graph, where } = made(B, false);
    expect(where.type).toBe("i32");
    const wrong = graph.tensor("wrong", [B, F], "f32", "activation");
    const [x, out] = [graph.find("scores")!, graph.find("max")!];
    expect(() => graph.applyTo(ops.maxSteps, { x }, { out, where: wrong }, {})).toThrow("maxSteps: gives i32 [4, 3]");
  });

  it.each(builds)("feeds an embedding on the %s core, and is read back in one to three shards", async (build) => {
    const random = generator(3);
    const layout = layOutParameters(made(1, false).graph);
    const parameters = new Map([...layout.places].map(([name, { size }]) => [name, uniform(random, size, 0.8)]));
    const x = Float32Array.from(uniform(random, T * B * F, 1));
    const whole = made(B, false);
    const interpreter = new Interpreter(whole.graph);
    for (const [name, values] of parameters) interpreter.set(name, values);
    interpreter.set("x", x);
    for (const name of ["w0", "w1"]) interpreter.value(name).fill(1);
    interpreter.run({ inverseTokens: 1, seed: 0, step: 0, firstRow: 0, rows: B });
    const steps = interpreter.value(whole.where);
    expect(steps).toBeInstanceOf(Int32Array);
    expect(new Set(steps).size).toBeGreaterThan(2);
    const truth = new Map([...whole.gradients].map(([p, g]) => [p.name, Float64Array.from(interpreter.value(g))]));

    for (const shards of [1, 2, 3]) {
      const engine = await engineFor(build, shards);
      const network = networkOn(engine, { layout, optimizer: adam, shards });
      for (const [name, values] of parameters) network.parameter(name).set(values);
      const programs = shardRows(B, shards).map((rows) => {
        const { graph, loss, where, gradients, x: input } = made(rows, false);
        const feed = { name: "x", type: "f32", per: "step", width: F, tensor: input } as const;
        const output: TensorFeed = { name: "where", type: "i32", per: "sequence", width: F, tensor: where };
        const constants = new Map(
          ["w0", "w1"].map((name) => [graph.find(name)!, new Float32Array(rows * F * E).fill(1)]),
        );
        constants.set(graph.find("w0")!, new Float32Array(rows * F).fill(1));
        const program = lower(graph, layout, { gradients, keep: [loss, where] });
        return { program, rows, feeds: [feed], outputs: [output], loss, constants, states: [] };
      });
      const executable = executableOn(network, { shape, programs });
      executable.write({ x });
      executable.run({ inverseTokens: 1, seed: 0, step: 0 });
      const read = new Int32Array(B * F);
      executable.read("where", read);
      expect(read).toEqual(steps);
      expect(Math.abs(executable.loss / interpreter.value(whole.loss)[0] - 1)).toBeLessThan(1e-5);
      network.gradientNorm(noClipping);
      const gradients = new Map([...truth.keys()].map((name) => [name, network.gradient(name)]));
      expect(worst(gradients, truth).value).toBeLessThan(1e-5);
      expect(() => executable.read("where", new Float32Array(B * F))).toThrow("does not keep where");
    }
  });

  it("asks for no gradient: with the table frozen, the embedding has none", () => {
    const { graph, gradients } = made(B, true);
    expect([...gradients.keys()].map(({ name }) => name)).toEqual(["v"]);
    expect(graph.find("∂embedded")).toBeUndefined();
    expect(made(B, false).graph.find("∂embedded")).toBeDefined();
  });
});
