import { Random } from "../base/random.ts";
import { parseConfig } from "../config/index.ts";
import { Vocabulary } from "../data/index.ts";
import { type CoreBuild, repeat } from "../engine/index.ts";
import { Trainer } from "./trainer.ts";

export interface BenchmarkShape {
  layers: number;
  units: number;
  batchSize: number;
  sequenceLength: number;
}

/** The five shapes of LSTM by which Unroll is measured: embedding 64, Adam, clipping by norm, 65 symbols. */
export const benchmarkShapes: readonly BenchmarkShape[] = [
  { layers: 1, units: 100, batchSize: 1, sequenceLength: 25 },
  { layers: 1, units: 128, batchSize: 32, sequenceLength: 50 },
  { layers: 2, units: 128, batchSize: 50, sequenceLength: 50 },
  { layers: 2, units: 256, batchSize: 64, sequenceLength: 64 },
  { layers: 1, units: 512, batchSize: 64, sequenceLength: 64 },
];

export interface BenchmarkRow extends BenchmarkShape {
  /** Median over the measured steps. */
  tokensPerSecond: number;
  /** 6 × the multiply-adds of a token, as performed: gathered token rows are not products. */
  gflops: number;
  /** Bytes of WebAssembly memory. */
  memory: number;
}

const SYMBOLS = 65;
const EMBEDDING = 64;

/** Trains on random symbols for about `seconds` after a warm-up of half that, and takes the median step. */
export async function benchmark(shape: BenchmarkShape, build: CoreBuild, seconds: number): Promise<BenchmarkRow> {
  const { layers, units, batchSize, sequenceLength } = shape;
  const { config } = parseConfig(
    JSON.stringify({
      task: "language-model",
      data: { train: "random.txt", validation: 0, test: 0 },
      model: { cell: "lstm", units, layers, embedding: EMBEDDING },
      training: { batchSize, sequenceLength, steps: 1000, learningRate: 0.002, clip: { norm: 5 } },
    }),
  );
  const random = Random.seeded(1, "benchmark");
  const train = Int32Array.from({ length: batchSize * sequenceLength * 20 + 1 }, () => random.nextInt(SYMBOLS));
  const counts = Array.from({ length: SYMBOLS }, (_, i) => ({ codePoint: 33 + i, count: 1 }));
  const vocabulary = Vocabulary.fromCounts(counts, { size: null, minFrequency: 1, lowercase: false });
  const none = new Int32Array(0);
  const trainer = await Trainer.create({
    config: config!,
    corpus: { train, validation: none, test: none, vocabulary },
    build,
  });
  repeat(() => trainer.takeStep(), seconds / 2);
  const times = repeat(() => trainer.takeStep(), seconds);
  const median = times.sort((a, b) => a - b)[times.length >> 1];
  const tokens = batchSize * sequenceLength;
  const recurrent = (2 * layers - 1) * 4 * units * units + units * SYMBOLS;
  // The embedding goes through W_ih once a symbol, or once a token where there are fewer of them.
  const products = recurrent + (Math.min(tokens, SYMBOLS) / tokens) * 4 * units * EMBEDDING;
  return {
    ...shape,
    tokensPerSecond: tokens / median,
    gflops: (6 * products * tokens) / median / 1e9,
    memory: trainer.engine.bytes,
  };
}
