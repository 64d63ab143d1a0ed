import { describe, expect, test } from "vitest";
import { applySettings, configSchema, parseConfig, settingsTable } from "../../src/config/index.ts";
import { taskNames } from "../../src/config/tasks/index.ts";

const SMALLEST = '{ "task": "language-model", "data": { "train": "book.txt" } }';

/** Each key with its default, what that is resolved to if it is something else, values at the edges of what is allowed, and values just beyond. */
const FIELDS: Record<string, { default?: unknown; resolved?: unknown; good: unknown[]; bad: unknown[] }> = {
  version: { default: 1, good: [1], bad: [0, 2, "1", null] },
  name: {
    default: null,
    good: ["a", "x".repeat(64), "Kleist 2.1_b", "Ünïcode", null],
    bad: ["", "x".repeat(65), "a/b", ".a", "a\nb", "..", 3],
  },
  task: {
    good: ["language-model", "classification", "tagging", "forecasting", "generation", "sequence-to-sequence"],
    bad: ["classify", "", null, 1],
  },
  baselines: {
    default: [],
    good: [
      [],
      ["ngram"],
      ["ngram", { name: "ngram", order: 16, smoothing: "none", minCount: 2 }],
      [
        "markov",
        "convolution",
        { name: "markov", order: 256, units: 1 },
        { name: "convolution", kernel: 64, layers: 7, units: 1 },
      ],
      [1, 2, 3].map((order) => ({ name: "ngram", order, smoothing: "witten-bell", minCount: 1 })),
    ],
    bad: [
      null,
      "ngram",
      ["n-gram"],
      ["majority"],
      [{ order: 3 }],
      [{ name: "ngram", order: 17 }],
      [{ name: "markov", order: 257 }],
      [{ name: "convolution", layers: 8 }],
      [{ name: "convolution", kernel: 0 }],
      [{ name: "ngram", smoothing: "laplace" }],
      ["ngram", { name: "ngram", order: 5 }],
      Array.from({ length: 33 }, (_, i) => ({ name: "ngram", minCount: i + 1 })),
    ],
  },
  sweep: {
    default: null,
    good: [
      null,
      { parameters: { "model.units": [1, 16_384] } },
      { parameters: { "model.units": { integer: [1, 16_384] } }, method: "random", trials: 10_000 },
      { parameters: { "training.learningRate": { logUniform: [1e-4, 1000] } }, method: "halving", minSteps: 1 },
      {
        parameters: { "model.dropout": { uniform: [0, 0.9] }, "model.embedding": { logUniform: [1, 64] } },
        method: "random",
      },
      { parameters: { "training.schedule": ["cosine", "constant"], "training.optimizer.beta1": [0.8] } },
      { parameters: { "data.lowercase": [true, false] }, metric: "validation.perplexity" },
    ].map((sweep) => sweep && { method: "grid", trials: null, metric: null, minSteps: null, ...sweep }),
    bad: [
      {},
      true,
      { parameters: {} },
      { parameters: [] },
      { parameters: { "model.units": [] } },
      { parameters: { "model.units": 64 } },
      { parameters: { "model.units": [64, 0] } },
      { parameters: { "model.units": { uniform: [1, 2] } }, method: "random" },
      { parameters: { "model.units": { integer: [2, 2] } }, method: "random" },
      { parameters: { "model.units": { integer: [1] } }, method: "random" },
      { parameters: { "model.units": { integer: [1, 2] } } },
      { parameters: { "model.cell": { integer: [1, 2] } }, method: "random" },
      { parameters: { "training.learningRate": { logUniform: [0, 1] } }, method: "random" },
      { parameters: { units: [64] } },
      { parameters: { "training.seeds": [1, 2] } },
      {
        parameters: {
          "model.units": Array.from({ length: 101 }, (_, i) => i + 1),
          "training.seed": Array(100).fill(1),
        },
      },
      { parameters: { "model.units": [64] }, method: "bayes" },
      { parameters: { "model.units": [64] }, method: "random", trials: 0 },
      { parameters: { "model.units": [64] }, method: "random", trials: 10_001 },
      { parameters: { "model.units": [64] }, metric: "validation.accuracy" },
      { parameters: { "model.units": [64] }, metric: "test.loss" },
      { parameters: { "model.units": [64] }, method: "halving", minSteps: 0 },
    ],
  },
  "data.train": {
    good: ["a", ["a"], ["a", "b"]],
    bad: ["", [], [""], 0.5, null, {}, [["a"]], "a\0b", "a".repeat(4097), { source: "a", target: "b" }],
  },
  "data.validation": {
    default: 0.1,
    good: [0, 0.5, 0.9, "a", ["a", "b"]],
    bad: [-0.1, 1, "", [], null, true, { source: "a", target: "b" }],
  },
  "data.test": {
    default: 0.05,
    good: [0, 0.5, 0.8, "a", ["a", "b"]],
    bad: [-0.1, 1, "", [], null, true, { source: "a", target: "b" }],
  },
  "data.targetUnit": { default: null, good: [null, "character", "word"], bad: ["item", "", 1] },
  "data.targetSplit": { default: null, good: [null, "unicode", "whitespace"], bad: ["spaces", "", 1] },
  "data.targetLowercase": { default: null, good: [null, true, false], bad: ["true", 1] },
  "data.targetVocabulary": {
    default: null,
    good: [
      null,
      { size: null, minFrequency: 1 },
      { size: 4, minFrequency: 1_000_000_000 },
      { size: 1_114_112, minFrequency: 1 },
    ],
    bad: [100, { size: 3 }, { size: 1_114_113 }, { minFrequency: 0 }, { minFrequency: 1.5 }, { least: 2 }],
  },
  "data.features": {
    default: null,
    good: [
      ...[null, "log-mel", "mfcc", "waveform"],
      { name: "log-mel", rate: 1000, bands: 512, windowMs: 1, stepMs: 1, deltas: 2, stack: 1 },
      {
        name: "mfcc",
        rate: 96_000,
        bands: 40,
        coefficients: 40,
        windowMs: 1000,
        stepMs: 0.5 + 0.5,
        deltas: 0,
        stack: 50,
      },
      { name: "waveform", rate: 16_000, windowMs: 12.5, stepMs: 1000, stack: 50 },
    ],
    bad: [
      ...["mel", true, { rate: 8000 }, { name: "waveform", bands: 40 }, { name: "log-mel", coefficients: 3 }],
      ...[
        { name: "mfcc", coefficients: 41 },
        { name: "log-mel", rate: 999 },
        { name: "log-mel", rate: 96_001 },
      ],
      ...[
        { name: "log-mel", bands: 0 },
        { name: "log-mel", bands: 513 },
        { name: "mfcc", coefficients: 0 },
      ],
      ...[
        { name: "log-mel", windowMs: 0.5 },
        { name: "log-mel", windowMs: 1001 },
        { name: "log-mel", stepMs: 0 },
      ],
      ...[
        { name: "log-mel", deltas: 3 },
        { name: "log-mel", stack: 0 },
        { name: "log-mel", stack: 51 },
      ],
      ...[
        { name: "waveform", windowMs: 1000, stack: 2 },
        { name: "log-mel", bands: 512, deltas: 2, stack: 11 },
      ],
    ],
  },
  "data.shareVocabulary": { default: false, good: [false, true], bad: [null, 1, "yes"] },
  "data.stopSymbol": { default: true, good: [false, true], bad: [null, 0, "<eos>"] },
  "data.encoding": {
    default: null,
    good: ["utf-8", "utf-16le", "windows-1252", "shift_jis", "euc-kr", null],
    bad: ["", "latin1", "UTF-8", "replacement", 8],
  },
  "data.unit": { default: "character", good: ["character", "word"], bad: ["words", null, 1] },
  "data.split": { default: null, good: [null], bad: ["unicode", "spaces", "", 1] },
  "data.eos": { default: null, good: [null], bad: ["line", "paragraph", "", true] },
  "data.direction": { default: "forward", good: ["forward", "backward"], bad: ["both", null, -1] },
  "data.format": {
    default: null,
    good: [null, "text", "csv", "tsv", "jsonl", "conll", "tagged-lines"],
    bad: ["CSV", "", 1, ["csv"]],
  },
  "data.delimiter": { default: null, good: [null, ",", "\t", "|"], bad: ["", ",,", 1] },
  "data.quote": { default: null, good: [null, '"', "'", "none"], bad: ["", "|", true] },
  "data.header": { default: null, good: [null, true, false], bad: ["yes", 1] },
  "data.input": { default: null, good: [null, "text", ["x", "y"]], bad: ["", [], [""], 1, [1], true] },
  "data.target": { default: null, good: [null, "label", ["label"]], bad: ["", [], 1, ["a", "b"]] },
  "data.sequence": { default: null, good: [null, "id"], bad: ["", 1, ["id"]] },
  "data.partition": { default: null, good: [null, "split"], bad: ["", 1, ["split"]] },
  "data.labels": { default: null, good: [null, "one", "several", "ordered", "binary"], bad: ["two", "", 1] },
  "data.window": { default: null, good: [null, 1, 65_536], bad: [0, 65_537, 1.5, "3"] },
  "data.horizon": { default: 1, good: [1, 10_000], bad: [0, 10_001, 1.5, null] },
  "data.difference": { default: 0, good: [0, 2], bad: [-1, 3, 0.5, null, true] },
  "data.season": { default: null, good: [null, 1, 100_000], bad: [0, 100_001, 1.5, "12"] },
  "data.lowercase": { default: false, good: [true, false], bad: ["true", 1, null] },
  "data.vocabulary.size": { default: null, good: [null, 2, 1_114_112], bad: [1, 1_114_113, 2.5, "3"] },
  "data.vocabulary.minFrequency": { default: 1, good: [1, 1_000_000_000], bad: [0, 1_000_000_001, 1.5, null] },
  "model.kind": {
    default: "recurrent",
    good: ["recurrent", "ngram", "markov", "convolution"],
    bad: ["n-gram", "", null, 1],
  },
  "model.order": { default: null, good: [null, 1, 256], bad: [0, 257, 2.5, "3"] },
  "model.kernel": { default: null, good: [null, 1, 64], bad: [0, 65, 2.5, "3"] },
  "model.smoothing": { default: null, good: [null, "none", "kneser-ney", "witten-bell"], bad: ["laplace", "", 1] },
  "model.minCount": { default: null, good: [null, 1, 1_000_000_000], bad: [0, 1_000_000_001, 1.5, "2"] },
  "model.cell": {
    default: "lstm",
    good: ["rnn", "lstm", "gru", "clockwork", "scrn"],
    bad: ["LSTM", "", null, 1],
  },
  "model.units": { default: 128, good: [1, 16_384, 10.0], bad: [0, 16_385, 1.5, "1", null] },
  "model.activation": {
    default: null,
    good: [null, "tanh", "relu", "sigmoid", "identity"],
    bad: ["ReLU", "", 1, true],
  },
  "model.leak": { default: null, good: [null, 1e-6, 1], bad: [0, 1.01, -1, "0.5", false] },
  "model.peepholes": { default: false, good: [false, true], bad: [null, 1, "yes"] },
  "model.coupledGates": { default: false, good: [false, true], bad: [null, 1, "yes"] },
  "model.inputActivation": { default: null, good: [null, "tanh", "sigmoid", "identity"], bad: ["relu", "", 1] },
  "model.outputActivation": { default: null, good: [null, "tanh", "sigmoid", "identity"], bad: ["relu", "", 1] },
  "model.projection": { default: null, good: [null, 1, 127], bad: [0, 128, 1.5, "1", 16_385] },
  "model.forgetBias": { default: null, good: [null, 0, 1, -100, 100], bad: [-100.1, 100.1, "1", true] },
  "model.resetAfter": { default: null, good: [null, true, false], bad: [0, "no"] },
  "model.periods": {
    default: null,
    good: [null, [1], [1, 2, 4, 8], [3, 1], [65_536, 1]],
    bad: [[], 1, [0], [1.5], [65_537], ["1"], Array(65).fill(1), [65_535, 65_533], [1, 2, 3]],
  },
  "model.contextUnits": { default: null, good: [null, 1, 16_384], bad: [0, 16_385, 1.5, "1"] },
  "model.contextDecay": { default: null, good: [null, 0, 0.999], bad: [1, -0.1, "0.5"] },
  "model.layers": {
    default: 1,
    good: [
      1,
      64,
      [{}],
      [{ units: 3 }, { cell: "gru", bias: false, layerNorm: true, zoneout: 0.1 }],
      new Array(64).fill({}),
    ],
    bad: [0, 65, 1.5, null, [], [1], "2", [{ units: 0 }], [{ layers: 2 }], [{ embedding: 3 }], new Array(65).fill({})],
  },
  "model.bidirectional": { default: false, good: [false], bad: [true, 1, null, "both"] },
  "model.readout": { default: null, good: [null], bad: ["last", "first", 1, true] },
  "model.layerNorm": { default: false, good: [true, false], bad: [1, null, "yes"] },
  "model.variationalDropout": {
    default: 0,
    good: [0, 0.999, { input: 0.1, recurrent: 0, output: 0.5 }],
    bad: [1, -0.1, null, true, "0", { input: 1 }, { hidden: 0.1 }, [0.1]],
  },
  "model.recurrentDropout": { default: 0, good: [0, 0.999], bad: [1, -0.1, null, true, {}] },
  "model.zoneout": {
    default: 0,
    good: [0, 0.999, { h: 0.05, c: 0.5 }],
    bad: [1, -0.1, null, { h: 1 }, { s: 0.1 }, []],
  },
  "model.tied": { default: false, good: [false], bad: [true, 1, null] },
  "model.initializer": {
    default: "default",
    good: [
      ...["default", "glorot", "orthogonal", "uniform", "normal", "identity", "constant"],
      ...[
        { name: "uniform", scale: 0.08 },
        { name: "constant", scale: 1000 },
      ],
    ],
    bad: [
      "xavier",
      "",
      null,
      0.1,
      {},
      { scale: 1 },
      { name: "he" },
      { name: "glorot", scale: 1001 },
      { name: "glorot", gain: 1 },
    ],
  },
  "model.freeze": {
    default: [],
    good: [[], ["embedding.weight", "rnn.*"], {}, { "rnn.bias_hh_l0": 0, "output.*": null }],
    bad: [[""], [1], "embedding.weight", null, true, { "output.bias": "0" }, { "output.bias": 1e31 }],
  },
  "model.decoder": {
    default: null,
    good: [null, {}, { units: 7 }, { cell: "gru", layers: 2, embedding: 0, dropout: 0.1, resetAfter: false }],
    bad: [2, [], { units: 0 }, { bidirectional: false }, { layers: [] }, { readout: "last" }, { bridge: "zero" }],
  },
  "model.bridge": { default: "linear", good: ["linear", "copy", "zero"], bad: ["tanh", "", null] },
  "model.attention": {
    default: null,
    good: [
      ...[null, "dot", "general", "additive", { name: "dot", query: null }, { name: "general", query: "before" }],
      { name: "additive", size: 16_384, query: "after" },
      { name: "additive", size: 1, query: null },
    ],
    bad: [
      ...["luong", "", true, {}, { query: "before" }, { name: "dot", size: 3 }, { name: "dot", query: "during" }],
      ...[
        { name: "additive", size: 0 },
        { name: "additive", size: 16_385 },
      ],
    ],
  },
  "model.embedding": { default: 64, good: [0, 16_384], bad: [-1, 16_385, 0.5, null] },
  "model.dropout": { default: 0, good: [0, 0.999], bad: [-0.01, 1, null, "0"] },
  "model.bias": { default: true, good: [true, false], bad: [0, "no", null] },
  "training.epochs": { default: 10, good: [1, 1_000_000], bad: [0, 1_000_001, 1.5, "1"] },
  "training.steps": { default: null, good: [1, 99_999_999, null], bad: [0, 100_000_000, 1.5, "1"] },
  "training.batchSize": { default: 32, good: [1, 65_536], bad: [0, 65_537, 1.5, null] },
  "training.sequenceLength": { default: null, resolved: 50, good: [1, 65_536], bad: [0, 65_537, 1.5, "50"] },
  "training.targetLength": { default: null, good: [null, 1, 65_536], bad: [0, 65_537, 1.5, "50"] },
  "training.batching": { default: "sequential", good: ["sequential", "random"], bad: ["shuffled", null] },
  "training.accumulate": { default: 1, good: [1, 65_536], bad: [0, 65_537, 1.5, null] },
  "training.reduce": { default: "mean", good: ["mean", "sum"], bad: ["max", null, 1] },
  "training.averaging": {
    default: null,
    good: [null, "ema", "mean", { name: "ema", decay: 0, after: 0 }, { name: "mean", after: 99_999_999 }],
    bad: ["swa", 0.9, {}, { name: "ema", decay: 1 }, { name: "mean", decay: 0.9 }, { name: "mean", after: -1 }],
  },
  "training.parameterStatistics": { default: false, good: [true, false], bad: [1, null, "yes"] },
  "training.optimizer": {
    default: "adam",
    good: [
      ...["adam", "adamw", "sgd", "rmsprop", "adagrad"],
      { name: "adam", beta1: 0, beta2: 0.9999, epsilon: 1e-30 },
      { name: "adamw", beta1: 0.9, beta2: 0, epsilon: 1 },
      { name: "sgd", momentum: 0.9, nesterov: true, dampening: 0 },
      { name: "sgd", momentum: 0.99, nesterov: false, dampening: 0.5 },
      { name: "rmsprop", alpha: 0, epsilon: 1e-6, momentum: 0.5, centered: true },
      { name: "adagrad", rateDecay: 1000, initialAccumulator: 1e6, epsilon: 1e-10 },
    ],
    bad: [
      ...["Adam", "nesterov", null, 1, {}, { momentum: 0.9 }, { name: "nesterov" }, { name: null }],
      ...[
        { name: "adam", beta1: 1 },
        { name: "adam", momentum: 0.9 },
        { name: "adam", epsilon: 0 },
      ],
      ...[
        { name: "sgd", nesterov: true },
        { name: "sgd", momentum: 0.9, nesterov: true, dampening: 0.1 },
      ],
      ...[
        { name: "sgd", momentum: 1 },
        { name: "sgd", momentum: -0.1 },
        { name: "rmsprop", alpha: 1 },
      ],
      ...[
        { name: "rmsprop", centered: 1 },
        { name: "adagrad", rateDecay: -1 },
      ],
    ],
  },
  "training.learningRate": { default: 0.001, good: [1e-12, 1000], bad: [0, -1, 1000.1, "0.1", null] },
  "training.schedule": {
    default: "constant",
    good: [
      ...["constant", "cosine", "plateau"],
      { name: "constant", warmup: 9 },
      { name: "step", every: 1, factor: 1, unit: "step", hold: 0, warmup: 0 },
      { name: "exponential", factor: 0.5, unit: "epoch", hold: 3, warmup: 0 },
      { name: "cosine", length: null, minimum: 0.0001, unit: "step", warmup: 0 },
      { name: "plateau", factor: 0.1, patience: 0, threshold: 0, cooldown: 0, minimum: 0, warmup: 0 },
    ],
    bad: [
      ...["step", "exponential", "linear", "", null, 1, {}, [], { name: "linear" }, { name: 1 }, { warmup: 3 }],
      ...[{ name: "step" }, { name: "step", every: 0 }, { name: "step", every: 3, factor: 0 }, { name: "exponential" }],
      ...[
        { name: "step", every: 3, unit: "steps" },
        { name: "step", every: 3, warmup: -1 },
      ],
      ...[
        { name: "cosine", every: 3 },
        { name: "cosine", length: 0 },
        { name: "cosine", minimum: 0.001 },
      ],
      ...[
        { name: "plateau", factor: 1 },
        { name: "plateau", threshold: 1 },
        { name: "plateau", patience: -1 },
      ],
    ],
  },
  "training.weightDecay": { default: null, good: [null, 0, 0.01, 1000], bad: [-0.1, 1001, "0", {}] },
  "training.best": {
    default: null,
    good: [null, "loss", "perplexity", "bitsPerCharacter"],
    bad: ["", "accuracy", "weightedLoss", "hitAt1", "naiveMae", "Perplexity", "x".repeat(101), 1, true],
  },
  "training.earlyStopping": {
    default: null,
    good: [null, { patience: 1, minDelta: 0 }, { patience: 1_000_000, minDelta: 1e30 }],
    bad: [
      ...[5, true, {}, { patience: 0 }, { minDelta: 1 }, { patience: 1.5 }],
      ...[
        { patience: 1, minDelta: -1 },
        { patience: 1, minDelta: 1e31 },
      ],
    ],
  },
  "training.clip": {
    default: { norm: 5 },
    good: [null, { norm: 0.1 }, { value: 1 }, { norm: 1e30 }],
    bad: [
      5,
      {},
      { norm: 0 },
      { value: -1 },
      { norm: 1, value: 1 },
      { norm: "1" },
      { nrom: 1 },
      { norm: 1e31 },
      [],
      false,
    ],
  },
  "training.gradient": { default: "bptt", good: ["bptt", "rtrl"], bad: ["RTRL", "truncated", null] },
  "training.loss": {
    default: "squared",
    good: ["squared"],
    bad: ["absolute", "huber", "mse", null, {}, { name: "squared", delta: 1 }, { name: "huber", delta: 0 }],
  },
  "training.classWeights": {
    default: null,
    good: [null],
    bad: ["balanced", { a: 1 }, { a: 0 }, { a: "1" }, "even", 1],
  },
  "training.labelSmoothing": { default: 0, good: [0, 0.1, 0.999], bad: [-0.1, 1, "0.1", null] },
  "training.initialState": { default: "zero", good: ["zero", "learned"], bad: ["random", null, true] },
  "training.seed": { default: 1, good: [0, 4_294_967_295], bad: [-1, 4_294_967_296, 0.5, null] },
  "training.seeds": { default: 1, good: [1, 1000], bad: [0, 1001, 1.5, null] },
  "training.validateEvery": { default: null, good: [null, 1, 99_999_999], bad: [0, 100_000_000, 1.5] },
  "training.sampleEvery": { default: null, good: [null, 1, 99_999_999], bad: [0, 100_000_000, 1.5] },
  "training.checkpointEvery": { default: null, good: [null, 1, 99_999_999], bad: [0, 100_000_000, 1.5] },
  "training.logEvery": { default: null, good: [null, 1, 99_999_999], bad: [0, 100_000_000, 1.5] },
  "training.keepCheckpoints": {
    default: null,
    good: [null, 0, 1_000_000, true, false],
    bad: [-1, 1_000_001, 0.5, "all"],
  },
  "training.threads": { default: null, good: [null, 1, 64], bad: [0, 65, 1.5, "all"] },
  "sampling.prompt": { default: "", good: ["", "x".repeat(100_000)], bad: ["x".repeat(100_001), null, 1] },
  "sampling.length": { default: 200, good: [1, 1_000_000], bad: [0, 1_000_001, 1.5, null] },
  "sampling.temperature": { default: 0.8, good: [0, 100], bad: [-0.1, 100.1, null, "1"] },
  "sampling.topK": { default: null, good: [null, 1, 1_114_112], bad: [0, 1_114_113, 1.5, "3"] },
  "sampling.topP": { default: 1, good: [1e-9, 0.5, 1], bad: [0, 1.01, null, "0.5"] },
  "sampling.stop": { default: "length", good: ["length", "eos"], bad: ["line", null, true] },
  "sampling.count": { default: 1, good: [1, 1000], bad: [0, 1001, 1.5, null] },
  "sampling.distinct": { default: false, good: [false, true], bad: [null, 1] },
  "sampling.start": {
    default: null,
    good: [null],
    bad: ["female", 1, true, "", ["a"], { size: null }],
  },
  "sampling.state": { default: "warm", good: ["warm", "cold"], bad: ["zero", null, true] },
  "sampling.beam": { default: null, good: [null, 1, 100], bad: [0, 101, 1.5, "3"] },
  "sampling.lengthPenalty": { default: 0, good: [0, 0.6, 10], bad: [-0.1, 10.1, null, "1"] },
  "sampling.coveragePenalty": { default: 0, good: [0, 0.2, 10], bad: [-0.1, 10.1, null, "1"] },
  "sampling.collapse": { default: "ctc", good: ["ctc", "trim"], bad: ["none", null, true] },
  "sampling.languageModel": { default: null, good: [null, ".unroll/runs/letters"], bad: ["", 1, true] },
  "sampling.languageModelWeight": { default: 0.5, good: [0, 2, 100], bad: [-0.1, 100.1, null, "1"] },
  "sampling.labelBonus": { default: 0, good: [-100, 0.5, 100], bad: [-100.1, 100.1, null, "1"] },
  "sampling.seed": { default: null, good: [null, 0, 4_294_967_295], bad: [-1, 4_294_967_296, 0.5] },
};

