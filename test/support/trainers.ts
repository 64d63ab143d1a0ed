// Trainers in memory, without files.
import { parseConfig } from "../../src/config/index.ts";
import { Vocabulary } from "../../src/data/index.ts";
import { Trainer } from "../../src/training/index.ts";
import { generator } from "./random.ts";

const SYMBOLS = 9;

interface Settings {
  model?: object;
  training?: object;
}

/** A small LSTM on random symbols; the last window of an epoch is shorter. */
export function smallTrainer(
  { model, training }: Settings,
  options: Partial<Parameters<typeof Trainer.create>[0]> = {},
): Promise<Trainer> {
  const text = JSON.stringify({
    task: "language-model",
    data: { train: "random.txt", validation: 0, test: 0 },
    model: { cell: "lstm", units: 8, layers: 2, embedding: 4, dropout: 0.1, ...model },
    training: { batchSize: 4, sequenceLength: 8, steps: 1000, learningRate: 0.01, clip: { norm: 5 }, ...training },
  });
  const { config, problems } = parseConfig(text);
  if (!config) throw new Error(JSON.stringify(problems));
  const random = generator(100);
  const { batchSize, sequenceLength } = config.training;
  // Not a whole number of windows: the last of an epoch is shorter.
  const length = batchSize * (sequenceLength * 5 + 3) + 1;
  const train = Int32Array.from({ length }, () => Math.floor(random() * SYMBOLS));
  const counts = Array.from({ length: SYMBOLS }, (_, i) => ({ codePoint: 97 + i, count: 1 }));
  const vocabulary = Vocabulary.fromCounts(counts, { size: null, minFrequency: 1, lowercase: false });
  const none = new Int32Array(0);
  return Trainer.create({ config, corpus: { train, validation: none, test: none, vocabulary }, ...options });
}
