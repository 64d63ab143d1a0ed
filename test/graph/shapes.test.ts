// What a graph refuses, in words that name the operation, its tensors and their shapes.
import { beforeEach, describe, expect, it } from "vitest";
import { Graph, ops, ShapeError, type Tensor } from "../../src/graph/index.ts";
import type { Operands, Operation } from "../../src/graph/operation.ts";

let graph: Graph;
beforeEach(() => {
  graph = new Graph();
});

const tensor = (name: string, ...shape: number[]): Tensor => graph.tensor(name, shape, "f32", "activation");

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(ShapeError);
    return (error as Error).message;
  }
  throw new Error("It was not refused");
}
function refusal<I extends Operands, O extends Operands, A extends object>(
  op: Operation<I, O, A>,
  inputs: NoInfer<I>,
  attributes: NoInfer<A>,
): string {
  return messageOf(() => graph.apply(op, inputs, attributes, "out"));
}

describe("shape errors", () => {
  it("matmul", () => {
    const [a, b] = [tensor("x", 3, 5, 4), tensor("w", 6, 7)];
    expect(refusal(ops.matmul, { a, b }, {})).toBe(
      "matmul: x [3, 5, 4] and w [6, 7] do not fit: the sum runs over 4 on the left and 6 on the right",
    );
    expect(refusal(ops.matmul, { a, b }, { transposeB: true })).toContain("over 4 on the left and 7 on the right");
    expect(refusal(ops.matmul, { a, b }, { transposeA: true })).toContain("over 15 on the left and 6 on the right");
    const [w, bias] = [tensor("u", 4, 7), tensor("c", 6)];
    expect(refusal(ops.matmul, { a, b: w, bias }, {})).toBe(
      "matmul: u [4, 7] and c [6] do not fit: the bias needs 7 elements",
    );
    expect(refusal(ops.matmul, { a, b: tensor("v", 15, 6), bias }, { transposeA: true })).toBe(
      "matmul: x [3, 5, 4] transposed takes no bias",
    );
  });

  it("bias", () => {
    const x = tensor("logits", 2, 3, 5);
    expect(refusal(ops.bias, { x, b: tensor("b", 4) }, {})).toBe(
      "bias: logits [2, 3, 5] and b [4] do not fit: the bias needs 5 elements",
    );
    expect(refusal(ops.bias, { x, b: tensor("b", 2, 5) }, {})).toContain("b.2 [2, 5]");
  });

  it.each(["add", "mul"] as const)("%s", (op) => {
    const operands = { x: tensor("x", 2, 3), y: tensor("y", 7) };
    expect(op === "add" ? refusal(ops.add, operands, {}) : refusal(ops.mul, operands, {})).toBe(
      `${op}: x [2, 3] and y [7] do not fit: they need the same number of elements`,
    );
  });

  it.each([
    ["rnn", 1],
    ["lstm", 4],
    ["gru", 3],
  ] as const)("%s", (op, gates) => {
    const [T, B, H] = [5, 2, 3];
    const make = (x: number[], w: number[], h: number[]) => {
      const operands = { x: tensor("x", ...x), w: tensor("w", ...w), h0: tensor("h", ...h) };
      if (op === "lstm") return graph.apply(ops.lstm, { ...operands, c0: tensor("c", B, H) }, {}, "out");
      return op === "rnn" ? graph.apply(ops.rnn, operands, {}, "out") : graph.apply(ops.gru, operands, {}, "out");
    };
    const good: [number[], number[], number[]] = [
      [T, B, gates * H],
      [gates * H, H],
      [B, H],
    ];
    const refused = (...shapes: typeof good) => messageOf(() => make(...shapes));
    expect(make(...good).hs.shape).toEqual([T, B, H]);
    const wide = [T, B, gates * H + 1];
    graph = new Graph();
    expect(refused(wide, good[1], good[2])).toBe(
      `${op}: x [${wide.join(", ")}], w [${good[1].join(", ")}] and h [2, 3] do not fit: [T, B, ${gates}H], [${gates}H, H] and [B, H] are needed`,
    );
    expect(refused(good[0], [gates * H, H + 1], good[2])).toContain("do not fit");
    expect(refused(good[0], good[1], [B + 1, H])).toContain("h.3 [3, 3] do not fit");
    expect(refused([T, gates * H], good[1], good[2])).toContain("do not fit");
  });

  it("the second state of an lstm, the bias of a gru", () => {
    const [x, w, h0] = [tensor("x", 5, 2, 12), tensor("w", 12, 3), tensor("h", 2, 3)];
    expect(refusal(ops.lstm, { x, w, h0, c0: tensor("c", 1, 3) }, {})).toBe(
      "lstm: h [2, 3] and c [1, 3] do not fit: they need the same number of elements",
    );
    const [y, u] = [tensor("y", 5, 2, 9), tensor("u", 9, 3)];
    expect(refusal(ops.gru, { x: y, w: u, h0, bias: tensor("b", 3) }, {})).toBe(
      "gru: u [9, 3] and b [3] do not fit: the bias needs 9 elements",
    );
  });

  it("misspelt names, missing operands and attributes do not pass the compiler", () => {
    const x = tensor("x", 2, 3);
    const never: (() => unknown)[] = [
      // @ts-expect-error There is no operand z.
      () => graph.apply(ops.add, { x, y: x, z: x }, {}, "out"),
      // @ts-expect-error y is missing.
      () => graph.apply(ops.add, { x }, {}, "out"),
      // @ts-expect-error An attribute that add does not have.
      () => graph.apply(ops.add, { x, y: x }, { scalar: 2 }, "out"),
      // @ts-expect-error layer is missing.
      () => graph.apply(ops.dropout, { x }, { p: 0.5 }, "out"),
      // @ts-expect-error There is no operation of that name.
      () => ops.dropOut,
      // @ts-expect-error Its output is called out.
      () => graph.apply(ops.tanh, { x }, {}, "out").y,
    ];
    expect(never).toHaveLength(6);
  });

  it("embedding", () => {
    const table = tensor("embedding.weight", 9, 4);
    expect(refusal(ops.embedding, { table, tokens: tensor("x", 5, 2) }, {})).toBe(
      "embedding: embedding.weight [9, 4] and x [5, 2] do not fit: the tokens need to be integers",
    );
    const tokens = graph.input("inputs", [5, 2]);
    expect(graph.apply(ops.embedding, { table, tokens }, {}, "out").out.shape).toEqual([5, 2, 4]);
  });

  it("crossEntropy", () => {
    const targets = graph.input("targets", [5, 3]);
    expect(refusal(ops.crossEntropy, { logits: tensor("logits", 5, 2, 7), targets }, {})).toBe(
      "crossEntropy: logits [5, 2, 7] and targets [5, 3] do not fit: 10 targets are needed",
    );
  });

  it("dropout", () => {
    expect(refusal(ops.dropout, { x: tensor("x", 5) }, { p: 0.5, layer: 1 })).toBe(
      "dropout: x [5] is neither a sequence [T, B, F] nor a step [B, F]",
    );
  });

  it("slice and reshape", () => {
    const x = tensor("hidden", 5, 2, 3);
    expect(messageOf(() => graph.slice(x, 4, 6))).toBe("slice: hidden [5, 2, 3] has no rows 4 to 6");
    expect(messageOf(() => graph.slice(x, -1, 2))).toContain("has no rows -1 to 2");
    expect(messageOf(() => graph.slice(x, 2, 2))).toContain("has no rows 2 to 2");
    expect(messageOf(() => graph.reshape(x, [5, 7]))).toBe("reshape: hidden [5, 2, 3] cannot become [5, 7]");
    const part = graph.slice(x, 1, 3);
    expect(messageOf(() => graph.slice(part, 0, 3))).toBe("slice: hidden[1:3] [2, 2, 3] has no rows 0 to 3");
  });

  it("what is carried, written to, and made", () => {
    const state = graph.state("state.l0.h", [2, 3]);
    expect(messageOf(() => graph.carry(state, tensor("h", 2, 4)))).toBe(
      "carry: h [2, 4] cannot become state.l0.h [2, 3]",
    );
    expect(messageOf(() => graph.applyTo(ops.tanh, { x: tensor("x", 2, 3) }, { out: tensor("y", 7) }, {}))).toBe(
      "tanh: gives [2, 3], which does not fit y [7]",
    );
    expect(messageOf(() => tensor("w", 3, 0))).toBe("w cannot have the shape [3,0]");
    expect(messageOf(() => tensor("w", 2.5))).toContain("cannot have the shape [2.5]");
  });
});
