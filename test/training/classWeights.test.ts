// Weights of classes and labels: what PyTorch makes of them, in one minibatch and in several, in shards; and what "balanced" is.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { eachPart } from "../../src/data/encode/corpus.ts";
import { classWeightsOf, type Dataset, type DatasetPart, type Targets } from "../../src/data/index.ts";
import { decodeSafetensors } from "../../src/tensors/index.ts";
import { Trainer } from "../../src/training/index.ts";
import { builds, relativeDifference } from "../support/networks.ts";
import { configOf } from "../support/workspace.ts";

const LABELS = ["a", "b", "c", "d"];

/** Everything is to be learned from; `rows` are sequences, or with `perStep` steps. */
function datasetOf(
  lengths: Int32Array,
  targets: Targets,
  labels: string[],
  more: Partial<Dataset["encoding"]["target"]> = {},
) {
  const starts = lengths.map((_, i) => lengths.slice(0, i).reduce((a, b) => a + b, 0));
  const steps = lengths.reduce((a, b) => a + b, 0);
  const balance = labels.map((_, c) => {
    if (targets.kind === "class") return targets.classes.filter((y) => y === c).length;
    if (targets.kind !== "labels") throw new Error("numbers have no classes");
    return targets.sets.filter((y, i) => i % labels.length === c && y === 1).length;
  });
  const none: DatasetPart = { inputs: { starts: new Int32Array(0), lengths: new Int32Array(0) }, targets };
  const dataset: Dataset = {
    files: [],
    parts: { train: { inputs: { starts, lengths }, targets }, validation: none, test: none },
    encoding: {
      source: { features: [], inputs: [], cutting: "whole" },
      target: { column: "label", labels, numbers: [], ...more },
    },
    facts: {
      bytes: 0,
      sequences: { train: lengths.length, validation: 0, test: 0 },
      steps: { train: steps, validation: 0, test: 0 },
      truncated: eachPart(() => 0),
      longest: eachPart(() => 0),
      balance: { train: balance, validation: [], test: [] },
      vocabularySize: 0,
      symbols: 0,
      unknown: eachPart(() => 0),
      unknownShare: eachPart(() => null),
    },
    warnings: [],
    notes: [],
  };
  return dataset;
}

const configWith = (classWeights: unknown, training: object = {}, task = "classification", data: object = {}) =>
  configOf(
    JSON.stringify({
      task,
      data: { train: "a.csv", validation: 0.1, test: 0, ...data },
      model: { cell: "gru", units: 5, embedding: 0 },
      training: { classWeights, ...training },
    }),
  );

interface Case {
  kind: "classes" | "tags" | "several" | "binary";
  C: number;
  weights: number[];
  smoothing: number;
}

