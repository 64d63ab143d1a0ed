import { lossText } from "../../base/metrics.ts";

// Numbers as the status bar shows them: short, and never jumping in width more than they must.

/** 48213 → "48k", 1240 → "1.2k", 310 → "310", 2400000 → "2.4M". */
export function short(n: number): string {
  for (const [unit, name] of [
    [1e9, "G"],
    [1e6, "M"],
    [1e3, "k"],
  ] as const) {
    if (n >= unit * 0.9995) return `${n / unit >= 9.95 ? Math.round(n / unit) : (n / unit).toFixed(1)}${name}`;
  }
  return String(Math.round(n));
}

/** A loss with three digits: 1.834 → "1.83", 12.34 → "12.3". */
export function loss(value: number | null): string {
  return lossText(value, 2, 3);
}

/** Whole percents that only the last step makes 100. */
export function percent(step: number, steps: number): number {
  if (steps <= 0) return 0;
  return step >= steps ? 100 : Math.min(99, Math.floor((100 * step) / steps));
}
