import { setTimeout as pause } from "node:timers/promises";

/** A state that is reached slowly on a busy machine is still reached; only a wrong one takes this long. */
export const patience = 40_000;

/**
 * Asks `probe` until it answers with something, and returns that. `undefined`, `false` and a throw mean "not yet".
 * The error of a wait that was in vain says what was waited for, and what was there instead if `seen` can tell.
 */
export async function until<T>(
  what: string,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  options: { timeout?: number; seen?: () => unknown } = {},
): Promise<T> {
  const { timeout = patience, seen } = options;
  const deadline = performance.now() + timeout;
  let failure: unknown;
  for (;;) {
    try {
      const answer = await probe();
      if (answer !== undefined && answer !== false) return answer;
      failure = undefined;
    } catch (error) {
      failure = error;
    }
    if (performance.now() > deadline) break;
    await pause(50);
  }
  const there = seen === undefined ? "" : ` Instead: ${JSON.stringify(await seen())}.`;
  throw new Error(`Waited ${timeout / 1000} s in vain for ${what}.${there}`, { cause: failure });
}
