import { lossText, metricsText } from "../../base/metrics.ts";
import { decimalText } from "../../base/numberText.ts";
import { grouped } from "../../base/words.ts";

/** "perplexity 6.24, 2.641 bits per character"; what measures nothing else, its loss. */
export function measured(figures: { loss: number }): string {
  return metricsText(figures) || `loss ${lossText(figures.loss)}`;
}

/** "3 of 4 (75.0 %)" */
export function shareText(some: number, of: number): string {
  return `${grouped(some)} of ${grouped(of)} (${decimalText((100 * some) / of, 1)} %)`;
}
