import { grouped } from "../../../src/base/words.ts";
import { t } from "../../shared/text.ts";
import { lastStep } from "./axis.ts";
import type { Figure } from "./figure.ts";
import type { DrawnCurve } from "./paneCurve.ts";
import type { CurveSubject, Marks } from "./subject.ts";

/** More curves than these are summed up by their number. */
const MOST_CURVES = 6;

/** A pane in words, for who does not see it. */
export function summaryOf(
  { runs }: CurveSubject,
  figure: Figure,
  curves: readonly DrawnCurve[],
  { lines }: Marks,
): string {
  const { label, name, unit, said } = figure;
  const what = name === "loss" ? t("loss") : label;
  const last = Math.max(...runs.map(lastStep));
  if (curves.every(({ column }) => !column?.length)) return t("Chart of the {0}: no points yet.", what);
  const parts = [
    unit === ""
      ? t("Chart of the {0} over {1} steps.", what, grouped(last))
      : t("Chart of the {0} over {1} steps: {2}.", what, grouped(last), unit),
  ];
  if (curves.length > MOST_CURVES) parts.push(t("{0} curves; the table has their values.", curves.length));
  else for (const curve of curves) parts.push(...ofCurve(curve, said));
  if (lines.length > 0) parts.push(t("Lines for comparison: {0}.", lines.map((line) => line.label).join("; ")));
  return parts.join(" ");
}

function ofCurve({ of, column, steps, isHidden }: DrawnCurve, said: (value: number) => string): string[] {
  if (column === undefined || column.length === 0) return [];
  if (isHidden) return [t("{0} is hidden.", of.label)];
  const [low, high] = [column.lowest(0, column.length), column.highest(0, column.length)];
  if (low < 0) return [];
  const stepAt = (row: number) => grouped(steps.values[row]);
  const { values, length } = column;
  return [
    t("{0} from {1} to {2},", of.label, said(values[0]), said(values[length - 1])),
    t(
      "lowest {0} at step {1}, highest {2} at step {3}.",
      said(values[low]),
      stepAt(low),
      said(values[high]),
      stepAt(high),
    ),
  ];
}
