import { Random } from "../../base/random.ts";
import { type Config, parseConfig } from "../../config/index.ts";
import { Vocabulary } from "../../data/index.ts";
import { type CoreBuild, repeat } from "../../engine/index.ts";
import { Trainer } from "../trainer.ts";
import type { SamplingRow, TrainingRow } from "./benchmarkRows.ts";
import { pairsAdds, pairsData } from "./pairs.ts";
import { transcriptsAdds, transcriptsData } from "./transcripts.ts";

export interface BenchmarkOptions {
  build: CoreBuild;
  threads: number;
  /** Time to measure, after a warm-up of half that and at least half a second. */
  seconds: number;
}

export interface BenchmarkFigures {
  /** Tokens or symbols a second in the median run. */
  perSecond: number;
  /** 6 × the multiply-adds that are performed: gathered token rows are not products. Null where nothing is trained. */
  gflops: number | null;
  /** Bytes of WebAssembly memory. */
  memory: number;
}

/** Trains on random symbols; the figure is of the median step. */
export async function benchmarkTraining(row: TrainingRow, options: BenchmarkOptions): Promise<BenchmarkFigures> {
  const trainer = await createTrainer(row, options);
  const median = medianSeconds(() => trainer.takeStep(), options.seconds);
  const tokens = row.batchSize * row.sequenceLength * (row.decoder ? 2 : 1);
  const memory = trainer.engine.memory.bytes;
  await trainer.dispose();
  return { perSecond: tokens / median, gflops: (6 * multiplyAdds(row)) / median / 1e9, memory };
}

/** Draws text at temperature 0.8 from a network that has learnt nothing. */
export async function benchmarkSampling(row: SamplingRow, options: BenchmarkOptions): Promise<BenchmarkFigures> {
  const trainer = await createTrainer({ ...row, batchSize: 1, sequenceLength: 1 }, options);
  const settings = { prompt: "", length: row.length, temperature: 0.8, seed: 1 };
  const median = medianSeconds(() => trainer.previews(settings), options.seconds);
  const memory = trainer.engine.memory.bytes;
  await trainer.dispose();
  return { perSecond: row.length / median, gflops: null, memory };
}

type Sizes = Omit<TrainingRow, "kind" | "name" | "title">;

async function createTrainer(sizes: Sizes, { build, threads }: BenchmarkOptions): Promise<Trainer> {
  if (sizes.decoder) return await Trainer.create({ ...pairsData(sizes, sizes.decoder), build, threads });
  if (sizes.transcript) return await Trainer.create({ ...transcriptsData(sizes, sizes.transcript), build, threads });
  const { batchSize, sequenceLength, vocabulary: symbols } = sizes;
  const random = Random.seeded(1, "benchmark");
  const train = Int32Array.from({ length: batchSize * sequenceLength * 20 + 1 }, () => random.nextInt(symbols));
  const counts = Array.from({ length: symbols }, (_, i) => ({ codePoint: 33 + i, count: 1 }));
  const vocabulary = Vocabulary.fromCounts(counts, { size: null, minFrequency: 1, lowercase: false });
  const none = new Int32Array(0);
  return await Trainer.create({
    config: configOf(sizes),
    corpus: { train, validation: none, test: none, vocabulary },
    ...{ build, threads },
  });
}

function configOf({ cell, units, layers, embedding, batchSize, sequenceLength }: Sizes): Config {
  const { config } = parseConfig(
    JSON.stringify({
      task: "language-model",
      data: { train: "random.txt", validation: 0, test: 0 },
      model: { cell, units, layers, embedding },
      training: { batchSize, sequenceLength, steps: 1000, learningRate: 0.002, clip: { norm: 5 } },
    }),
  );
  return config!;
}

const GATES = { lstm: 4, gru: 3, rnn: 1 };

/** Of the forward pass of one minibatch; the backward pass performs twice as many. */
function multiplyAdds(sizes: Sizes): number {
  if (sizes.decoder) return pairsAdds(sizes, sizes.decoder);
  if (sizes.transcript) return transcriptsAdds(sizes, sizes.transcript);
  const { cell, units, layers, embedding, vocabulary, batchSize, sequenceLength } = sizes;
  const tokens = batchSize * sequenceLength;
  const gates = GATES[cell] * units;
  const recurrent = tokens * ((2 * layers - 1) * gates * units + units * vocabulary);
  // The embedding goes through W_ih once a symbol, or once a token where there are fewer of them.
  return recurrent + Math.min(tokens, vocabulary) * gates * embedding;
}

export function medianSeconds(run: () => void, seconds: number): number {
  repeat(run, Math.max(0.5, seconds / 2));
  const times = repeat(run, seconds).sort((a, b) => a - b);
  return times[times.length >> 1];
}
