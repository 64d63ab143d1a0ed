import { grouped } from "../../base/words.ts";

type CellName = "lstm" | "gru" | "rnn";

interface BenchmarkNetwork {
  /** How the row is called in `--rows`. */
  name: string;
  title: string;
  cell: CellName;
  layers: number;
  /** H */
  units: number;
  /** E */
  embedding: number;
  /** V */
  vocabulary: number;
}

/** A network to train: Adam, clipping by norm, no dropout. Its figure is tokens a second. */
export interface TrainingRow extends BenchmarkNetwork {
  kind: "training";
  batchSize: number;
  sequenceLength: number;
  /**
   * An encoder of both directions reads sequences, and a decoder of the same cell writes others of the same length; a token is one that is
   * read or written.
   */
  decoder?: { attention: "additive" | "general"; query: "before" | "after" };
  /** Steps are vectors of so many numbers, read in both directions, and each sequence has so many labels (CTC); a token is a step. */
  transcript?: { bands: number; labels: number };
}

/** A network to draw `length` symbols from, one after the other. Its figure is symbols a second. */
export interface SamplingRow extends BenchmarkNetwork {
  kind: "sampling";
  length: number;
}

/**
 * Outputs to write for sources by beam search, all of `length` symbols: an encoder of both directions, a decoder, and attention whose query
 * stands before the step. Its figure is symbols of the best outputs a second.
 */
export interface WritingRow extends BenchmarkNetwork {
  kind: "writing";
  attention: "additive";
  beam: number;
  /** How many sources, of how many symbols, and symbols of an output. */
  sources: number;
  sourceLength: number;
  length: number;
}

/** A text to read, number and count. Its figure is megabytes a second. */
export interface LoadingRow {
  kind: "loading";
  name: string;
  title: string;
  megabytes: number;
  unit: "character" | "word";
}

export type BenchmarkRow = TrainingRow | SamplingRow | WritingRow | LoadingRow;

const characters = { embedding: 64, vocabulary: 65 };

function training(
  cell: CellName,
  layers: number,
  units: number,
  batchSize: number,
  sequenceLength: number,
): TrainingRow {
  const shape = { cell, layers, units, batchSize, sequenceLength };
  const title = `${cell.toUpperCase()} ${layers}×${units} B${batchSize} T${sequenceLength}`;
  return { kind: "training", name: `${cell}-${layers}x${units}`, title, ...shape, ...characters };
}

function writing(vocabulary: number): WritingRow {
  return {
    ...{
      kind: "writing",
      name: `beam-${vocabulary}`,
      title: `beam 5, GRU 1×256, ${grouped(vocabulary)} symbols`,
    },
    ...{ cell: "gru", layers: 1, units: 256, embedding: vocabulary > 1000 ? 256 : 64, vocabulary },
    ...{ attention: "additive", beam: 5, sources: 64, sourceLength: 20, length: 20 },
  };
}

/** An encoder and a decoder with attention: 20 symbols to 20. */
function pairs(attention: "additive" | "general", vocabulary: number): TrainingRow {
  const query = attention === "additive" ? "before" : "after";
  const isWords = vocabulary > 65;
  return {
    ...training("gru", 1, 256, 64, 20),
    name: `pairs-${attention}${isWords ? "-words" : ""}`,
    title: `GRU to GRU 1×256, ${attention} ${query}${isWords ? ", words" : ""}`,
    vocabulary,
    decoder: { attention, query },
  };
}

/** By what Unroll's speed is measured. Training and sampling are of 65 characters through an embedding of 64, unless said otherwise. */
export const benchmarkRows: readonly BenchmarkRow[] = [
  training("lstm", 1, 100, 1, 25),
  training("lstm", 1, 128, 32, 50),
  training("lstm", 2, 128, 50, 50),
  training("lstm", 2, 256, 64, 64),
  training("lstm", 1, 512, 64, 64),
  training("gru", 1, 128, 32, 50),
  training("rnn", 1, 128, 32, 50),
  {
    ...training("lstm", 1, 256, 32, 35),
    ...{ name: "words", title: "LSTM 1×256 B32 T35, 10,000 words", embedding: 256, vocabulary: 10_000 },
  },
  pairs("additive", 65),
  pairs("general", 65),
  pairs("additive", 10_000),
  pairs("general", 10_000),
  {
    ...training("lstm", 2, 128, 16, 200),
    ...{
      name: "ctc",
      title: "BLSTM 2×128 B16, 200 frames × 40 bands to 30 labels (CTC)",
      embedding: 0,
      vocabulary: 30,
    },
    transcript: { bands: 40, labels: 30 },
  },
  {
    ...{ kind: "sampling", name: "sampling", title: "sampling 1,000 characters, LSTM 2×128" },
    ...{ cell: "lstm", layers: 2, units: 128, length: 1000, ...characters },
  },
  writing(65),
  writing(10_000),
  { kind: "loading", name: "loading", title: "loading a text of 10 MB", megabytes: 10, unit: "character" },
  { kind: "loading", name: "loading-words", title: "loading 10 MB as words", megabytes: 10, unit: "word" },
];
