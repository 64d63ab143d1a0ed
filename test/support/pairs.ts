// Pairs of sequences to learn and to write, in memory.
import { type Config, parseConfig } from "../../src/config/index.ts";
import {
  type Dataset,
  type DatasetPart,
  type Encoding,
  encodingFromJSON,
  type Part,
  type Vocabulary,
} from "../../src/data/index.ts";
import { formModel, sequenceForm } from "../../src/networks/index.ts";
import type { Tensor } from "../../src/tensors/index.ts";
import { generator, uniform } from "./random.ts";

const SPECIALS = ["<unk>", "<eos>", "<bos>"];

/** Encodes characters of these letters on both sides. */
export function pairEncoding(source: string, target = source, longest = 8): Encoding {
  const side = (symbols: string[]) => ({ version: 1, unit: "character", lowercase: false, unknown: 0, symbols });
  return encodingFromJSON({
    ...side(["<unk>", ...source]),
    ...{ features: [], labels: [], inputs: [{ column: "source", kind: "text" }], target: "target", cutting: "cut" },
    ...{ targets: [], targetCutting: "cut", longestTarget: longest },
    targetVocabulary: { ...side([...SPECIALS, ...target]), prompts: [] },
  });
}

/** A config of pairs; what is given is merged into its sections. */
export function pairConfig(
  sections: { data?: object; model?: object; training?: object; sampling?: object } = {},
): Config {
  const { data, model, training, sampling } = sections;
  const text = JSON.stringify({
    task: "sequence-to-sequence",
    data: { train: "pairs.tsv", input: "source", target: "target", ...data },
    model: { cell: "gru", units: 12, embedding: 6, ...model },
    training: { steps: 12, batchSize: 4, learningRate: 0.01, seed: 7, ...training },
    sampling: { ...sampling },
  });
  const { config, problems } = parseConfig(text);
  const errors = problems.filter(({ severity }) => severity === "error");
  if (!config || errors.length > 0) throw new Error(JSON.stringify(errors));
  return config;
}

/** Random parameters, wide enough that predictions differ. */
export function pairParameters(config: Config, encoding: Encoding, bound = 1): Map<string, Tensor> {
  const { graph } = formModel(sequenceForm(config, encoding).form, { steps: 1, targetSteps: 1, batch: 1 });
  const random = generator(3);
  return new Map(
    graph.parameters().map(({ name, shape }) => {
      const size = shape.reduce((a, b) => a * b, 1);
      return [name, { shape, dtype: "F32", data: Float32Array.from(uniform(random, size, bound)) }];
    }),
  );
}

/** Pairs in memory; each character is a symbol. */
export function pairDataset(
  encoding: Encoding,
  parts: Partial<Record<Part, readonly (readonly [string, string])[]>>,
): Dataset {
  const side = (texts: readonly string[], vocabulary: Vocabulary) => {
    const all = texts.map((text) => Array.from(text, (symbol) => vocabulary.id(symbol) ?? vocabulary.unknown!));
    let at = 0;
    const starts = all.map(({ length }) => {
      at += length;
      return at - length;
    });
    return {
      ...{ starts: Int32Array.from(starts), lengths: Int32Array.from(all, ({ length }) => length) },
      tokens: Int32Array.from(all.flat()),
    };
  };
  const partOf = (pairs: readonly (readonly [string, string])[] = []): DatasetPart => ({
    inputs: side(
      pairs.map(([source]) => source),
      encoding.source.vocabulary!,
    ),
    targets: {
      kind: "sequences",
      perStep: false,
      sequences: side(
        pairs.map(([, target]) => target),
        encoding.target.vocabulary!,
      ),
    },
  });
  const { train, validation, test } = parts;
  return {
    ...{ files: [], encoding, warnings: [], notes: [], facts: {} as Dataset["facts"] },
    parts: { train: partOf(train), validation: partOf(validation), test: partOf(test) },
  };
}

/** Words of these letters with their reverse, the same for the same seed. */
export function reversals(
  count: number,
  { letters = "abcde", least = 2, most = 6, seed = 1 } = {},
): [string, string][] {
  const random = generator(seed);
  const below = (n: number) => Math.floor(random() * n);
  return Array.from({ length: count }, () => {
    const word = Array.from({ length: least + below(most - least + 1) }, () => letters[below(letters.length)]);
    return [word.join(""), word.toReversed().join("")];
  });
}
