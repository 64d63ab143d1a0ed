// Loaded into every thread of a command (NODE_OPTIONS=--import): ends a helper thread of the engine at some instant, as a
// fault would. KILL_AFTER is in milliseconds from the thread's start. Timers do not fire in a thread that waits or computes,
// so the instant is seen when the thread next looks at a shared word: between instructions, at a time step, while it waits.
import { isMainThread, workerData } from "node:worker_threads";

if (!isMainThread && workerData?.slot !== undefined) {
  const after = Number(process.env.KILL_AFTER);
  const begun = performance.now();
  const load = Atomics.load;
  Atomics.load = (words, index) => {
    if (performance.now() - begun > after) process.exit(1);
    return load(words, index);
  };
}
