import { unlessCancelled } from "../../src/base/cancellation.ts";

/** Whether something ran to its end and was not cancelled. */
export function ranThrough(run: () => void): boolean {
  try {
    run();
    return true;
  } catch (error) {
    unlessCancelled(error);
    return false;
  }
}
