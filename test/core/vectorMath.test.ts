// exp, sigmoid and tanh over the whole range of f32, against f64. The bounds are those that src/core/vectorMath.ts states.
import { beforeAll, describe, expect, it } from "vitest";
import { crossEntropyForwardKernel } from "../../src/graph/ops/losses/crossEntropy.ts";
import { sigmoidForwardKernel, tanhForwardKernel } from "../../src/graph/ops/pointwise/activations.ts";
import { Bench, draws, type Region, seedLabel } from "../support/kernels.ts";
import { builds } from "../support/networks.ts";

// Largest errors in ulp. Over every float of the bent parts they are 1.06, 2.48 and 2.42 in the worse build.
const BOUND_EXP = 1.1;
const BOUND_SIGMOID = 2.5;
const BOUND_TANH = 2.5;

const sigmoidOf = (x: number) => 1 / (1 + Math.exp(-x));
const random = draws(1);

/**
 * Floats of every exponent and both signs: `many` random mantissas where the function bends, a few elsewhere, and in each
 * exponent the first and the last.
 */
function walk(many: number, few: number): Float32Array {
  const values: number[] = [];
  const word = new DataView(new ArrayBuffer(4));
  for (const sign of [0, 0x80000000]) {
    for (let exponent = 0; exponent < 255; exponent++) {
      const count = exponent >= 127 - 14 && exponent < 127 + 8 ? many : few;
      for (let i = 0; i < count; i++) {
        const mantissa = i === 0 ? 0 : i === 1 ? 0x7fffff : random.below(0x800000);
        word.setUint32(0, (sign | (exponent << 23) | mantissa) >>> 0);
        values.push(word.getFloat32(0));
      }
    }
  }
  return Float32Array.from(values);
}

/** The largest error in ulp of the reference, and where it is. */
function worstError(xs: ArrayLike<number>, ys: ArrayLike<number>, of: (x: number) => number) {
  const parts = new DataView(new ArrayBuffer(4));
  let worst = { error: 0, x: 0, y: 0 };
  for (let i = 0; i < xs.length; i++) {
    const truth = of(xs[i]);
    parts.setFloat32(0, truth);
    const exponent = Math.max(1, (parts.getInt32(0) >>> 23) & 255);
    const error = Math.abs(ys[i] - truth) / 2 ** (exponent - 150);
    if (!(error <= worst.error)) worst = { error, x: xs[i], y: ys[i] };
  }
  return worst;
}

