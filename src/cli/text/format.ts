import { lossText, metricsText } from "../../base/metrics.ts";

/** "perplexity 6.24, 2.641 bits per character"; what measures nothing else, its loss. */
export function measured(figures: { loss: number }): string {
  return metricsText(figures) || `loss ${lossText(figures.loss)}`;
}
