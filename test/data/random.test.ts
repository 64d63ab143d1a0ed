import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Random } from "../../src/base/random.ts";
import { UserError } from "../../src/base/userError.ts";

/** xoshiro128** 1.1 as its authors publish it, in 64-bit arithmetic cut to 32 bits. */
function* published(state: [bigint, bigint, bigint, bigint]): Generator<number> {
  const cut = (x: bigint) => BigInt.asUintN(32, x);
  const rotate = (x: bigint, k: bigint) => cut(x << k) | (x >> (32n - k));
  const s = [...state];
  for (;;) {
    yield Number(cut(rotate(cut(s[1] * 5n), 7n) * 9n));
    const t = cut(s[1] << 9n);
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 11n);
  }
}

describe("Random", () => {
  test("draws what the published algorithm draws", () => {
    const words = fc.tuple(...Array.from({ length: 4 }, () => fc.integer({ min: 1, max: 0xffffffff })));
    fc.assert(
      fc.property(words, (state) => {
        const random = Random.restore(state.map((word) => word.toString(16).padStart(8, "0")).join(""));
        const reference = published(state.map(BigInt) as [bigint, bigint, bigint, bigint]);
        for (let i = 0; i < 50; i++) expect(random.nextUint32()).toBe(reference.next().value);
      }),
    );
    const first = Random.restore("00000001000000020000000300000004");
    expect([first.nextUint32(), first.nextUint32(), first.nextUint32(), first.nextUint32()]).toEqual([
      11520, 0, 5927040, 70819200,
    ]);
  });

  test("continues the same after save and restore, at any point", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), fc.nat(50), (seed, drawn) => {
        const random = Random.seeded(seed, "test");
        for (let i = 0; i < drawn; i++) random.nextGaussian();
        const again = Random.restore(random.save());
        for (let i = 0; i < 20; i++)
          expect([again.nextFloat(), again.nextInt(7)]).toEqual([random.nextFloat(), random.nextInt(7)]);
      }),
    );
  });

  test("is the same for the same seed and purpose, and unlike for any other", () => {
    const first = (seed: number, purpose?: string) => Random.seeded(seed, purpose).save();
    expect(first(1, "a")).toBe(first(1, "a"));
    const all = ["", "minibatches", "sampling", "dropout"].flatMap((purpose) =>
      Array.from({ length: 100 }, (_, seed) => first(seed, purpose)),
    );
    expect(new Set(all).size).toBe(400);
    expect(first(0)).not.toMatch(/^0+$/);
  });

  test("nextInt reaches every value about equally often, and takes 1 … 2^32", () => {
    for (const n of [1, 2, 3, 7, 10, 64]) {
      const random = Random.seeded(5, `int ${n}`);
      const counts = new Array(n).fill(0);
      for (let i = 0; i < 2000 * n; i++) counts[random.nextInt(n)]++;
      // Chi-squared over n − 1 degrees of freedom: six standard deviations.
      const chi = counts.reduce((sum, seen) => sum + (seen - 2000) ** 2 / 2000, 0);
      expect(chi).toBeLessThan(n - 1 + 6 * Math.sqrt(2 * n));
    }
    // 3·2^30 does not divide 2^32: taken modulo, its lowest third would come twice as often.
    const random = Random.seeded(6);
    let low = 0;
    for (let i = 0; i < 30_000; i++) if (random.nextInt(3 * 2 ** 30) < 2 ** 30) low++;
    expect(Math.abs(low - 10_000)).toBeLessThan(500);
    expect(random.nextInt(2 ** 32)).toBeLessThan(2 ** 32);
    for (const bad of [0, -1, 1.5, Number.NaN, 2 ** 32 + 1]) expect(() => random.nextInt(bad)).toThrow(RangeError);
  });

  test("nextFloat lies in [0, 1) with the right mean; nextGaussian has mean 0, variance 1 and the right tails", () => {
    const random = Random.seeded(7);
    let [sum, normal, squares, beyondTwo] = [0, 0, 0, 0];
    const draws = 100_000;
    for (let i = 0; i < draws; i++) {
      const uniform = random.nextFloat();
      expect(uniform >= 0 && uniform < 1).toBe(true);
      sum += uniform;
      const value = random.nextGaussian();
      normal += value;
      squares += value * value;
      if (Math.abs(value) > 2) beyondTwo++;
    }
    expect(Math.abs(sum / draws - 0.5)).toBeLessThan(0.005);
    expect(Math.abs(normal / draws)).toBeLessThan(0.02);
    expect(Math.abs(squares / draws - 1)).toBeLessThan(0.03);
    expect(Math.abs(beyondTwo / draws - 0.0455)).toBeLessThan(0.005);
  });

  test("a damaged state is refused", () => {
    for (const bad of ["", "x", "0".repeat(32), `${"0".repeat(31)}g`, "1".repeat(33)])
      expect(() => Random.restore(bad)).toThrow(UserError);
  });
});