// What some values need beside them: large minibatches are an error of their own, and so is what the usual cell does not know.
const ALONGSIDE: Record<string, { key: string; value: unknown }[]> = {
  ...Object.fromEntries(
    ["format", "delimiter", "quote", "header", "input", "target", "sequence", "partition", "labels"].map((key) => [
      `data.${key}`,
      [{ key: "task", value: "classification" }],
    ]),
  ),
  ...Object.fromEntries(
    ["window", "horizon", "difference", "season"].map((key) => [
      `data.${key}`,
      [
        { key: "task", value: "forecasting" },
        { key: "training.batchSize", value: 1 },
      ],
    ]),
  ),
  ...Object.fromEntries(
    [
      ...[
        "data.targetUnit",
        "data.targetSplit",
        "data.targetLowercase",
        "data.targetVocabulary",
        "data.shareVocabulary",
        "data.stopSymbol",
      ],
      ...["model.decoder", "model.bridge", "model.attention"],
    ].map((key) => [key, [{ key: "task", value: "sequence-to-sequence" }]]),
  ),
  "data.features": [{ key: "task", value: "transcription" }],
  "sampling.collapse": [{ key: "task", value: "transcription" }],
  ...Object.fromEntries(
    ["languageModel", "languageModelWeight", "labelBonus"].map((key) => [
      `sampling.${key}`,
      [
        { key: "task", value: "transcription" },
        { key: "sampling.beam", value: 10 },
      ],
    ]),
  ),
  "data.targetSplit": [
    { key: "task", value: "sequence-to-sequence" },
    { key: "data.unit", value: "word" },
  ],
  "model.activation": [{ key: "model.cell", value: "rnn" }],
  "model.leak": [{ key: "model.cell", value: "rnn" }],
  "model.resetAfter": [{ key: "model.cell", value: "gru" }],
  "model.periods": [{ key: "model.cell", value: "clockwork" }],
  "model.contextUnits": [{ key: "model.cell", value: "scrn" }],
  "model.contextDecay": [{ key: "model.cell", value: "scrn" }],
  "model.order": [{ key: "model.kind", value: "markov" }],
  "model.kernel": [{ key: "model.kind", value: "convolution" }],
  "model.smoothing": [{ key: "model.kind", value: "ngram" }],
  "model.minCount": [{ key: "model.kind", value: "ngram" }],
  "training.batchSize": [{ key: "training.sequenceLength", value: 1 }],
  "training.sequenceLength": [{ key: "training.batchSize", value: 1 }],
  "training.gradient": [
    { key: "model.cell", value: "rnn" },
    { key: "model.units", value: 16 },
  ],
};

