import { toCardinal as english } from "n2words/en-GB";
import { toCardinal as chinese } from "n2words/zh-Hans-CN";
import { Draw } from "../draw.ts";
import { tsv } from "../files.ts";

const NUMBERS = 4000;
/** All numbers below this are there, since few of them would be drawn. */
const SMALL = 100;

/** Different numbers below a million in English words and in Chinese characters: three hundred and twelve, 三百一十二. */
export function numbers(seed: number): string {
  const draw = new Draw(seed, "numbers");
  const small = Array.from({ length: SMALL }, (_, n) => n);
  const large = draw.distinct(NUMBERS - SMALL, () => drawn(draw));
  return tsv(
    ["english", "chinese"],
    draw.shuffled([...small, ...large]).map((n) => [english(n), inChinese(n)]),
  );
}

/** A number of three to six digits, in which zeros are frequent: they are what English passes over and Chinese says once. */
function drawn(draw: Draw): number {
  let n = 1 + draw.below(9);
  for (let digits = 2 + draw.below(4); digits > 0; digits--) n = 10 * n + (draw.chance(0.3) ? 0 : draw.below(10));
  return n;
}

/** As people write it: ten is 十 and not 一十 where nothing stands before it. */
function inChinese(n: number): string {
  const said = chinese(n, { formal: false });
  return said.startsWith("一十") ? said.slice(1) : said;
}
