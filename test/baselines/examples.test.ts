// Baselines of classification, tagging and forecasting, by hand.
import { describe, expect, it } from "vitest";
import { ExampleModel, measureForecast, measureOnExamples } from "../../src/baselines/index.ts";
import { type Config, parseConfig } from "../../src/config/index.ts";
import { type DatasetPart, type Series, type Targets, Vocabulary } from "../../src/data/index.ts";

const none = async () => {};
const symbols = [..."abcd"];
const vocabulary = Vocabulary.fromJSON({ version: 1, unit: "character", lowercase: false, unknown: null, symbols });

/** Sequences of letters one after the other, with what is to be predicted of them. */
function part(texts: string[], targets: Targets): DatasetPart {
  const lengths = Int32Array.from(texts, (text) => text.length);
  const starts = lengths.map((_, i) => lengths.subarray(0, i).reduce((sum, length) => sum + length, 0));
  return { inputs: { starts, lengths, tokens: vocabulary.encode(texts.join("")).ids }, targets };
}

const classes = (perStep: boolean, ...ids: number[]): Targets => {
  return { kind: "class", perStep, classes: Int32Array.from(ids) };
};
const sets = (...values: number[]): Targets => ({ kind: "labels", perStep: false, sets: Float32Array.from(values) });
const empty = part([], classes(false));

function measure(
  name: Parameters<typeof measureOnExamples>[0],
  labels: string[],
  train: DatasetPart,
  validation: DatasetPart,
) {
  const encoding = {
    source: { vocabulary, features: [], inputs: [], cutting: "cut" as const },
    target: { column: null, labels, numbers: [] },
  };
  const parts = { train, validation, test: empty };
  return measureOnExamples(name, { training: { seed: 1 } }, { parts, encoding }, none);
}

describe("classification", () => {
  const train = part(["ab", "aab", "c", "b"], classes(false, 0, 0, 1, 0));
  const validation = part(["a", "cc"], classes(false, 0, 1));

  it("majority: the shares of the classes, each counted once more", async () => {
    const [figures, ...rest] = await measure("majority", ["x", "y"], train, validation);
    expect(rest).toEqual([]);
    expect(figures).toMatchObject({ part: "validation", accuracy: 1 / 2, targets: 2, impossible: 0 });
    expect(figures.loss).toBeCloseTo(-(Math.log(4 / 6) + Math.log(2 / 6)) / 2, 14);
  });

  it("naive Bayes: P(class) Π P(token | class)", async () => {
    const [figures] = await measure("naive-bayes", ["x", "y"], train, validation);
    // x has a 3, b 3 of 6 tokens; y has c 1 of 1; four different tokens, each counted once more.
    const a = [(4 / 6) * (4 / 10), (2 / 6) * (1 / 5)];
    const cc = [(4 / 6) * (1 / 10) ** 2, (2 / 6) * (2 / 5) ** 2];
    const nats = -Math.log(a[0] / (a[0] + a[1])) - Math.log(cc[1] / (cc[0] + cc[1]));
    expect(figures.loss).toBeCloseTo(nats / 2, 14);
    expect(figures.accuracy).toBe(1);
  });

  it("naive Bayes: the tokens that speak most for a class, log P(token | class) − log P(token | others)", async () => {
    const encoding = {
      source: { vocabulary, features: [], inputs: [], cutting: "cut" as const },
      target: { column: null, labels: ["x", "y"], numbers: [] },
    };
    const model = await ExampleModel.fit("naive-bayes", train, encoding, 1, none);
    // a and b 4 of 10 against 1 of 5; c 2 of 5 against 1 of 10, d 1 of 5 against 1 of 10.
    expect(model.telling(0, 9)!.map(({ token }) => token)).toEqual([0, 1]);
    expect(model.telling(0, 1)![0].evidence).toBeCloseTo(Math.log(2), 14);
    const [first, second] = model.telling(1, 9)!;
    expect([first.token, second.token]).toEqual([2, 3]);
    expect(first.evidence).toBeCloseTo(Math.log(4), 14);
    expect(second.evidence).toBeCloseTo(Math.log(2), 14);
  });

  it("bag of words: learns which tokens decide, and has no order", async () => {
    const texts = ["ab", "ba", "abc", "acb", "d", "dc", "cd", "dd"];
    const many = part(
      [...texts, ...texts, ...texts],
      classes(false, ...Array(3).fill([0, 0, 0, 0, 1, 1, 1, 1]).flat()),
    );
    const [figures] = await measure("bag-of-words", ["x", "y"], many, part(["bca", "dcc"], classes(false, 0, 1)));
    expect(figures.accuracy).toBe(1);
    expect(figures.loss).toBeLessThan(0.3);
    // Order is the same to it, and so is how often a token stands there.
    const same = (text: string) => measure("bag-of-words", ["x", "y"], many, part([text], classes(false, 0)));
    expect((await same("abb"))[0].loss).toBeCloseTo((await same("ba"))[0].loss!, 14);
  });

  it.each(["majority", "naive-bayes", "bag-of-words"] as const)("%s: of several labels, each alone", async (name) => {
    const many = part(["ab", "a", "cb", "c", "cc", "ca"], sets(1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0));
    const [figures] = await measure(name, ["has a", "never"], many, part(["aa", "c"], sets(1, 0, 0, 0)));
    expect(figures.targets).toBe(2);
    if (name === "majority") {
      // Three of six and none of six, each with a yes and a no more.
      const nats = -(Math.log(4 / 8) + Math.log(7 / 8)) - (Math.log(4 / 8) + Math.log(7 / 8));
      expect(figures.loss).toBeCloseTo(nats / 2 / 2, 14);
    } else expect(figures).toMatchObject({ exactMatch: 1, microF1: 1 });
  });

  it("what counts tokens says so where steps are vectors", async () => {
    const vectors: DatasetPart = {
      ...train,
      inputs: { ...train.inputs, tokens: undefined, vectors: new Float32Array(7) },
    };
    await expect(measure("naive-bayes", ["x", "y"], vectors, vectors)).rejects.toMatchObject({
      code: "needs-tokens",
    });
    expect(await measure("majority", ["x", "y"], vectors, vectors)).toHaveLength(1);
  });
});

