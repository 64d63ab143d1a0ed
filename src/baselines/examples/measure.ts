import type { Config } from "../../config/index.ts";
import { type Dataset, type DatasetPart, type Encoding, shownExamples } from "../../data/index.ts";
import { chooseExamples, labelledMetrics, type Measured } from "../../metrics/index.ts";
import type { BaselineFigures, MeasuredPart } from "../figures.ts";
import type { Pace } from "../pace.ts";
import { eachTarget, isTrue } from "./method.ts";
import { type ExampleMethod, ExampleModel } from "./model.ts";

/** A baseline of classification or tagging, on the sequences or steps that the network is measured on. */
export async function measureOnExamples(
  name: ExampleMethod,
  { training }: { training: Pick<Config["training"], "seed"> },
  { parts, encoding }: Pick<Dataset, "parts" | "encoding">,
  pace: Pace,
): Promise<BaselineFigures[]> {
  const model = await ExampleModel.fit(name, parts.train, encoding, training.seed, pace);
  const found: BaselineFigures[] = [];
  for (const part of ["validation", "test"] as const) {
    const measured = measureExamples(model, parts, encoding, part);
    if (!measured) continue;
    found.push(measured.figures);
    await pace();
  }
  return found;
}

/** A counted model on one part; undefined where that is empty. */
export function measureExamples(
  model: ExampleModel,
  parts: Dataset["parts"],
  encoding: Encoding,
  part: MeasuredPart,
): { figures: BaselineFigures; report: Measured["report"] } | undefined {
  if (parts[part].inputs.lengths.length === 0) return undefined;
  const { loss, targets, measured } = judged(parts[part], encoding, model);
  return { figures: { part, loss, targets, impossible: 0, ...measured.metrics }, report: measured.report };
}

function judged(
  part: DatasetPart,
  encoding: Encoding,
  model: ExampleModel,
): { loss: number; targets: number; measured: Measured } {
  const { labels, values } = encoding.target;
  const { lengths } = part.inputs;
  const { kind, perStep } = part.targets;
  const outputs = labels.length;
  const rows = perStep ? lengths.reduce((sum, length) => sum + length, 0) : lengths.length;
  const predicted = new Int32Array(rows);
  const actual = new Int32Array(rows).fill(-1);
  const confidence = new Float64Array(rows);
  const probabilities = new Float64Array(kind === "labels" ? rows * outputs : 0);
  const sets = new Float64Array(probabilities.length);
  let [nats, targets, at] = [0, 0, 0];
  eachTarget(part, (row, sequence, step) => {
    const out = model.predict(part.inputs, sequence, step);
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
  const answered = {
    ...{ kind: kind === "labels" ? kind : ("class" as const), perStep, labels, values, lengths },
    ...{ predicted, actual, confidence, probabilities, actualValues: sets },
  };
  const { metrics, report } = labelledMetrics(answered);
  const examples = shownExamples(part, encoding, answered, chooseExamples(answered));
  return { loss: nats / targets, targets, measured: { metrics, report: { ...report, examples } } };
}

/** None of these models holds anything impossible: a product of many probabilities may only be too small for a number. */
function logOf(probability: number): number {
  return Math.log(Math.max(probability, 1e-300));
}
