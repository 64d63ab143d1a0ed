// The largest logits of rows, and the logarithm of a sum of exponentials, against the f64 definition: sizes around every width, group
// and block, lists as long as a row and longer, equal values, and what is no number.
import { beforeAll, describe, expect, it } from "vitest";
import { PANEL_COLUMNS } from "../../src/core/constants.ts";
import { Graph, Interpreter, ops } from "../../src/graph/index.ts";
import { topLogitsKernel, topScratch } from "../../src/graph/ops/losses/topLogits.ts";
import { packKernel } from "../../src/graph/ops/products/pack.ts";
import { Bench, draws, expectNear, seedLabel } from "../support/kernels.ts";
import { builds } from "../support/networks.ts";

const COUNTS = [1, 2, 3, 4, 5, 7, 8, 9, 17, 65, 71, 72, 73, 143, 144, 145, 289, 3000];
const { NEGATIVE_INFINITY, NaN: NONE } = Number;

/** Rows h (R,H), W (V,H) and perhaps b (V). */
interface Product {
  hidden: Float32Array;
  weight: Float32Array;
  bias?: Float32Array;
  asked?: Int32Array;
  V: number;
  H: number;
}

interface Found {
  logSum: number[];
  values: number[];
  ids: number[];
}

/** A product whose logits are these rows of V numbers, exactly. */
function productOf(x: ArrayLike<number>, V: number): Product {
  const H = x.length / V;
  const hidden = Float32Array.from({ length: H * H }, (_, i) => (i % (H + 1) === 0 ? 1 : 0));
  return { hidden, weight: Float32Array.from({ length: V * H }, (_, i) => x[(i % H) * V + Math.floor(i / H)]), V, H };
}

/** By the definition. */
function exact({ hidden, weight, bias, asked, V, H }: Product, K: number): Found {
  const graph = new Graph();
  const inputs = {
    hidden: graph.input("hidden", [hidden.length / H, H], "f32"),
    weight: graph.input("weight", [V, H], "f32"),
    bias: bias && graph.input("bias", [V], "f32"),
    asked: asked && graph.input("asked", [asked.length]),
  };
  const outputs = graph.apply(ops.topLogits, inputs, { count: K }, "top");
  const interpreter = new Interpreter(graph);
  interpreter.set(inputs.hidden, hidden);
  interpreter.set(inputs.weight, weight);
  if (inputs.bias) interpreter.set(inputs.bias, bias!);
  if (inputs.asked) interpreter.set(inputs.asked, asked!);
  interpreter.run({ seed: 0, step: 0, inverseTokens: 1, firstRow: 0, rows: 1 });
  const [logSum, values, ids] = [outputs.logSum, outputs.values, outputs.ids].map((of) => [...interpreter.value(of)]);
  return { logSum, values, ids };
}

it("the definition ranks by value, then by id, and lists neither NaN nor −∞", () => {
  const x = [2, NEGATIVE_INFINITY, 3, NONE, 2, 1];
  expect(exact(productOf(x, 6), 6)).toEqual({
    logSum: [NONE],
    values: [3, 2, 2, 1, NEGATIVE_INFINITY, NEGATIVE_INFINITY],
    ids: [2, 0, 4, 5, -1, -1],
  });
  expect(exact(productOf([0, 0, 0], 3), 2)).toEqual({ logSum: [Math.log(3)], values: [0, 0], ids: [0, 1] });
});

