import { expect, test } from "vitest";
import { parseConfig } from "../../../src/config/index.ts";
import { folderWith, load } from "../../reading/folder.ts";
import { words } from "../../support/workspace.ts";
import { atMost, computing, median } from "./atMost.ts";

test.each(["character", "word"])("a text of %ss of twice the length takes about twice the time", async (unit) => {
  const [once, twice] = [words(200_000).repeat(25), words(200_000).repeat(50)].map((text) =>
    folderWith({ "a.txt": text }),
  );
  const time = (folder: string) => median(() => computing(() => load(folder, { train: "a.txt", unit })), 3);
  await time(once);
  const small = await time(once);
  atMost(3, `twice the text of ${unit}s / once`, (await time(twice)) / small);
});

test.each(["character", "word"])("no part of loading a text of %ss is long", async (unit) => {
  const folder = folderWith({ "a.txt": words(200_000).repeat(50) });
  const gaps: number[] = [];
  const spent = () => process.cpuUsage().user / 1000;
  let last = spent();
  let done = false;
  const turn = () => {
    gaps.push(spent() - last);
    last = spent();
    if (!done) setImmediate(turn);
  };
  setImmediate(turn);
  const whole = await computing(() => load(folder, { train: "a.txt", unit, direction: "backward" }));
  done = true;
  gaps.sort((a, b) => b - a);
  atMost(0.5, `longest wait of a message while ${unit}s are loaded / loading`, gaps[0] / whole);
  atMost(
    0.05,
    `a wait that one of twenty messages has while ${unit}s are loaded / loading`,
    gaps[Math.floor(gaps.length / 20)] / whole,
  );
});

test.each<[string, (n: number) => string]>([
  ["spaces", (n) => " ".repeat(10 * n)],
  ["open brackets", (n) => "[".repeat(9 * n)],
  ["open objects", (n) => '{"a":'.repeat(1.5 * n)],
  ["unknown keys", (n) => `{${Array.from({ length: n / 2 }, (_, i) => `"k${i}":1`).join(",")}}`],
  ["a long name", (n) => `{"${"x".repeat(9 * n)}":1}`],
  ["commas", (n) => `{${",".repeat(9 * n)}`],
  ["a long list", (n) => `{"data":{"train":[${"1,".repeat(3 * n)}]}}`],
])("a config twice as long takes about twice the time: %s", async (what, text) => {
  const time = (n: number) => median(() => computing(() => expect(parseConfig(text(n)).config).toBeUndefined()));
  await time(50_000);
  const small = await time(50_000);
  // What takes no time at all says nothing.
  atMost(4, `twice as many of ${what} / once`, (await time(100_000)) / Math.max(5, small));
});
