import type { Column } from "../../../src/base/curves/column.ts";
import type { FigureName } from "../../../src/base/metrics.ts";
import { decimalText } from "../../../src/base/numberText.ts";
import type { Figure } from "../../run/curves/figure.ts";
import type { RunRows } from "../../run/curves/runRows.ts";
import type { Marks } from "../../run/curves/subject.ts";
import type { RunView } from "../../run/runView.ts";
import { t } from "../../shared/text.ts";

export function marksOf({ run, progress, baselines, curves }: RunView, { name, said }: Figure): Marks {
  const lines = baselines.flatMap((baseline) => {
    const y = baseline[name as FigureName];
    const fits = baseline.part === "validation" && typeof y === "number" && Number.isFinite(y);
    return fits ? [{ y, label: `${baseline.name}: ${said(y)}` }] : [];
  });
  const { clipNorm, bestBy } = run ?? {};
  if (name === "gradientNorm" && clipNorm !== undefined) {
    const share = clippedShareOf(curves);
    const of = share === undefined ? "" : ` ${t("({0} of the steps)", `${decimalText(100 * share, 1)} %`)}`;
    lines.push({ y: clipNorm, label: `${t("clipped to {0}", clipNorm)}${of}` });
  }
  const value = bestBy === name ? progress?.best?.[bestBy] : undefined;
  const best = typeof value === "number" && Number.isFinite(value) ? { step: progress!.best!.step, value } : undefined;
  return { lines: lines.sort((a, b) => a.y - b.y), best };
}

/** Sums over the rows so far of columns that grow. */
const sums = new WeakMap<Column, { version: number; length: number; steps: number; clipped: number }>();

/** The share of all steps so far that were clipped: a row is the mean over the steps since the row before. */
function clippedShareOf({ steps: table }: RunRows): number | undefined {
  const [steps, shares] = [table.steps, table.column("clippedShare")];
  if (!shares) return undefined;
  const known = sums.get(shares);
  const sum = known?.version === shares.version ? known : { version: shares.version, length: 0, steps: 0, clipped: 0 };
  for (; sum.length < shares.length; sum.length++) {
    const share = shares.values[sum.length];
    const before = sum.length > 0 ? steps.values[sum.length - 1] : 0;
    if (Number.isNaN(share)) continue;
    sum.steps += steps.values[sum.length] - before;
    sum.clipped += share * (steps.values[sum.length] - before);
  }
  sums.set(shares, sum);
  return sum.steps > 0 ? sum.clipped / sum.steps : undefined;
}
