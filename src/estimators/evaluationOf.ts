import type { BaselineFigures } from "../baselines/index.ts";
import type { Report } from "../metrics/index.ts";
import type { Evaluation } from "../tasks/index.ts";

/** The evaluation of a model that counts; undefined where nothing was measured. */
export function evaluationOf(found: { figures: BaselineFigures; report: Report } | undefined): Evaluation | undefined {
  if (!found) return undefined;
  const { targets, impossible: _, part: __, ...figures } = found.figures;
  return { figures, targets, report: found.report };
}
