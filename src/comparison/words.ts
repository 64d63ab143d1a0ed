import { type FigureName, figureLabel, metricKinds } from "../base/metrics.ts";
import { decimalText } from "../base/numberText.ts";
import type { GroupDifference } from "./groups.ts";
import { LEAST_FOR_INTERVAL } from "./statistics/interval.ts";

const NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/** "LSTM is better than RNN by 0.08 ± 0.03 nats (loss on validation), in five of five seeds." */
export function differenceText(difference: GroupDifference): string {
  const { better, worse, figure, part, gains, wins, interval, isCertain, mean } = difference;
  const where = `(${figureLabel(figure)} on ${part === "test" ? "the test part" : "validation"})`;
  const seeds = `in ${inWords(wins)} of ${inWords(gains.length)} ${gains.length === 1 ? "seed" : "seeds"}`;
  if (mean === 0) return `${better.label} and ${worse.label} are equal ${where}, by the mean of ${gains.length} seeds.`;
  if (!interval) {
    const more = `An interval takes at least ${inWords(LEAST_FOR_INTERVAL)} seeds of each.`;
    return `${better.label} is better than ${worse.label} by ${amount(figure, mean)} ${where}, ${seeds}. ${more}`;
  }
  const half = (interval.high - interval.low) / 2;
  const by =
    interval.by === "student"
      ? `${amount(figure, mean, half)} ${where}`
      : `${amount(figure, mean)} ${where}, with 95 % confidence ${amount(figure, interval.low)} to ${amount(figure, interval.high)}`;
  if (isCertain) return `${better.label} is better than ${worse.label} by ${by}, ${seeds}.`;
  return `${better.label} and ${worse.label} cannot be told apart: the first is better by ${by}, ${seeds}.`;
}

/** A difference of figures with its unit: "0.08 ± 0.03 nats", "1.2 ± 0.4 percentage points". */
function amount(figure: FigureName, value: number, half?: number): string {
  const isShare = figure !== "loss" && metricKinds[figure].as === "percent";
  const [scaled, spread] = [value, half].map((each) => (isShare ? 100 * (each ?? 0) : (each ?? 0)));
  const decimals = decimalsFor(half === undefined ? scaled : spread);
  const unit = isShare ? " percentage points" : figure === "loss" || figure === "weightedLoss" ? " nats" : "";
  return `${decimalText(scaled, decimals)}${half === undefined ? "" : ` ± ${decimalText(spread, decimals)}`}${unit}`;
}

/** Two digits of what is uncertain say enough. */
function decimalsFor(value: number): number {
  const size = Math.abs(value);
  return size === 0 || !Number.isFinite(size) ? 2 : Math.min(12, Math.max(0, 1 - Math.floor(Math.log10(size))));
}

function inWords(n: number): string {
  return NUMBERS[n] ?? String(n);
}
