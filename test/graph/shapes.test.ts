// What a graph refuses, in words that name the operation, its tensors and their shapes.
import { beforeEach, describe, expect, it } from "vitest";
import { Graph, ShapeError, type Tensor } from "../../src/graph/index.ts";

let graph: Graph;
beforeEach(() => {
  graph = new Graph();
});

const tensor = (name: string, ...shape: number[]): Tensor => graph.tensor(name, shape, "f32", "activation");
const plain = { transposeA: false, transposeB: false };

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(ShapeError);
    return (error as Error).message;
  }
  throw new Error("It was not refused");
}
const refusal = (op: string, inputs: (Tensor | undefined)[], attributes = {}) =>
  messageOf(() => graph.apply(op, inputs, attributes, "out"));

describe("shape errors", () => {
  it("matmul", () => {
    const [a, b] = [tensor("x", 3, 5, 4), tensor("w", 6, 7)];
    expect(refusal("matmul", [a, b], plain)).toBe(
      "matmul: x [3, 5, 4] and w [6, 7] do not fit: the sum runs over 4 on the left and 6 on the right",
    );
    expect(refusal("matmul", [a, b], { ...plain, transposeB: true })).toContain(
      "over 4 on the left and 7 on the right",
    );
    expect(refusal("matmul", [a, b], { ...plain, transposeA: true })).toContain(
      "over 15 on the left and 6 on the right",
    );
    const [w, c] = [tensor("u", 4, 7), tensor("c", 6)];
    expect(refusal("matmul", [a, w, c], plain)).toBe(
      "matmul: u [4, 7] and c [6] do not fit: the bias needs 7 elements",
    );
    expect(refusal("matmul", [a, tensor("v", 15, 6), c], { ...plain, transposeA: true })).toBe(
      "matmul: x [3, 5, 4] transposed takes no bias",
    );
    expect(refusal("matmul", [a, undefined], plain)).toBe("matmul: operand 2 is missing");
  });

  it("bias", () => {
    const x = tensor("logits", 2, 3, 5);
    expect(refusal("bias", [x, tensor("b", 4)])).toBe(
      "bias: logits [2, 3, 5] and b [4] do not fit: the bias needs 5 elements",
    );
    expect(refusal("bias", [x, tensor("b", 2, 5)])).toContain("b.2 [2, 5]");
  });

  it.each(["add", "mul"])("%s", (op) => {
    expect(refusal(op, [tensor("x", 2, 3), tensor("y", 7)])).toBe(
      `${op}: x [2, 3] and y [7] do not fit: they need the same number of elements`,
    );
  });

  it.each([
    ["rnn", 1],
    ["lstm", 4],
    ["gru", 3],
  ])("%s", (op, gates) => {
    const [T, B, H] = [5, 2, 3];
    const make = (x: number[], w: number[], h: number[]) => [
      tensor("x", ...x),
      tensor("w", ...w),
      tensor("h", ...h),
      op === "lstm" ? tensor("c", B, H) : undefined,
    ];
    const good: [number[], number[], number[]] = [
      [T, B, gates * H],
      [gates * H, H],
      [B, H],
    ];
    expect(graph.apply(op, make(...good), {}, "out")[0].shape).toEqual([T, B, H]);
    const wide = [T, B, gates * H + 1];
    graph = new Graph();
    expect(refusal(op, make(wide, good[1], good[2]))).toBe(
      `${op}: x [${wide.join(", ")}], w [${good[1].join(", ")}] and h [2, 3] do not fit: [T, B, ${gates}H], [${gates}H, H] and [B, H] are needed`,
    );
    expect(refusal(op, make(good[0], [gates * H, H + 1], good[2]))).toContain("do not fit");
    expect(refusal(op, make(good[0], good[1], [B + 1, H]))).toContain("h.3 [3, 3] do not fit");
    expect(refusal(op, make([T, gates * H], good[1], good[2]))).toContain("do not fit");
    expect(refusal(op, [tensor("x", ...good[0]), undefined])).toBe(`${op}: operand 2 is missing`);
  });

  it("the second state of an lstm, the bias of a gru", () => {
    const [x, w, h] = [tensor("x", 5, 2, 12), tensor("w", 12, 3), tensor("h", 2, 3)];
    expect(refusal("lstm", [x, w, h, tensor("c", 1, 3)])).toBe(
      "lstm: h [2, 3] and c [1, 3] do not fit: they need the same number of elements",
    );
    expect(refusal("lstm", [x, w, h])).toBe("lstm: operand 4 is missing");
    const [y, u] = [tensor("y", 5, 2, 9), tensor("u", 9, 3)];
    expect(refusal("gru", [y, u, h, tensor("b", 3)])).toBe(
      "gru: u [9, 3] and b [3] do not fit: the bias needs 9 elements",
    );
  });

  it("embedding", () => {
    const table = tensor("embedding.weight", 9, 4);
    expect(refusal("embedding", [table, tensor("x", 5, 2)])).toBe(
      "embedding: embedding.weight [9, 4] and x [5, 2] do not fit: the tokens need to be integers",
    );
    const tokens = graph.input("inputs", [5, 2]);
    expect(graph.apply("embedding", [table, tokens], {}, "out")[0].shape).toEqual([5, 2, 4]);
  });

  it("crossEntropy", () => {
    const targets = graph.input("targets", [5, 3]);
    expect(refusal("crossEntropy", [tensor("logits", 5, 2, 7), targets])).toBe(
      "crossEntropy: logits [5, 2, 7] and targets [5, 3] do not fit: 10 targets are needed",
    );
  });

  it("dropout", () => {
    expect(refusal("dropout", [tensor("x", 5)], { p: 0.5, layer: 1 })).toBe(
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
    expect(messageOf(() => graph.applyTo("tanh", [tensor("x", 2, 3)], [tensor("y", 7)], {}))).toBe(
      "tanh: gives [2, 3], which does not fit y [7]",
    );
    expect(messageOf(() => tensor("w", 3, 0))).toBe("w cannot have the shape [3,0]");
    expect(messageOf(() => tensor("w", 2.5))).toContain("cannot have the shape [2.5]");
  });
});
