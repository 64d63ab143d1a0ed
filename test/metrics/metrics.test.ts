import { describe, expect, it } from "vitest";
import { reachedOf } from "../../src/base/metrics.ts";
import { naiveErrors } from "../../src/data/encode/series.ts";
import { classificationMetrics, forecastMetrics, labelMetrics, likelihoodMetrics } from "../../src/metrics/index.ts";
import { rankingMetrics, rankOf } from "../../src/metrics/ranking.ts";

// Figures worked out by hand.

it("a run is listed by the figure that chooses its best, else by its loss", () => {
  const best = { loss: 1.5, accuracy: 0.8 };
  const listed = (by: string, of: { best: typeof best | null; loss: number | null }) => reachedOf(of, by);
  expect(listed("accuracy", { best, loss: 3 })).toEqual({ figure: "accuracy", value: 0.8, measured: "validation" });
  expect(listed("f1", { best, loss: 3 })).toEqual({ figure: "loss", value: 1.5, measured: "validation" });
  expect(listed("constructor", { best, loss: 3 })).toEqual({ figure: "loss", value: 1.5, measured: "validation" });
  expect(listed("accuracy", { best: null, loss: 3 })).toEqual({ figure: "loss", value: 3, measured: "training" });
});

describe("classification", () => {
  const labels = ["a", "b", "c", "d"];
  // a: 2 of 3 right, taken for b once; b: 1 of 2, taken for a once; c: never right, never predicted; d: does not occur at all.
  const actual = [0, 0, 0, 1, 1, 2, -1];
  const predicted = [0, 0, 1, 1, 0, 0, 3];

  it("has accuracy, macro F1 over the classes that were met, and the matrix; −1 counts for nothing", () => {
    const { metrics, report } = classificationMetrics({ actual, predicted, labels });
    // F1 = 2·2/(4+3), 2·1/(2+2), 0.
    expect(metrics.accuracy).toBe(3 / 6);
    expect(metrics.macroF1).toBeCloseTo((4 / 7 + 1 / 2 + 0) / 3, 15);
    expect(report.confusion!.counts).toEqual([
      [2, 1, 0, 0],
      [1, 1, 0, 0],
      [1, 0, 0, 0],
      [0, 0, 0, 0],
    ]);
    expect(report.classes![0]).toMatchObject({ actual: 3, predicted: 4, precision: 1 / 2, recall: 2 / 3 });
  });

  it("has the distance in the labels' own numbers where they are ordered", () => {
    const { metrics } = classificationMetrics({ actual, predicted, labels, values: [1, 2, 5, 9] });
    expect(metrics.mae).toBeCloseTo((0 + 0 + 1 + 0 + 1 + 4) / 6, 15);
  });

  it("is calibrated by how far confidence and accuracy are apart in each of fifteen bins", () => {
    // (0.8, 0.867]: confidences 0.82 and 0.86, one of two right. (0.933, 1]: 1 and 0.94, both right. (0.267, 0.333]: 0.3, wrong.
    const confidence = [0.82, 0.86, 1, 0.94, 0.3];
    const { metrics, report } = classificationMetrics({
      ...{ actual: [0, 0, 1, 1, 2], predicted: [0, 1, 1, 1, 0] },
      ...{ labels, confidence },
    });
    expect(metrics.calibrationError).toBeCloseTo((2 * (0.84 - 0.5) + 2 * (1 - 0.97) + 1 * 0.3) / 5, 12);
    expect(report.calibration!.filter(({ count }) => count > 0).map(({ count }) => count)).toEqual([1, 2, 2]);
    expect(report.calibration![12]).toMatchObject({ from: 12 / 15, to: 13 / 15, count: 2, accuracy: 0.5 });
  });
});

describe("several labels", () => {
  it("have F1 of all decisions, its mean over labels, and rows that are wholly right", () => {
    const actual = [1, 0, 0, /**/ 1, 1, 0, /**/ 0, 0, 0];
    const probabilities = [0.9, 0.1, 0.2, /**/ 0.8, 0.5, 0.4, /**/ 0.1, 0.7, 0.3];
    const { metrics, report } = labelMetrics({ probabilities, actual, labels: ["x", "y", "z"] });
    // x: 2 of 2; y: one missed (a half is no yes), one too many; z: never met.
    expect(metrics).toMatchObject({ exactMatch: 1 / 3, precision: 2 / 3, recall: 2 / 3 });
    expect(metrics.microF1).toBeCloseTo(2 / 3, 15);
    expect(metrics.macroF1).toBe((1 + 0) / 2);
    expect(report.classes![1]).toMatchObject({ label: "y", actual: 1, predicted: 1, correct: 0, f1: 0 });
  });

  it("of one label are a yes or no", () => {
    const { metrics } = labelMetrics({ probabilities: [0.9, 0.6, 0.2, 0.1], actual: [1, 0, 1, 0], labels: ["name"] });
    expect(metrics).toEqual({ accuracy: 1 / 2, precision: 1 / 2, recall: 1 / 2, f1: 1 / 2 });
  });
});

