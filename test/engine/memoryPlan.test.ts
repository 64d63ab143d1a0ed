// The memory of a step, by property: random graphs and every kind of model, their places held against a liveness computed anew
// here, then run in memory that is full of NaN and has guards around each segment.
import { beforeAll, describe, expect, it } from "vitest";
import * as core from "../../src/core/constants.ts";
import {
  differentiate,
  Graph,
  Interpreter,
  layOutParameters,
  lower,
  ops,
  type Program,
  sizeOf,
  type Tensor,
} from "../../src/graph/index.ts";
import { tensorsOf } from "../../src/graph/operation.ts";
import { buildModel, type CellName } from "../../src/model/index.ts";
import { Bench, type Draw, draws, isUntouched, type Region, seedLabel } from "../support/kernels.ts";
import { builds, relativeDifference } from "../support/networks.ts";

const V = 7;
const scalars = { inverseTokens: 0.125, seed: 3, step: 4, firstRow: 1, rows: 9 };

interface Built {
  graph: Graph;
  loss: Tensor;
  gradients: Map<Tensor, Tensor>;
  keep: Tensor[];
  program: Program;
}

const rootOf = (tensor: Tensor) => tensor.base ?? tensor;

/** A random directed graph of small operations over sequences (T,B,F), with views, joined pieces and tensors used often. */
function randomGraph(draw: Draw): Pick<Built, "graph" | "loss"> {
  const graph = new Graph();
  const [T, B, F] = [1 + draw.below(4), 1 + draw.below(4), 1 + draw.below(20)];
  const tokens = graph.input("inputs", [T, B]);
  const targets = graph.input("targets", [T, B]);
  let parameters = 0;
  const parameter = (...shape: number[]) => graph.parameter(`w${parameters++}`, shape);
  const table = parameter(V, F);
  const pool = [graph.apply(ops.embedding, { table, tokens }, {}, "embedded").out];
  const any = () => draw.of(pool);
  const makers: (() => Tensor)[] = [
    () => graph.apply(draw.of([ops.tanh, ops.sigmoid]), { x: any() }, {}, "a").out,
    () => graph.apply(ops.add, { x: any(), y: any() }, { scale: draw.of([1, -0.5]) }, "sum").out,
    () => graph.apply(ops.mul, { x: any(), y: any() }, {}, "product").out,
    () => graph.apply(ops.copy, { x: any() }, {}, "copied").out,
    () => graph.apply(ops.bias, { x: any(), b: parameter(F) }, {}, "biased").out,
    () => graph.apply(ops.dropout, { x: any() }, { p: 0.3, layer: draw.below(3) }, "dropped").out,
    () => {
      const transposeB = draw.below(2) === 1;
      const bias = draw.below(2) ? parameter(F) : undefined;
      return graph.apply(ops.matmul, { a: any(), b: parameter(F, F), bias }, { transposeB }, "y").out;
    },
    // A product whose right side changes within the step.
    () => {
      const square = graph.apply(ops.tanh, { x: parameter(F, F) }, {}, "square").out;
      const mixed = graph.apply(ops.mul, { x: square, y: square }, {}, "mixed").out;
      return graph.apply(ops.matmul, { a: any(), b: mixed }, {}, "z").out;
    },
    // Its time steps one by one, and joined again.
    () => {
      const x = any();
      const joined = graph.tensor("joined", [T, B, F], "f32", "activation");
      for (let t = 0; t < T; t++) {
        const { out: piece } = graph.apply(ops.tanh, { x: graph.slice(x, t, t + 1) }, {}, "piece");
        graph.applyTo(ops.copy, { x: piece }, { out: graph.slice(joined, t, t + 1) }, {});
      }
      return joined;
    },
    () => graph.reshape(any(), [T, B, F]),
  ];
  for (let i = 3 + draw.below(14); i > 0; i--) pool.push(draw.of(makers)());
  const last = pool.slice(-3).reduce((x, y) => graph.apply(ops.add, { x, y }, {}, "top").out);
  const { out: logits } = graph.apply(ops.matmul, { a: last, b: parameter(F, V) }, {}, "logits");
  return { graph, loss: graph.apply(ops.crossEntropy, { logits, targets }, {}, "loss").loss };
}

function randomModel(draw: Draw): Pick<Built, "graph" | "loss" | "gradients"> {
  const options = {
    cell: draw.of<CellName>(["rnn", "lstm", "gru"]),
    units: draw.of([1, 3, 4, 5, 8, 9, 17]),
    layers: 1 + draw.below(3),
    embedding: draw.of([0, 5]),
    dropout: draw.of([0, 0.4]),
    bias: draw.below(4) > 0,
  };
  const dimensions = { steps: 1 + draw.below(6), batch: 1 + draw.below(8), vocabulary: V };
  const { graph, loss, gradients } = buildModel(options, dimensions, { training: true, unrolled: draw.below(3) === 0 });
  return { graph, loss: loss!, gradients: gradients! };
}

