import { clock } from "../../src/base/clock.ts";
import { type FigureName, lossText, type Metrics, metricText } from "../../src/base/metrics.ts";
import { t } from "./text.ts";

/** One figure of a measurement, a loss or another; "–" where it was not measured. */
export function figureOf(measured: { loss: number | null } & Metrics, figure: FigureName): string {
  if (figure === "loss") return lossText(measured.loss);
  const value = measured[figure];
  return value === undefined ? "–" : metricText(figure, value);
}

/** The perplexity of a loss, its exponential: 1.8312 → "6.24". */
export function perplexity(loss: number | null | undefined): string {
  return typeof loss === "number" ? metricText("perplexity", Math.exp(loss)) : "–";
}

/** Seconds → "0:40", "1:02:03" */
export function duration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return "–";
  return clock(seconds);
}

/** A state with its sign, which is a minus and not a hyphen: −0.42, +0.42. */
export function signed(value: number, digits = 2): string {
  if (!Number.isFinite(value)) return t("not a number");
  const text = Math.abs(value).toFixed(digits);
  return Number(text) === 0 ? text : `${value < 0 ? "−" : "+"}${text}`;
}

/** A probability: 31 %, 9.4 %, < 0.1 % */
export function shareText(probability: number): string {
  if (probability > 0 && probability < 0.001) return "< 0.1 %";
  return `${(100 * probability).toFixed(probability >= 0.0995 ? 0 : 1)} %`;
}

/** A symbol in words, for a line of text or a screen reader. */
export function symbolName(symbol: string): string {
  // A network without a prompt begins with a symbol that nobody reads.
  if (symbol === "") return t("the start");
  if (symbol === " ") return t("space");
  if (symbol === "\n") return t("line break");
  if (symbol === "\t") return t("tab");
  if (/^[\p{C}\p{Z}]+$/u.test(symbol)) {
    return `U+${symbol.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`;
  }
  return `“${symbol}”`;
}
