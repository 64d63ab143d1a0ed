import { valueText } from "../../../src/base/numberText.ts";
import { ticksBetween } from "../../shared/linesDrawing.ts";

export interface Tick {
  /** 0 at the lower end of the axis, 1 at the upper. */
  at: number;
  text: string;
}

/** Where the runs stand on an axis. */
export interface Axis {
  scale: "linear" | "log" | "names";
  /** Of each run; null where it has no such value. */
  at: (number | null)[];
  /** The value of each run in words. */
  texts: string[];
  ticks: Tick[];
}

/** Values that are each marked, where there are no more. */
const FEW = 7;
const MOST_DIGITS = 8;
/** A logarithmic scale begins where the largest is so many times the smallest. */
const WIDE = 10;

/**
 * The axis of a setting, whose values are JSON: numbers by size, on a logarithmic scale where they span a factor of ten, anything else
 * side by side, numbers first.
 */
export function settingAxis(values: readonly string[]): Axis {
  const numbers = values.map((value) => JSON.parse(value) as unknown);
  return numbers.every((value) => typeof value === "number") ? numberAxis(numbers, plainNumber) : namesAxis(values);
}

/** The axis of a figure. */
export function numberAxis(
  values: readonly (number | null)[],
  text: (value: number) => string = (value) => valueText(value),
): Axis {
  const known = [...new Set(values.filter((value) => value !== null && Number.isFinite(value)))] as number[];
  known.sort((a, b) => a - b);
  const [least, most] = [known[0], known[known.length - 1]];
  const isLog = least > 0 && most >= WIDE * least;
  const place = isLog ? Math.log : (value: number) => value;
  const range = place(most) - place(least);
  const at = (value: number) => (range > 0 ? (place(value) - place(least)) / range : 0.5);
  const marked =
    known.length <= FEW
      ? known
      : (isLog ? logTicks(least, most) : ticksBetween(least, most)).filter((value) => value >= least && value <= most);
  return {
    scale: isLog ? "log" : "linear",
    at: values.map((value) => (value === null || !Number.isFinite(value) ? null : at(value))),
    texts: values.map((value) => (value === null || !Number.isFinite(value) ? "–" : text(value))),
    ticks: apart(
      marked.map((value) => ({ at: at(value), text: known.length <= FEW ? text(value) : valueText(value) })),
    ),
  };
}

function namesAxis(values: readonly string[]): Axis {
  const names = [...new Set(values)].sort(byNumberThenName);
  const at = (name: string) => (names.length > 1 ? names.indexOf(name) / (names.length - 1) : 0.5);
  return {
    scale: "names",
    at: values.map(at),
    texts: values.map(nameText),
    ticks: names.map((name) => ({ at: at(name), text: nameText(name) })),
  };
}

/** `"gru"` → gru, `null` → null, `{"name":"step","every":5}` → step, every 5 */
function nameText(json: string): string {
  const value = JSON.parse(json) as unknown;
  return typeof value === "string"
    ? value
    : json
        .replace(/^\{"name":"([^"]+)"/, "$1")
        .replace(/[{}"]/g, "")
        .replaceAll(":", " ")
        .replaceAll(",", ", ");
}

function byNumberThenName(a: string, b: string): number {
  const [left, right] = [Number(a), Number(b)];
  if (Number.isNaN(left) || Number.isNaN(right))
    return Number(Number.isNaN(left)) - Number(Number.isNaN(right)) || (a < b ? -1 : 1);
  return left - right;
}

/** Powers of ten, with two and five times them where these are few. */
function logTicks(least: number, most: number): number[] {
  const [from, to] = [Math.floor(Math.log10(least)), Math.ceil(Math.log10(most))];
  const steps = to - from <= 2 ? [1, 2, 5] : [1];
  return Array.from({ length: to - from + 1 }, (_, i) => steps.map((step) => Number(`${step}e${from + i}`))).flat();
}

/** Without those that would be written over the one before. */
function apart(ticks: Tick[]): Tick[] {
  let last = Number.NEGATIVE_INFINITY;
  return ticks.filter(({ at }) => {
    const isFree = at - last >= 0.06;
    if (isFree) last = at;
    return isFree;
  });
}

/** As it stands in a config, unless it was drawn and has more digits than anybody reads. */
function plainNumber(value: number): string {
  const text = String(value);
  return text.length <= MOST_DIGITS ? text : valueText(value);
}
