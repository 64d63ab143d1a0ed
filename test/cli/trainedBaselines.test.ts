// Baselines that are networks themselves: trained like the network, said while they are, kept, and stopped without a loss.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type RunEvent, train } from "../../src/runner/index.ts";
import { named, unroll } from "../support/commandLine.ts";
import { onlyRun, smallConfig, tensorsOf, words, workspace } from "../support/workspace.ts";

const baselines = [
  { name: "markov", order: 3, units: 10 },
  { name: "convolution", kernel: 2, layers: 2, units: 8 },
];
const project = (more: object = {}) => {
  const training = { threads: 1, steps: 30, validateEvery: 10, sampleEvery: 30 };
  const config = { ...JSON.parse(smallConfig({ training })), baselines, ...more };
  return workspace({ "a.rnnconfig": JSON.stringify(config), "book.txt": words(4000) });
};
const NAMES = ["Markov order 3, 10 units", "convolution 2, 2×8"];

/** Trains here, stopping when `stops` says so. */
async function trained(folder: string, more: object, stops: (event: RunEvent) => boolean = () => false) {
  const events: RunEvent[] = [];
  const stop = new AbortController();
  const emit = (event: RunEvent) => {
    events.push(event);
    if (stops(event)) stop.abort();
  };
  const { done } = await train({ cwd: folder, ...more }, { emit, signal: stop.signal });
  const rows = events.filter((event) => event.event === "baseline");
  return { events, done, rows };
}

describe("baselines that are trained", () => {
  it("reach what such a model reaches by itself, and stand in the table with how they were made", {
    timeout: 60_000,
  }, async () => {
    const folder = project();
    const { status, events, stderr } = await unroll(folder, "train", "a.rnnconfig", "--json");
    expect(status, stderr).toBe(0);
    const said = named(events, "baseline");
    expect(said.map(({ name, part }) => `${name} on ${part}`)).toEqual(
      NAMES.flatMap((name) => [`${name} on validation`, `${name} on test`]),
    );
    expect(named(events, "baselineStep")[0]).toMatchObject({ name: NAMES[0], steps: 30 });
    expect(events.findLastIndex(({ event }) => event === "baseline")).toBeLessThan(
      events.findIndex(({ event }) => event === "step"),
    );
    expect(stderr).toMatch(/^Markov order 3, 10 units \(\d+ parameters, trained like the network\) /m);
    expect(stderr).toMatch(/((is|are) better than|No baseline is better).*on the test part/);

    const config = JSON.parse(smallConfig({}));
    for (const [i, { name, ...options }] of baselines.entries()) {
      const model = { kind: name, embedding: config.model.embedding, ...options };
      const by = project({ model, baselines: [] });
      const alone = await trained(by, { configFile: join(by, "a.rnnconfig") });
      const [validation, test] = said.slice(2 * i);
      const start = alone.events.find((event) => event.event === "start");
      expect(validation).toMatchObject({ loss: alone.done.best!.loss, parameters: start!.parameters, steps: 30 });
      expect(test.loss).toBe(alone.done.test!.loss);
    }
  });

  it("without attention reach what the network does that has none", { timeout: 60_000 }, async () => {
    const pairs = Array.from({ length: 40 }, (_, i) => `${i % 7} und ${i % 5}\t${i % 5} ${i % 7}`);
    const pairsOf = (more: object) => {
      const data = { train: "a.tsv", input: "from", target: "to", test: 0.2 };
      const model = { cell: "gru", units: 8, embedding: 4, attention: "additive" };
      const training = { threads: 1, steps: 12, batchSize: 4, seed: 3 };
      const config = { task: "sequence-to-sequence", data, model, training };
      return workspace({
        "a.rnnconfig": JSON.stringify({
          ...config,
          ...more,
          model: { ...model, ...("model" in more ? more.model! : {}) },
        }),
        "a.tsv": `from\tto\n${pairs.join("\n")}\n`,
      });
    };
    const beside = pairsOf({ baselines: ["unattended"], model: { bridge: "zero" } });
    const { rows, done } = await trained(beside, { configFile: join(beside, "a.rnnconfig") });
    const by = pairsOf({ model: { attention: null } });
    const alone = await trained(by, { configFile: join(by, "a.rnnconfig") });
    expect(rows.map(({ name, part }) => `${name} on ${part}`)).toEqual([
      "without attention on validation",
      "without attention on test",
    ]);
    const { step: _, ...test } = alone.done.test!;
    expect(rows[1]).toMatchObject(test);
    expect(rows[1].loss).not.toBe(done.test!.loss);
  });

  it.each([0, 1])(
    "a stop while number %i is trained keeps all, and a resume ends with the same figures",
    {
      timeout: 60_000,
    },
    async (which) => {
      const configFile = (folder: string) => join(folder, "a.rnnconfig");
      const whole = project();
      const unbroken = await trained(whole, { configFile: configFile(whole) });
      const broken = project();
      const stops = (event: RunEvent) =>
        event.event === "baselineStep" && event.name === NAMES[which] && event.step === [20, 1][which];
      const first = await trained(broken, { configFile: configFile(broken) }, stops);
      expect(first.done).toMatchObject({ reason: "stopped", steps: 0 });
      expect(first.rows).toHaveLength(2 * which);
      const kept = tensorsOf(onlyRun(broken), "baseline");
      expect(kept.metadata["unroll.step"]).toBe(["20", "1"][which]);
      expect([...kept.tensors.keys()].some((name) => name.startsWith("unroll.best-parameters."))).toBe(which === 0);
      const resumed = await trained(broken, { resume: onlyRun(broken) });
      expect(resumed.done.reason).toBe("finished");
      const [again] = resumed.events.filter((event) => event.event === "baselineStep");
      expect(again.step).toBe([21, 2][which]);
      expect(existsSync(join(onlyRun(broken), "checkpoints", "baseline.safetensors"))).toBe(false);
      expect(resumed.rows).toEqual(unbroken.rows);
      expect(resumed.done.test).toEqual(unbroken.done.test);
    },
  );

  it("stand beside other tasks and beside n-grams", { timeout: 60_000 }, async () => {
    const lines = Array.from({ length: 160 }, (_, i) => String(10 + 3 * Math.sin((2 * Math.PI * i) / 12)));
    const config = {
      ...{ task: "forecasting", data: { train: "a.csv", window: 12, horizon: 2, validation: 0.2, test: 0.2 } },
      ...{ model: { units: 4 }, training: { steps: 20, batchSize: 8, threads: 1 }, baselines: ["naive", ...baselines] },
    };
    const folder = workspace({ "a.rnnconfig": JSON.stringify(config), "a.csv": `value\n${lines.join("\n")}\n` });
    const { status, events, stderr } = await unroll(folder, "train", "a.rnnconfig", "--json");
    expect(status, stderr).toBe(0);
    expect(named(events, "baseline").map(({ mase }) => mase)).toEqual(new Array(6).fill(expect.any(Number)));

    const counted = await unroll(project({ model: { kind: "ngram" } }), "train", "a.rnnconfig", "--json");
    expect(counted.status, counted.stderr).toBe(0);
    expect(named(counted.events, "baseline")).toHaveLength(4);
  });
});
