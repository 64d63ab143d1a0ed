// The learning series (`npm run bench -- learning`) in a short form: shorter sequences, fewer steps, easier bounds.
import { describe, expect, it } from "vitest";
import { learningSeries, runSeries, verdictsOf } from "../bench/learning/series.ts";

describe.each(learningSeries(true).map((series) => [series.name, series] as const))("%s", (_, series) => {
  it(series.about, { timeout: 120_000 }, async () => {
    const outcomes = await runSeries(series);
    for (const { learner, figures, milliseconds } of outcomes) {
      const shown = figures.map((figure) => figure.toPrecision(3)).join(", ");
      console.log(`${series.name}, ${learner}: ${shown}; ${milliseconds.toFixed(2)} ms of CPU a step`);
    }
    for (const [what, holds] of verdictsOf(series, outcomes)) expect(holds, what).toBe(true);
  });
});
