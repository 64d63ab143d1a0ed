import { readers } from "./output.ts";

const SIGNALS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;

/** One signal may arrive several times, from the terminal and from each process above us; milliseconds. */
const ONE_SIGNAL = 1000;

export interface StopSignals {
  /** The number of the signal that came first. */
  readonly number: number | undefined;
  dispose(): void;
}

/**
 * Aborts what trains at the first signal, so that it saves and ends; a second one ends the process at once. It is aborted too when nobody
 * reads any more what it says.
 */
export function stopSignals(stopping: AbortController): StopSignals {
  let number: number | undefined;
  let stopped = 0;
  const stop = (name: keyof typeof SIGNALS) => {
    const now = performance.now();
    if (number !== undefined && now - stopped > ONE_SIGNAL) process.exit(128 + SIGNALS[name]);
    if (number !== undefined) return;
    number = SIGNALS[name];
    stopped = now;
    stopping.abort();
  };
  const names = Object.keys(SIGNALS) as (keyof typeof SIGNALS)[];
  const handlers = names.map((name) => [name, () => stop(name)] as const);
  const stopUnread = () => stopping.abort();
  for (const [name, handler] of handlers) process.on(name, handler);
  readers.on("gone", stopUnread);
  return {
    get number() {
      return number;
    },
    dispose() {
      for (const [name, handler] of handlers) process.off(name, handler);
      readers.off("gone", stopUnread);
    },
  };
}
