import type { BaselineFigures } from "../baselines/index.ts";
import type { Report } from "../metrics/index.ts";
import type { Evaluation } from "../tasks/index.ts";

/** The evaluation of a model that counts, whose loss is no number where it gives no probabilities; undefined where nothing was measured. */
export function evaluationOf(found: { figures: BaselineFigures; report: Report } | undefined): Evaluation | undefined {
  if (!found) return undefined;
  const { targets, impossible: _, part: __, loss, ...figures } = found.figures;
  return { figures: { loss: loss ?? Number.NaN, ...figures }, targets, report: found.report };
}