describe("tagging", () => {
  it("the most frequent tag of each word, of a new word the most frequent of all; entities by conlleval", async () => {
    const labels = ["O", "B-X"];
    const train = part(["ab", "ab", "ca"], classes(true, 0, 1, 0, 1, 0, 1));
    const [figures] = await measure("most-frequent-tag", labels, train, part(["abd"], classes(true, 0, 1, 1)));
    // Of tags O 3, B-X 3, so both 4/8; a: O 2 of 3, b: B-X 2 of 2; d is new, and the first of equals is O.
    const nats = -Math.log((2 + 0.5) / 4) - Math.log((2 + 0.5) / 3) - Math.log(0.5);
    expect(figures).toMatchObject({ accuracy: 2 / 3, targets: 3, precision: 1, recall: 1 / 2, f1: 2 / 3 });
    expect(figures.loss).toBeCloseTo(nats / 3, 14);
  });

  it("a step without a tag counts for nothing", async () => {
    const train = part(["ab"], classes(true, 0, -1));
    const [figures] = await measure("majority", ["x", "y"], train, part(["ab"], classes(true, -1, 0)));
    expect(figures).toMatchObject({ accuracy: 1, targets: 1 });
    expect(figures.loss).toBeCloseTo(-Math.log(2 / 3), 14);
  });
});

describe("forecasting", () => {
  // Two rows to train on a season of two, then windows of two steps whose next two rows are to be predicted.
  const one: Series = {
    ...{ values: Float64Array.of(1, 5, 2, 7, 3, 9, 6), columns: 1, difference: 0, horizon: 2, season: 2 },
    ...{ rows: { train: [0, 4], validation: [4, 7], test: [7, 7] }, start: 0 },
    // In the training part |2 − 1| and |7 − 5| a season apart.
    ...{ features: [], targets: [{ column: "y", mean: 4, scale: 2 }], naive: Float64Array.of(1.5) },
  };
  const series = [one];
  const inputs = { starts: Int32Array.of(2, 3), lengths: Int32Array.of(2, 2) };
  const windows: DatasetPart = { inputs, targets: { kind: "numbers", perStep: true, values: new Float32Array(7) } };
  const parts = { train: empty, validation: windows, test: empty };
  const { config } = parseConfig('{ "task": "forecasting", "data": { "train": "a.csv", "target": "y" } }') as {
    config: Config;
  };
  const targets = [...one.targets];
  const encoding = {
    source: { features: targets, inputs: [], cutting: "cut" as const },
    target: { column: null, labels: [], numbers: targets },
  };

  it.each([
    // After rows 2, 7 come 3, 9; after 7, 3 come 9, 6.
    ["naive", [7, 7, 3, 3]],
    ["seasonal-naive", [2, 7, 7, 3]],
    ["drift", [9, 11, 3.5, 4]],
  ] as const)("%s", (name, predicted) => {
    const [figures, ...rest] = measureForecast(name, config, { parts, series, encoding });
    expect(rest).toEqual([]);
    const errors = predicted.map((value, i) => Math.abs(value - [3, 9, 9, 6][i]));
    const mae = errors.reduce((sum, error) => sum + error, 0) / 4;
    expect(figures).toMatchObject({ part: "validation", targets: 4, mae });
    expect(figures.mase).toBeCloseTo(mae / one.naive[0], 14);
    // As a network's: of the first row after each window, in standard deviations.
    expect(figures.loss).toBeCloseTo(((errors[0] / 2) ** 2 + (errors[2] / 2) ** 2) / 2, 14);
    const absolute = { ...config, training: { ...config.training, loss: "absolute" as const } };
    const [other] = measureForecast(name, absolute, { parts, series, encoding });
    expect(other.loss).toBeCloseTo((errors[0] + errors[2]) / 4, 14);
  });

  it("of a differenced series starts from the row that the step is the change to", () => {
    // Step 1 of the store is the change from row 1 to row 2.
    const differenced = [{ ...one, difference: 1 }];
    const shifted = { ...windows, inputs: { ...inputs, starts: Int32Array.of(1, 2) } };
    const both = [
      { parts, series, encoding },
      { parts: { ...parts, validation: shifted }, series: differenced, encoding },
    ];
    const [plain, other] = both.map((dataset) => measureForecast("naive", config, dataset)[0]);
    expect(other).toEqual(plain);
  });
});
