import { errorColumns } from "../../base/forecastErrors.ts";
import { metricText } from "../../base/metrics.ts";
import { decimalText } from "../../base/numberText.ts";
import { oneLine, visibleSymbol } from "../../base/visibleText.ts";
import { count, UNTYPED } from "../../base/words.ts";
import type { Report } from "../../runner/index.ts";
import { table } from "./columns.ts";

/** Rows of a table that a person reads on a terminal. */
const MOST_ROWS = 40;
/** Classes of a confusion matrix that fits on a terminal. */
const MOST_CLASSES = 12;

/** A report as tables of text; "" where there is nothing to show. */
export function reportText(report: Report): string {
  const { classes, entities, confusion, calibration, horizons, errors } = report;
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
  parts.push(...writtenText(report));
  return parts.map((part) => `\n${part}`).join("\n");
}

/** Pairs of labels that a person reads on a terminal. */
const MOST_CONFUSED = 10;
/** Longer texts are cut in the table of the worst examples. */
const MOST_CHARACTERS = 60;

function shortText(text: string): string {
  const characters = [...text];
  return characters.length > MOST_CHARACTERS ? `${characters.slice(0, MOST_CHARACTERS - 1).join("")}…` : text;
}

/** What is written for sources of each length, and the examples that are the furthest from the truth. */
function writtenText({ lengths, worst, beam, edits, confused }: Report): string[] {
  const parts: string[] = [];
  if (beam !== undefined) {
    parts.push(
      `Outputs are written ${beam === null ? "greedily" : `by beam search with ${count(beam, "candidate")}`}.`,
    );
  }
  if (lengths && lengths.length > 0) {
    const body = lengths.map(({ from, to, examples, exactMatch, bleu, errorRate }) => [
      from === to ? String(from) : `${from}–${to}`,
      String(examples),
      ...[exactMatch * 100, bleu ?? Number.NaN, errorRate * 100].map((x) => decimalText(x, 1)),
    ]);
    parts.push(table(["source tokens", "examples", "exact match %", "BLEU", "error rate %"], body).join("\n"));
  }
  if (edits) {
    const { labels, substitutions, insertions, deletions } = edits;
    parts.push(
      `${count(labels, "label")}: ${count(substitutions, "substitution")}, ${count(insertions, "insertion")}, ${count(deletions, "deletion")}.`,
    );
  }
  if (confused && confused.length > 0) {
    const body = confused
      .slice(0, MOST_CONFUSED)
      .map((pair) => [oneLine(visibleSymbol(pair.truth)), oneLine(visibleSymbol(pair.output)), String(pair.count)]);
    parts.push(["Taken for each other:", ...table(["truth", "output", "times"], body, [0, 1])].join("\n"));
  }
  if (worst && worst.length > 0) {
    const body = worst.map(({ source, output, truth, errorRate, stopped }) => [
      decimalText(100 * errorRate, 1),
      shortText(source),
      `${shortText(output) || "(nothing)"}${stopped ? "" : " (cut)"}`,
      shortText(truth) || "(nothing)",
    ]);
    parts.push(
      ["The furthest from the truth:", ...table(["error rate %", "source", "output", "truth"], body, [1, 2, 3])].join(
        "\n",
      ),
    );
  }
  return parts;
}

function errorText(value: number | null): string {
  return metricText("mae", value ?? Number.POSITIVE_INFINITY);
}
