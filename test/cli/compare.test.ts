import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { expect, it } from "vitest";
import { RunningCommand, unroll } from "../support/commandLine.ts";
import { onlyRun, smallConfig, words, workspace } from "../support/workspace.ts";

/** Another run beside one that was trained: with this cell, seed and figures. */
function another(run: string, cell: string, seed: number, loss: number): string {
  const id = basename(run).replace(/.{4}$/, `${cell === "gru" ? "a" : "b"}00${seed}`);
  const copy = join(dirname(run), id);
  cpSync(run, copy, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(copy, "run.json"), "utf8"));
  manifest.id = id;
  manifest.config.model.cell = cell;
  manifest.config.training.seed = seed;
  manifest.summary.best = { step: 12, loss, perplexity: Math.exp(loss) };
  manifest.summary.test = null;
  writeFileSync(join(copy, "run.json"), JSON.stringify(manifest));
  return id;
}

it("compares runs by what differs, groups seeds, and tells programs the same", { timeout: 60_000 }, async () => {
  const folder = workspace({
    "a.rnnconfig": smallConfig(),
    "book.txt": words(900),
    "b.rnnconfig": smallConfig(),
    "c.rnnconfig": smallConfig(),
  });
  await unroll(folder, "train", "a.rnnconfig");
  const run = onlyRun(folder);
  const alone = await unroll(folder, "compare", "last");
  expect(alone.status).toBe(2);
  expect(alone.stderr).toContain("no earlier run of the config");
  const gru = [1, 2, 3].map((seed) => another(run, "gru", seed, 1 + seed / 10));
  const rnn = [1, 2, 3].map((seed) => another(run, "rnn", seed, 1.5 + seed / 10));

  const { status, events } = await unroll(folder, "compare", ...rnn, ...gru, "--json");
  expect(status).toBe(0);
  const rows = events.filter(({ event }) => event === "compared");
  expect(rows.map(({ id }) => id)).toEqual([...gru, ...rnn]);
  expect(rows[0]).toMatchObject({
    seed: 1,
    settings: { "model.cell": "gru", "training.seed": 1 },
    best: { loss: 1.1 },
  });
  expect(events.find(({ event }) => event === "difference")).toMatchObject({
    better: "cell gru",
    worse: "cell rnn",
    wins: 3,
    certain: true,
    text: expect.stringMatching(/^cell gru is better than cell rnn by 0\.5\d* ± .* in three of three seeds\.$/),
  });
  expect(events.at(-1)).toEqual({
    event: "comparison",
    runs: 6,
    by: { figure: "loss", part: "validation" },
    warnings: [],
  });

  const plain = await unroll(folder, "compare", ...rnn, ...gru);
  const notes = { star: true, name: "größer", tags: ["thesis"], note: "again" };
  writeFileSync(join(dirname(run), gru[0], "notes.json"), JSON.stringify(notes));
  const listed = await unroll(folder, "list", "--json");
  expect(listed.events.filter(({ id }) => id === gru[0] || id === gru[1]).map((one) => one.notes)).toEqual([notes, {}]);
  expect((await unroll(folder, "list")).stdout).toMatch(new RegExp(`^${gru[0]} .*★ größer #thesis: again`, "m"));
  const noted = (await unroll(folder, "compare", gru[0], gru[1], "--json")).events;
  expect(noted.find(({ id }) => id === gru[0])).toMatchObject({ name: "größer", notes });
  expect((await unroll(folder, "compare", gru[0], gru[1])).stdout).toContain(`${gru[0]} ★ größer `);

  const lines = plain.stdout.split("\n");
  expect(lines[0]).toMatch(/^run +model\.cell +training\.seed +best loss +best perplexity +steps +time +parameters$/);
  expect(lines[1]).toMatch(new RegExp(`^${gru[0]} +gru +1 +1\\.100 \\* +3\\.00 \\* +12 `));
  expect(plain.stdout).toMatch(/^cell gru +3 +1\.200 ± 0\.100 /m);

  // Seeds are trained one after the other, and shown as a group.
  const seeds = await unroll(folder, "train", "b.rnnconfig", "--set", "training.seeds=2");
  expect(seeds.status).toBe(0);
  expect(seeds.stdout).toMatch(/^Seed 8, run 2 of 2$/m);
  expect(seeds.stdout).toMatch(/^b +2 +\d+\.\d+ ± \d+\.\d+/m);
  expect((await unroll(folder, "compare", "b.rnnconfig", "--json")).events.at(-1)).toMatchObject({ runs: 2 });

  // A config stands for all its runs; one run alone is held against the one before it.
  expect((await unroll(folder, "compare", "a.rnnconfig", "--json")).events.at(-1)).toMatchObject({ runs: 7 });
  // So does its name, and a folder for all runs in it.
  expect((await unroll(folder, "compare", "a", "--json")).events.at(-1)).toMatchObject({ runs: 7 });
  expect((await unroll(folder, "compare", ".", "--json")).events.at(-1)).toMatchObject({ runs: 9 });
  expect((await unroll(folder, "compare", "c.rnnconfig")).stderr).toContain("c.rnnconfig has no runs yet");
  const sorted = await unroll(folder, "compare", ...gru, "--by", "perplexity", "--markdown");
  expect(sorted.stdout).toMatch(/^\| run \| training\.seed \|.*\n\| --- \| --- \| ---: \|/);
  // What cannot be read is said, and what was stopped counts in no mean.
  const manifest = join(folder, ".unroll", "runs", gru[2], "run.json");
  const stopped = { ...JSON.parse(readFileSync(manifest, "utf8")), state: "stopped" };
  writeFileSync(manifest, JSON.stringify(stopped));
  writeFileSync(join(folder, ".unroll", "runs", rnn[2], "run.json"), "{");
  const left = await unroll(folder, "compare", "a.rnnconfig");
  expect(left.stdout).toMatch(/ 12 of 12, stopped /);
  expect(left.stdout).toMatch(/^1 run that did not finish does not count in the means\.$/m);
  expect(left.stderr).toContain(`The run ${rnn[2]} cannot be read and is left out`);
  expect((await unroll(folder, "compare", "nosuch.rnnconfig")).stderr).toContain("nosuch.rnnconfig does not exist");
  const wrong = await unroll(folder, "compare", ...gru, "--by", "acuracy");
  expect(wrong.stderr).toContain("Known: loss, perplexity");
});

