// Trainers in memory, without files.
import { parseConfig, sequenceLengthOf } from "../../src/config/index.ts";
import { Vocabulary } from "../../src/data/index.ts";
import { Trainer, type TrainerOptions } from "../../src/training/index.ts";
import { generator } from "./random.ts";

const SYMBOLS = 9;

interface Settings {
  model?: object;
  training?: object;
}

/** What trains a small LSTM on random symbols of so many kinds; the last window of an epoch is shorter. */
export function smallTraining({ model, training }: Settings, validation = 0, kinds = SYMBOLS): TrainerOptions {
  const text = JSON.stringify({
    task: "language-model",
    data: { train: "random.txt", validation: 0, test: 0 },
    model: { cell: "lstm", units: 8, layers: 2, embedding: 4, dropout: 0.1, ...model },
    training: { batchSize: 4, sequenceLength: 8, steps: 1000, learningRate: 0.01, clip: { norm: 5 }, ...training },
  });
  const { config, problems } = parseConfig(text);
  if (!config) throw new Error(JSON.stringify(problems));
  const random = generator(100);
  const { batchSize } = config.training;
  const sequenceLength = sequenceLengthOf(config);
  // Not a whole number of windows: the last of an epoch is shorter.
  const length = batchSize * (sequenceLength * 5 + 3) + 1;
  const symbols = Int32Array.from({ length: length + validation }, () => Math.floor(random() * kinds));
  const counts = Array.from({ length: kinds }, (_, i) => ({ codePoint: 97 + i, count: 1 }));
  const vocabulary = Vocabulary.fromCounts(counts, { size: null, minFrequency: 1, lowercase: false });
  const corpus = { train: symbols.slice(0, length), validation: symbols.slice(length), test: new Int32Array(0) };
  return { config, corpus: { ...corpus, vocabulary } };
}

export function smallTrainer(settings: Settings, options: Partial<TrainerOptions> = {}): Promise<Trainer> {
  return Trainer.create({ ...smallTraining(settings), ...options });
}
