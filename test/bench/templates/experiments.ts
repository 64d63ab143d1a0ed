// What each template has to reach in full, and the same tasks on real data of development packages.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brown, sentiment } from "./realData.ts";

export interface Trial {
  /** Of a template, or written here. */
  config: string;
  /** As `--set`. */
  settings?: readonly string[];
  seeds?: readonly number[];
  /** What of the test is looked at; undefined where nothing is to be learned. */
  metric?: "perplexity" | "accuracy" | "f1" | "mase" | "exactMatch" | "errorRate";
  /** What the mean over the seeds has to keep to. */
  least?: number;
  most?: number;
  /** It has to diverge. */
  diverges?: true;
}

export interface Experiment {
  name: string;
  /** Writes what is not from a template into a folder. */
  write?(folder: string): void;
  trials: readonly Trial[];
}

/** Configs that are written here, for real data. */
export const REAL = "real.rnnconfig";

const SEEDS = [1, 2, 3];
/** Mere frequencies. */
const UNIGRAM = 'baselines=[{"name":"ngram","order":1}]';

export const experiments: readonly Experiment[] = [
  { name: "book", trials: [{ config: "book.rnnconfig", metric: "perplexity", settings: [UNIGRAM] }] },
  { name: "words", trials: [{ config: "words.rnnconfig", metric: "perplexity", settings: [UNIGRAM] }] },
  { name: "reviews", trials: [{ config: "reviews.rnnconfig", metric: "accuracy", least: 0.95, seeds: SEEDS }] },
  { name: "cities", trials: [{ config: "cities.rnnconfig", metric: "f1", least: 0.95, seeds: SEEDS }] },
  { name: "co2", trials: [{ config: "co2.rnnconfig", metric: "mase", most: 0.4, seeds: SEEDS }] },
  { name: "names", trials: [{ config: "names.rnnconfig", metric: "perplexity", most: 10 }] },
  {
    name: "numbers",
    trials: [
      { config: "numbers.rnnconfig", metric: "exactMatch", least: 0.98, seeds: SEEDS },
      { config: "endless.rnnconfig", metric: "exactMatch", most: 0.01, seeds: SEEDS },
    ],
  },
  {
    name: "dates",
    trials: [
      { config: "attention.rnnconfig", metric: "exactMatch", least: 0.99, seeds: SEEDS },
      { config: "plain.rnnconfig", metric: "exactMatch", most: 0.8, seeds: SEEDS },
    ],
  },
  { name: "pronounce", trials: [{ config: "pronounce.rnnconfig", metric: "errorRate", most: 0.08, seeds: SEEDS }] },
  {
    name: "reverse",
    trials: [
      { config: "attention.rnnconfig", metric: "errorRate", most: 0.01, seeds: SEEDS },
      { config: "plain.rnnconfig", metric: "errorRate", least: 0.4, seeds: SEEDS },
    ],
  },
  {
    name: "phrases",
    trials: [
      { config: "chinese.rnnconfig", metric: "exactMatch", least: 0.97, seeds: SEEDS },
      { config: "french.rnnconfig", metric: "exactMatch", least: 0.97, seeds: SEEDS },
    ],
  },
  {
    name: "phonemes",
    trials: [
      { config: "phonemes.rnnconfig", metric: "errorRate", most: 0.002, seeds: SEEDS },
      { config: "forward.rnnconfig", metric: "errorRate", most: 0.01, seeds: SEEDS },
    ],
  },
  {
    name: "speech",
    trials: [
      { config: "speech.rnnconfig", metric: "errorRate", most: 0.05, seeds: SEEDS },
      { config: "tagger.rnnconfig", metric: "accuracy", least: 0.9, seeds: SEEDS },
    ],
  },
  {
    name: "agreement",
    trials: [
      { config: "rnn.rnnconfig", metric: "accuracy", most: 0.65, seeds: SEEDS },
      { config: "lstm.rnnconfig", metric: "accuracy", least: 0.95, seeds: SEEDS },
    ],
  },
  {
    name: "teddy",
    trials: [
      // Who calls every Teddy a person finds all names, and as many that are none: 2/3.
      { config: "forward.rnnconfig", metric: "f1", most: 0.7, seeds: SEEDS },
      { config: "both.rnnconfig", metric: "f1", least: 0.95, seeds: SEEDS },
    ],
  },
  {
    name: "explosion",
    trials: [
      { config: "explodes.rnnconfig", diverges: true },
      { config: "clipped.rnnconfig", metric: "perplexity", settings: [UNIGRAM] },
    ],
  },
  {
    name: "real-reviews",
    write: (folder) => {
      writeFileSync(join(folder, "reviews.csv"), sentiment());
      writeConfig(folder, {
        task: "classification",
        data: {
          ...{ train: "reviews.csv", header: true, input: "review", target: "sentiment" },
          ...{ unit: "word", lowercase: true, validation: 0.1, test: 0.2, vocabulary: { minFrequency: 2 } },
        },
        model: { cell: "lstm", units: 64, embedding: 64, bidirectional: true, readout: "max", variationalDropout: 0.4 },
        training: { epochs: 12, batchSize: 32, sequenceLength: 64, learningRate: 0.002, clip: { norm: 1 } },
        baselines: ["majority", "naive-bayes", "bag-of-words"],
      });
    },
    trials: [{ config: REAL, metric: "accuracy", least: 0.77, seeds: SEEDS }],
  },
  {
    name: "real-tags",
    write: (folder) => {
      writeFileSync(join(folder, "brown.conll"), brown());
      writeConfig(folder, {
        task: "tagging",
        data: {
          ...{ train: "brown.conll", input: "1", target: "2", validation: 0.02, test: 0.1 },
          vocabulary: { minFrequency: 3 },
        },
        model: { cell: "lstm", units: 64, embedding: 64, bidirectional: true },
        training: { epochs: 2, batchSize: 32, sequenceLength: 100, learningRate: 0.005, clip: { norm: 5 } },
        baselines: ["most-frequent-tag"],
      });
    },
    trials: [{ config: REAL, metric: "accuracy", least: 0.93 }],
  },
];

function writeConfig(folder: string, config: object): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, REAL), JSON.stringify(config));
}
