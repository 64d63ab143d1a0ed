// Features of sounds are computed while a training begins: who stops it does not wait for them.
import { existsSync, mkdirSync, readdirSync, statSync, watch } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { featureSteps } from "../../src/audio/index.ts";
import { conclude } from "../../src/cli/commands/train.ts";
import { Output } from "../../src/cli/output.ts";
import type { RunEvent } from "../../src/runner/index.ts";
import { train } from "../../src/runner/index.ts";
import { featureFile } from "../../src/runner/sounds/featureFile.ts";
import { chunk, format, logMel, riff } from "../support/sounds.ts";
import { workspace } from "../support/workspace.ts";

test("a training that is stopped while they are computed ends, and leaves only what is whole", async () => {
  const sounds = 12;
  // A minute each: more than is read without threads.
  const samples = 60 * logMel.rate;
  const silence = riff(format(), chunk("data", new Uint8Array(2 * samples)));
  const folder = workspace({
    "data.csv": `file,text\n${Array.from({ length: sounds }, (_, i) => `${i}.wav,ab\n`).join("")}`,
    ...Object.fromEntries(
      Array.from({ length: sounds }, (_, i) => [`${i}.wav`, Buffer.concat([silence, Buffer.of(i)])]),
    ),
    "a.rnnconfig": JSON.stringify({
      task: "transcription",
      data: { train: "data.csv", features: { name: "log-mel" } },
      model: { cell: "gru", units: 2 },
      training: { steps: 1, sequenceLength: 10_000 },
    }),
  });
  const cache = join(folder, ".unroll/cache");
  mkdirSync(cache, { recursive: true });
  const stop = new AbortController();
  const watcher = watch(cache, () => stop.abort());
  const events: RunEvent[] = [];
  const host = { signal: stop.signal, emit: (event: RunEvent) => void events.push(event) };
  const result = await train({ configFile: join(folder, "a.rnnconfig"), cwd: folder }, host);
  const { done, failure } = result;
  watcher.close();
  expect([done.reason, failure, events.map(({ event }) => event)]).toEqual(["stopped", null, ["done"]]);
  expect(existsSync(join(folder, ".unroll/runs"))).toBe(false);
  // The terminal does not say how to go on with what was not begun.
  const concluded = (resumed?: string) => {
    const said = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const status = conclude({ result, signal: 2, error: undefined, config: undefined }, new Output(false), resumed);
    const text = said.mock.calls.join("");
    said.mockRestore();
    return [status, text];
  };
  expect(concluded()).toEqual([130, "Stopped before the training began. There is nothing to save.\n"]);
  const again =
    /^Stopped before the training began\. The run is as it was before\. Resume with: .* train --resume a-run\n$/;
  expect(concluded("a-run")).toEqual([130, expect.stringMatching(again)]);
  const left = readdirSync(cache);
  expect(left.length).toBeLessThan(sounds);
  for (const name of left) {
    expect(name).toMatch(/\.f32$/);
    expect(statSync(join(cache, name)).size).toBe(4 * logMel.bands * featureSteps(samples, logMel));
  }
});

test("sounds leave hardly any buffers behind, which only a full collection would give back", () => {
  const sound = riff(format(), chunk("data", new Uint8Array(20 * logMel.rate)));
  const names = Array.from({ length: 12 }, (_, i) => `${i}.wav`);
  const folder = workspace(Object.fromEntries(names.map((name, i) => [name, Buffer.concat([sound, Buffer.of(i)])])));
  const computed = (name: string) => featureFile(join(folder, name), { settings: logMel, folder, mark: "test" });
  computed(names[0]);
  const before = process.memoryUsage().arrayBuffers;
  for (const name of names) computed(name);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(12 * 2 ** 18);
});
