import type { Dataset, DatasetPart, Encoding } from "../../data/index.ts";
import { type Report, WrittenMetrics } from "../../metrics/index.ts";
import type { BaselineFigures, MeasuredPart } from "../figures.ts";
import type { Pace } from "../pace.ts";
import { type PairMethod, PairModel } from "./model.ts";

/** Pairs between two breaths. */
const SLICE = 64;

/** A baseline of pairs, by the figures of written output that the network is measured by. */
export async function measureOnPairs(
  name: PairMethod,
  { parts, encoding }: Pick<Dataset, "parts" | "encoding">,
  pace: Pace,
): Promise<BaselineFigures[]> {
  const model = await PairModel.fit(name, parts.train, encoding, pace);
  const found: BaselineFigures[] = [];
  for (const part of ["validation", "test"] as const) {
    const measured = await measurePairs(model, parts, encoding, part, pace);
    if (measured) found.push(measured.figures);
  }
  return found;
}

/** A counted model on one part; undefined where that is empty. It says no probabilities, and so has no loss. */
export async function measurePairs(
  model: PairModel,
  parts: Dataset["parts"],
  encoding: Encoding,
  part: MeasuredPart,
  pace: Pace,
): Promise<{ figures: BaselineFigures; report: Report } | undefined> {
  const { inputs, targets } = parts[part];
  if (inputs.lengths.length === 0) return undefined;
  const source = encoding.source.vocabulary!;
  const target = encoding.target.vocabulary!;
  const figures = new WrittenMetrics(target.unit);
  const { starts, lengths, tokens } = sequencesOf(targets);
  for (let i = 0; i < lengths.length; i++) {
    if (i % SLICE === 0) await pace();
    const read = inputs.tokens!.subarray(inputs.starts[i], inputs.starts[i] + inputs.lengths[i]);
    const truth = tokens.subarray(starts[i], starts[i] + lengths[i]);
    const written = model.write(inputs, i);
    figures.add({
      ...{ source: source.decode(read), sourceLength: read.length },
      ...{ output: written.tokens, text: written.text, truth, reference: target.decode(truth), stopped: true },
    });
  }
  const { metrics, report } = figures.measured;
  const predicted = lengths.reduce((sum, length) => sum + length + 1, 0);
  return { figures: { part, loss: null, targets: predicted, impossible: 0, ...metrics }, report };
}

function sequencesOf(targets: DatasetPart["targets"]) {
  if (targets.kind !== "sequences") throw new Error("Only pairs have targets that are sequences.");
  return targets.sequences;
}
