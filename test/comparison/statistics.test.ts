import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { bootstrapInterval, intervalOf, studentInterval } from "../../src/comparison/statistics/interval.ts";
import { rankCorrelation } from "../../src/comparison/statistics/rankCorrelation.ts";
import { studentProbability, studentQuantile } from "../../src/comparison/statistics/student.ts";

interface Vectors {
  quantiles: { p: number; freedom: number; t: number }[];
  probabilities: { t: number; freedom: number; p: number }[];
  intervals: { values: number[]; low: number; high: number }[];
  bootstraps: { values: number[]; low: number; high: number }[];
  correlations: { x: number[]; y: number[]; rho: number; p: number }[];
}

const scipy: Vectors = JSON.parse(readFileSync(new URL("../vectors/statistics.json", import.meta.url), "utf8"));

/** How far a figure may be from SciPy's, relative to its size. */
function expectClose(found: number, expected: number, relative: number): void {
  expect(Math.abs(found - expected), `${found} beside ${expected}`).toBeLessThanOrEqual(
    relative * Math.abs(expected) + 1e-15,
  );
}

describe("statistics equal SciPy's", () => {
  test("quantiles of Student's t", () => {
    for (const { p, freedom, t } of scipy.quantiles) expectClose(studentQuantile(p, freedom), t, 1e-11);
  });

  test("probabilities of Student's t", () => {
    for (const { t, freedom, p } of scipy.probabilities) expectClose(studentProbability(t, freedom), p, 1e-12);
  });

  test("intervals by t", () => {
    for (const { values, low, high } of scipy.intervals) {
      const found = studentInterval(values);
      expectClose(found.low, low, 1e-11);
      expectClose(found.high, high, 1e-11);
      expect(intervalOf(values)).toEqual(found);
    }
    expect(intervalOf([1, 2])).toBeUndefined();
  });

  test("bootstrapped intervals, as far as resampling repeats itself", () => {
    for (const { values, low, high } of scipy.bootstraps) {
      const found = bootstrapInterval(values);
      const allowed = 0.04 * (high - low);
      expect(Math.abs(found.low - low)).toBeLessThan(allowed);
      expect(Math.abs(found.high - high)).toBeLessThan(allowed);
      expect(intervalOf(values)).toEqual(found);
    }
  });

  test("rank correlations, with ties", () => {
    for (const { x, y, rho, p } of scipy.correlations) {
      const found = rankCorrelation(x, y);
      expectClose(found.rho, rho, 1e-12);
      expectClose(found.p, p, 1e-9);
    }
    expect(rankCorrelation([1, 1, 1], [1, 2, 3]).rho).toBeNaN();
  });
});
