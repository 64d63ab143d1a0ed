import type { FigureName } from "../../../src/base/metrics.ts";
import type { Figure } from "../../run/curves/figure.ts";
import type { Marks } from "../../run/curves/subject.ts";
import type { RunView } from "../../run/runView.ts";
import { t } from "../../shared/text.ts";

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
