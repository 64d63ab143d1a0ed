// A long training: what it leaves in memory, and what the garbage collector has to do.
import { PerformanceObserver } from "node:perf_hooks";
import v8 from "node:v8";
import vm from "node:vm";
import { expect } from "vitest";
import { smallTrainer } from "../support/trainers.ts";

v8.setFlagsFromString("--expose-gc");
const collectGarbage = vm.runInNewContext("gc") as () => void;

const MEGABYTE = 2 ** 20;
/** Until here code is compiled and pages are touched for the first time. */
const SETTLED = 5000;

/**
 * `steps` steps on two threads: beside what is new on the heap, resident memory grows by less than a megabyte after the first thousands, and
 * the collector never runs, because a step leaves next to nothing to collect.
 */
export async function soak(steps: number): Promise<string> {
  const trainer = await smallTrainer({ training: { batchSize: 4, sequenceLength: 8 } }, { threads: 2 });
  const take = (count: number) => {
    for (let i = 0; i < count; i++) trainer.takeStep();
  };
  take(SETTLED);
  collectGarbage();
  await new Promise((done) => setTimeout(done, 100));
  const collections: number[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const { startTime } of list.getEntries()) collections.push(startTime);
  });
  observer.observe({ entryTypes: ["gc"] });
  const heap = v8.getHeapStatistics().used_heap_size;
  const resident = process.memoryUsage.rss();
  const core = trainer.engine.memory.bytes;
  const begun = performance.now();
  take(steps);
  const seconds = (performance.now() - begun) / 1000;
  const ended = performance.now();
  const growth = process.memoryUsage.rss() - resident;
  const left = v8.getHeapStatistics().used_heap_size - heap;
  // The observer hears of what happened meanwhile only now.
  await new Promise((done) => setTimeout(done, 100));
  observer.disconnect();
  const meanwhile = collections.filter((at) => at <= ended).length;
  await trainer.dispose();
  const summary = `${steps} steps in ${seconds.toFixed(1)} s: ${(growth / MEGABYTE).toFixed(2)} MB resident, ${(left / steps).toFixed(0)} bytes of heap a step, ${meanwhile} collections`;
  expect(trainer.engine.memory.bytes).toBe(core);
  expect(meanwhile, summary).toBe(0);
  // What lies on the heap, uncollected, may lie in pages that were touched for the first time.
  expect(growth, summary).toBeLessThan(MEGABYTE + left);
  return summary;
}
