import { Worker } from "node:worker_threads";
import { expect, it } from "vitest";
import {
  controlWord,
  hasBeenCancelled,
  Interruption,
  signalOf,
  throwIfCancelled,
  wasInterrupted,
} from "../../src/base/cancellation.ts";

it("a signal sets its control word, also one that was aborted before", () => {
  const stop = new AbortController();
  const word = controlWord(stop.signal);
  expect([word[0], hasBeenCancelled(stop.signal)]).toEqual([0, false]);
  stop.abort();
  expect(word[0]).toBe(1);
  expect(controlWord(stop.signal)).toBe(word);
  expect(() => throwIfCancelled(stop.signal)).toThrow(expect.objectContaining({ name: "Cancelled" }));
  expect(controlWord(AbortSignal.abort())[0]).toBe(1);
});

it("a control word that another thread sets aborts its signal, and says so before that", async () => {
  const word = new Int32Array(new SharedArrayBuffer(4));
  const signal = signalOf(word);
  expect(controlWord(signal)).toBe(word);
  const aborted = new Promise((resolve) => signal.addEventListener("abort", resolve));
  const code =
    "const { workerData: w } = require('node:worker_threads'); Atomics.store(w, 0, 1); Atomics.notify(w, 0);";
  const worker = new Worker(code, { eval: true, workerData: word });
  await aborted;
  await worker.terminate();
  expect(signal.aborted).toBe(true);

  // The word of one signal is that of another, as in two threads.
  const stop = new AbortController();
  const mine = signalOf(controlWord(stop.signal));
  stop.abort();
  // Nobody else has had a turn.
  expect([mine.aborted, hasBeenCancelled(mine)]).toEqual([false, true]);
  await new Promise((resolve) => mine.addEventListener("abort", resolve));
  expect(wasInterrupted(mine)).toBe(false);
});

it("tells another thread that nobody wanted the end", async () => {
  const closing = new AbortController();
  const theirs = signalOf(controlWord(closing.signal));
  closing.abort(new Interruption());
  expect(wasInterrupted(theirs)).toBe(true);
  await new Promise((resolve) => theirs.addEventListener("abort", resolve));
  expect(() => theirs.throwIfAborted()).toThrow(expect.objectContaining({ name: "Cancelled" }));
});
