// How figures are told to people.
import { expect, it } from "vitest";
import { metricText, smallLoss } from "../../../src/base/metrics.ts";

it("a figure in small units keeps its digits; none is none", () => {
  expect([metricText("mae", 0.00042), metricText("mae", 0.0061), metricText("mae", 1.5)]).toEqual([
    ...["4.20e-4", "6.10e-3", "1.500"],
  ]);
  expect([metricText("mae", 0), metricText("accuracy", 0.0004), metricText("perplexity", 12)]).toEqual([
    ...["0.000", "0.0 %", "12.00"],
  ]);
  expect([metricText("mase", Number.POSITIVE_INFINITY), metricText("mase", Number.NaN)]).toEqual(["∞", "–"]);
  expect([smallLoss(0.00004), smallLoss(0.04), smallLoss(0)]).toEqual(["4.0e-5", "0.040", "0.000"]);
});
