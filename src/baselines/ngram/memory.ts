import { UserError } from "../../base/userError.ts";
import { says } from "../messages.ts";

/** Different n-grams of all lengths together: about 800 MB while they are counted. */
const MOST_GRAMS = 2 ** 24;

export function refuseTooMany(grams: number, length: number, most = MOST_GRAMS): void {
  if (grams <= most) return;
  throw new UserError(says.tooManyNgrams({ most, length }));
}

export function allocated<A>(array: new (length: number) => A, length: number): A {
  try {
    return new array(length);
  } catch {
    throw new UserError(says.outOfMemory({ grams: length }));
  }
}
