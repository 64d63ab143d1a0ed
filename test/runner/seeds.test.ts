// One config with several seeds: ordinary runs, each what the same config would be alone.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type RunEvent, train } from "../../src/runner/index.ts";
import { RunFolder } from "../../src/runs/index.ts";
import { logRows, smallConfig, tensorsOf, words, workspace } from "../support/workspace.ts";

async function trained(training: object, stopAt?: { seed: number; step: number }) {
  const folder = workspace({
    "a.rnnconfig": smallConfig({ training: { threads: 1, logEvery: 1, ...training } }),
    "book.txt": words(900),
  });
  const events: RunEvent[] = [];
  const stop = new AbortController();
  let seed = 0;
  const emit = (event: RunEvent) => {
    events.push(event);
    if (event.event === "start") seed = event.config.training.seed;
    if (event.event === "step" && seed === stopAt?.seed && event.step === stopAt.step) stop.abort();
  };
  const result = await train({ configFile: join(folder, "a.rnnconfig"), cwd: folder }, { signal: stop.signal, emit });
  return { result, events, of: (name: string) => events.filter(({ event }) => event === name) as never[] };
}

test("three seeds are three runs of one group, each equal to the bit to that seed alone", {
  timeout: 60_000,
}, async () => {
  const { result, events, of } = await trained({ seed: 7, seeds: 3 });
  expect(events[0]).toMatchObject({ event: "group", seeds: [7, 8, 9] });
  expect(events.at(-1)).toEqual({
    event: "groupDone",
    group: (events[0] as { group: string }).group,
    runs: result.runs,
    reason: "finished",
  });
  expect(of("start")).toHaveLength(3);
  expect(of("done")).toHaveLength(3);
  const { manifest, path } = await RunFolder.open(result.runs![1]);
  expect(manifest.group).toEqual({ id: (events[0] as { group: string }).group, index: 2, of: 3 });
  expect(manifest.config.training).toMatchObject({ seed: 8, seeds: 1 });
  const alone = (await trained({ seed: 8 })).result.done.run!;
  expect(tensorsOf(path)).toEqual(tensorsOf(alone));
  expect(logRows(path)).toEqual(logRows(alone));
  expect(JSON.parse(readFileSync(join(alone, "run.json"), "utf8"))).not.toHaveProperty("group");
});

test("who stops a run stops the group; a run that fails does not", { timeout: 60_000 }, async () => {
  const stopped = await trained({ seed: 1, seeds: 3 }, { seed: 2, step: 4 });
  expect(stopped.of("start")).toHaveLength(2);
  expect(stopped.events.at(-1)).toMatchObject({ event: "groupDone", reason: "stopped" });
  expect((await RunFolder.open(stopped.result.runs![1])).manifest.state).toBe("stopped");

  const diverging = await trained({ seeds: 2, optimizer: "sgd", learningRate: 100, clip: null });
  expect(diverging.of("done")).toMatchObject([{ reason: "diverged" }, { reason: "diverged" }]);
  expect(diverging.events.at(-1)).toMatchObject({ event: "groupDone", reason: "finished" });
  // What cannot begin is told once.
  const wrong = await trained({ seeds: 3, sequenceLength: 5000 });
  expect(wrong.of("error")).toHaveLength(1);
  expect(wrong.events.at(-1)).toMatchObject({ event: "groupDone", reason: "error", runs: [] });
});
