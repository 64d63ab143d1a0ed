import type { Pause } from "./task.ts";

/** A measurement that takes less goes by without a word, milliseconds. */
const SILENT = 500;
/** Between two words about it. */
const EVERY = 250;

/** A pause that tells now and then what share of a measurement is done, where it takes long. */
export function telling(pause: () => Promise<void>, tell: (share: number) => void): Pause {
  let next = performance.now() + SILENT;
  return (share) => {
    const now = performance.now();
    if (now >= next && share < 1) {
      tell(share);
      next = now + EVERY;
    }
    return pause();
  };
}
