import { Random } from "../base/random.ts";
import { parseConfig } from "../config/index.ts";
import * as op from "../core/opcodes.ts";
import { Vocabulary } from "../data/index.ts";
import { type CoreBuild, Engine } from "../engine/index.ts";
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

/** Trains on random symbols for about `seconds` after a warm-up of half that, and takes the median step. */
export async function benchmark(shape: BenchmarkShape, build: CoreBuild, seconds: number): Promise<BenchmarkRow> {
  const { layers, units, batchSize, sequenceLength } = shape;
  const { config } = parseConfig(
    JSON.stringify({
      task: "language-model",
      data: { train: "random.txt", validation: 0, test: 0 },
      model: { cell: "lstm", units, layers, embedding: 64 },
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
  const products = layers * 4 * units * units + (layers - 1) * 4 * units * units + units * SYMBOLS;
  const tokens = batchSize * sequenceLength;
  return {
    ...shape,
    tokensPerSecond: tokens / median,
    gflops: (6 * products * tokens) / median / 1e9,
    memory: trainer.engine.bytes,
  };
}

/** Seconds of each call. */
function repeat(run: () => void, seconds: number): number[] {
  const times: number[] = [];
  const begun = performance.now();
  while (performance.now() - begun < seconds * 1000) {
    const before = performance.now();
    run();
    times.push((performance.now() - before) / 1000);
  }
  return times;
}

/** GFLOP/s of a product whose operands stay in the first caches, (96,64) = (96,256)·(256,64): what the kernels can reach. */
export async function measurePeak(build: CoreBuild, seconds: number): Promise<number> {
  const [M, N, K] = [96, 64, 256];
  const engine = await Engine.create({ build });
  const [a, b, c, scratch, bases] = [M * K * 4, K * N * 4, M * N * 4, 4096, op.SEGMENT_COUNT * 4].map((bytes) =>
    engine.allocate(bytes),
  );
  engine.floats(a, M * K).fill(1.5);
  engine.floats(b, K * N).fill(0.5);
  engine.words(bases, op.SEGMENT_COUNT)[op.SEGMENT_SCRATCH] = scratch;
  const segment = op.SEGMENT_ACTIVATIONS;
  const numbers = [K, 0, N, M, N, K];
  const instruction = [op.OP_GEMM, 16, segment, a, segment, b, op.NO_SEGMENT, 0, segment, c, ...numbers];
  const count = 50;
  const program = engine.load(Int32Array.from(Array.from({ length: count }, () => instruction).flat()));
  const times = repeat(() => engine.run(program, bases, false), seconds).sort((x, y) => x - y);
  return (2 * M * N * K * count) / times[times.length >> 2] / 1e9;
}
