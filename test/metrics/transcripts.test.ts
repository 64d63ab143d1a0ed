// Transcripts beside the truth: rates and kinds of edits against jiwer, and what a person is told of them.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { editsBetween } from "../../src/base/edits.ts";
import { TranscriptMetrics } from "../../src/metrics/index.ts";

interface Counts {
  rate: number;
  substitutions: number;
  insertions: number;
  deletions: number;
  hits: number;
}

const cases = JSON.parse(readFileSync(new URL("../vectors/transcript_metrics.json", import.meta.url), "utf8")) as {
  references: string[];
  hypotheses: string[];
  characters: Counts;
  words: Counts;
}[];

function measured(unit: "character" | "word", references: string[], hypotheses: string[]) {
  const figures = new TranscriptMetrics(unit);
  const symbols = (text: string) => (unit === "word" ? text.split(" ").filter((word) => word !== "") : [...text]);
  references.forEach((reference, i) => {
    const text = hypotheses[i];
    figures.add({ source: `${i}`, output: symbols(text), truth: symbols(reference), text, reference });
  });
  return figures.measured;
}

describe("against jiwer", () => {
  it.each(cases.map((_, i) => i))("case %i", (i) => {
    const { references, hypotheses, ...wanted } = cases[i];
    for (const [unit, counts] of [
      ["character", wanted.characters],
      ["word", wanted.words],
    ] as const) {
      const { metrics, report } = measured(unit, references, hypotheses);
      const { rate, hits, ...edits } = counts;
      const labels = edits.substitutions + edits.deletions + hits;
      expect(metrics.errorRate).toBeCloseTo(rate, 12);
      expect(report.edits).toEqual({ labels, ...edits });
      expect(metrics.substitutions).toBeCloseTo(edits.substitutions / labels, 12);
      if (unit === "character") expect(metrics.wordErrorRate).toBeCloseTo(wanted.words.rate, 12);
      else expect(metrics).not.toHaveProperty("wordErrorRate");
    }
  });
});

it("says which labels were taken for each other, the most frequent first, and which transcripts are the worst", () => {
  const { metrics, report } = measured("character", ["bad", "dab", "odd", "a", ""], ["bab", "bab", "odd", "", "x"]);
  expect(report.confused).toEqual([{ truth: "d", output: "b", count: 2 }]);
  expect(metrics.exactMatch).toBeCloseTo(1 / 5);
  expect(report.worst?.map(({ truth, errorRate }) => [truth, errorRate])).toEqual([
    ["a", 1],
    ["", 1],
    ["bad", 1 / 3],
    ["dab", 1 / 3],
  ]);
});

it("tells each edit by its places", () => {
  expect(editsBetween([..."kitten"], [..."sitting"]).filter(({ kind }) => kind !== "same")).toEqual([
    { kind: "substitution", truth: 0, output: 0 },
    { kind: "substitution", truth: 4, output: 4 },
    { kind: "insertion", output: 6 },
  ]);
  expect(editsBetween([], [..."a"])).toEqual([{ kind: "insertion", output: 0 }]);
});