describe("against PyTorch", () => {
  const file = new URL("../vectors/weighted.safetensors", import.meta.url);
  const { tensors, metadata } = decodeSafetensors(readFileSync(file), "weighted.safetensors");
  const cases = JSON.parse(metadata.cases) as Case[];

  it.each(cases.map((c, n) => [n, c.kind, c] as const))("case %d: %s", async (n, kind, { C, weights, smoothing }) => {
    const own = (name: string) => tensors.get(`${n}.${name}`)!.data as unknown as ArrayLike<number>;
    const lengths = Int32Array.from(own("lengths"));
    const perStep = kind === "tags";
    const targets: Targets =
      kind === "several" || kind === "binary"
        ? { kind: "labels", perStep, sets: Float32Array.from(own("targets")) }
        : { kind: "class", perStep, classes: Int32Array.from(own("targets")) };
    const labels = kind === "binary" ? ["yes"] : LABELS.slice(0, C);
    const features = ["x", "y", "z"].map((column) => ({ column, mean: 0, scale: 1 }));
    const dataset = datasetOf(lengths, targets, labels, kind === "binary" ? { negative: "no" } : {});
    dataset.encoding.source.features = features;
    dataset.parts.train.inputs.vectors = Float32Array.from(own("vectors"));
    dataset.parts.validation = dataset.parts.train;
    const names = kind === "binary" ? ["yes", "no"] : labels;
    const classWeights = Object.fromEntries(names.map((label, c) => [label, weights[c]]));
    const sets = kind === "several" || kind === "binary" ? { labels: kind } : {};
    const count = lengths.length;
    for (const build of builds) {
      for (const [batchSize, accumulate, threads] of [
        [count, 1, 1],
        [count, 1, 3],
        [count / 2, 2, 2],
        [1, count, 1],
      ]) {
        const training = {
          ...{ optimizer: "sgd", learningRate: 0.5, clip: null, labelSmoothing: smoothing },
          ...{ steps: 3, batchSize, accumulate, sequenceLength: 5 },
        };
        const config = configWith(classWeights, training, perStep ? "tagging" : "classification", sets);
        const trainer = await Trainer.create({ config, dataset, build, threads });
        const parameters = [...trainer.network.layout.places.keys()];
        for (const name of parameters) trainer.network.parameter(name).set(own(name));
        const { figures } = (await trainer.evaluate("validation", async () => {}))!;
        expect(figures.weightedLoss).toBeCloseTo(own("weighted")[0], 6);
        expect(figures.loss).toBeCloseTo(own("loss")[0], 6);
        for (let step = 0; step < 3; step++) {
          trainer.takeStep();
          // What is shown has neither weights nor smoothing.
          if (step === 0) expect(trainer.last.loss).toBeCloseTo(own("loss")[0], 6);
        }
        for (const name of parameters) {
          const [before, after, now] = [own(name), own(`after.${name}`), trainer.network.parameter(name)];
          const moved = (values: ArrayLike<number>) => Float64Array.from(values, (value, i) => value - before[i]);
          expect(relativeDifference(moved(now), moved(after)), `${name}, ${build}, ${accumulate}`).toBeLessThan(1e-5);
        }
        await trainer.dispose();
      }
    }
  });
});

describe("balanced", () => {
  const lengths = Int32Array.of(1, 2, 1, 1, 3, 2);

  it("of classes is n / (k · n_c), over those that training has", () => {
    const classes = Int32Array.of(0, 0, 0, 2, 2, 0);
    const dataset = datasetOf(lengths, { kind: "class", perStep: false, classes }, LABELS.slice(0, 3));
    const { weights } = classWeightsOf(configWith("balanced"), dataset)!;
    expect(Array.from(weights!)).toEqual([6 / (2 * 4), 1, 6 / (2 * 2)]);
    // As often as not, all count alike in sum.
    expect(classes.reduce((sum, y) => sum + weights![y], 0)).toBe(6);
  });

  it("of tags counts steps", () => {
    const classes = Int32Array.of(0, 0, 0, 0, 0, 0, 0, 0, 1, 1);
    const dataset = datasetOf(lengths, { kind: "class", perStep: true, classes }, ["O", "B"]);
    const { weights } = classWeightsOf(configWith("balanced", {}, "tagging"), dataset)!;
    expect(Array.from(weights!)).toEqual([Math.fround(10 / 16), 10 / 4]);
  });

  it("of several labels is how many lack it for one that has it; always or never is 1", () => {
    const sets = Float32Array.from([1, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 1, 0, 1]);
    const dataset = datasetOf(lengths, { kind: "labels", perStep: false, sets }, LABELS.slice(0, 3));
    const config = configWith("balanced", {}, "classification", { labels: "several" });
    expect(classWeightsOf(config, dataset)).toEqual({ positive: Float32Array.of(4 / 2, 1, 1) });
  });

  it("of yes and no is that of two classes", () => {
    const sets = Float32Array.of(1, 0, 0, 0, 0, 0);
    const dataset = datasetOf(lengths, { kind: "labels", perStep: false, sets }, ["spam"], { negative: "ham" });
    const found = (classWeights: unknown) =>
      classWeightsOf(configWith(classWeights, {}, "classification", { labels: "binary" }), dataset);
    expect(found("balanced")).toEqual({ weights: Float32Array.of(6 / 10), positive: Float32Array.of(5) });
    expect(found({ ham: 0.5 })).toEqual({ weights: Float32Array.of(0.5), positive: Float32Array.of(2) });
    expect(found({ spam: 3 })).toEqual({ weights: Float32Array.of(1), positive: Float32Array.of(3) });
    expect(found(null)).toBeUndefined();
  });
});
