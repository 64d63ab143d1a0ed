// Loaded into a command (NODE_OPTIONS=--import): its last words on standard error are its peak memory, in bytes.
import { readFileSync, writeSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

if (isMainThread) {
  process.on("exit", () => {
    const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"));
    writeSync(2, `peak memory ${1024 * kilobytes}\n`);
  });
}
