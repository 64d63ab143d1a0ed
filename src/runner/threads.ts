import { availableParallelism } from "node:os";

/**
 * How many threads a training gets: what its config asks for, else all that it may have; never more than `most`, the part of
 * a budget that is left. Without a budget a config may ask for more threads than there are cores.
 */
export function threadsFor(asked: number | null | undefined, most: number | undefined): number {
  const wanted = asked ?? most ?? availableParallelism();
  return Math.max(1, Math.min(wanted, most ?? wanted));
}
