import { isRightToLeft } from "../../base/scripts.ts";
import { oneLine, visibleSymbol } from "../../base/visibleText.ts";
import { displayWidth, room } from "./columns.ts";
import { isolated } from "./terminalText.ts";

/** Signs of a weight, from which on each is written. */
const SHADES = [
  [0.75, "█"],
  [0.5, "▓"],
  [0.25, "▒"],
  [0.05, "░"],
] as const;
/** Symbols of the source that are named for an output, at most, and the least weight of the others. */
const MOST_NAMED = 3;
const LEAST_WEIGHT = 0.05;
/** Columns of the longest symbol that is shown whole, and of what the strip leaves to the names. */
const LONGEST = 16;
const NAMES = 24;

/**
 * What each output looked at, a line each: the output, the likeliest symbols of the source with their weights, and, where the
 * source is short enough, a strip with a shade for each of its symbols. `attention` is (outputs, source), with a last row for the
 * stop symbol where it was written.
 */
export function alignmentText(
  source: readonly string[],
  output: readonly string[],
  attention: readonly (readonly number[])[],
  columns: number,
): string {
  const outputs = attention.map((_, row) => (row < output.length ? isolated(shown(output[row])) : "(stop)"));
  const symbols = source.map(shown);
  const first = Math.max(...["output", ...outputs].map(displayWidth));
  const strip = stripOf(symbols, columns - first - 2 - NAMES - 2);
  const second = columns - first - 2 - (strip === undefined ? 0 : strip.width + 2);
  const names = attention.map((weights) => named(symbols, weights, Math.max(1, second)));
  const wide = Math.max(...["looked at", ...names].map(displayWidth));
  const line = (label: string, said: string, shades = "") =>
    `${padded(label, first)}  ${padded(said, shades === "" ? 0 : wide)}${shades === "" ? "" : `  ${shades}`}`.trimEnd();
  const head = line("output", "looked at", strip?.head);
  return [head, ...attention.map((weights, row) => line(outputs[row], names[row], strip?.shades(weights)))].join("\n");
}

/** “hundred” 0.91, as many as have room. */
function named(symbols: readonly string[], weights: readonly number[], columns: number): string {
  const order = symbols.map((_, i) => i).sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0));
  let said = "";
  for (const [rank, i] of order.slice(0, MOST_NAMED).entries()) {
    const weight = weights[i] ?? 0;
    if (rank > 0 && weight < LEAST_WEIGHT) break;
    const next = `${said === "" ? "" : `${said}  `}${isolated(symbols[i])} ${weightText(weight)}`;
    if (rank > 0 && displayWidth(next) > columns) break;
    said = next;
  }
  return said;
}

/** Two decimals; of attention that is spread over a long source, no 0.00 for the likeliest symbol. */
function weightText(weight: number): string {
  return weight > 0 && weight < 0.005 ? "<0.01" : weight.toFixed(2);
}

interface Strip {
  width: number;
  /** The source itself, above its shades. */
  head: string;
  shades(weights: readonly number[]): string;
}

/** Undefined where it takes more than these columns. A source that is written from the right has its first shade at the right. */
function stripOf(symbols: readonly string[], columns: number): Strip | undefined {
  const widest = symbols.reduce((most, symbol) => Math.max(most, displayWidth(symbol)), 1);
  const isOfSigns = widest <= 2;
  const cell = isOfSigns ? widest : 1;
  const width = cell * symbols.length;
  if (width > columns || symbols.length === 0) return undefined;
  const isMirrored = isRightToLeft(symbols.join(""));
  // A terminal may turn a line from the right around or not: such signs would not stand above their shades for sure.
  const head = isOfSigns && !isMirrored ? symbols.map((symbol) => padded(symbol, cell)).join("") : "";
  const shades = (weights: readonly number[]) => {
    const all = symbols.map((_, i) => shadeOf(weights[i] ?? 0).repeat(cell));
    return (isMirrored ? all.reverse() : all).join("");
  };
  return { width, head: head === "" && isMirrored ? "(from the right)" : head, shades };
}

function shadeOf(weight: number): string {
  return SHADES.find(([least]) => weight >= least)?.[1] ?? "·";
}

/** A symbol that takes a few columns of one line. */
function shown(symbol: string): string {
  const text = oneLine(visibleSymbol(symbol));
  if (displayWidth(text) <= LONGEST) return text;
  let cut = "";
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (displayWidth(cut + segment) > LONGEST - 1) break;
    cut += segment;
  }
  return `${cut}…`;
}

function padded(text: string, columns: number): string {
  return `${text}${room(text, columns)}`;
}