/** Lowers it, with some of its tensors kept to the end. */
function finish(draw: Draw, { graph, loss, gradients }: Pick<Built, "graph" | "loss"> & Partial<Built>): Built {
  const forward = [...graph.nodes];
  const all = gradients ?? differentiate(graph, loss);
  const keep = [loss];
  for (const { op, outputs } of forward) {
    // The GRU's last output is working memory of its scan.
    if (op.name !== "gru" && draw.below(4) === 0) keep.push(draw.of(tensorsOf(outputs)));
  }
  const program = lower(graph, layOutParameters(graph), { gradients: all, keep });
  return { graph, loss, gradients: all, keep, program };
}

/** Holds the places in the activations against the life of each tensor. */
function checkPlaces({ graph, keep, program }: Built, where: string): void {
  const placeOf = (tensor: Tensor) => program.place(tensor);
  const nodes = graph.nodes.filter(({ outputs }) => {
    return !tensorsOf(outputs).every((output) => placeOf(output).segment === core.SEGMENT_SHARED);
  });
  const lives = new Map<Tensor, { first: number; last: number }>();
  nodes.forEach(({ inputs, outputs }, at) => {
    for (const tensor of [...tensorsOf(inputs), ...tensorsOf(outputs)]) {
      const root = rootOf(tensor);
      if (placeOf(root).segment !== core.SEGMENT_ACTIVATIONS) continue;
      const life = lives.get(root);
      if (life) life.last = at;
      else lives.set(root, { first: at, last: at });
    }
  });
  for (const tensor of [...keep, ...graph.carried.map(({ value }) => value)]) {
    const life = lives.get(rootOf(tensor));
    if (life) life.last = nodes.length;
  }
  const mayInherit = (from: Tensor, to: Tensor, at: number) => {
    const { inputs, outputs, op } = nodes[at];
    const pairs = op.inPlace ?? [];
    return pairs.some(([i, o]) => inputs[i] && outputs[o] && rootOf(inputs[i]) === from && rootOf(outputs[o]) === to);
  };
  const list = [...lives].map(([tensor, life]) => ({ tensor, ...life, start: placeOf(tensor).offset }));
  for (const [i, a] of list.entries()) {
    const end = a.start + sizeOf(a.tensor.shape) * 4;
    if (a.start % 64 || a.start < 0 || end > program.bytes.activations) {
      throw new Error(`${where}: ${a.tensor.name} lies at ${a.start} of ${program.bytes.activations}`);
    }
    for (const b of list.slice(0, i)) {
      const apart = end <= b.start || b.start + sizeOf(b.tensor.shape) * 4 <= a.start;
      const [early, late] = a.first < b.first ? [a, b] : [b, a];
      if (apart || early.last < late.first) continue;
      const inherited =
        early.last === late.first && early.start === late.start && mayInherit(early.tensor, late.tensor, late.first);
      if (inherited) continue;
      throw new Error(`${where}: ${a.tensor.name} and ${b.tensor.name} live at once in the same bytes`);
    }
  }
}

