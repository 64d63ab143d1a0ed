import { UserError } from "../../base/userError.ts";
import { grouped } from "../../base/words.ts";

/** Different n-grams of all lengths together: about 800 MB while they are counted. */
const MOST_GRAMS = 2 ** 24;

export function refuseTooMany(grams: number, length: number, most = MOST_GRAMS): void {
  if (grams <= most) return;
  throw new UserError(
    "too-many-ngrams",
    `The text has more than ${grouped(most)} different n-grams up to length ${length}, the most that are counted.`,
    length > 1 ? `Count shorter ones, like "order": ${length - 1}, or train on a part of the text.` : undefined,
  );
}

export function allocated<A>(array: new (length: number) => A, length: number): A {
  try {
    return new array(length);
  } catch {
    throw new UserError(
      "out-of-memory",
      `There is not enough memory to count ${grouped(length)} different n-grams.`,
      'Close other programs, or count shorter n-grams ("order").',
    );
  }
}
