import { type FigureName, figureLabel, figureSaid, metricKinds } from "../base/metrics.ts";
import { decimalText } from "../base/numberText.ts";
import { tasks } from "../config/index.ts";
import type { GroupDifference, GroupFigure, RunGroup } from "./groups.ts";
import { LEAST_FOR_INTERVAL } from "./statistics/interval.ts";

/** More sentences than these nobody reads. */
const MOST_NAMED = 2;

const NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/** "LSTM is better than RNN by 0.08 ± 0.03 nats (loss on validation), in five of five seeds." */
export function differenceText(difference: GroupDifference): string {
  const { better, worse, figure, part, gains, wins, interval, isCertain, mean } = difference;
  const amount = amountsOf(figure, difference);
  const where = `(${figureLabel(figure)} on ${part === "test" ? "the test part" : "validation"})`;
  const seeds = `in ${inWords(wins)} of ${inWords(gains.length)} ${gains.length === 1 ? "seed" : "seeds"}`;
  if (mean === 0) return `${better.label} and ${worse.label} are equal ${where}, by the mean of ${gains.length} seeds.`;
  if (!interval) {
    const more = `An interval takes at least ${inWords(LEAST_FOR_INTERVAL)} seeds of each.`;
    return `${better.label} is better than ${worse.label} by ${amount(mean)} ${where}, ${seeds}. ${more}`;
  }
  const half = (interval.high - interval.low) / 2;
  const by =
    interval.by === "student"
      ? `${amount(mean, half)} ${where}`
      : `${amount(mean)} ${where}, with 95 % confidence ${amount(interval.low)} to ${amount(interval.high)}`;
  if (isCertain) return `${better.label} is better than ${worse.label} by ${by}, ${seeds}.`;
  return `${better.label} and ${worse.label} cannot be told apart: the first is better by ${by}, ${seeds}.`;
}

/** Two groups of which nothing is said, and why. */
/** Which groups are not held against the best one, each by name where they are few. */
export function unpairedTexts(unpaired: readonly { best: RunGroup; group: RunGroup }[]): string[] {
  const bests = [...new Set(unpaired.map(({ best }) => best))];
  return bests.flatMap((best) => {
    const groups = unpaired.filter((one) => one.best === best).map(({ group }) => group);
    if (groups.length > MOST_NAMED)
      return [
        `${groups.length} groups are not held against ${best.label}: they have fewer than two seeds in common with it.`,
      ];
    return groups.map(({ label }) => {
      return `${best.label} and ${label} are not held against each other: they have fewer than two seeds in common.`;
    });
  });
}

/** "4.22 ± 0.05": a mean and its deviation, with the digits of the mean; "–" where there is none. */
export function spreadText(figure: FigureName, found: Omit<GroupFigure, "n"> | undefined): string {
  if (!found) return "–";
  const { mean, deviation } = found;
  const said = figureSaid(figure, mean);
  if (Number.isNaN(deviation)) return said;
  const digits = /^-?[\d,]+(?:\.(\d+))?( %)?$/.exec(said);
  if (!digits) return `${said} ± ${figureSaid(figure, deviation)}`;
  const [, decimals = "", percent = ""] = digits;
  return `${said} ± ${((percent ? 100 : 1) * deviation).toFixed(decimals.length)}${percent}`;
}

/** Differences of a figure with its unit: "0.08 ± 0.03 nats", "1.2 ± 0.4 percentage points". */
function amountsOf(figure: FigureName, { better }: GroupDifference): (value: number, half?: number) => string {
  const isShare = figure !== "loss" && metricKinds[figure].as === "percent";
  const isLoss = figure === "loss" || figure === "weightedLoss";
  // Of forecasts, a loss is an error in numbers.
  const isNats = isLoss && tasks[better.runs[0].config.task].predicts !== "numbers";
  const unit = isShare ? " percentage points" : isNats ? " nats" : "";
  const scale = isShare ? 100 : 1;
  return (value, half) => {
    const decimals = decimalsFor(scale * (half ?? value));
    const spread = half === undefined ? "" : ` ± ${decimalText(scale * half, decimals)}`;
    return `${decimalText(scale * value, decimals)}${spread}${unit}`;
  };
}

/** Two digits of what is uncertain say enough. */
function decimalsFor(value: number): number {
  const size = Math.abs(value);
  return size === 0 || !Number.isFinite(size) ? 2 : Math.min(12, Math.max(0, 1 - Math.floor(Math.log10(size))));
}

function inWords(n: number): string {
  return NUMBERS[n] ?? String(n);
}
