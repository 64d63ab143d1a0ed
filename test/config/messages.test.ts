import { expect, test } from "vitest";
import { optionsTable, parseConfig } from "../../src/config/index.ts";

/** Files that people get wrong. What they are told is in messages.snapshot.txt, which is reviewed like prose. */
const FILES: Record<string, string> = {
  "nothing but the required keys": '{ "task": "language-model", "data": { "train": "book.txt" } }',
  "comments, trailing commas and a byte order mark":
    '\uFEFF{\n  // what it is\n  "task": "language-model", /* and */\n  "data": { "train": ["a.txt", "b.txt",], },\n}\n',
  "an empty file": "",
  "only a comment": "// later\n",
  "what only words have, with items": `{
  "task": "language-model",
  "data": { "train": "a.txt", "unit": "item", "split": "unicode", "eos": "line", "vocabulary": { "size": 3 } }
}`,
  "cloze, and what goes on in one direction": `{
  "task": "language-model",
  "data": { "train": "a.txt", "direction": "cloze" },
  "model": { "cell": "rnn", "units": 32, "bidirectional": true, "tied": true },
  "training": { "gradient": "rtrl" },
  "sampling": { "beam": 3, "distinct": true }
}`,
  "items where no line is a basket": '{ "task": "classification", "data": { "train": "a.csv", "unit": "item" } }',
  "losses that the task does not have": `{
  "task": "language-model", "data": { "train": "a.txt" },
  "training": { "loss": "absolute", "classWeights": "balanced", "labelSmoothing": 0.1 }
}`,
  "a best by what is not measured": `{
  "task": "language-model", "data": { "train": "a.txt", "validation": 0 }, "training": { "best": "accuracy" }
}`,
  "a best by a figure that is misspelled": `{
  "task": "tagging", "data": { "train": "a.csv" }, "training": { "best": "F1-score", "earlyStopping": { "patience": 3 } }
}`,
  "a best by nothing near": `{ "task": "forecasting", "data": { "train": "a.csv" }, "training": { "best": "r2" } }`,
  "losses of a series": `{
  "task": "forecasting", "data": { "train": "a.csv" },
  "training": { "loss": { "name": "huber", "delta": 0 }, "classWeights": { "up": 2 }, "labelSmoothing": 0.1 }
}`,
  "losses of several labels": `{
  "task": "classification", "data": { "train": "a.csv", "labels": "several" },
  "training": { "loss": "hubert", "classWeights": { "spam": -1, "ham": "2", "ham": 2 }, "labelSmoothing": 0.1 }
}`,
  "parts that are said twice": `{
  "task": "classification", "data": { "train": "a.csv", "partition": "part", "validation": 0.2, "test": "b.csv" }
}`,
  "class weights that are none": `{
  "task": "tagging", "data": { "train": "a.csv" }, "training": { "classWeights": "balance" }
}`,
  "what a series does not have, and writes": `{
  "task": "forecasting",
  "data": { "train": "a.csv", "window": 24, "vocabulary": { "size": 50, "minFrequency": 2 } },
  "model": { "embedding": 0 },
  "training": { "sequenceLength": 30, "batching": "random" },
  "sampling": { "prompt": "x", "temperature": 0.5, "count": 3 }
}`,
  "pairs in parallel files": `{
  "task": "sequence-to-sequence",
  "data": { "train": { "source": "a.de", "target": ["a.en"] }, "validation": "v.tsv", "input": "de", "header": true },
}`,
  "pairs in a file, and others in two": `{
  "task": "sequence-to-sequence",
  "data": { "train": "a.tsv", "test": { "source": "t.de", "target": "t.en" }, "input": ["a", "b"], "unit": "item" }
}`,
  "parallel files for a task that has none": `{
  "task": "classification", "data": { "train": { "source": "a.de", "target": "a.en" }, "targetUnit": "word" },
  "model": { "attention": "dot", "bridge": "copy", "decoder": { "units": 3 } },
  "training": { "targetLength": 20 }, "sampling": { "lengthPenalty": 1 }
}`,
  "features of sounds": `{
  "task": "transcription", "data": { "train": "a", "features": { "name": "mfcc", "coefficients": 60, "deltas": 3 } }
}`,
  "features of what is no sound, and too many": `{
  "task": "forecasting", "data": { "train": "a", "features": { "name": "waveform", "windowMs": 1000, "rate": 44100 } }
}`,
  "a side without its other": '{ "task": "sequence-to-sequence", "data": { "train": { "source": "a.de" } } }',
  "a vocabulary shared by what differs": `{
  "task": "sequence-to-sequence",
  "data": {
    "train": "a.tsv", "shareVocabulary": true, "targetUnit": "word", "targetLowercase": true, "targetVocabulary": {}
  },
  "model": { "decoder": { "embedding": 7 } }
}`,
  "a target of characters that is split": `{
  "task": "sequence-to-sequence", "data": { "train": "a.tsv", "targetSplit": "whitespace", "vocabulary": { "size": 3 } }
}`,
  "an encoder and a decoder that do not fit": `{
  "task": "sequence-to-sequence", "data": { "train": "a.tsv" },
  "model": {
    "cell": "lstm", "layers": 2, "bidirectional": true, "attention": "dot", "bridge": "copy", "tied": true,
    "decoder": { "cell": "gru", "layers": 1, "dropout": 0.1, "bidirectional": false, "forgetBias": 1 }
  },
  "training": { "gradient": "rtrl", "classWeights": "balanced" },
  "sampling": { "prompt": "x", "stop": "eos", "coveragePenalty": 0.2, "beam": 5, "temperature": 0.5, "count": 9 }
}`,
  "copies of both directions": `{
  "task": "sequence-to-sequence", "data": { "train": "a.tsv" },
  "model": { "layers": 2, "bidirectional": true, "bridge": "copy" }
}`,
  "a decoder that knows nothing": `{
  "task": "sequence-to-sequence", "data": { "train": "a.tsv" }, "model": { "bridge": "zero" }
}`,
  "a transcription with what only others have": `{
  "task": "transcription", "data": { "train": "a.jsonl", "shareVocabulary": true, "labels": "one" },
  "model": { "bidirectional": true, "attention": "dot", "tied": true, "readout": "mean" },
  "training": { "labelSmoothing": 0.1, "classWeights": "balanced", "batching": "random" },
  "sampling": { "temperature": 0.5, "length": 9, "count": 3, "languageModel": "../lm", "labelBonus": 1 },
  "baselines": ["most-frequent-target", "copy-source", "convolution"]
}`,
  "a search that is trimmed": `{
  "task": "transcription", "data": { "train": "a.jsonl" }, "sampling": { "beam": 10, "collapse": "trim" }
}`,
  "how a transcript is decoded, of a task that has none": `{
  "task": "tagging", "data": { "train": "a.conll" }, "sampling": { "collapse": "trim", "languageModelWeight": 1 }
}`,
  "samples of a task that writes nothing": `{
  "task": "tagging", "data": { "train": "a.conll" }, "sampling": { "length": 30 }
}`,
  "samples that draw nothing": `{
  "task": "language-model", "data": { "train": "a.txt" }, "sampling": { "beam": 3, "temperature": 0.5 }
}`,
  "samples of the likeliest symbols": `{
  "task": "language-model", "data": { "train": "a.txt" }, "sampling": { "temperature": 0, "topK": 3, "topP": 0.5 }
}`,
  "gaps to fill": `{
  "task": "language-model", "data": { "train": "a.txt", "direction": "cloze" },
  "model": { "bidirectional": false }, "sampling": { "prompt": "a ___", "length": 3, "stop": "eos" }
}`,
  "settings of layers that all have their own": `{
  "task": "language-model", "data": { "train": "a.txt" },
  "model": { "units": 256, "cell": "gru", "dropout": 0.1, "layers": [{ "units": 128 }, { "cell": "lstm", "units": 64 }] }
}`,
  "biases of a cell that has none": `{
  "task": "language-model", "data": { "train": "a.txt" },
  "model": { "cell": "scrn", "bias": false }
}`,
  "biases of some layers": `{
  "task": "language-model", "data": { "train": "a.txt" },
  "model": { "bias": false, "layers": [{ "cell": "scrn" }, { "cell": "gru" }] }
}`,
  "what begins after the end": `{
  "task": "language-model", "data": { "train": "a.txt" },
  "training": {
    "steps": 100, "averaging": { "name": "mean", "after": 100 },
    "schedule": { "name": "step", "every": 60, "hold": 40, "unit": "step" }
  }
}`,
  "a rate that is cut after the last epoch": `{
  "task": "language-model", "data": { "train": "a.txt" },
  "training": { "epochs": 5, "schedule": { "name": "step", "every": 5 } }
}`,
  "a rate that is cut before the last epoch": `{
  "task": "language-model", "data": { "train": "a.txt" },
  "training": { "epochs": 5, "schedule": { "name": "step", "every": 4 } }
}`,
  "a text that is not closed": '{ "task": "language-model, }',
  "a key that is still being typed": '{ "task": "language-model", "lay" }',
  "only a comment, that is not closed": "/* later",
  "numbers that JSON does not have": '{ "training": { "learningRate": .1, "epochs": 01, "seed": +1, "steps": NaN } }',
  "quotes that JSON does not have": "{ “task”: 'language-model' }",
  "commas that are too many, and one that is missing":
    '{ "task": "language-model",, "data": { "train": "a" } "model": {}, }',
  "a list": "[]",
  "a number": "42",
  "not JSON": "task: language-model",
  "missing keys": '{\n  "model": {},\n  "data": {}\n}',
  "misspelled keys": `{
  "task": "language-model",
  "data": { "trian": "book.txt", "low-case": true },
  "modle": {},
  "model": { "hidden_size": 100, "num_layers": 2, "embeding": 3, "xyzzy": 1 },
  "training": { "batch_size": 3, "lr": 0.1, "learningrate": 0.1, "gpus": 2 },
  "learningRate": 0.1, "lr": 1, "units": 2, "seed": 3
}`,
  "misspelled values": `{
  "task": "language model",
  "data": { "train": "book.txt", "unit": "characters" },
  "model": { "cell": "LSTM" },
  "training": { "batching": "randomly", "optimizer": "adamx" }
}`,
  "wrong types": `{
  "task": 1,
  "data": { "train": 3, "validation": true, "test": {}, "lowercase": "yes", "vocabulary": 100 },
  "model": "lstm",
  "training": { "epochs": "10", "clip": 5, "seed": [1], "keepCheckpoints": "all", "best": 1 },
  "sampling": { "prompt": 1, "seed": "x" }
}`,
  "out of bounds": `{
  "task": "language-model",
  "data": { "train": "", "validation": 1.5, "vocabulary": { "size": 1, "minFrequency": 0 } },
  "model": { "units": 0, "layers": 1.5, "embedding": -1, "dropout": 1 },
  "training": { "steps": 1e999, "learningRate": 0, "clip": { "norm": 0 }, "seed": 4294967296 },
  "sampling": { "length": 0, "temperature": -1 }
}`,
  "layers of their own": `{
  "task": "language-model", "data": { "train": "book.txt" },
  "model": {
    "layers": [{ "untis": 3 }, { "units": 0, "embedding": 2 }, { "cell": "rnn", "recurrentDropout": 0.2 }, 3],
    "zoneout": { "h": 0.1, "s": 0.1 }, "freeze": { "output.bias": "zero", "a": 1, "a": 2 }, "initializer": "xavier"
  }
}`,
  "a stack that reads both directions": `{
  "task": "language-model", "data": { "train": "book.txt" },
  "model": { "layers": [{}, { "bidirectional": true }] }
}`,
  "options of a stack that mean nothing together": `{
  "task": "language-model", "data": { "train": "book.txt" },
  "model": {
    "cell": "rnn", "layers": 2, "dropout": 0.5, "variationalDropout": 0.2, "recurrentDropout": 0.1,
    "zoneout": { "c": 0.5 }, "tied": true, "units": 100, "embedding": 50
  }
}`,
  "tied without an embedding": `{
  "task": "language-model", "data": { "train": "book.txt" }, "model": { "tied": true, "embedding": 0 }
}`,
  "forward gradients of a layer with options": `{
  "task": "language-model", "data": { "train": "book.txt" },
  "model": { "cell": "rnn", "layerNorm": true, "zoneout": 0.1 },
  "training": { "gradient": "rtrl", "initialState": "learned" }
}`,
  "clip in two ways, in none, in a wrong one": `{
  "task": "language-model", "data": { "train": ["book.txt", 3, ""] },
  "training": { "clip": { "norm": 1, "value": 2 } }
}`,
  "an empty clip": '{ "task": "language-model", "data": { "train": "book.txt" }, "training": { "clip": {} } }',
  "a misspelled clip": '{ "task": "language-model", "data": { "train": [] }, "training": { "clip": { "nrom": 1 } } }',
  "keys that do not go together": `{
  "task": "language-model", "name": "a/b",
  "data": { "train": "book.txt", "validation": 0.6, "test": 0.4 },
  "model": { "dropout": 0.5, "units": 0 },
  "training": { "epochs": 3, "steps": 100, "batchSize": 60000, "sequenceLength": 6000 }
}`,
  "a beam that draws": `{
  "task": "language-model", "data": { "train": "book.txt" },
  "sampling": { "beam": 3, "count": 4, "distinct": true, "topK": 5, "topP": 0.9 }
}`,
  "distinct samples that cannot be": `{
  "task": "language-model", "data": { "train": "book.txt" },
  "sampling": { "distinct": true, "count": 101, "temperature": 0 }
}`,
  "keys that only words know": `{
  "task": "language-model", "data": { "train": "book.txt", "split": "whitespace", "eos": "line" }
}`,
  "words without room for a word": `{
  "task": "language-model",
  "data": { "train": "book.txt", "unit": "word", "split": "spaces", "eos": "paragraph", "vocabulary": { "size": 3 } }
}`,
  words: `{
  "task": "language-model",
  "data": { "train": "a.txt", "unit": "word", "split": "unicode", "eos": "sentence", "vocabulary": { "size": 4 } }
}`,
  "keys that other cells know": `{
  "task": "language-model", "data": { "train": "book.txt" },
  "model": {
    "cell": "gru", "activation": "relu", "leak": 0.5, "peepholes": true, "coupledGates": true, "inputActivation": "tanh",
    "outputActivation": "identity", "projection": 10, "forgetBias": 0, "periods": [1, 2], "contextUnits": 40, "contextDecay": 0
  }
}`,
  "a reset gate in an LSTM": `{
  "task": "language-model", "data": { "train": "book.txt" },
  "model": { "cell": "lstm", "resetAfter": false, "projection": 128, "forgetBias": 1, "bias": false, "peepholes": true }
}`,
  "a clockwork whose groups do not fit": `{
  "task": "language-model", "data": { "train": "book.txt" },
  "model": { "cell": "clockwork", "units": 10, "periods": [4093, 4099, 4111], "activation": "relu" }
}`,
  "a clockwork with the periods of its own": `{
  "task": "language-model", "data": { "train": "book.txt" }, "model": { "cell": "clockwork", "units": 2, "peepholes": false }
}`,
  "an SCRN with its context, alike an RNN": `{
  "task": "language-model", "data": { "train": "book.txt" },
  "model": { "cell": "scrn", "contextUnits": 0, "contextDecay": 1, "activation": "sigmoid", "periods": [], "leak": 0 }
}`,
  "keys without effect": `{
  "task": "language-model",
  "data": { "train": "book.txt", "validation": 0 },
  "model": { "dropout": 0.5 },
  "training": { "validateEvery": 10 }
}`,
  "schedules that are no schedules": `{
  "task": "language-model", "data": { "train": "book.txt" },
  "training": { "schedule": "step", "earlyStopping": { "patience": 0 } }
}`,
  "an unknown schedule": `{
  "task": "language-model", "data": { "train": "book.txt" },
  "training": { "schedule": "cosin", "earlyStopping": 5 }
}`,
  "an unknown schedule with options": `{
  "task": "language-model", "data": { "train": "book.txt" }, "training": { "schedule": { "name": "cosin" } }
}`,
  "a schedule without a name": `{
  "task": "language-model", "data": { "train": "book.txt" }, "training": { "schedule": { "every": 3 } }
}`,
  "options of another schedule": `{
  "task": "language-model", "data": { "train": "book.txt" },
  "training": { "schedule": { "name": "cosine", "every": 3, "patience": 1, "lenght": 3 } }
}`,
  "a schedule that means nothing": `{
  "task": "language-model", "data": { "train": "book.txt", "validation": 0 },
  "training": {
    "steps": 50, "learningRate": 0.01, "earlyStopping": { "patience": 3 },
    "schedule": { "name": "plateau", "minimum": 0.1, "warmup": 100 }
  }
}`,
  "real-time recurrent learning where it cannot be": `{
  "task": "language-model",
  "data": { "train": "book.txt" },
  "model": { "cell": "gru", "layers": 2, "units": 128 },
  "training": { "gradient": "rtrl", "batchSize": 64 }
}`,
  "real-time recurrent learning of a leaky integrator": `{
  "task": "language-model",
  "data": { "train": "book.txt" },
  "model": { "cell": "rnn", "leak": 0.5, "units": 20 },
  "training": { "gradient": "rtrl" }
}`,
  "real-time recurrent learning with a default cell and random windows": `{
  "task": "language-model",
  "data": { "train": "book.txt" },
  "model": { "units": 20, "leak": 0.5 },
  "training": { "gradient": "rtrl", "batching": "random" }
}`,
  "optimizers that mean nothing": `{
  "task": "language-model", "data": { "train": "book.txt" },
  "training": { "optimizer": { "name": "sgd", "nesterov": true }, "weightDecay": -1 }
}`,
  "an optimizer with the options of another": `{
  "task": "language-model", "data": { "train": "book.txt" },
  "training": { "optimizer": { "name": "adam", "momentum": 0.9, "alpha": 0.9, "beta": 0.9 } }
}`,
  "an optimizer with too much decay": `{
  "task": "language-model", "data": { "train": "book.txt" },
  "training": { "optimizer": "adamw", "weightDecay": 10, "learningRate": 0.1 }
}`,
  "dampening without momentum": `{
  "task": "language-model", "data": { "train": "book.txt" },
  "training": { "optimizer": { "name": "sgd", "dampening": 0.1 } }
}`,
  "a key given twice":
    '{ "task": "language-model",\n  "task": "language-model", "data": { "train": "a", "train": "b" } }',
  "hostile keys":
    '{ "task": "language-model", "data": { "train": "a" }, "__proto__": { "x": 1 }, "constructor": 1, "toString": 2 }',
  "syntax errors": `{
  "task" "language-model",
  "data": { "train": book.txt "validation": 0.1 },
  "model": { "units": 1e, "cell": "ls\\qtm" }
  "training": { "seed": , }
`,
  "single quotes": "{ 'task': 'language-model' }",
  "text that is not closed": '{ "task": "language-model',
  "a comment that is not closed": '{ "task": "language-model", "data": { "train": "a" } } /* why',
  "baselines that are wrong": `{
  "task": "language-model", "data": { "train": "book.txt" },
  "baselines": ["ngram", { "name": "ngram", "order": 5 }, { "name": "ngram", "n": 3 }, { "order": 3 }, "4-gram"]
}`,
  "a network without attention beside one that has none": `{
  "task": "sequence-to-sequence", "data": { "train": "pairs.tsv" }, "baselines": ["nearest", "unattended"]
}`,
  "a model of pairs for another task": `{
  "task": "generation", "data": { "train": "names.csv" }, "model": { "kind": "copy-source" }, "baselines": ["unattended"]
}`,
  "baselines of another task": `{
  "task": "forecasting", "data": { "train": "a.csv" },
  "baselines": ["naive", "seasonal-naive", "ngram", { "name": "majority" }, { "name": "drift", "order": 3 }]
}`,
  "a model that counts, with what only networks have": `{
  "task": "language-model", "data": { "train": "book.txt" },
  "model": { "kind": "ngram", "order": 3, "cell": "gru", "units": 64 }, "training": { "steps": 10, "learningRate": 0.1, "seed": 3 }
}`,
  "a network with what only n-grams have": `{
  "task": "language-model", "data": { "train": "book.txt" }, "model": { "order": 3 }
}`,
  "a model that counts for another task": `{
  "task": "classification", "data": { "train": "a.csv" }, "model": { "kind": "ngram" }
}`,
  "a forecast that counts, with layers and without a season": `{
  "task": "forecasting", "data": { "train": "a.csv" }, "model": { "kind": "seasonal-naive", "layers": 2, "order": 3 },
  "training": { "batchSize": 8, "loss": "absolute" }
}`,
  "a model that counts tags, of a text": `{
  "task": "language-model", "data": { "train": "a.txt" }, "model": { "kind": "most-frequent-tag" }
}`,
  "a Markov model with what is about cells": `{
  "task": "language-model",
  "data": { "train": "a.txt", "direction": "cloze" },
  "model": {
    "kind": "markov", "order": 300, "kernel": 3, "smoothing": "none", "cell": "gru", "layers": 2, "bidirectional": true,
    "layerNorm": true, "zoneout": 0.1, "peepholes": true, "initializer": "orthogonal", "activation": "relu"
  },
  "training": { "gradient": "rtrl", "initialState": "learned" }
}`,
  "convolutions that reach too far": `{
  "task": "classification",
  "data": { "train": "a.csv" },
  "model": {
    "kind": "convolution", "kernel": 3, "order": 4, "tied": true, "readout": "mean", "embedding": 128,
    "layers": [{ "units": 4, "cell": "rnn" }, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, { "leak": 0.5, "bidirectional": true }]
  }
}`,
  "a baseline that reads one side beside a network that reads both": `{
  "task": "language-model", "data": { "train": "a.txt", "direction": "cloze" }, "baselines": ["ngram", "markov", { "name": "convolution", "order": 3 }]
}`,
  "tied to what is not predicted": `{
  "task": "classification", "data": { "train": "a.csv" }, "model": { "units": 64, "tied": true }
}`,
  "forward in time over whole sequences": `{
  "task": "tagging", "data": { "train": "a.csv" }, "model": { "cell": "rnn", "units": 8 }, "training": { "gradient": "rtrl" }
}`,
  "n-grams that are too long": `{
  "task": "language-model", "data": { "train": "a.txt" }, "model": { "kind": "ngram", "order": 17, "kernel": 2 }
}`,
  "a sweep that has everything wrong": `{
  "task": "language-model", "data": { "train": "a.txt", "validation": 0 }, "training": { "seeds": 2 },
  "sweep": {
    "parameters": {
      "units": [64], "model.unts": [64], "model.units": [64, 0.5, "x"], "model.cell": ["gru", "gur"], "model.layers": { "uniform": [1, 2] },
      "training.learningRate": { "logUniform": [0.01, 0.0001] }, "training.optimizer.beta1": { "uniform": [0, 1] },
      "training.schedule": [{ "name": "step" }], "training.seeds": [1, 2]
    },
    "method": "halving", "metric": "loss", "steps": 3
  }
}`,
  "a grid over a range": `{
  "task": "tagging", "data": { "train": "a.csv" },
  "sweep": { "parameters": { "training.learningRate": { "logUniform": [0.0001, 0.01] }, "model.units": [] }, "trials": 5, "minSteps": 2 }
}`,
  "a sweep over what cannot be swept, and a range with one end": `{
  "task": "generation", "data": { "train": "a.txt" },
  "sweep": { "parameters": { "task": ["generation"], "model": { "units": [4, 8] }, "units": [4], "training.learningRate": { "uniform": [0.1] } }, "method": "random" }
}`,
  "a sweep over nothing": `{
  "task": "classification", "data": { "train": "a.csv" }, "model": { "kind": "majority" },
  "sweep": { "parameters": {}, "method": "halving", "metric": "validation.acuracy" }
}`,
  "a quote of what has no cells": `{
  "task": "classification", "data": { "train": "a.jsonl", "format": "jsonl", "quote": "none" }
}`,
  "a quote that divides cells": `{
  "task": "classification", "data": { "train": "a.csv", "delimiter": "'", "quote": "'" }
}`,
  "a quote of a running text": `{
  "task": "language-model", "data": { "train": "a.txt", "quote": "'" }
}`,
  "something after the end": '{ "task": "language-model", "data": { "train": "a" } } { }',
  "too deep": `{ "task": ${"[".repeat(100)} }`,
};

