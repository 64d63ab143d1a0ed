import { UserError } from "../../base/userError.ts";
import type { Config } from "../../config/index.ts";
import type { Dataset, DatasetPart } from "../../data/index.ts";
import { classificationMetrics, labelMetrics, type Metrics, taggingMetrics } from "../../training/metrics/index.ts";
import type { BaselineFigures } from "../figures.ts";
import type { Pace } from "../pace.ts";
import { bagOfWords } from "./bagOfWords.ts";
import { majority } from "./majority.ts";
import { mostFrequentTag } from "./mostFrequentTag.ts";
import { naiveBayes } from "./naiveBayes.ts";
import { eachTarget, type Fit, isTrue, type Predictor } from "./predictor.ts";

const FITS = {
  majority,
  "naive-bayes": naiveBayes,
  "bag-of-words": bagOfWords,
  "most-frequent-tag": mostFrequentTag,
} satisfies Record<string, Fit>;

export type ExampleBaseline = keyof typeof FITS;

export function isExampleBaseline(name: string): name is ExampleBaseline {
  return Object.hasOwn(FITS, name);
}

/** A baseline of classification or tagging, on the sequences or steps that the network is measured on. */
export async function measureOnExamples(
  name: ExampleBaseline,
  { task, training }: Pick<Config, "task"> & { training: Pick<Config["training"], "seed"> },
  { parts, encoding }: Pick<Dataset, "parts" | "encoding">,
  pace: Pace,
): Promise<BaselineFigures[]> {
  const { vocabulary, labels } = encoding;
  if (name !== "majority" && !parts.train.inputs.tokens) {
    throw new UserError("needs-tokens", "It counts tokens, and the steps of this data are numbers.");
  }
  const sizes = { outputs: labels.length, vocabulary: vocabulary?.size ?? 0, seed: training.seed };
  const predict = await FITS[name](parts.train, sizes, pace);
  const found: BaselineFigures[] = [];
  for (const part of ["validation", "test"] as const) {
    if (parts[part].inputs.lengths.length === 0) continue;
    found.push({ part, ...judged(task, parts[part], encoding, predict) });
    await pace();
  }
  return found;
}

function judged(
  task: Config["task"],
  part: DatasetPart,
  { labels, values }: Dataset["encoding"],
  predict: Predictor,
): Omit<BaselineFigures, "part"> {
  const { lengths } = part.inputs;
  const { kind, perStep } = part.targets;
  const outputs = labels.length;
  const rows = perStep ? lengths.reduce((sum, length) => sum + length, 0) : lengths.length;
  const predicted = new Int32Array(rows);
  const actual = new Int32Array(rows).fill(-1);
  const confidence = new Float64Array(rows);
  const probabilities = new Float64Array(kind === "labels" ? rows * outputs : 0);
  const sets = new Float64Array(probabilities.length);
  const out = new Float64Array(outputs);
  let [nats, targets, at] = [0, 0, 0];
  eachTarget(part, (row, sequence, step) => {
    predict(part, sequence, step, out);
    let counts = kind === "labels";
    for (let c = 0; c < outputs; c++) {
      const yes = isTrue(part, row, c, outputs);
      if (out[c] > out[predicted[at]]) predicted[at] = c;
      if (kind === "labels") {
        probabilities[at * outputs + c] = out[c];
        sets[at * outputs + c] = yes ? 1 : 0;
        nats -= logOf(yes ? out[c] : 1 - out[c]) / outputs;
      } else if (yes) {
        actual[at] = c;
        nats -= logOf(out[c]);
        counts = true;
      }
    }
    confidence[at] = out[predicted[at++]];
    if (counts) targets++;
  });
  const metrics = (): Metrics => {
    if (kind === "labels") return labelMetrics({ probabilities, actual: sets, labels }).metrics;
    if (task === "tagging" && perStep) return taggingMetrics({ predicted, actual, lengths, labels }).metrics;
    return classificationMetrics({ predicted, actual, labels, confidence, values }).metrics;
  };
  return { loss: nats / targets, targets, impossible: 0, ...metrics() };
}

/** None of these models holds anything impossible: a product of many probabilities may only be too small for a number. */
function logOf(probability: number): number {
  return Math.log(Math.max(probability, 1e-300));
}
