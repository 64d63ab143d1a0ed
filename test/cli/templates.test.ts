// Each template trains as it is written, the longer ones shortened; `npm run bench -- templates` trains each in full.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { templates } from "../../src/templates/index.ts";
import { named, unroll } from "../support/commandLine.ts";

/** A few steps, and of a book's large model fewer, with less to measure. */
const SHORT = ["training.seeds=1", "training.epochs=null", "training.steps=12", "training.validateEvery=12"];
const SHORTER = [...SHORT, "training.steps=8", "training.sampleEvery=8", "data.validation=0.002", "data.test=0.002"];

/** Those that take seconds are trained in full, or shortened by settings: what of the test they have to reach, or must not. */
const FULL: Record<string, { metric: string; least?: number; most?: number; settings?: string[] }> = {
  "agreement/rnn.rnnconfig": { metric: "accuracy", most: 0.65 },
  "agreement/lstm.rnnconfig": { metric: "accuracy", least: 0.95 },
  "teddy/forward.rnnconfig": { metric: "f1", most: 0.7 },
  "teddy/both.rnnconfig": { metric: "f1", least: 0.95 },
  "co2/co2.rnnconfig": { metric: "mase", most: 0.4 },
  "numbers/numbers.rnnconfig": { metric: "exactMatch", least: 0.98, settings: ["training.epochs=5"] },
  "dates/plain.rnnconfig": { metric: "exactMatch", most: 0.8, settings: ["training.epochs=1"] },
  "reverse/plain.rnnconfig": { metric: "errorRate", least: 0.5, settings: ["training.epochs=1"] },
};

describe.each(templates)("the template $name", ({ name, configs }) => {
  // One folder for all its configs: some write hundreds of files.
  const folder = mkdtempSync(join(tmpdir(), "unroll-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(configs)("%s trains as it is written", { timeout: 120_000 }, async (config) => {
    if (config === configs[0]) expect((await unroll(folder, "new", name, ".")).status).toBe(0);
    const full = FULL[`${name}/${config}`];
    // A second thread would wait for the tests beside it; what threads do is in test/engine.
    const settings = [
      "training.threads=1",
      ...(full ? (full.settings ?? []) : name === "book" || name === "words" ? SHORTER : SHORT),
    ];
    const set = settings.flatMap((setting) => ["--set", setting]);
    const { status, events, stderr } = await unroll(folder, "train", join(folder, config), ...set, "--json");
    const done = named(events, "done")[0];
    if (config === "explodes.rnnconfig") {
      expect({ status, reason: done?.reason }, stderr).toEqual({ status: 1, reason: "diverged" });
      return;
    }
    expect({ status, reason: done?.reason }, stderr).toEqual({ status: 0, reason: "finished" });
    // Nothing about it needs to be said twice: what Unroll would guess, the config says.
    const said = named(events, "warning").map(({ message }) => message as string);
    expect(
      said.filter(
        (message) =>
          !/^(data\.target marks entities|The [\d,]+ (examples|steps) to learn from: |[\d,]+ sounds, )/.test(message),
      ),
    ).toEqual([]);
    const test = done.test as Record<string, number>;
    expect(test.loss).toBeGreaterThan(0);
    if (!full) return;
    const { metric, least = 0, most = 1 } = full;
    expect(test[metric], metric).toBeGreaterThanOrEqual(least);
    expect(test[metric], metric).toBeLessThanOrEqual(most);
  });
});
