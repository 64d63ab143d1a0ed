// A text of 200 MB, read, trained on and measured by a process of its own.
import { appendFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { expect } from "vitest";
import { named, RunningCommand } from "../support/commandLine.ts";
import { smallConfig, words, workspace } from "../support/workspace.ts";

const preload = pathToFileURL(`${import.meta.dirname}/../support/sayPeakMemory.mjs`).href;
const BYTES = 200_000_000;

const DATA = {
  characters: {},
  // More different words than two bytes can tell apart.
  words: { unit: "word", vocabulary: { size: 5000 } },
};

/** Trains a few steps on 200 MB of text, in less than 300 MB of memory in all. Linux tells the peak. */
export async function readLargeText(unit: keyof typeof DATA): Promise<void> {
  const parts = { validation: 1e-5, test: 1e-5 };
  const training = { steps: 4, batchSize: 4, sequenceLength: 10, threads: 1 };
  const config = smallConfig({ data: { ...parts, ...DATA[unit] }, training });
  const folder = workspace({ "a.rnnconfig": config, "book.txt": "" });
  for (let i = 0; i < 20; i++) {
    const piece = words(BYTES / 200, unit === "words" ? i : 1);
    appendFileSync(`${folder}/book.txt`, piece.repeat(10));
  }
  const env = { NODE_OPTIONS: `--import=${preload}` };
  const { status, events, stderr } = await new RunningCommand(["train", "a.rnnconfig", "--json"], {
    cwd: folder,
    env,
  }).ended;
  expect(status, stderr).toBe(0);
  expect(named(events, "start")[0].data).toMatchObject({ bytes: BYTES });
  if (unit === "characters") expect(named(events, "start")[0].data).toMatchObject({ tokens: { train: BYTES - 4000 } });
  const peak = Number(/^peak memory (\d+)$/m.exec(stderr)?.[1]) / 2 ** 20;
  console.log(`200 MB of ${unit}: ${peak.toFixed(0)} MB at the peak`);
  expect(peak).toBeLessThan(300);
}
