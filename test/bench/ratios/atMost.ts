import { expect } from "vitest";

/** Says a ratio of two times that were measured in turns, and what it may be. */
export function atMost(most: number, what: string, ratio: number): void {
  console.log(`${ratio.toFixed(2)} (at most ${most}): ${what}`);
  expect(ratio, what).toBeLessThanOrEqual(most);
}

/** The median of `measure`, some times. */
export async function median(measure: () => number | Promise<number>, times = 5): Promise<number> {
  const all: number[] = [];
  for (let i = 0; i < times; i++) all.push(await measure());
  return all.sort((a, b) => a - b)[times >> 1];
}

/** Milliseconds that this process computes while `work` is done: what other programs do takes none of it. */
export async function computing(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