function parseWith(key: string, value: unknown) {
  return parseConfig(applySettings(SMALLEST, [...(ALONGSIDE[key] ?? []), { key, value }]));
}

function valueAt(config: unknown, key: string): unknown {
  return key.split(".").reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], config);
}

test("the table above holds exactly the keys of the schema", () => {
  expect(
    settingsTable()
      .map(({ key }) => key)
      .sort(),
  ).toEqual(Object.keys(FIELDS).sort());
});

describe.each(Object.entries(FIELDS))("%s", (key, { default: standard, resolved = standard, good, bad }) => {
  test("its default", () => {
    if (standard === undefined) return;
    expect(valueAt(parseConfig(SMALLEST).config, key)).toEqual(resolved);
    expect(settingsTable().find((row) => row.key === key)?.default).toBe(JSON.stringify(standard));
  });

  test.each(good.map((value) => [JSON.stringify(value).slice(0, 40), value]))("takes %s", (_, value) => {
    const { config, problems } = parseWith(key, value);
    expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(valueAt(config, key)).toEqual(value);
  });

  test.each(bad.map((value) => [JSON.stringify(value).slice(0, 40), value]))("refuses %s", (_, value) => {
    const { config, problems } = parseWith(key, value);
    expect(config).toBeUndefined();
    const errors = problems.filter(({ severity }) => severity === "error");
    expect(errors.every((problem) => problem.key.startsWith(key))).toBe(true);
    expect(errors).not.toEqual([]);
  });
});

