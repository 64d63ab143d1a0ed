import { setImmediate } from "node:timers/promises";
import { Stopped } from "../baselines/index.ts";

/** For what counts long: others have their turn, and it ends with `Stopped` when somebody wants to stop. */
export function paceOf({ control }: { control: Int32Array }): () => Promise<void> {
  return async () => {
    await setImmediate();
    if (Atomics.load(control, 0) !== 0) throw new Stopped();
  };
}
