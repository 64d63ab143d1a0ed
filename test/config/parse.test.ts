import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { editDistance, nearest } from "../../src/base/nearest.ts";
import { changedKeys, keyRange, parseConfig, resumableKeys } from "../../src/config/index.ts";

const COMPLETE = `{
  // a comment
  "task": "language-model", "name": "try",
  "data": { "train": ["a.txt", "b/*.txt"], "validation": 0.1, "test": "t.txt", "vocabulary": { "size": 50, "minFrequency": 2 } },
  "model": { "cell": "gru", "units": 64, "layers": 2, "embedding": 0, "dropout": 0.2, "bias": false },
  "training": { "steps": 100, "batchSize": 8, "sequenceLength": 20, "clip": { "value": 1 }, "seed": 7 },
  "sampling": { "prompt": "It \\u0041", "temperature": 0, },
}`;

/** Texts near a config: cut, with stretches left out, doubled, or replaced by other text. */
const mutated = fc
  .array(
    fc.tuple(
      fc.nat(COMPLETE.length),
      fc.nat(30),
      fc.oneof(
        fc.string({ maxLength: 10 }),
        fc.constantFrom('"', "{", "}", "[", "]", ",", ":", "null", "1e999", "__proto__"),
      ),
    ),
    {
      maxLength: 8,
    },
  )
  .map((edits) =>
    edits.reduce((text, [at, length, insert]) => text.slice(0, at) + insert + text.slice(at + length), COMPLETE),
  );

function check(text: string): void {
  const { config, problems } = parseConfig(text);
  expect(config === undefined).toBe(problems.some(({ severity }) => severity === "error"));
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
  const inside = ({ line, column }: { line: number; column: number }) =>
    line >= 1 && line <= lines.length && column >= 1 && column <= lines[line - 1].length + 2;
  const odd = problems.filter(({ start, end, message }) => {
    const ordered = end.line > start.line || (end.line === start.line && end.column >= start.column);
    const readable = message.length < 600 && !/undefined|NaN|\[object/.test(message);
    return !(inside(start) && inside(end) && ordered && readable);
  });
  expect(odd).toEqual([]);
  if (config) expect(parseConfig(JSON.stringify(config)).config).toEqual(config);
}

describe("whatever the text", () => {
  test("anything gets an answer with ranges inside the text", () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.json(), fc.string()), check), { numRuns: 300 });
  });

  test("so does everything near a config", () => {
    fc.assert(fc.property(mutated, check), { numRuns: 500 });
  });

  test("so does any JSON in the place of any key", () => {
    const values = fc.jsonValue({ maxDepth: 2 });
    const key = fc.constantFrom(
      "version",
      "name",
      "task",
      "data",
      "model",
      "training",
      "sampling",
      "__proto__",
      "constructor",
    );
    fc.assert(
      fc.property(key, values, (name, value) =>
        check(
          `{ "task": "language-model", "data": { "train": "a" }, ${JSON.stringify(name)}: ${JSON.stringify(value)} }`,
        ),
      ),
    );
    for (const section of ["data", "model", "training", "sampling"]) {
      const inner = parseConfig(COMPLETE).config?.[section as "model"] ?? {};
      fc.assert(
        fc.property(fc.constantFrom(...Object.keys(inner)), values, (name, value) => {
          check(
            JSON.stringify({ task: "language-model", data: { train: "a" }, [section]: { train: "a", [name]: value } }),
          );
        }),
      );
    }
  });

  test("the complete config is fine", () => {
    expect(parseConfig(COMPLETE).problems).toEqual([]);
  });
});