test("a resolved config, written as JSON, reads back as itself", () => {
  for (const [key, { good }] of Object.entries(FIELDS)) {
    for (const value of good) {
      const { config } = parseWith(key, value);
      expect(parseConfig(JSON.stringify(config))).toEqual({ config, problems: expect.anything() });
    }
  }
});

test.each(taskNames)("what %s resolves to has no problem that the config itself had not", (task) => {
  const smallest = JSON.stringify({ task, data: { train: "a" } });
  let clean = 0;
  for (const [key, { good }] of Object.entries(FIELDS)) {
    if (key === "task") continue;
    const settings = (ALONGSIDE[key] ?? []).filter((setting) => setting.key !== "task");
    for (const value of good) {
      const { config, problems } = parseConfig(applySettings(smallest, [...settings, { key, value }]));
      if (!config || problems.length > 0) continue;
      clean++;
      expect(parseConfig(JSON.stringify(config)), `${key} ${JSON.stringify(value).slice(0, 40)}`).toEqual({
        config,
        problems: [],
      });
    }
  }
  expect(clean).toBeGreaterThan(100);
});

test("exactly one of steps and epochs counts", () => {
  const training = (text: string) => {
    const { config } = parseConfig(SMALLEST.replace(/ }$/, `, "training": ${text} }`));
    return config && [config.training.epochs, config.training.steps];
  };
  expect(training("{}")).toEqual([10, null]);
  expect(training('{"steps": 7}')).toEqual([null, 7]);
  expect(training('{"epochs": 7}')).toEqual([7, null]);
  expect(training('{"epochs": null, "steps": 7}')).toEqual([null, 7]);
  expect(training('{"epochs": null}')).toEqual([10, null]);
  expect(training('{"epochs": 7, "steps": null}')).toEqual([7, null]);
  expect(training('{"epochs": 7, "steps": 7}')).toBeUndefined();
});

