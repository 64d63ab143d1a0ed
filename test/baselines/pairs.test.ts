// Baselines of pairs, by hand: what each writes, its figures, and how it is kept.
import { describe, expect, it } from "vitest";
import { measurePairs, type PairMethod, PairModel } from "../../src/baselines/index.ts";
import { type DatasetPart, type Encoding, Vocabulary } from "../../src/data/index.ts";
import type { Tensor } from "../../src/tensors/index.ts";
import { countedWords } from "../support/countedWords.ts";

const pace = async () => {};
const vocabularyOf = (letters: string, isWritten: boolean) => {
  const counts = countedWords(Array.from(letters, (word) => ({ word, count: 1 })));
  return Vocabulary.ofSide(counts, { size: null, minFrequency: 1, lowercase: false }, { isWritten });
};
const source = vocabularyOf("abcdefgh", false);
/** It has no h. */
const target = vocabularyOf("abcdefgxyz", true);
const encoding: Encoding = {
  source: { vocabulary: source, features: [], inputs: [], cutting: "cut" },
  target: { column: null, labels: [], numbers: [], vocabulary: target, cutting: "cut", longest: 4 },
};

function store(vocabulary: Vocabulary, texts: readonly string[]) {
  const lengths = Int32Array.from(texts, ({ length }) => length);
  const starts = lengths.map((_, i) => lengths.subarray(0, i).reduce((sum, length) => sum + length, 0));
  return { starts, lengths, tokens: Int32Array.from(vocabulary.encode(texts.join("")).ids) };
}

function part(pairs: readonly (readonly [string, string])[]): DatasetPart {
  const sequences = store(
    target,
    pairs.map(([, written]) => written),
  );
  return {
    inputs: store(
      source,
      pairs.map(([read]) => read),
    ),
    targets: { kind: "sequences", perStep: false, sequences },
  };
}

const train = part([
  ["abcd", "xy"],
  ["efgh", "z"],
  ["abef", "z"],
  ["aaaa", "xx"],
]);
const validation = part([
  ["abc", "xy"],
  ["fgh", "fg"],
  ["dd", "xy"],
  ["bc", "bc"],
]);
const parts = { train, validation, test: part([]) };

const write = (model: PairModel) => [0, 1, 2, 3].map((i) => model.write(validation.inputs, i).text);

describe("pairs", () => {
  it.each<[PairMethod, string[], { exactMatch: number; errorRate: number }]>([
    // Of eight symbols: three edits from abc to xy, one from fgh to fg, two from dd to xy.
    ["copy-source", ["abc", "fgh", "dd", "bc"], { exactMatch: 1 / 4, errorRate: 6 / 8 }],
    ["most-frequent-target", ["z", "z", "z", "z"], { exactMatch: 0, errorRate: 1 }],
    // Only abcd has a d.
    ["nearest", ["xy", "z", "xy", "xy"], { exactMatch: 2 / 4, errorRate: 4 / 8 }],
  ])("%s", async (name, written, figures) => {
    const model = await PairModel.fit(name, train, encoding, pace);
    expect(write(model)).toEqual(written);
    const measured = await measurePairs(model, { parts, encoding }, "validation", 1, pace);
    // It gives no probabilities; <eos> counts among what is predicted.
    expect(measured?.figures).toMatchObject({ part: "validation", loss: null, targets: 12, impossible: 0, ...figures });
    expect(await measurePairs(model, { parts, encoding }, "test", 1, pace)).toBeUndefined();
    const again = await PairModel.fromTensors(name, model.tensors(), encoding);
    expect(write(again)).toEqual(written);
    expect(again.parameters).toBe(model.parameters);
  });

  it("never takes what it cannot write for the truth", async () => {
    const model = await PairModel.fit("copy-source", train, encoding, pace);
    const unknown = { ...parts, validation: part([["h", "h"]]) };
    // The target's vocabulary has no h: the truth is unknown, and the copy is not the same as that.
    const measured = await measurePairs(model, { parts: unknown, encoding }, "validation", 1, pace);
    expect(measured?.figures).toMatchObject({ exactMatch: 0, errorRate: 1 });
  });

  it("writes the most frequent target where nothing is alike", async () => {
    const model = await PairModel.fit(
      "nearest",
      part([
        ["ab", "y"],
        ["cd", "x"],
        ["dc", "x"],
      ]),
      encoding,
      pace,
    );
    expect(model.write(part([["gg", ""]]).inputs, 0).text).toBe("x");
  });

  it("says of a damaged checkpoint what is damaged", async () => {
    const tensors = (await PairModel.fit("nearest", train, encoding, pace)).tensors();
    const without = (name: string) => new Map([...tensors].filter(([key]) => key !== name));
    const foreign = new Map<string, Tensor>([
      ...tensors,
      ["targets", { shape: [1], dtype: "I32", data: Int32Array.of(99) }],
    ]);
    for (const damaged of [without("sources"), without("targets.lengths"), foreign]) {
      await expect(PairModel.fromTensors("nearest", damaged, encoding)).rejects.toThrow(/checkpoint is damaged/);
    }
  });
});
