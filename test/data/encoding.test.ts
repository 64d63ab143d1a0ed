import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { encodingFromJSON, encodingToJSON } from "../../src/data/index.ts";

/** As `vocabulary.json` holds it: on one line, its keys in this order. */
const saved = {
  examples: {
    ...{ version: 1, unit: "character", lowercase: true, unknown: null, symbols: ["a", "b"] },
    features: [{ column: "x", mean: 0.5, scale: 2 }],
    labels: ["1"],
    values: [1],
    negative: "0",
    inputs: [
      { column: "text", kind: "text" },
      { column: "x", kind: "numbers" },
    ],
    target: "label",
    sequence: "id",
    cutting: "cut",
    targets: [],
    reading: {
      format: "csv",
      ending: ".csv",
      delimiter: ",",
      quote: null,
      header: true,
      columns: ["text", "x", "label"],
    },
    unknownInTraining: 0,
  },
  writing: {
    ...{ version: 1, unit: "character", lowercase: false, unknown: null, prompts: ["<label b>"] },
    symbols: ["<eos>", "<bos>", "<label b>", "a"],
    ...{ features: [], labels: [], inputs: [{ column: "kind", kind: "text" }], target: "text", cutting: "cut" },
    ...{ targets: [], unknownInTraining: 0, starts: ["b"] },
  },
  series: {
    ...{ version: 1, features: [{ column: "y", mean: 1, scale: 1 }], labels: [] },
    ...{ inputs: [{ column: "y", kind: "numbers" }], target: null, cutting: "whole" },
    targets: [{ column: "y", mean: 1, scale: 1 }],
    series: [{ name: "a", features: [{ column: "y", mean: 2, scale: 3 }], targets: [], naive: [4] }],
  },
};

const old = join(import.meta.dirname, "../oldRuns");
const files = readdirSync(old, { recursive: true, encoding: "utf8" }).filter((name) => /vocabulary\.json$/.test(name));

describe("what a run keeps", () => {
  test.each(Object.keys(saved) as (keyof typeof saved)[])("is what it was, byte for byte: %s", (name) => {
    const text = JSON.stringify(saved[name]);
    expect(JSON.stringify(encodingToJSON(encodingFromJSON(JSON.parse(text))))).toBe(text);
  });

  test("of runs of earlier versions too", () => {
    const texts = files
      .map((name) => readFileSync(join(old, name), "utf8"))
      .filter((text) => text.includes('"features"'));
    expect(texts.length).toBeGreaterThan(3);
    for (const text of texts)
      expect(`${JSON.stringify(encodingToJSON(encodingFromJSON(JSON.parse(text))))}\n`).toBe(text);
  });

  test("has a source and a target side", () => {
    const { source, target } = encodingFromJSON(saved.examples);
    expect(source).toMatchObject({ sequence: "id", features: [{ column: "x" }], vocabulary: { symbols: ["a", "b"] } });
    expect(target).toMatchObject({ column: "label", labels: ["1"], negative: "0" });
    expect(target.vocabulary).toBeUndefined();
    const writing = encodingFromJSON(saved.writing);
    expect(writing.target).toMatchObject({ column: "text", prompts: ["b"], vocabulary: { prompts: ["<label b>"] } });
    expect(writing.target.vocabulary).toBe(writing.source.vocabulary);
  });
});

test.each([
  { features: [{ column: "x", mean: "0", scale: 1 }] },
  { labels: "x" },
  { inputs: [{ column: "x", kind: "sound" }] },
  { cutting: "sliced" },
  { target: 3 },
  { series: [{ name: "a" }] },
  null,
])("what is damaged is refused, and named: %j", (change) => {
  const key = Object.keys(change ?? { version: 1 })[0];
  const damaged = change ? { ...saved.examples, ...change } : { symbols: [] };
  expect(() => encodingFromJSON(damaged)).toThrow(
    expect.objectContaining({ code: "damaged-vocabulary", message: expect.stringContaining(key) }),
  );
});
