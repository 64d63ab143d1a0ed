import { Random } from "../../base/random.ts";
import { type Config, parseConfig } from "../../config/index.ts";
import { type DatasetPart, encodingFromJSON, type Part } from "../../data/index.ts";
import type { TrainingRow } from "./benchmarkRows.ts";

type Sizes = Omit<TrainingRow, "kind" | "name" | "title">;
type Decoder = NonNullable<TrainingRow["decoder"]>;

/** The config of a row, and random pairs of sequences; with its `<eos>` a target is as long as its source. */
export function pairsData(sizes: Sizes, { attention: name, query }: Decoder) {
  const { cell, units, layers, embedding, vocabulary, batchSize, sequenceLength } = sizes;
  const { config } = parseConfig(
    JSON.stringify({
      task: "sequence-to-sequence",
      data: { train: "random.tsv", validation: 0, test: 0, input: "source", target: "target", unit: "character" },
      model: { cell, units, layers, embedding, bidirectional: true, attention: { name, query } },
      training: { batchSize, steps: 1000, learningRate: 0.002, clip: { norm: 5 } },
    }),
  );
  const letters = Array.from({ length: vocabulary }, (_, i) => String.fromCodePoint(0x3400 + i));
  const side = (specials: string[]) => {
    const symbols = [...specials, ...letters.slice(specials.length)];
    return { version: 1, unit: "character", lowercase: false, unknown: 0, symbols };
  };
  const encoding = encodingFromJSON({
    ...side(["<unk>"]),
    ...{ features: [], labels: [], inputs: [{ column: "source", kind: "text" }], target: "target", cutting: "cut" },
    ...{ targets: [], targetCutting: "cut", longestTarget: sequenceLength - 1 },
    targetVocabulary: { ...side(["<unk>", "<eos>", "<bos>"]), prompts: [] },
  });
  const random = Random.seeded(1, "benchmark");
  const sequences = (count: number, length: number) => ({
    starts: Int32Array.from({ length: count }, (_, i) => i * length),
    lengths: new Int32Array(count).fill(length),
    tokens: Int32Array.from({ length: count * length }, () => 3 + random.nextInt(vocabulary - 3)),
  });
  const part = (count: number): DatasetPart => ({
    inputs: sequences(count, sequenceLength),
    targets: { kind: "sequences", perStep: false, sequences: sequences(count, sequenceLength - 1) },
  });
  const parts = { train: part(20 * batchSize), validation: part(0), test: part(0) };
  const none: Record<Part, number> = { train: 0, validation: 0, test: 0 };
  const facts = {
    ...{ bytes: 0, sequences: none, steps: none, truncated: none, longest: none, unknown: none },
    ...{
      balance: { train: [], validation: [], test: [] },
      vocabularySize: vocabulary,
      symbols: vocabulary,
      unknownShare: none,
    },
  };
  const dataset = { files: [], parts, encoding, facts, warnings: [], notes: [] };
  return { config: config as Config, dataset };
}

/**
 * Multiply-adds of the forward pass: both directions of the encoder, the keys, the decoder with the context that it reads, what it asks, and
 * what it predicts from. The embeddings are projected where there are fewer symbols than tokens; scores and contexts are left out.
 */
export function pairsAdds(sizes: Sizes, { attention, query }: Decoder): number {
  const { units: H, embedding: E, vocabulary: V, batchSize, sequenceLength } = sizes;
  const tokens = batchSize * sequenceLength;
  const gates = 3 * H;
  const memory = 2 * H;
  const projected = Math.min(tokens, V) * gates * E;
  const encoder = 2 * (projected + tokens * gates * H);
  const asked = tokens * H * (memory + (attention === "additive" ? H : 0));
  const decoder = projected + tokens * gates * (H + (query === "before" ? memory : 0));
  return encoder + asked + decoder + tokens * H * (memory + H + V);
}
