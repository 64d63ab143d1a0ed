import type { FigureName } from "../../../src/base/metrics.ts";
import type { ReferenceLine } from "../../shared/referenceLines.ts";
import { t } from "../../shared/text.ts";
import type { RunView } from "../runView.ts";
import type { Figure } from "./figure.ts";

/** What stands in a chart besides its curves. */
export interface Marks {
  /** Baselines on validation, the best first, or the norm from which on gradients are clipped. */
  lines: ReferenceLine[];
  /** The best measurement, in the figure that chooses it. */
  best: { step: number; value: number } | undefined;
}

export function marksOf({ run, progress, baselines }: RunView, { name, said }: Figure): Marks {
  const lines = baselines.flatMap((baseline) => {
    const y = baseline[name as FigureName];
    const fits = baseline.part === "validation" && typeof y === "number" && Number.isFinite(y);
    return fits ? [{ y, label: `${baseline.name}: ${said(y)}` }] : [];
  });
  const { clipNorm, bestBy } = run ?? {};
  if (name === "gradientNorm" && clipNorm !== undefined)
    lines.push({ y: clipNorm, label: t("clipped to {0}", clipNorm) });
  const value = bestBy === name ? progress?.best?.[bestBy] : undefined;
  const best = typeof value === "number" && Number.isFinite(value) ? { step: progress!.best!.step, value } : undefined;
  return { lines: lines.sort((a, b) => a.y - b.y), best };
}