describe("hostile files", () => {
  const refused = (text: string) => {
    const { config, problems } = parseConfig(text);
    expect(config).toBeUndefined();
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThanOrEqual(101);
    return problems;
  };

  test("too large", () => {
    expect(refused(" ".repeat(1_000_001))[0].code).toBe("too-large");
    expect(refused(" ".repeat(1_000_000))[0].code).toBe("empty-file");
  });

  test("deep: 64 levels are read, 65 are not", () => {
    const nested = (depth: number) => `{"task":${"[".repeat(depth - 1)}${"]".repeat(depth - 1)}}`;
    expect(refused(nested(64)).some(({ code }) => code === "too-deep")).toBe(false);
    expect(refused(nested(65)).map(({ code }) => code)).toEqual(["too-deep"]);
    expect(refused("[".repeat(900_000))[0].code).toBe("too-deep");
    expect(refused('{"a":'.repeat(150_000))[0].code).toBe("too-deep");
  });

  test("many problems, long names, many brackets", () => {
    const keys = Array.from({ length: 50_000 }, (_, i) => `"k${i}":1`).join(",");
    const problems = refused(`{${keys}}`);
    expect(problems).toHaveLength(101);
    expect(problems[100]).toMatchObject({ code: "too-many-problems", severity: "error" });
    refused(`{"${"x".repeat(900_000)}":1}`);
    refused(`{"task":"${"x".repeat(900_000)}"}`);
    refused(`${"}".repeat(900_000)}`);
    refused(`{${",".repeat(900_000)}`);
    refused(`{"data":{"train":[${"1,".repeat(300_000)}]}}`);
    refused(`{"data":{"train":[${"1,".repeat(9_000)}]}}`);
  });

  test("__proto__ leaves no trace", () => {
    const { problems } = parseConfig(
      '{"task":"language-model","data":{"train":"a"},"__proto__":{"polluted":1},"model":{"__proto__":{"units":3}}}',
    );
    expect(problems.map(({ key }) => key)).toEqual(["__proto__", "model.__proto__"]);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

test("positions: every line break, and columns in UTF-16 units", () => {
  const { problems } = parseConfig('{\r\n"task": "language-model",\r"data": {"train": "💡", "x": 1},\n"y": 2}');
  expect(problems.map(({ key, start, end }) => [key, start, end])).toEqual([
    ["data.x", { line: 3, column: 25 }, { line: 3, column: 28 }],
    ["y", { line: 4, column: 1 }, { line: 4, column: 4 }],
  ]);
});

test("where a key stands, or the object it would stand in", () => {
  const text = '\uFEFF{\n  "data": { "train": "a.txt" },\n  "training": {}\n}';
  const range = (line: number, from: number, to: number) => ({
    start: { line, column: from },
    end: { line, column: to },
  });
  expect(keyRange(text, "data.train")).toEqual(range(2, 22, 29));
  expect(keyRange(text, "data")).toEqual(range(2, 11, 31));
  expect(keyRange(text, "training.batchSize")).toEqual(range(3, 15, 16));
  expect(keyRange(text, "model.units")).toEqual(range(1, 1, 2));
  expect(keyRange("{", "data.train")).toBeUndefined();
  expect(keyRange("[".repeat(100_000), "data.train")).toBeUndefined();
});

describe("changed keys", () => {
  const base = parseConfig(COMPLETE).config;
  const changed = (from: string, to: string) => {
    const other = parseConfig(COMPLETE.replace(from, to)).config;
    if (!base || !other) throw new Error(`not a config: ${to}`);
    return changedKeys(base, other);
  };

  test("name what differs, wherever it is", () => {
    expect(changed("x", "x")).toEqual([]);
    expect(changed('"steps": 100', '"steps": 200')).toEqual(["training.steps"]);
    expect(changed('"steps": 100', '"epochs": 2')).toEqual(["training.epochs", "training.steps"]);
    expect(changed('{ "value": 1 }', '{ "norm": 1 }')).toEqual(["training.clip"]);
    expect(changed('"b/*.txt"', '"c/*.txt"')).toEqual(["data.train"]);
    expect(changed('"minFrequency": 2', '"minFrequency": 3')).toEqual(["data.vocabulary.minFrequency"]);
    expect(changed('"name": "try"', '"name": null')).toEqual(["name"]);
  });

  test("resumable are: steps, epochs, learning rate and its schedule, early stopping, cadences, sampling", () => {
    expect(resumableKeys).toEqual([
      "training.epochs",
      "training.steps",
      "training.learningRate",
      "training.schedule",
      "training.earlyStopping",
      "training.threads",
      "training.validateEvery",
      "training.sampleEvery",
      "training.checkpointEvery",
      "training.logEvery",
      "training.parameterStatistics",
      "training.keepCheckpoints",
      "sampling.prompt",
      "sampling.length",
      "sampling.temperature",
      "sampling.topK",
      "sampling.topP",
      "sampling.stop",
      "sampling.count",
      "sampling.distinct",
      "sampling.start",
      "sampling.state",
      "sampling.beam",
      "sampling.lengthPenalty",
      "sampling.coveragePenalty",
      "sampling.collapse",
      "sampling.languageModel",
      "sampling.languageModelWeight",
      "sampling.labelBonus",
      "sampling.seed",
      "baselines",
    ]);
  });
});

describe("the nearest name", () => {
  test("edit distance, with swaps", () => {
    expect(editDistance("", "abc")).toBe(3);
    expect(editDistance("kitten", "sitting")).toBe(3);
    expect(editDistance("trian", "train")).toBe(1);
    expect(editDistance("same", "same")).toBe(0);
  });

  test("near, case and separators aside; nothing when nothing is near", () => {
    expect(nearest("batch_size", ["batching", "batchSize"])).toBe("batchSize");
    expect(nearest("UNITS", ["units"])).toBe("units");
    expect(nearest("unit", ["units", "bias"])).toBe("units");
    expect(nearest("exact", ["loss", "exactMatch"])).toBe("exactMatch");
    expect(nearest("targetVocab", ["vocabulary", "targetVocabulary"])).toBe("targetVocabulary");
    expect(nearest("sequence", ["sequenceLength", "sequenceMinimum"])).toBeUndefined();
    expect(nearest("seq2seq", ["sequence-to-sequence", "sequence-tagging"])).toBe("sequence-to-sequence");
    expect(nearest("xyzzy", ["units", "bias"])).toBeUndefined();
    expect(nearest("", ["a"])).toBeUndefined();
    expect(nearest("b", ["a"])).toBeUndefined();
    expect(nearest("x".repeat(1000), ["x"])).toBeUndefined();
  });
});
