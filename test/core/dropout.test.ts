// The dropout kernel against the masks' generator in TypeScript, bit for bit.
import { beforeAll, describe, expect, it } from "vitest";
import * as core from "../../src/core/constants.ts";
import { maskBits, maskKey } from "../../src/graph/masks.ts";
import { dropoutKernel } from "../../src/graph/ops/pointwise/dropout.ts";
import { Bench, draws, seedLabel } from "../support/kernels.ts";
import { builds } from "../support/networks.ts";

interface Case {
  T: number;
  B: number;
  F: number;
  p: number;
  layer: number;
  seed: number;
  step: number;
  firstRow: number;
  rows: number;
  /** First time step, whether all steps have its mask, whether what is dropped stays instead. */
  how?: [t: number, fixed: number, dropped: number];
}

/** What the definition keeps of element (t, b, f). */
function kept({ p, layer, seed, step, firstRow, rows, how }: Case, t: number, b: number, f: number): boolean {
  const [first, fixed, dropped] = how ?? [0, 0, 0];
  const time = first + (fixed ? 0 : t);
  return maskBits(maskKey(seed, step, layer), time, firstRow + b, rows, f) >= Math.floor(p * 2 ** 31) !== dropped > 0;
}

describe.each(builds)("dropout on the %s core", (build) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.create(build, 8);
  });

  /** out (+)= x·mask/(1 − p), with `out` apart or x itself. */
  const run = (c: Case, x: Float32Array, before: Float32Array | "in place" | undefined): Float32Array => {
    bench.scalarWords[core.SLOT_SEED / 4] = c.seed;
    bench.scalarWords[core.SLOT_STEP / 4] = c.step;
    bench.scalarWords[core.SLOT_FIRST_ROW / 4] = c.firstRow;
    bench.scalarWords[core.SLOT_ROWS / 4] = c.rows;
    bench.clear();
    const input = bench.floats(x);
    const out = before === "in place" ? input : before ? bench.floats(before) : bench.region(x.length);
    const [t0, fixed, dropped] = c.how ?? [0, 0, 0];
    bench.run(dropoutKernel, {
      x: input,
      out,
      ...{ T: c.T, B: c.B, F: c.F, layer: c.layer },
      threshold: Math.floor(c.p * 2 ** 31),
      scale: 1 / (1 - c.p),
      accumulate: before instanceof Float32Array,
      ...{ t0, fixed: fixed > 0, dropped: dropped > 0 },
    });
    return out.floats.slice();
  };

  const expected = (c: Case, x: Float32Array): Float32Array => {
    const scale = Math.fround(1 / (1 - c.p));
    return x.map((value, i) => {
      const row = Math.floor(i / c.F);
      return kept(c, Math.floor(row / c.B), row % c.B, i % c.F) ? value * scale : 0;
    });
  };

  it("keeps what the definition keeps, whatever seed, step, layer and place", () => {
    const draw = draws(30);
    for (let i = 0; i < 300; i++) {
      const [T, B, F] = [1 + draw.below(5), 1 + draw.below(6), draw.of([1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 33])];
      const rows = B + draw.below(9);
      const c: Case = {
        ...{ T, B, F, rows, firstRow: draw.below(rows - B + 1) },
        p: draw.of([0.1, 0.3, 0.5, 0.9, 0.999]),
        layer: draw.below(4),
        // Beyond 31 bits the signs of both sides' integers would part.
        seed: draw.of([0, 1, 2 ** 31, 2 ** 32 - 1, draw.below(2 ** 32)]),
        step: draw.of([0, 1, 2 ** 31 + 5, draw.below(2 ** 32)]),
        how: [draw.of([0, 0, 7]), draw.below(2), draw.below(2)],
      };
      const x = draw.floats(T * B * F);
      const label = `${seedLabel}: ${JSON.stringify(c)}`;
      const truth = expected(c, x);
      expect(run(c, x, undefined), label).toEqual(truth);
      expect(run(c, x, "in place"), label).toEqual(truth);
      const before = draw.floats(x.length);
      expect(run(c, x, before), label).toEqual(before.map((value, at) => value + truth[at]));
    }
  });

  const whole: Case = { T: 7, B: 9, F: 13, p: 0.4, layer: 1, seed: 3, step: 5, firstRow: 0, rows: 9 };

  it("does not depend on how the rows are shared out", () => {
    const { T, B, F } = whole;
    const ones = new Float32Array(T * B * F).fill(1);
    const at = run(whole, ones, undefined);
    for (const parts of [
      [4, 5],
      [1, 7, 1],
      [3, 3, 3],
    ]) {
      let firstRow = 0;
      for (const rows of parts) {
        const part = run({ ...whole, B: rows, firstRow }, new Float32Array(T * rows * F).fill(1), undefined);
        const same = part.map((_, i) => {
          const [t, rest] = [Math.floor(i / (rows * F)), i % (rows * F)];
          return at[(t * B + firstRow) * F + rest];
        });
        expect(part).toEqual(same);
        firstRow += rows;
      }
    }
  });

  it("drops a new choice each step, layer, seed, time and row", () => {
    const ones = new Float32Array(whole.T * whole.B * whole.F).fill(1);
    const masks = [whole, { ...whole, step: 6 }, { ...whole, layer: 2 }, { ...whole, seed: 4 }].map((c) =>
      run(c, ones, undefined),
    );
    const rows = masks.flatMap((mask) =>
      Array.from({ length: whole.T * whole.B }, (_, r) => mask.subarray(r * whole.F, (r + 1) * whole.F).join()),
    );
    // 13 features at p = 0.4: chance makes a few of 252 rows alike, a shared stream would make hundreds.
    expect(new Set(rows).size).toBeGreaterThan(rows.length * 0.75);
    for (let a = 0; a < masks.length; a++) {
      for (let b = 0; b < a; b++) {
        const agree = masks[a].filter((value, i) => value === masks[b][i]).length / ones.length;
        expect(agree).toBeGreaterThan(0.4);
        expect(agree).toBeLessThan(0.64);
      }
    }
  });

  it.each([0.1, 0.5, 0.8])("drops %d of a large tensor, evenly over features, and keeps the mean", (p) => {
    const c: Case = { ...whole, T: 40, B: 50, F: 100, rows: 50, p, seed: 17 };
    const n = c.T * c.B * c.F;
    const out = run(c, new Float32Array(n).fill(1), undefined);
    const dropped = (from: number, stride: number) => {
      let count = 0;
      for (let i = from; i < n; i += stride) if (out[i] === 0) count++;
      return count / Math.ceil((n - from) / stride);
    };
    const deviations = (share: number, count: number) => Math.abs(share - p) / Math.sqrt((p * (1 - p)) / count);
    expect(deviations(dropped(0, 1), n)).toBeLessThan(4);
    for (let f = 0; f < c.F; f++) expect(deviations(dropped(f, c.F), n / c.F)).toBeLessThan(4.5);
    const mean = out.reduce((sum, value) => sum + value, 0) / n;
    expect(mean).toBeCloseTo(1, 1);
    // Neighbours are independent: the share of pairs that are dropped together is p².
    let pairs = 0;
    for (let i = 0; i + 1 < n; i++) if (out[i] === 0 && out[i + 1] === 0) pairs++;
    expect(Math.abs(pairs / n - p * p)).toBeLessThan(0.006);
  });

  it("at p = 0 keeps everything", () => {
    const x = draws(31).floats(whole.T * whole.B * whole.F);
    expect(run({ ...whole, p: 0 }, x, undefined)).toEqual(x);
  });
});
