import { valueText } from "../../../base/numberText.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How far the rows of a series are apart. */
export interface TimeStep {
  /** In words: "1 day", "1 month". */
  usual: string;
  shortest: string;
  longest: string;
  /** Of the steps, how many are about as long as usual. */
  share: number;
  /** The steps that leave a gap, by the index of the time before. */
  longer: number[];
}

/** The steps between rising times; undefined for less than three. */
export function stepOf(times: Float64Array, isDate: boolean): TimeStep | undefined {
  if (times.length < 3) return undefined;
  const inMonths = isDate ? monthsOf(times) : undefined;
  const points = inMonths ?? times;
  const steps = new Float64Array(points.length - 1);
  for (let i = 0; i < steps.length; i++) steps[i] = points[i + 1] - points[i];
  const weekdays = isDate && !inMonths && !times.some((time) => isFree(time));
  const ordered = steps.toSorted();
  const usual = ordered[Math.floor((ordered.length - 1) / 2)];
  const words = (step: number) =>
    inMonths ? amount(step, step % 12 === 0 ? "year" : "month", step % 12 === 0 ? 12 : 1) : lengthOf(step, isDate);
  const isUsual = (i: number) => Math.abs(steps[i] - usual) <= 0.5 * usual || (weekdays && isWeekend(times, i, usual));
  const others: number[] = [];
  for (let i = 0; i < steps.length; i++) if (!isUsual(i)) others.push(i);
  return {
    usual: words(usual),
    shortest: words(ordered[0]),
    longest: words(ordered[ordered.length - 1]),
    share: 1 - others.length / steps.length,
    longer: others.filter((i) => steps[i] > usual),
  };
}

/** Months since the year 0, where all times are the same day of a month, or its last; undefined elsewhere. */
function monthsOf(times: Float64Array): Float64Array | undefined {
  if (times.some((time, i) => i > 0 && time - times[i - 1] < 27 * DAY)) return undefined;
  const dates = Array.from(times, (time) => new Date(time));
  const [first] = dates;
  const isAlike = (next: boolean) =>
    dates.every((date) => {
      const day = new Date(date.getTime() + (next ? DAY : 0));
      const as = new Date(first.getTime() + (next ? DAY : 0));
      return day.getUTCDate() === as.getUTCDate() && day.getTime() % DAY === as.getTime() % DAY;
    });
  // The day after the last of a month is the first of the next.
  const isEnd = new Date(first.getTime() + DAY).getUTCDate() === 1 && isAlike(true);
  if (!isEnd && !isAlike(false)) return undefined;
  const months = Float64Array.from(dates, (date) => 12 * date.getUTCFullYear() + date.getUTCMonth());
  return months.every((month, i) => i === 0 || month > months[i - 1]) ? months : undefined;
}

/** Whether daily rows pass over nothing but a weekend, as those of prices do. */
function isWeekend(times: Float64Array, i: number, usual: number): boolean {
  if (Math.abs(usual - DAY) > 2 * HOUR) return false;
  const days = Math.round((times[i + 1] - times[i]) / DAY);
  return days <= 3 && Array.from({ length: days - 1 }, (_, d) => times[i] + (d + 1) * DAY).every(isFree);
}

/** Whether it is a Saturday or a Sunday. */
function isFree(time: number): boolean {
  return new Date(time).getUTCDay() % 6 === 0;
}

function lengthOf(step: number, isDate: boolean): string {
  if (!isDate) return valueText(step);
  for (const [ms, name] of [
    [7 * DAY, "week"],
    [DAY, "day"],
    [HOUR, "hour"],
    [MINUTE, "minute"],
    [1000, "second"],
  ] as const) {
    if (step >= ms && Number.isInteger(step / ms)) return amount(step, name, ms);
  }
  if (step > DAY) return amount(step, "day", DAY);
  return step >= 1000 ? amount(step, "second", 1000) : `${valueText(step)} ms`;
}

function amount(step: number, name: string, unit: number): string {
  const n = step / unit;
  return `${valueText(n)} ${name}${n === 1 ? "" : "s"}`;
}

/** "2024-01-31", "2024-01-31 12:30", or the number where it is no date. */
export function shownTime(time: number, isDate: boolean): string {
  if (!isDate) return String(time);
  const iso = new Date(time).toISOString();
  if (time % DAY === 0) return iso.slice(0, 10);
  return iso.slice(0, 19).replace("T", " ").replace(/:00$/, "");
}

/** "12:30" of the time on any day. */
export function shownClock(time: number): string {
  return new Date(time).toISOString().slice(11, 19).replace(/:00$/, "");
}

/** Times of day with the days that they are of, counted from the first row: one that starts anew, by more than half of what there is, is of the next. */
export function acrossDays(clock: Float64Array): Float64Array {
  const read = clock.filter((time) => !Number.isNaN(time));
  const [least, most] = read.reduce(([low, high], time) => [Math.min(low, time), Math.max(high, time)], [DAY, 0]);
  const steps = read.subarray(1).map((time, i) => time - read[i]);
  // Newest first, it starts anew upwards.
  const sign = 2 * steps.filter((step) => step < 0).length > steps.length ? -1 : 1;
  let [days, before] = [0, Number.NaN];
  return clock.map((time) => {
    if (Number.isNaN(time)) return time;
    if ((before - time) * sign > (most - least) / 2) days += sign;
    before = time;
    return time + days * DAY;
  });
}
