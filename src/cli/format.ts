import { metricsText, smallLoss } from "../base/metrics.ts";

/** 1.8312 → "1.831"; what is not finite by its sign, "∞". */
export function decimals(value: number, digits = 3): string {
  if (Number.isFinite(value)) return value.toFixed(digits);
  return Number.isNaN(value) ? "–" : value > 0 ? "∞" : "−∞";
}

/** "perplexity 6.24, 2.641 bits a character"; what measures nothing else, its loss. */
export function measured(figures: { loss: number }): string {
  return metricsText(figures) || `loss ${smallLoss(figures.loss)}`;
}
