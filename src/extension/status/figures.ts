import { lossText } from "../../base/metrics.ts";

// Numbers as the status bar shows them: short, and never jumping in width more than they must.

/** A loss with three digits: 1.834 → "1.83", 12.34 → "12.3". */
export function loss(value: number | null): string {
  return lossText(value, 2, 3);
}

/** Whole percents that only the last step makes 100. */
export function percent(step: number, steps: number): number {
  if (steps <= 0) return 0;
  return step >= steps ? 100 : Math.min(99, Math.floor((100 * step) / steps));
}