test("what people are told", async () => {
  const report = Object.entries(FILES).map(([title, text]) => {
    const { config, problems } = parseConfig(text);
    const lines = problems.map(({ severity, code, key, message, start, end }) => {
      const range = `${start.line}:${start.column}-${end.line}:${end.column}`;
      return `${range} ${severity} ${code} (${key})\n    ${message}`;
    });
    const shown = text.length > 800 ? `${text.slice(0, 60)}…` : text;
    return `# ${title}\n${shown}\n--- ${config ? "accepted" : "refused"}\n${lines.join("\n")}\n`;
  });
  await expect(report.join("\n")).toMatchFileSnapshot("messages.snapshot.txt");
});

test("every option of a form is documented, has a default that is allowed, and bounds that hold", () => {
  const config = (key: string, form: object) => {
    const [section, name] = key.split(".");
    if (name === undefined) return JSON.stringify({ task: "language-model", data: { train: "a" }, [section]: [form] });
    if (section === "data") return JSON.stringify({ task: "transcription", data: { train: "a", [name]: form } });
    const task = name === "loss" ? "forecasting" : name === "attention" ? "sequence-to-sequence" : "language-model";
    return JSON.stringify({ task, data: { train: "a" }, [section]: { [name]: form } });
  };
  // Of a list, the entry that is there is meant.
  const problemsOf = (key: string, form: object) =>
    parseConfig(config(key, form)).problems.map(({ key }) => key.replace("[0]", ""));
  for (const { key, of, default: standard, doc } of optionsTable()) {
    const path = key.split(".");
    const [owner, option] = [path.slice(0, -1).join("."), path[path.length - 1]];
    expect(doc, key).toMatch(/\.$/);
    // Sweeps and files of pairs have tests of their own.
    if (owner === "sweep" || owner === "data.train" || owner === "data.validation" || owner === "data.test") continue;
    for (const name of of.split(", ")) {
      const required = optionsTable().filter((row) => row.of.split(", ").includes(name) && row.default === "");
      const own = required.filter(({ key }) => key.startsWith(`${owner}.`) && (name !== "" || key.endsWith(option)));
      const form = { ...(name && { name }), ...Object.fromEntries(own.map(({ key }) => [key.split(".").at(-1), 1])) };
      const value = standard === "" ? 1 : JSON.parse(standard);
      if (name === "" && own.length === 0) continue;
      expect(problemsOf(owner, { ...form, [option]: value }), `${key} of ${name}`).toEqual([]);
      for (const bad of ["nonsense", -1, 1e31]) {
        expect(problemsOf(owner, { ...form, [option]: bad }), `${key} of ${name}: ${bad}`).toContain(key);
      }
    }
  }
});