/** Runs it on the core between guards and on the interpreter, and compares what was kept. */
function checkRun(bench: Bench, draw: Draw, { graph, gradients, keep, program }: Built, where: string): void {
  const layout = layOutParameters(graph);
  bench.clear();
  const { bytes } = program;
  const sizes = new Map([
    [core.SEGMENT_PARAMETERS, layout.bytes],
    [core.SEGMENT_GRADIENTS, layout.bytes],
    [core.SEGMENT_STATE, bytes.state],
    [core.SEGMENT_ACTIVATIONS, bytes.activations],
    [core.SEGMENT_INPUTS, bytes.inputs],
    [core.SEGMENT_SHARED, bytes.shared],
    [core.SEGMENT_SCRATCH, bytes.scratch],
  ]);
  const segments = new Map<number, Region>([...sizes].map(([segment, size]) => [segment, bench.region(size / 4)]));
  const words = (tensor: Tensor) => {
    const { segment, offset } = program.place(tensor);
    const { floats, integers } = segments.get(segment)!;
    const range = [offset / 4, offset / 4 + sizeOf(tensor.shape)] as const;
    return { floats: floats.subarray(...range), integers: integers.subarray(...range) };
  };
  const interpreter = new Interpreter(graph);
  for (const tensor of graph.tensors) {
    if (tensor.base || tensor.kind === "activation") continue;
    const count = sizeOf(tensor.shape);
    if (tensor.type === "i32") {
      const tokens = Int32Array.from({ length: count }, () => draw.below(V));
      words(tensor).integers.set(tokens);
      interpreter.set(tensor, tokens);
    } else {
      const values = draw.floats(count);
      words(tensor).floats.set(values);
      interpreter.set(tensor, values);
    }
  }
  bench.scalarFloats[core.SLOT_INVERSE_TOKENS / 4] = scalars.inverseTokens;
  for (const [slot, value] of [
    [core.SLOT_SEED, scalars.seed],
    [core.SLOT_STEP, scalars.step],
    [core.SLOT_FIRST_ROW, scalars.firstRow],
    [core.SLOT_ROWS, scalars.rows],
  ]) {
    bench.scalarWords[slot / 4] = value;
  }
  interpreter.run(scalars);
  for (const part of program.prepare) bench.runProgram(part, segments);
  for (const part of program.step) bench.runProgram(part, segments);
  const compare = (tensor: Tensor, actual: Float32Array, what: string) => {
    const expected = Float64Array.from(interpreter.value(tensor));
    const difference = relativeDifference(actual, expected);
    const size = Math.sqrt(expected.reduce((sum, x) => sum + x * x, 0));
    // Differences of large terms leave what f32 keeps of the terms.
    if (difference < 1e-4 || difference * size < 1e-6) return;
    throw new Error(`${where}: ${what} ${tensor.name} is off by ${difference}`);
  };
  for (const tensor of keep) compare(tensor, words(tensor).floats, "the kept");
  const gradientWords = segments.get(core.SEGMENT_GRADIENTS)!;
  const written = new Set<number>();
  for (const [parameter, gradient] of gradients) {
    const { offset, size } = layout.places.get(parameter.name)!;
    compare(gradient, gradientWords.floats.subarray(offset / 4, offset / 4 + size), "the gradient");
    for (let i = 0; i < size; i++) written.add(offset / 4 + i);
  }
  // The gaps between the gradients take part in the norm: nobody may write there.
  for (let i = 0; i < layout.bytes / 4; i++) {
    if (!written.has(i) && !isUntouched(gradientWords, i)) throw new Error(`${where}: wrote gradient word ${i}, a gap`);
  }
  bench.runProgram(program.commit, segments);
  for (const { state, value } of graph.carried) compare(value, words(state).floats, "the state from");
}

describe.each(builds)("the memory of a step on the %s core", (build) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.create(build);
  });

  it("random graphs: no two tensors alive at once share a byte, what is kept stays, and the result is right", () => {
    const draw = draws(120);
    for (let i = 0; i < 150; i++) {
      const built = finish(draw, randomGraph(draw));
      const where = `${seedLabel}, graph ${i}`;
      checkPlaces(built, where);
      checkRun(bench, draw, built, where);
    }
  });

  it("random models: the same", () => {
    const draw = draws(121);
    for (let i = 0; i < 60; i++) {
      const built = finish(draw, randomModel(draw));
      const where = `${seedLabel}, model ${i}`;
      checkPlaces(built, where);
      checkRun(bench, draw, built, where);
    }
  });

  it("a layer whose rows lie powers of two apart asks for the working memory that its products use", () => {
    const draw = draws(122);
    for (const cell of ["rnn", "lstm", "gru"] as const) {
      // Rows of 512, 4·128 and 3·256 floats.
      const units = { rnn: 512, lstm: 128, gru: 256 }[cell];
      const options = { cell, units, layers: 1, embedding: 0, dropout: 0, bias: true };
      const { graph, loss, gradients } = buildModel(options, { steps: 2, batch: 4, vocabulary: V }, { training: true });
      const program = lower(graph, layOutParameters(graph), { gradients, keep: [loss!] });
      const built = { graph, loss: loss!, gradients: gradients!, keep: [loss!], program };
      checkPlaces(built, cell);
      checkRun(bench, draw, built, `${seedLabel}, ${cell}`);
    }
  });

  it("memory is reused: a model's activations take less than all of its tensors", () => {
    const options = { cell: "lstm" as const, units: 64, layers: 3, embedding: 0, dropout: 0.2, bias: true };
    const { graph, loss, gradients } = buildModel(
      options,
      { steps: 10, batch: 8, vocabulary: V },
      { training: true, unrolled: true },
    );
    const program = lower(graph, layOutParameters(graph), { gradients, keep: [loss!] });
    const all = graph.tensors
      .filter((tensor) => !tensor.base && tensor.kind === "activation")
      .reduce((sum, tensor) => sum + sizeOf(tensor.shape) * 4, 0);
    expect(program.bytes.activations).toBeLessThan(all * 0.6);
  });
});
