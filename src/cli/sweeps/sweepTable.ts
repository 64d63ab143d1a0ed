import { type FigureName, figureLabel, figureSaid } from "../../base/metrics.ts";
import { decimalText } from "../../base/numberText.ts";
import { shortKeys, valueText } from "../../base/settingsText.ts";
import { count, grouped, listed } from "../../base/words.ts";
import type { ImportanceRow, SweepDoneEvent, TrialRecord } from "../../contracts/sweeps.ts";
import { table } from "../text/columns.ts";

const STATES: Record<TrialRecord["state"], string> = {
  waiting: "waiting",
  running: "training",
  finished: "finished",
  "ended-early": "ended early",
  interrupted: "stopped",
  diverged: "diverged",
  failed: "failed",
};

/** A trial while it trains: how far it is of how much, and its latest figure. */
export interface TrialProgress {
  step: number;
  steps: number;
  value?: number;
}

/** Trials as a table, one a line below its head; the best is marked. */
export function trialTable(
  trials: readonly TrialRecord[],
  figure: FigureName,
  best: number | undefined,
  progress: ReadonlyMap<number, TrialProgress> = new Map(),
): string[] {
  const settings = trials[0]?.settings.map(({ key }) => key) ?? [];
  const head = ["", "trial", ...shortKeys(settings), "", "steps", figureLabel(figure)];
  const rows = trials.map((trial) => {
    const at = progress.get(trial.trial);
    const value = trial.value ?? at?.value;
    return [
      trial.trial === best ? "*" : "",
      String(trial.trial),
      ...trial.settings.map(({ value }) => valueText(value)),
      STATES[trial.state],
      at ? `${grouped(at.step)}/${grouped(at.steps)}` : grouped(trial.steps),
      value === undefined || value === null ? "–" : figureSaid(figure, value),
    ];
  });
  return table(head, rows, [0, head.length - 3]);
}

/** The trials by their figure: those that reached their end, those that ended early, the others. */
export function byFigure(trials: readonly TrialRecord[], isBetter: (a: number, b: number) => boolean): TrialRecord[] {
  const rank = ({ state }: TrialRecord) => (state === "finished" ? 0 : state === "ended-early" ? 1 : 2);
  return trials.toSorted((a, b) => {
    const order = rank(a) - rank(b) || b.steps * rank(b) - a.steps * rank(a);
    if (order !== 0 || a.value === null || b.value === null) return order;
    return isBetter(a.value, b.value) ? -1 : isBetter(b.value, a.value) ? 1 : 0;
  });
}

/** Below this a correlation is taken for more than chance. */
const CERTAIN = 0.05;

/** Which setting goes with the figure, and how sure that is. */
export function importanceLines({ importance, importanceStep }: SweepDoneEvent, figure: FigureName): string[] {
  if (importance.length === 0 || importance[0].n < 3) return [];
  const { n } = importance[0];
  const ranked = importance.filter(({ rho }) => rho !== null);
  const others = importance.filter(({ rho }) => rho === null).map(({ key }) => key);
  const when = importanceStep === null ? "" : ` after ${count(importanceStep, "step")}`;
  const label = figureLabel(figure);
  const keys = shortKeys(ranked.map(({ key }) => key));
  const rows = ranked.map((row, i) => [keys[i], signed(row.rho!), chance(row.p), wordsOf(row, label)]);
  return [
    "",
    `Settings and ${label}${when} (ρ: rank correlation over ${count(n, "trial")}; p: probability by chance):`,
    ...table(["setting", "ρ", "p", ""], rows, [0, 3]).map((line) => `  ${line}`),
    ...(others.length > 0
      ? [`  ${listed(others, "and")}: no rank correlation, because values have no order or do not vary.`]
      : []),
  ];
}

function wordsOf({ rho, p }: ImportanceRow, label: string): string {
  if (p === null || p >= CERTAIN) return "may be chance";
  return rho! > 0 ? `larger values, larger ${label}` : `larger values, smaller ${label}`;
}

function signed(rho: number): string {
  return rho < 0 ? `−${decimalText(-rho, 2)}` : `+${decimalText(rho, 2)}`;
}

function chance(p: number | null): string {
  return p === null ? "–" : p < 0.001 ? "< 0.001" : p.toFixed(3);
}
