import { expect, test } from "vitest";
import { Turns } from "../../src/extension/tree/turns.ts";

test("many pieces of work at once leave the event loop to others in between, and come to their ends in order", async () => {
  const turns = new Turns();
  const done: number[] = [];
  const work = (i: number) => () => {
    for (const begun = performance.now(); performance.now() - begun < 3; );
    done.push(i);
    return i;
  };
  const results = Array.from({ length: 9 }, (_, i) => turns.take(work(i)));
  expect(done).toEqual([0, 1]);
  const between: number[] = [];
  while (done.length < 9) {
    await new Promise((resolve) => setImmediate(resolve));
    between.push(done.length);
  }
  expect(Math.max(...between.map((count, i) => count - (between[i - 1] ?? 2)))).toBeLessThanOrEqual(2);
  expect(await Promise.all(results)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(done).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
});
