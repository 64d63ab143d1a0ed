// What the diagram says of calibration, held against sums over single answers.
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { calibrationError, overconfidence } from "../../src/base/calibration.ts";
import { calibration } from "../../src/metrics/calibration.ts";

it("the calibration error of a diagram is that of its answers, one by one", () => {
  const answer = fc.record({
    right: fc.boolean(),
    sure: fc.double({ min: 1e-6, max: 1, noNaN: true }),
    known: fc.nat(9),
  });
  fc.assert(
    fc.property(fc.array(answer, { minLength: 1, maxLength: 200 }), (all) => {
      const actual = all.map(({ known }) => (known === 0 ? -1 : 1));
      const predicted = all.map(({ right }) => (right ? 1 : 0));
      const { error, bins } = calibration(
        predicted,
        actual,
        all.map(({ sure }) => sure),
      );
      const counted = all.filter(({ known }) => known !== 0);
      // Bin by bin, by its definition: (b/15, (b+1)/15].
      let expected = 0;
      for (let b = 0; b < 15; b++) {
        const own = counted.filter(({ sure }) => sure > b / 15 && sure <= (b + 1) / 15);
        if (own.length === 0) continue;
        const mean = (of: (one: (typeof own)[number]) => number) =>
          own.reduce((sum, one) => sum + of(one), 0) / own.length;
        expected +=
          (own.length / counted.length) * Math.abs(mean(({ right }) => Number(right)) - mean(({ sure }) => sure));
      }
      expect(calibrationError(bins)).toBeCloseTo(expected, 9);
      expect(calibrationError(bins)).toBeCloseTo(error, 9);
      const total = (of: (one: (typeof all)[number]) => number) => counted.reduce((sum, one) => sum + of(one), 0);
      const over =
        counted.length === 0 ? 0 : (total(({ sure }) => sure) - total(({ right }) => Number(right))) / counted.length;
      expect(overconfidence(bins)).toBeCloseTo(over, 9);
    }),
  );
});
