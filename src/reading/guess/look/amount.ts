import { count } from "../../../base/words.ts";

/** "about 32,000 lines" where a file was not read to its end, else as many as there are. */
export function amount(value: number, noun: string, { isWhole }: { isWhole: boolean }): string {
  const exact = Math.round(value);
  return isWhole ? count(exact, noun) : `about ${count(Number(exact.toPrecision(2)), noun)}`;
}
