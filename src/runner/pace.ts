import { setImmediate } from "node:timers/promises";
import { throwIfCancelled } from "../base/cancellation.ts";

/** For what counts long: others have their turn, and it ends with `Cancelled` when somebody cancels it. */
export function paceOf({ signal }: { signal: AbortSignal }): () => Promise<void> {
  return async () => {
    await setImmediate();
    throwIfCancelled(signal);
  };
}
