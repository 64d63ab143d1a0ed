import { count } from "../../../base/words.ts";

/** Steps after which a small network has learnt what data shows at once. */
export const STEPS = 1500;

export function clamped(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}

/** Passes through the data that come to about so many steps. */
export function epochsFor(steps: number, perEpoch: number, most: number): number {
  return clamped(Math.round(steps / perEpoch), 1, most);
}

/** Which shares are kept aside: none where there is less than `least`. */
export function parts(amount: number, least: number): { validation: number; test: number } {
  if (amount < least) return { validation: 0, test: 0 };
  return amount < 2 * least ? { validation: 0.1, test: 0 } : { validation: 0.1, test: 0.05 };
}

/** The beginning of a text, in whole words where it has any, and whole characters. */
export function cut(text: string, most: number): string {
  const characters = Array.from(text);
  if (characters.length <= most) return text;
  const beginning = characters.slice(0, most).join("");
  return beginning.includes(" ") ? beginning.slice(0, beginning.lastIndexOf(" ")) : beginning;
}

/** "about 32,000 lines" where a file was not read to its end, else as many as there are. */
export function amount(value: number, noun: string, { isWhole }: { isWhole: boolean }): string {
  const exact = Math.round(value);
  return isWhole ? count(exact, noun) : `about ${count(Number(exact.toPrecision(2)), noun)}`;
}
