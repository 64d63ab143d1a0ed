import { Random } from "../../base/random.ts";
import { type Config, parseConfig } from "../../config/index.ts";
import { type DatasetPart, encodingFromJSON, type Part } from "../../data/index.ts";
import type { TrainingRow } from "./benchmarkRows.ts";

type Sizes = Omit<TrainingRow, "kind" | "name" | "title">;
type Transcript = NonNullable<TrainingRow["transcript"]>;

/** The config of a row, and random vectors with random labels. */
export function transcriptsData(sizes: Sizes, { bands, labels }: Transcript) {
  const { cell, units, layers, vocabulary, batchSize, sequenceLength } = sizes;
  const { config } = parseConfig(
    JSON.stringify({
      task: "transcription",
      data: { train: "random.jsonl", validation: 0, test: 0, input: "vectors", target: "text" },
      model: { cell, units, layers, bidirectional: true },
      training: { batchSize, steps: 1000, learningRate: 0.002, clip: { norm: 5 } },
    }),
  );
  const letters = Array.from({ length: vocabulary }, (_, i) => String.fromCodePoint(0x3400 + i));
  const features = Array.from({ length: bands }, (_, i) => ({ column: `band ${i + 1}`, mean: 0, scale: 1 }));
  const encoding = encodingFromJSON({
    ...{ version: 1, features, labels: [], inputs: [{ column: "vectors", kind: "numbers" }], target: "text" },
    ...{ cutting: "cut", targets: [], targetCutting: "cut", longestTarget: labels },
    targetVocabulary: {
      ...{ version: 1, unit: "character", lowercase: false, unknown: null, blank: 0 },
      symbols: ["<blank>", ...letters],
    },
  });
  const random = Random.seeded(1, "benchmark");
  const part = (count: number): DatasetPart => {
    const each = (length: number) => ({
      starts: Int32Array.from({ length: count }, (_, i) => i * length),
      lengths: new Int32Array(count).fill(length),
    });
    const numbers = { length: count * sequenceLength * bands };
    const symbols = { length: count * labels };
    return {
      inputs: { ...each(sequenceLength), vectors: Float32Array.from(numbers, () => 2 * random.nextFloat() - 1) },
      targets: {
        ...{ kind: "sequences", perStep: false },
        sequences: { ...each(labels), tokens: Int32Array.from(symbols, () => 1 + random.nextInt(vocabulary)) },
      },
    };
  };
  const parts = { train: part(20 * batchSize), validation: part(0), test: part(0) };
  const none: Record<Part, number> = { train: 0, validation: 0, test: 0 };
  const facts = {
    ...{ bytes: 0, sequences: none, steps: none, truncated: none, longest: none, unknown: none },
    ...{ balance: { train: [], validation: [], test: [] }, vocabularySize: 0, symbols: 0, unknownShare: none },
  };
  return { config: config as Config, dataset: { files: [], parts, encoding, facts, warnings: [], notes: [] } };
}

/** Multiply-adds of the forward pass: both directions of each layer, and the labels; the loss is left out. */
export function transcriptsAdds(sizes: Sizes, { bands }: Transcript): number {
  const { units: H, layers, vocabulary, batchSize, sequenceLength } = sizes;
  const inputs = bands + (layers - 1) * 2 * H;
  return batchSize * sequenceLength * (2 * 4 * H * (inputs + layers * H) + 2 * H * (vocabulary + 1));
}