describe.each(builds)("topLogits on the %s core", (build) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.create(build, 4);
  });

  const found = ({ hidden, weight, bias, asked, V, H }: Product, K: number): Found => {
    bench.clear();
    const R = hidden.length / H;
    const packedW = bench.region(Math.ceil(V / PANEL_COLUMNS) * PANEL_COLUMNS * H);
    bench.run(packKernel, { source: bench.floats(weight), ld: H, target: packedW, K: H, N: V, transposed: true });
    const [logSum, values, ids] = [bench.region(R), bench.region(R * K), bench.region(R * K)];
    const given = { bias: bias && bench.floats(bias), asked: asked && bench.integers(asked) };
    const operands = { hidden: bench.floats(hidden), packedW, ...given, logSum, values, ids };
    bench.scratch(topScratch(R, asked ? H : 0));
    bench.run(topLogitsKernel, { ...operands, R, V, H, K });
    return { logSum: [...logSum.floats], values: [...values.floats], ids: [...ids.integers] };
  };

  /** Where the logits are exact, so are values and ids. */
  const check = (x: ArrayLike<number>, V: number, K: number) => {
    const product = productOf(x, V);
    const [core, truth] = [found(product, K), exact(product, K)];
    const where = `${seedLabel}: V ${V}, K ${K}`;
    expect(core.ids, where).toEqual(truth.ids);
    expect(core.values, where).toEqual(truth.values);
    expectSums(core.logSum, truth.logSum, where);
  };

  const expectSums = (core: number[], truth: number[], where: string) => {
    truth.forEach((sum, r) => {
      if (Number.isNaN(sum)) expect(core[r], where).toBeNaN();
      else expect(Math.abs(core[r] - sum), where).toBeLessThan(4e-7 * Math.max(1, Math.abs(sum)));
    });
  };

  it("of products of any size, with more rows than a block", () => {
    const draw = draws(8);
    for (const [R, V, H] of [
      [1, 300, 300],
      [2, 13, 5],
      [7, 145, 33],
      [193, 150, 3],
      [400, 20, 9],
    ]) {
      const [hidden, weight, bias] = [draw.floats(R * H), draw.floats(V * H), draw.floats(V)];
      const product = { hidden, weight, bias: R % 2 > 0 ? bias : undefined, V, H };
      const [core, truth, all] = [found(product, 5), exact(product, 5), exact(product, V)];
      const where = `${seedLabel}: R ${R}, V ${V}, H ${H}`;
      const bound = 1e-7 * H + 1e-6;
      expectNear(core.values, truth.values, bound, where);
      expectSums(core.logSum, truth.logSum, where);
      core.ids.forEach((id, i) => {
        const row = Math.floor(i / 5) * V;
        expect(
          Math.abs(all.values[row + all.ids.slice(row, row + V).indexOf(id)] - core.values[i]),
          where,
        ).toBeLessThan(bound);
      });
    }
  });

  it("rows that nobody asks for are passed over, and change no bit of the others", () => {
    const draw = draws(9);
    for (const [R, V, H, every] of [
      [5, 150, 7, 2],
      [400, 20, 9, 3],
      [300, 20, 8, 400],
    ]) {
      const product = { hidden: draw.floats(R * H), weight: draw.floats(V * H), V, H };
      const asked = Int32Array.from({ length: R }, (_, r) => Number(r % every === 1));
      const [core, truth, all] = [found({ ...product, asked }, 3), exact({ ...product, asked }, 3), found(product, 3)];
      const rows = ({ logSum, values, ids }: Found) =>
        logSum.map((sum, r) => [sum, values.slice(3 * r, 3 * r + 3), ids.slice(3 * r, 3 * r + 3)]);
      const none = [NONE, Array(3).fill(NEGATIVE_INFINITY), Array(3).fill(-1)];
      expect(rows(core)).toEqual(rows(all).map((row, r) => (asked[r] ? row : none)));
      expect(core.ids.map((id) => id < 0)).toEqual(truth.ids.map((id) => id < 0));
    }
  });

  it.each([1, 2, 5, 8, 103])("agrees with the definition for lists of %i", (K) => {
    const draw = draws(K);
    for (const V of COUNTS)
      check(
        draw.floats(3 * V).map((value) => 20 * value),
        V,
        K,
      );
  });

  it("of equal values the lower ids come first", () => {
    const draw = draws(6);
    for (const V of COUNTS)
      check(
        Float32Array.from({ length: 2 * V }, () => draw.below(3)),
        V,
        7,
      );
  });

  it("rising and falling rows, far apart", () => {
    for (const slope of [0.3, -0.3])
      check(
        Float32Array.from({ length: 2 * 1029 }, (_, i) => slope * (i % 1029)),
        1029,
        6,
      );
    expect(found(productOf(new Float32Array(6).fill(-300), 3), 1).logSum[1]).toBeCloseTo(-300 + Math.log(3), 4);
  });

  it("NaN and infinities, wherever they stand", () => {
    const draw = draws(7);
    const strangers = [NONE, Number.POSITIVE_INFINITY, NEGATIVE_INFINITY];
    for (const V of [1, 4, 9, 65, 145, 289]) {
      for (const stranger of strangers) {
        check(new Float32Array(V).fill(stranger), V, 3);
        for (const at of new Set([0, V >> 1, V - 1])) {
          const x = draw.floats(V);
          x[at] = stranger;
          check(x, V, 3);
        }
      }
      // Whole blocks of −∞ before and behind what is a number.
      for (const at of [0, V - 1]) {
        const x = new Float32Array(V).fill(NEGATIVE_INFINITY);
        x[at] = -5;
        check(x, V, 3);
      }
    }
  });
});
