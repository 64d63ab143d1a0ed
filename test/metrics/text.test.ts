// How figures are told to people.
import { expect, it } from "vitest";
import { lossText, metricText } from "../../src/base/metrics.ts";
import { decimalText, roughText, valueText } from "../../src/base/numberText.ts";

it("a figure in small units keeps its digits; none is none", () => {
  expect([metricText("mae", 0.00042), metricText("mae", 0.0061), metricText("mae", 1.5)]).toEqual([
    ...["4.20e-4", "6.10e-3", "1.500"],
  ]);
  expect([metricText("mae", 0), metricText("accuracy", 0.0004), metricText("perplexity", 12)]).toEqual([
    ...["0.000", "0.0 %", "12.00"],
  ]);
  expect([metricText("mase", Number.POSITIVE_INFINITY), metricText("mase", Number.NaN)]).toEqual(["∞", "–"]);
  expect([lossText(0.00004), lossText(0.04), lossText(0)]).toEqual(["4.0e-5", "0.040", "0.000"]);
});

it("numbers have the digits that matter, however large they are", () => {
  expect([0.12345, 1.83124, 123.456, 48_213.66, 1_234_567.9].map((x) => decimalText(x, 3))).toEqual([
    ...["0.123", "1.831", "123.46", "48,214", "1,234,568"],
  ]);
  expect([-0.00004, -0.0005, -0].map((x) => decimalText(x, 3))).toEqual(["0.000", "-0.001", "0.000"]);
  expect([1.1038123456789012e29, -1e15, 9.99996, Number.NEGATIVE_INFINITY].map((x) => decimalText(x, 3))).toEqual([
    ...["1.1038e+29", "-1.0000e+15", "10.000", "−∞"],
  ]);
  expect([0, 0.3, 1.2184, 48_213.66, 1.1038123e29].map(roughText)).toEqual([
    ...["0", "0.300", "1.22", "48,214", "1.1038e+29"],
  ]);
  expect(metricText("mae", 1.1038123456789012e29)).toBe("1.1038e+29");
  expect(metricText("rmse", 48_213.664)).toBe("48,214");
  expect(lossText(1.1038123456789012e29)).toBe("1.1038e+29");
});

it("a value has five digits, and as many more as its column varies in", () => {
  // 1e9 + sin(i/3) has a standard deviation of 0.71; where it counts as constant its scale is 1.
  for (const spread of [Math.SQRT1_2, 1, 0.2334]) expect(valueText(999_999_999.3821, spread)).toBe("999,999,999.38");
  expect([12.345678, 432.169, -0.00012345678, 430, 0, 1_234_567.89].map((x) => valueText(x))).toEqual([
    ...["12.346", "432.17", "-0.00012346", "430", "0", "1,234,568"],
  ]);
  expect([valueText(1.1038123456789012e29, 1e28), valueText(1.23456789e-7, 1e-8)]).toEqual(["1.1038e+29", "1.2346e-7"]);
  // Of a column that goes from −10 to 10, a value near 0 is near 0.
  expect([valueText(0.000012, 7), valueText(-0.000012, 7), valueText(0.0312, 7)]).toEqual(["0", "0", "0.0312"]);
  expect([valueText(Number.NaN, 1), valueText(Number.POSITIVE_INFINITY)]).toEqual(["–", "∞"]);
});