describe("forecasts", () => {
  it("MASE is the error over that of the naive forecast in the training part", () => {
    // |3−1|, |2−3|, |6−2| = 2, 1, 4.
    const scale = naiveErrors([1, 3, 2, 6], [4], 1);
    expect([...scale]).toEqual([7 / 3]);
    // Errors 1, 3 (first horizon) and 2, 0 (second).
    const forecasts = {
      actual: [5, 7, 8, 4],
      predicted: [6, 9, 5, 4],
      naive: [6, 6, 7, 7],
      horizon: 2,
      columns: ["y"],
      series: [{ naive: scale }],
    };
    const { metrics, report } = forecastMetrics(forecasts);
    expect(metrics.mae).toBe(6 / 4);
    expect(metrics.rmse).toBe(Math.sqrt((1 + 4 + 9 + 0) / 4));
    expect(metrics.mase).toBeCloseTo(6 / 4 / (7 / 3), 15);
    expect(metrics.naiveMae).toBe((1 + 1 + 1 + 3) / 4);
    expect(report.horizons).toMatchObject([
      { horizon: 1, mae: 2, rmse: Math.sqrt(5), naive: { mae: 1 } },
      { horizon: 2, mae: 1, rmse: Math.sqrt(2), naive: { mae: 2 } },
    ]);
  });

  it("with a season the naive forecast is the value one season before; no difference goes from one sequence to the next", () => {
    // Season 2: |5−1|, |2−4| of the first; the second is too short.
    expect([...naiveErrors([1, 4, 5, 2, 100, 200], [4, 2], 1, 2)]).toEqual([3]);
  });

  it("of several columns are scaled each by its own", () => {
    const scale = naiveErrors([0, 0, 1, 10, 2, 30], [3], 2);
    expect([...scale]).toEqual([1, 15]);
    const series = [{ naive: scale }];
    const both = { actual: [0, 0], predicted: [2, 15], horizon: 1, columns: ["a", "b"], series };
    const { metrics, report } = forecastMetrics(both);
    // Their units differ: the mean of 2 and 15 says nothing.
    expect(metrics).toEqual({ mase: (2 / 1 + 15 / 15) / 2 });
    expect(report.horizons).toEqual([{ horizon: 1, mase: 1.5 }]);
    expect(report.errors).toEqual([
      { column: "a", windows: 1, mae: 2, rmse: 2, mase: 2 },
      { column: "b", windows: 1, mae: 15, rmse: 15, mase: 1 },
    ]);
  });

  it("of several series are scaled each by its own naive error; one that never changed has no part in the mean", () => {
    const series = [
      { name: "a", naive: [2] },
      { name: "b", naive: [0] },
      { name: "c", naive: [10] },
    ];
    const forecasts = {
      ...{ actual: [1, 1, 5, 100, 200], predicted: [2, 4, 6, 120, 210], naive: [1, 3, 5, 90, 190] },
      ...{ horizon: 1, columns: ["y"], series, of: [0, 0, 1, 2, 2] },
    };
    const { metrics, report } = forecastMetrics(forecasts);
    expect(metrics).toEqual({
      ...{ mae: (1 + 3 + 1 + 20 + 10) / 5, rmse: Math.sqrt((1 + 9 + 1 + 400 + 100) / 5), mase: (2 / 2 + 15 / 10) / 2 },
      ...{ naiveMae: (0 + 2 + 0 + 10 + 10) / 5, naiveMase: (1 / 2 + 10 / 10) / 2 },
    });
    expect(report.errors?.map(({ series: name, windows, mae, mase }) => [name, windows, mae, mase])).toEqual([
      ["a", 2, 2, 1],
      ["b", 1, 1, Number.POSITIVE_INFINITY],
      ["c", 2, 15, 1.5],
    ]);
  });

  it("that are never wrong have MASE 0 even of a series that never changes", () => {
    const scale = naiveErrors([4, 4, 4], [3], 1);
    const one = { actual: [4], horizon: 1, columns: ["y"], series: [{ naive: scale }] };
    expect(forecastMetrics({ ...one, predicted: [4] }).metrics.mase).toBe(0);
    expect(forecastMetrics({ ...one, predicted: [5] }).metrics.mase).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("items", () => {
  it("have the rank of the target, and a tie counts against it", () => {
    expect(rankOf([0.1, 0.5, 0.5, 0.9], 3)).toBe(1);
    expect(rankOf([0.1, 0.5, 0.5, 0.9], 1)).toBe(3);
    // The second row of three scores.
    expect(rankOf([9, 9, 9, 1, 2, 3], 1, 3)).toBe(2);
  });

  it("hits within k, and the mean of 1/rank", () => {
    const { hitAt1, hitAt5, hitAt10, mrr } = rankingMetrics([1, 2, 10, 40]);
    expect([hitAt1, hitAt5, hitAt10]).toEqual([1 / 4, 2 / 4, 3 / 4]);
    expect(mrr).toBeCloseTo((1 + 1 / 2 + 1 / 10 + 1 / 40) / 4, 15);
  });
});

describe("language models", () => {
  it("perplexity is exp of all nats over all targets: two symbols of probability ½ and ⅛ are as unsure as 4 choices", () => {
    const { loss, perplexity, bitsPerCharacter } = likelihoodMetrics(Math.log(2) + Math.log(8), 2, 3, 12);
    expect(perplexity).toBeCloseTo(4, 12);
    expect(loss).toBeCloseTo(Math.log(4), 15);
    // 2 bits a token, a quarter of a token a character.
    expect(bitsPerCharacter).toBeCloseTo(0.5, 15);
  });
});
