import { UserError } from "../../base/userError.ts";
import type { DatasetPart, Encoding, Sequences } from "../../data/index.ts";
import type { Tensor } from "../../tensors/index.ts";
import { says } from "../messages.ts";
import type { Pace } from "../pace.ts";
import { bagOfWords } from "./bagOfWords.ts";
import { majority } from "./majority.ts";
import type { Counts, Method, Predict, Sizes } from "./method.ts";
import { mostFrequentTag } from "./mostFrequentTag.ts";
import { naiveBayes } from "./naiveBayes.ts";

const METHODS = {
  majority,
  "naive-bayes": naiveBayes,
  "bag-of-words": bagOfWords,
  "most-frequent-tag": mostFrequentTag,
} satisfies Record<string, Method>;

export type ExampleMethod = keyof typeof METHODS;

export function isExampleMethod(name: string): name is ExampleMethod {
  return Object.hasOwn(METHODS, name);
}

/** A model of classification or tagging that counts instead of training steps. */
export class ExampleModel {
  private readonly predictor: Predict;
  private readonly out: Float64Array;

  private constructor(
    private readonly method: Method,
    private readonly counts: Counts,
    private readonly sizes: Sizes,
  ) {
    this.predictor = method.predict(counts, sizes);
    this.out = new Float64Array(sizes.outputs);
  }

  /** Fails with a UserError where the data has no tokens and the method counts them. */
  static async fit(
    name: ExampleMethod,
    train: DatasetPart,
    encoding: Encoding,
    seed: number,
    pace: Pace,
  ): Promise<ExampleModel> {
    if (name !== "majority" && !train.inputs.tokens) {
      throw new UserError(says.needsTokens());
    }
    const { kind } = train.targets;
    const sizes = sizesOf(encoding, kind === "class" ? "class" : "labels");
    return new ExampleModel(METHODS[name], await METHODS[name].fit(train, sizes, seed, pace), sizes);
  }

  /** Reads one back. A file may come from anywhere: what does not fit together is a UserError. */
  static fromTensors(
    name: ExampleMethod,
    tensors: ReadonlyMap<string, Tensor>,
    encoding: Encoding,
    kind: Sizes["kind"],
  ): ExampleModel {
    const method = METHODS[name];
    const sizes = sizesOf(encoding, kind);
    const counts: Counts = {};
    for (const [column, { data }] of tensors) {
      if (data instanceof Float64Array) counts[column] = data;
    }
    for (const [column, length] of Object.entries(method.lengths(sizes, counts))) {
      if (counts[column]?.length !== length) throw new UserError(says.damagedCounts({ name: column }));
    }
    return new ExampleModel(method, counts, sizes);
  }

  tensors(): Map<string, Tensor> {
    return new Map(
      Object.entries(this.counts).map(([column, data]) => [column, { shape: [data.length], dtype: "F64", data }]),
    );
  }

  /** Whether it says which class is true, or of each label whether it is. */
  get kind(): Sizes["kind"] {
    return this.sizes.kind;
  }

  /** Numbers that it holds. */
  get parameters(): number {
    return Object.values(this.counts).reduce((sum, column) => sum + column.length, 0);
  }

  /** Probabilities of a sequence or a step of it; the same array is handed out each time. */
  predict(inputs: Sequences, sequence: number, step: number): Float64Array {
    this.predictor(inputs, sequence, step, this.out);
    return this.out;
  }

  /** The tokens that speak most for class c, and how much; undefined where tokens do not matter. */
  telling(c: number, most: number): { token: number; evidence: number }[] | undefined {
    const evidence = this.method.evidence?.(this.counts, this.sizes);
    if (!evidence) return undefined;
    const all = Array.from({ length: this.sizes.vocabulary }, (_, token) => ({ token, evidence: evidence(token, c) }));
    return all
      .filter(({ evidence }) => evidence > 0)
      .sort((a, b) => b.evidence - a.evidence)
      .slice(0, most);
  }
}

function sizesOf({ source: { vocabulary }, target: { labels } }: Encoding, kind: Sizes["kind"]): Sizes {
  return { kind, outputs: labels.length, vocabulary: vocabulary?.size ?? 0 };
}