test("defaults are not shared between configs", () => {
  const first = parseConfig(SMALLEST).config;
  if (first?.training.clip && "norm" in first.training.clip) first.training.clip.norm = 99;
  expect(parseConfig(SMALLEST).config?.training.clip).toEqual({ norm: 5 });
});

test("the schema is plain JSON, and every key in it has a title and documentation", () => {
  const json = JSON.parse(JSON.stringify(configSchema));
  const visit = (schema: Record<string, Record<string, never>>, path: string) => {
    for (const [name, child] of Object.entries<Record<string, never>>(schema.properties ?? {})) {
      expect(child, path + name).toMatchObject({
        title: expect.any(String),
        description: expect.any(String),
        markdownDescription: expect.any(String),
      });
      if (child.enum)
        expect(child, path + name).toHaveProperty("enumDescriptions.length", (child.enum as unknown[]).length);
      visit(child, `${path}${name}.`);
    }
  };
  visit(json, "");
  expect(json.required).toEqual(["task", "data"]);
  expect(json.properties.data.required).toEqual(["train"]);
  expect(json.properties.model.required ?? []).toEqual([]);
});

test("a minibatch has at most 4,194,304 tokens, validation and test together less than everything", () => {
  const codes = (...settings: [string, unknown][]) => {
    const { problems } = parseConfig(
      applySettings(
        SMALLEST,
        settings.map(([key, value]) => ({ key, value })),
      ),
    );
    return problems.map(({ code }) => code);
  };
  expect(codes(["training.batchSize", 2048], ["training.sequenceLength", 2048])).toEqual([]);
  expect(codes(["training.batchSize", 2048], ["training.sequenceLength", 2049])).toEqual(["minibatch-too-large"]);
  expect(codes(["data.validation", 0.5], ["data.test", 0.5])).toEqual(["nothing-left"]);
  expect(codes(["data.validation", 0.5], ["data.test", 0.499])).toEqual([]);
  expect(codes(["data.validation", "v.txt"], ["data.test", 0.9])).toEqual([]);
});