describe.each(builds)("the %s core's functions", (build) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.create(build, 32);
  });

  const apply = (kernel: typeof tanhForwardKernel, xs: ArrayLike<number>): Float32Array => {
    bench.clear();
    const x = bench.floats(xs);
    const out = bench.region(xs.length);
    bench.run(kernel, { x, out, n: xs.length });
    return out.floats;
  };
  /** Probabilities of rows of logits. */
  const softmax = (rows: number, columns: number, logits: ArrayLike<number>): Float32Array => {
    bench.clear();
    const [logitsRegion, targets] = [bench.floats(logits), bench.integers(new Int32Array(rows))];
    const [probabilities, loss]: Region[] = [bench.region(rows * columns), bench.region(1)];
    const operands = { logits: logitsRegion, targets, probabilities, loss };
    bench.run(crossEntropyForwardKernel, { ...operands, R: rows, V: columns });
    return probabilities.floats;
  };

  it("tanh is within 2.5 ulp everywhere", () => {
    const xs = walk(16_000, 300);
    const worst = worstError(xs, apply(tanhForwardKernel, xs), Math.tanh);
    expect(worst.error, `${seedLabel}, tanh ${worst.x} = ${worst.y}`).toBeLessThanOrEqual(BOUND_TANH);
  });

  it("sigmoid is within 2.5 ulp from -88 on", () => {
    const xs = walk(16_000, 300).filter((x) => x >= -88);
    const worst = worstError(xs, apply(sigmoidForwardKernel, xs), sigmoidOf);
    expect(worst.error, `${seedLabel}, sigmoid ${worst.x} = ${worst.y}`).toBeLessThanOrEqual(BOUND_SIGMOID);
  });

  it("exp is within 1.1 ulp where the softmax shows it alone", () => {
    // Below −18 the other three logits of a row add nothing to e⁰ = 1, so a probability is e^x itself.
    const xs = Float32Array.from({ length: 600_000 }, () => -18 - (87.3 - 18) * (random.below(2 ** 30) / 2 ** 30));
    const logits = new Float32Array((xs.length / 3) * 4);
    xs.forEach((x, i) => {
      logits[Math.floor(i / 3) * 4 + 1 + (i % 3)] = x;
    });
    const p = softmax(logits.length / 4, 4, logits);
    const worst = worstError(
      xs,
      xs.map((_, i) => p[Math.floor(i / 3) * 4 + 1 + (i % 3)]),
      Math.exp,
    );
    expect(worst.error, `${seedLabel}, exp ${worst.x} = ${worst.y}`).toBeLessThanOrEqual(BOUND_EXP);
  });

  it("exp is right between -18 and 0 too, where a row of two shows it after a division", () => {
    const xs = Float32Array.from({ length: 300_000 }, () => -18 * (random.below(2 ** 30) / 2 ** 30));
    const logits = new Float32Array(xs.length * 2);
    xs.forEach((x, i) => {
      logits[2 * i + 1] = x;
    });
    const p = softmax(xs.length, 2, logits);
    let worst = 0;
    xs.forEach((x, i) => {
      worst = Math.max(worst, Math.abs(p[2 * i + 1] / p[2 * i] / Math.exp(x) - 1));
    });
    // Twice 2^-24 of relative error for an ulp; two roundings more than exp itself.
    expect(worst, seedLabel).toBeLessThanOrEqual((2 * BOUND_EXP + 2) * 2 ** -24);
  });

  it("tanh of the special values", () => {
    const tiny = 2 ** -149;
    const xs = [0, -0, tiny, -tiny, 2 ** -126, -(2 ** -126), 9.1, -9.1, 3.4e38, -3.4e38, Infinity, -Infinity, NaN];
    const expected = [0, -0, tiny, -tiny, 2 ** -126, -(2 ** -126), 1, -1, 1, -1, 1, -1, NaN];
    expect([...apply(tanhForwardKernel, xs)]).toEqual(expected);
  });

  it("sigmoid of the special values; below -88 it stays where it is", () => {
    const ys = apply(sigmoidForwardKernel, [0, -0, 2 ** -149, -(2 ** -149), 3.4e38, Infinity, NaN]);
    expect([...ys]).toEqual([0.5, 0.5, 0.5, 0.5, 1, 1, NaN]);
    const [at, ...below] = apply(sigmoidForwardKernel, [-88, -88.1, -1000, -3.4e38, -Infinity]);
    expect(at).toBeCloseTo(6.05e-39, 40);
    expect(below).toEqual(below.map(() => at));
  });

  it("neither leaves its range, and both rise", () => {
    const xs = Float32Array.from({ length: 400_000 }, (_, i) => (i - 200_000) / 10_000);
    const tanh = apply(tanhForwardKernel, xs).slice();
    const sigmoid = apply(sigmoidForwardKernel, xs).slice();
    for (let i = 0; i < xs.length; i++) {
      const good = Math.abs(tanh[i]) <= 1 && sigmoid[i] > 0 && sigmoid[i] <= 1 && tanh[i] === -tanh[xs.length - i];
      if (i > 0 && !good) throw new Error(`tanh ${xs[i]} = ${tanh[i]}, sigmoid ${xs[i]} = ${sigmoid[i]}`);
      // Polynomials in f32 are not quite monotonic; neighbours may differ by their errors, not by more.
      if (i > 0 && tanh[i] < tanh[i - 1] - 4e-7) throw new Error(`tanh falls at ${xs[i]}`);
    }
  });
});
