import { isBetter } from "../base/metrics.ts";
import type { RunEntry } from "../contracts/runEntry.ts";
import { labelOf } from "./labels.ts";

/** The orders in which runs can be listed. */
export const orders = ["newest", "oldest", "best", "longest", "name", "starred"] as const;

export type Order = (typeof orders)[number];

type Compare = (a: RunEntry, b: RunEntry) => number;

const newest: Compare = (a, b) => compareText(b.created, a.created) || compareText(a.id, b.id);

const comparisons: Record<Order, Compare> = {
  newest,
  oldest: (a, b) => newest(b, a),
  best: (a, b) => compareFigures(a, b) || newest(a, b),
  longest: (a, b) => b.seconds - a.seconds || newest(a, b),
  name: (a, b) => nameOf(a).localeCompare(nameOf(b), undefined, { numeric: true }) || newest(a, b),
  starred: (a, b) => Number(b.notes.star ?? false) - Number(a.notes.star ?? false) || newest(a, b),
};

export function compareRuns(order: Order): Compare {
  return comparisons[order];
}

/** Figures that are not the same are not held against each other: those with the measurement that more can be said of come first. */
function compareFigures(a: RunEntry, b: RunEntry): number {
  const unmeasured = (run: RunEntry) => Number(run.value === null) * 2 + Number(run.measured === "training");
  const order = unmeasured(a) - unmeasured(b) || compareText(a.figure, b.figure);
  if (order !== 0 || a.value === null || b.value === null || a.value === b.value) return order;
  return isBetter(a.figure, a.value, b.value) ? -1 : 1;
}

function nameOf(run: RunEntry): string {
  const label = labelOf(run);
  return typeof label === "object" ? label.text : "";
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
