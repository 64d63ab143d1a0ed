import type { Config } from "../../config/index.ts";
import { type Dataset, type Encoding, PairTexts } from "../../data/index.ts";
import { type Report, TranscriptMetrics, WrittenMetrics } from "../../metrics/index.ts";
import type { BaselineFigures, MeasuredPart } from "../figures.ts";
import type { Pace } from "../pace.ts";
import { type PairMethod, PairModel } from "./model.ts";

/** Pairs between two breaths. */
const SLICE = 64;

/** A baseline of pairs, by the figures of written output that the network is measured by. */
export async function measureOnPairs(
  name: PairMethod,
  { training: { seed } }: { training: Pick<Config["training"], "seed"> },
  { parts, encoding }: Pick<Dataset, "parts" | "encoding">,
  pace: Pace,
): Promise<BaselineFigures[]> {
  const model = await PairModel.fit(name, parts.train, encoding, pace);
  const found: BaselineFigures[] = [];
  for (const part of ["validation", "test"] as const) {
    const measured = await measurePairs(model, { parts, encoding }, part, seed, pace);
    if (measured) found.push(measured.figures);
  }
  return found;
}

/**
 * A counted model on one part, on the pairs for which the network writes too; undefined where the part is empty. It gives no
 * probabilities, and so it has no loss.
 */
export async function measurePairs(
  model: PairModel,
  { parts, encoding }: { parts: Dataset["parts"]; encoding: Encoding },
  part: MeasuredPart,
  seed: number,
  pace: Pace,
): Promise<{ figures: BaselineFigures; report: Report } | undefined> {
  const pairs = new PairTexts(parts[part], encoding);
  if (pairs.count === 0) return undefined;
  const vocabulary = encoding.target.vocabulary!;
  const isTranscript = vocabulary.blank !== undefined;
  const [written, transcripts] = [new WrittenMetrics(vocabulary.unit), new TranscriptMetrics(vocabulary.unit)];
  let targets = 0;
  for (const [i, pair] of pairs.written(part === "test" || isTranscript, seed).entries()) {
    if (i % SLICE === 0) await pace();
    const truth = pairs.target(pair);
    const { tokens, text } = model.write(parts[part].inputs, pair);
    const said = { source: pairs.sourceText(pair), text, reference: pairs.targetText(pair) };
    if (isTranscript) {
      const output = Array.from(tokens, (id) => vocabulary.symbols[id] ?? "");
      transcripts.add({ ...said, output, truth: pairs.targetSymbols(pair) });
      targets += Math.max(1, truth.length);
    } else {
      written.add({ ...said, sourceLength: pairs.sourceLength(pair), output: tokens, truth, stopped: true });
      targets += truth.length + 1;
    }
  }
  const { metrics, report } = (isTranscript ? transcripts : written).measured;
  return { figures: { part, loss: null, targets, impossible: 0, ...metrics }, report };
}