it("a group that is stopped says how to train the seeds that it lacks, again after a resume", {
  timeout: 60_000,
}, async () => {
  const folder = workspace({
    "a.rnnconfig": smallConfig({
      training: { steps: 3000, seeds: 3, logEvery: 1, validateEvery: 3000, sampleEvery: 3000 },
    }),
    "book.txt": words(3000),
  });
  const command = new RunningCommand(["train", "a.rnnconfig", "--set", "model.units=10", "--json"], { cwd: folder });
  let starts = 0;
  await command.until(({ event }) => {
    if (event === "start") starts++;
    return event === "step" && starts === 2;
  });
  const { status, stderr, events } = await command.kill("SIGINT");
  expect(status).toBe(130);
  const rest = /--set model\.units=10 --set training\.seed=9 --set training\.seeds=1$/m;
  expect(stderr).toMatch(rest);
  // Notes on the data come once a group.
  const notes = events.filter(({ event }) => event === "warning").map(({ message }) => message);
  expect(new Set(notes).size).toBe(notes.length);
  const resumed = await unroll(folder, "train", "--resume", "last", "--set", "training.steps=3001");
  expect(resumed.stdout).toMatch(/Seeds of this group are not trained yet\. Train them with: .*--set training\.seed=9/);
});

it("a group that is stopped while a later seed reads its data says so too", async () => {
  const training = { steps: 2, seeds: 3, validateEvery: 2, sampleEvery: 2 };
  const config = smallConfig({ data: { validation: 0, test: 0 }, training });
  // So long that it is read when the signal comes.
  const folder = workspace({ "a.rnnconfig": config, "book.txt": words(10_000).repeat(800) });
  const command = new RunningCommand(["train", "a.rnnconfig", "--json"], { cwd: folder });
  await command.until(({ event }) => event === "done");
  const { status, stderr, events } = await command.kill("SIGINT");
  expect([status, events.filter(({ event }) => event === "start").length]).toEqual([130, 1]);
  expect(stderr).toContain("Stopped before the next seed began to train; 1 run before it is saved.");
  expect(stderr).toMatch(/Train them with: .*--set training\.seed=8 --set training\.seeds=2$/m);
});
