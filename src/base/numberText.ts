// How numbers are written for people: with the digits that matter. What programs read, JSON, has every digit.

/** From here on, and below the second, powers of ten say more than zeros. */
const LARGE = 1e15;
const SMALL = 1e-5;
/** Digits that a person reads of a measurement, and the most that a number holds. */
const SIGNIFICANT = 5;
const MOST = 15;

/**
 * With so many digits behind the point, and of a large number fewer, so that it has five: 1.8312 → "1.831", 48213.66 → "48,214",
 * 1.1038e29 → "1.1038e+29", −0.00004 → "0.000". What is not finite by its sign, "∞".
 */
export function decimalText(value: number, decimals: number, significant = SIGNIFICANT): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return notFinite(value);
  if (size >= LARGE) return value.toExponential(SIGNIFICANT - 1);
  const text = value.toFixed(size < 1 ? decimals : clamp(significant - 1 - exponentOf(size), 0, decimals));
  // What rounds to zero has no sign.
  return withGroups(Number(text) === 0 ? text.replace("-", "") : text);
}

/** With three significant digits, or all that stand before the point, for narrow tables: 1.2184 → "1.22", 48213.66 → "48,214". */
export function roughText(value: number): string {
  const size = Math.abs(value);
  return size > 0 && size < 1000 ? value.toPrecision(3) : decimalText(value, 0);
}

/** A speed, short: 310 → "310", 48213 → "48.2k", 2400000 → "2.40M". */
export function thousands(value: number): string {
  if (value < 999.5) return value.toFixed(0);
  return value < 999_950 ? `${(value / 1000).toFixed(1)}k` : `${(value / 1e6).toFixed(2)}M`;
}

/**
 * A value of a series or column, with five significant digits; where the column varies by less than these show, down to a hundredth of
 * its `spread`, its standard deviation. 12.3456 → "12.346", 999999999.3821 of a spread of 0.7 → "999,999,999.38".
 */
export function valueText(value: number, spread = 0): string {
  if (!Number.isFinite(value)) return notFinite(value);
  const size = Math.max(Math.abs(value), spread);
  if (size === 0) return "0";
  const exponent = exponentOf(size);
  const ofSpread = spread > 0 ? Math.floor(2 - Math.log10(spread)) : Number.NEGATIVE_INFINITY;
  const decimals = Math.min(Math.max(SIGNIFICANT - 1 - exponent, ofSpread), MOST - 1 - exponent);
  if (size >= LARGE || size < SMALL) {
    return shortest(value.toExponential(clamp(decimals + exponent, SIGNIFICANT - 1, MOST - 1)));
  }
  return withGroups(shortest(value.toFixed(Math.max(0, decimals))));
}

function exponentOf(size: number): number {
  return Math.floor(Math.log10(size));
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), Math.max(least, most));
}

function notFinite(value: number): string {
  return Number.isNaN(value) ? "–" : value > 0 ? "∞" : "−∞";
}

/** Without zeros at the end of the digits behind the point. */
function shortest(text: string): string {
  const [digits, power] = text.split("e");
  const kept = digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits;
  return (kept === "-0" ? "0" : kept) + (power === undefined ? "" : `e${power}`);
}

/** "48213.5" → "48,213.5", the same in every locale. */
export function withGroups(text: string): string {
  const [whole, part] = text.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return part === undefined ? grouped : `${grouped}.${part}`;
}
