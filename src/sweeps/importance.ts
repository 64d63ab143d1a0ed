import { rankCorrelation } from "../comparison/index.ts";
import type { TrialSettings } from "./trials.ts";

/** How the values of one setting go with the figure, over the trials that have it. */
export interface Importance {
  key: string;
  /** Spearman's ρ of setting and figure, −1 … 1; null where a setting has no order, or one side does not vary. */
  rho: number | null;
  /** How probable so large a |ρ| is where the two have nothing to do with each other; null of fewer than three trials. */
  p: number | null;
  n: number;
}

/** A trial that reached a value of the figure. */
export interface ScoredTrial {
  settings: TrialSettings;
  value: number;
}

/**
 * The settings of a sweep by how much the figure goes with their ranks, most first. Numbers are ranked; of other values only two can be
 * held against each other, the first that occurs as the lower.
 */
export function importanceOf(trials: readonly ScoredTrial[]): Importance[] {
  const keys = trials[0]?.settings.map(({ key }) => key) ?? [];
  const found = keys.map((key, i): Importance => {
    const numbers = asNumbers(trials.map(({ settings }) => settings[i].value));
    const n = trials.length;
    if (numbers === undefined) return { key, rho: null, p: null, n };
    const correlation = rankCorrelation(
      numbers,
      trials.map(({ value }) => value),
    );
    return { key, rho: finite(correlation.rho), p: finite(correlation.p), n };
  });
  const size = ({ rho }: Importance) => (rho === null ? -1 : Math.abs(rho));
  return found.sort((a, b) => size(b) - size(a));
}

function asNumbers(values: readonly unknown[]): readonly number[] | undefined {
  if (values.every((value) => typeof value === "number")) return values;
  const names = [...new Set(values.map((value) => JSON.stringify(value)))];
  if (names.length > 2) return undefined;
  return values.map((value) => names.indexOf(JSON.stringify(value)));
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
