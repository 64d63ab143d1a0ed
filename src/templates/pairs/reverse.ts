import { Draw } from "../draw.ts";
import { tsv } from "../files.ts";

const SEQUENCES = 12_000;
const [SHORTEST, LONGEST] = [5, 30];
const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/** Letters drawn one by one, as many of each length from 5 to 30, and the same backwards. */
export function reverse(seed: number): string {
  const draw = new Draw(seed, "reverse");
  const sequences = draw.distinct(SEQUENCES, (i) => {
    const length = SHORTEST + (i % (LONGEST - SHORTEST + 1));
    return Array.from({ length }, () => draw.from([...LETTERS]));
  });
  return tsv(
    ["letters", "same", "reversed"],
    draw.shuffled(sequences).map((letters) => [letters.join(""), letters.join(""), letters.toReversed().join("")]),
  );
}
