import { errorColumns } from "../../base/forecastErrors.ts";
import { metricText } from "../../base/metrics.ts";
import { decimalText } from "../../base/numberText.ts";
import { oneLine } from "../../base/visibleText.ts";
import { UNTYPED } from "../../base/words.ts";
import type { Report } from "../../runner/index.ts";

/** Rows of a table that a person reads on a terminal. */
const MOST_ROWS = 40;
/** Classes of a confusion matrix that fits on a terminal. */
const MOST_CLASSES = 12;

/** A report as tables of text; "" where there is nothing to show. */
export function reportText({ classes, entities, confusion, calibration, horizons, errors }: Report): string {
  const parts: string[] = [];
  for (const [title, rows] of [
    ["entity", entities],
    ["label", classes],
  ] as const) {
    if (!rows || rows.length === 0) continue;
    const shown = rows.toSorted((a, b) => b.actual - a.actual).slice(0, MOST_ROWS);
    const body = shown.map(({ label, precision, recall, f1, actual, predicted }) => [
      label || UNTYPED,
      ...[precision, recall, f1].map((x) => decimalText(100 * x, 1)),
      String(actual),
      String(predicted),
    ]);
    const rest = rows.length > shown.length ? [`… and ${rows.length - shown.length} rarer ones`] : [];
    parts.push([...table([title, "precision %", "recall %", "F1 %", "true", "predicted"], body), ...rest].join("\n"));
  }
  if (confusion && confusion.labels.length <= MOST_CLASSES) {
    const body = confusion.counts.map((row, i) => [confusion.labels[i], ...row.map(String)]);
    parts.push(table(["true ╲ predicted", ...confusion.labels], body).join("\n"));
  }
  if (calibration) {
    const body = calibration
      .filter(({ count }) => count > 0)
      .map(({ from, to, count, confidence, accuracy }) => [
        `${decimalText(100 * from, 0)}–${decimalText(100 * to, 0)}`,
        ...[confidence, accuracy].map((x) => decimalText(100 * x, 1)),
        String(count),
      ]);
    parts.push(table(["confidence %", "mean", "accuracy %", "predictions"], body).join("\n"));
  }
  if (horizons) {
    const { heads, cells } = errorColumns(horizons);
    const body = horizons.map((row) => [String(row.horizon), ...cells(row).map(errorText)]);
    parts.push(table(["horizon", ...heads], body).join("\n"));
  }
  if (errors) {
    const { heads, cells } = errorColumns(errors);
    const names = (["series", "column"] as const).filter((key) => errors[0]?.[key] !== undefined);
    const shown = errors.slice(0, MOST_ROWS);
    const body = shown.map((row) => [...names.map((key) => oneLine(row[key] ?? "")), ...cells(row).map(errorText)]);
    const rest = errors.length > shown.length ? [`… and ${errors.length - shown.length} more`] : [];
    parts.push([...table([...names, ...heads], body), ...rest].join("\n"));
  }
  return parts.map((part) => `\n${part}`).join("\n");
}

/** Columns as wide as they need, the first to the left and the others to the right. */
function table(head: readonly string[], body: readonly (readonly string[])[]): string[] {
  const rows = [head, ...body].map((row) => row.map(oneLine));
  const widths = head.map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  return rows.map((row) => row.map((cell, i) => (i ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join("  "));
}

function errorText(value: number | null): string {
  return metricText("mae", value ?? Number.POSITIVE_INFINITY);
}
