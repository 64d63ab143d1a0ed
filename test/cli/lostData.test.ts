// Data that goes away or changes while a training runs, or after it was stopped: nothing that was trained is lost.
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { named, RunningCommand, unroll } from "../support/commandLine.ts";
import { onlyRun, traceOf, words, workspace } from "../support/workspace.ts";

const rows = Array.from({ length: 300 }, (_, i) => `${words(12, i).replaceAll("\n", " ")},${i % 3}`);

const kinds = {
  text: { name: "book.txt", content: words(4000), task: "language-model", data: {} },
  table: { name: "a.csv", content: `text,label\n${rows.join("\n")}\n`, task: "classification", data: {} },
  series: {
    ...{ name: "a.csv", content: `y\n${rows.map((_, i) => Math.sin(i / 5).toFixed(3)).join("\n")}\n` },
    ...{ task: "forecasting", data: { window: 10 } },
  },
};

it.each(Object.entries(kinds))(
  "%s may go and change while it is learned from; to go on takes it back",
  {
    timeout: 60_000,
  },
  async (_, { name, content, task, data }) => {
    const config = {
      task,
      data: { train: name, validation: 0.1, test: 0.1, ...data },
      model: { cell: "gru", units: 32 },
      training: {
        ...{ steps: 480, batchSize: 4, sequenceLength: 12, validateEvery: 20, checkpointEvery: 10, sampleEvery: 60 },
        threads: 1,
      },
    };
    const files = { "a.rnnconfig": JSON.stringify(config), [name]: content };
    const whole = workspace(files);
    expect((await unroll(whole, "train", "a.rnnconfig")).status).toBe(0);
    const expected = traceOf(onlyRun(whole));

    const folder = workspace(files);
    const file = join(folder, name);
    const first = new RunningCommand(["train", "a.rnnconfig", "--json"], { cwd: folder });
    await first.until(({ event }) => event === "start");
    rmSync(file);
    await first.until(({ event, step }) => event === "step" && (step as number) >= 30);
    expect((await first.kill("SIGINT")).status).toBe(130);

    const missing = await unroll(folder, "train", "--resume", "last", "--json");
    expect(missing.status).toBe(2);
    expect(missing.events[0]).toMatchObject({
      ...{ event: "error", code: "missing-file", file },
      message: `${name}, on which this run was trained, is not there any more.`,
      hint: "Put it back; nothing that was trained is lost.",
    });
    expect((await unroll(folder, "evaluate", "last")).stderr).toContain("is not there any more");
    writeFileSync(file, content.replace("1", "2").replace("a", "e"));
    const refused = await unroll(folder, "train", "--resume", "last", "--json");
    expect(refused.status).toBe(2);
    expect(refused.events[0]).toMatchObject({
      ...{ event: "error", code: "data-changed", file },
      message: `${name} is not what this run was trained on any more`,
      hint: "Put the old file back, or start a new run.",
    });

    writeFileSync(file, content);
    const last = new RunningCommand(["train", "--resume", "last", "--json"], { cwd: folder });
    await last.until(({ event }) => event === "start");
    rmSync(file);
    const { status, stderr, events } = await last.ended;
    expect(status, stderr).toBe(0);
    expect(events.at(-1)).toMatchObject({ reason: "finished", steps: 480 });
    expect(named(events, "error")).toEqual([]);
    expect(traceOf(onlyRun(folder))).toEqual(expected);
  },
);

it("a file that a glob no longer finds is named", { timeout: 30_000 }, async () => {
  const config = {
    task: "language-model",
    data: { train: "texts/*.txt" },
    model: { cell: "rnn", units: 8 },
    training: { steps: 3, batchSize: 2, sequenceLength: 8, threads: 1 },
  };
  const texts = { "texts/a.txt": words(900), "texts/b.txt": words(900, 2) };
  const folder = workspace({ "a.rnnconfig": JSON.stringify(config), ...texts });
  expect((await unroll(folder, "train", "a.rnnconfig")).status).toBe(0);
  rmSync(join(folder, "texts", "b.txt"));
  const { status, stderr } = await unroll(folder, "train", "--resume", "last", "--set", "training.steps=5");
  expect(status).toBe(2);
  expect(stderr).toContain("texts/b.txt, on which this run was trained, is not there any more.");
});
