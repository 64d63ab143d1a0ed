import { decimalText } from "./numberText.ts";

interface MetricKind {
  /** For people, beside its value. */
  label: string;
  /** As a share of 100, or with so many digits behind the point. */
  as: "percent" | number;
  /** Larger is better. */
  rises: boolean;
}

/** Every figure that is measured beside a loss, by the name it has in events and logs. */
export const metricKinds = {
  weightedLoss: { label: "weighted loss", as: 4, rises: false },
  perplexity: { label: "perplexity", as: 2, rises: false },
  pseudoPerplexity: { label: "pseudo-perplexity", as: 2, rises: false },
  bitsPerCharacter: { label: "bits per character", as: 3, rises: false },
  accuracy: { label: "accuracy", as: "percent", rises: true },
  macroF1: { label: "macro F1", as: "percent", rises: true },
  microF1: { label: "micro F1", as: "percent", rises: true },
  exactMatch: { label: "exact match", as: "percent", rises: true },
  precision: { label: "precision", as: "percent", rises: true },
  recall: { label: "recall", as: "percent", rises: true },
  f1: { label: "F1", as: "percent", rises: true },
  calibrationError: { label: "calibration error", as: "percent", rises: false },
  mae: { label: "MAE", as: 3, rises: false },
  rmse: { label: "RMSE", as: 3, rises: false },
  mase: { label: "MASE", as: 3, rises: false },
  naiveMae: { label: "naive MAE", as: 3, rises: false },
  naiveMase: { label: "naive MASE", as: 3, rises: false },
  hitAt1: { label: "hit@1", as: "percent", rises: true },
  hitAt5: { label: "hit@5", as: "percent", rises: true },
  hitAt10: { label: "hit@10", as: "percent", rises: true },
  mrr: { label: "mean reciprocal rank", as: 3, rises: true },
  tokenAccuracy: { label: "token accuracy", as: "percent", rises: true },
  bleu: { label: "BLEU", as: 1, rises: true },
  chrf: { label: "chrF2", as: 1, rises: true },
  errorRate: { label: "error rate", as: "percent", rises: false },
  substitutions: { label: "substitutions", as: "percent", rises: false },
  insertions: { label: "insertions", as: "percent", rises: false },
  deletions: { label: "deletions", as: "percent", rises: false },
  wordErrorRate: { label: "word error rate", as: "percent", rises: false },
} as const satisfies Record<string, MetricKind>;

export type MetricName = keyof typeof metricKinds;

/** Figures beside a loss; those that the task does not measure are absent. */
export type Metrics = Partial<Record<MetricName, number>>;

export type FigureName = MetricName | "loss";

export const figureNames = ["loss", ...Object.keys(metricKinds)] as FigureName[];

export function isFigure(name: unknown): name is FigureName {
  return (figureNames as unknown[]).includes(name);
}

/** Whether larger is better. */
export function rises(figure: FigureName): boolean {
  return figure !== "loss" && metricKinds[figure].rises;
}

/** Whether `a` is better than `b`; what is not a number is worse than any. */
export function isBetter(figure: FigureName, a: number, b: number): boolean {
  if (Number.isNaN(b)) return !Number.isNaN(a);
  return rises(figure) ? a > b : a < b;
}

/** "perplexity": what people call a figure. */
export function figureLabel(figure: FigureName): string {
  return figure === "loss" ? "loss" : metricKinds[figure].label;
}

/** Whether a figure is a share, which is said as a percentage. */
export function isShare(figure: FigureName): boolean {
  return figure !== "loss" && metricKinds[figure].as === "percent";
}

/** A figure as it is said: a loss with its digits, a share as a percentage. */
export function figureSaid(figure: FigureName, value: number): string {
  return figure === "loss" ? lossText(value) : metricText(figure, value);
}

/** The figures among the fields of an event or a log row, in the order of the table above. */
export function metricsOf(fields: object): Metrics {
  const given = fields as Record<string, unknown>;
  const names = (Object.keys(metricKinds) as MetricName[]).filter((name) => typeof given[name] === "number");
  return Object.fromEntries(names.map((name) => [name, given[name]]));
}

/** Below this, digits behind the point would leave one of a figure, or none. */
const SMALL = 0.01;

/** 0.8312 → "83.1 %", 6.237 → "6.24", 0.00042 → "4.20e-4", 48213.7 → "48,214", as the figure is said. */
export function metricText(name: MetricName, value: number): string {
  const { as } = metricKinds[name];
  if (as === "percent") return Number.isFinite(value) ? `${(100 * value).toFixed(1)} %` : decimalText(value, 1);
  // A series may be in small units.
  return value !== 0 && Math.abs(value) < SMALL ? value.toExponential(2) : decimalText(value, as);
}

/**
 * 1.8312 → "1.831", 0.0015 → "1.5e-3": a loss that is small is not none. "–" where there is none, or where it is not a number. The
 * status bar, which is short, has fewer digits.
 */
export function lossText(value: number | null | undefined, decimals = 3, significant?: number): string {
  if (value === null || value === undefined) return "–";
  return value > 0 && value < SMALL ? value.toExponential(1) : decimalText(value, decimals, significant);
}

/** The loss that a run goes by wherever runs are listed: the best on validation, else the last of its training. */
export function lossOfRun({
  best,
  loss,
}: {
  best?: { loss: number | null } | null;
  loss: number | null;
}): number | null {
  return best?.loss ?? loss;
}

/** What a run has reached, wherever runs are listed: its best on validation, else the last loss of its training; null where there is neither. */
export interface Reached {
  figure: FigureName;
  value: number | null;
  measured: "validation" | "training";
}

/** The figure by which a run chooses its best, as it was measured on validation; else its loss. */
export function reachedOf(
  { best, loss }: { best?: ({ loss: number | null } & Partial<Record<string, unknown>>) | null; loss: number | null },
  by: string,
): Reached {
  const value = isFigure(by) ? best?.[by] : undefined;
  const measured = best ? "validation" : "training";
  if (isFigure(by) && typeof value === "number") return { figure: by, value, measured };
  return { figure: "loss", value: lossOfRun({ best, loss }), measured };
}

/** Figures as a person reads them: "accuracy 83.1 %, macro F1 82.7 %". */
export function metricsText(fields: object): string {
  const all = Object.entries(metricsOf(fields)) as [MetricName, number][];
  return all.map(([name, value]) => sentence(name, value)).join(", ");
}

function sentence(name: MetricName, value: number): string {
  const { label } = metricKinds[name];
  // "2.641 bits per character" reads as a quantity.
  return name === "bitsPerCharacter" ? `${metricText(name, value)} ${label}` : `${label} ${metricText(name, value)}`;
}
