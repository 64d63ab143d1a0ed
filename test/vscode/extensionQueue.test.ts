// Trainings that wait for their turn, and a sweep, as a person runs them.
import { readFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { TestWindow } from "./testWindow.ts";
import { inThemes } from "./themes.ts";
import { configText } from "./trainingWorkspace.ts";
import { until } from "./until.ts";

const endless = configText({ units: 16, steps: 50_000_000, sampleEvery: 10_000_000 });
const short = configText({ units: 8, steps: 20 });
const sweep = { parameters: { "model.units": [4, 8, 12] } };
const win = new TestWindow({
  name: "extension-queue",
  configs: {
    "endless.rnnconfig": endless,
    "first.rnnconfig": short,
    "seeded.rnnconfig": endless.replace('"steps"', '"seeds": 3, "steps"'),
    "second.rnnconfig": short,
    "long.rnnconfig": endless.replace(/\}\s*$/, `, "sweep": ${JSON.stringify(sweep)} }`),
    "swept.rnnconfig": short
      .replace('"steps": 20', '"steps": 400')
      .replace(/\}\s*$/, `, "sweep": ${JSON.stringify(sweep)} }`),
  },
  settings: { "unroll.maxTrainings": 1 },
});

async function recordOf(run: string) {
  return JSON.parse(await readFile(`${run}/run.json`, "utf8"));
}

test("what waits can be put into another order, survives a reload, and trains as it was when it was queued", {
  timeout: 120_000,
}, async () => {
  const { workbench, workspace } = win;
  const { page } = workbench;
  const run = await win.train("endless.rnnconfig");
  for (const name of ["first", "second"]) {
    await workbench.openFile(`${name}.rnnconfig`);
    await workbench.runCommand("Train RNN");
    await workbench.answer(new RegExp(`endless is training. Train ${name} after it`), "Add to Queue");
  }
  // What is edited now is another experiment.
  await writeFile(workspace.file("second.rnnconfig"), short.replace('"units": 8', '"units": 9'));
  await workbench.runCommand("Show Training Queue");
  const { rows } = workbench.quickInput;
  const listed = async (names: string[]) => {
    const labels = () => rows.locator(".label-name").allTextContents();
    await until(`${names} in the queue`, async () => (await labels()).join() === names.join(), { seen: labels });
  };
  await listed(["1. first", "2. second"]);
  await rows.nth(1).hover();
  await rows.nth(1).getByRole("button", { name: "Earlier" }).click();
  await listed(["1. second", "2. first"]);
  await workbench.screenshot("queue");
  await workbench.quickInput.close();
  // They stand above the runs too.
  await workbench.showView("Unroll");
  const lines = page.locator(".sidebar .monaco-list-row");
  const seen = () => lines.allInnerTexts();
  await until("what waits above the runs", async () => /second[\s\S]*1\. in the queue/.test((await seen())[0]), {
    seen,
  });
  await inThemes(workbench, undefined, "queue-tree");

  await workbench.reload();
  await workbench.notification(/2 trainings wait in the queue/);
  await win.isIn(run, "interrupted");
  expect(await win.runs("second")).toEqual([]);
  await workbench.answer(/2 trainings wait in the queue/, "Continue Queue");
  const [second] = await until("a run of second", async () => {
    const runs = await win.runs("second");
    return runs.length === 1 && runs;
  });
  await win.isIn(second, "finished");
  expect((await recordOf(second)).config.model.units).toBe(8);
  const [first] = await until("a run of first", async () => {
    const runs = await win.runs("first");
    return runs.length === 1 && runs;
  });
  await win.isIn(first, "finished");
});

test("a sweep trains its trials one after the other, and tells the best", { timeout: 120_000 }, async () => {
  const { workbench } = win;
  await workbench.openFile("swept.rnnconfig");
  await workbench.runCommand("Run Sweep");
  await workbench.statusBarItem(/Trial \d\/3 · swept/);
  await workbench.notification(/The sweep of swept is finished\. Best of 3 trials: units \d+, validation loss \d/);
  await workbench.screenshot("sweep");
  const runs = await win.runs("swept");
  const trials = await Promise.all(runs.map(recordOf));
  // Those of one second stand in any order.
  const units = trials.map(({ sweep: { trial }, config }): [number, number] => [trial, config.model.units]);
  expect(units.sort(([a], [b]) => a - b)).toEqual([
    [1, 4],
    [2, 8],
    [3, 12],
  ]);
  await workbench.answer(/The sweep of swept is finished/, "Train with Five Seeds");
  const seeded = await until("a run with five seeds", async () =>
    (await win.runs("swept")).find((run) => !runs.includes(run)),
  );
  expect((await recordOf(seeded)).group.of).toBe(5);
});

test("a config without a sweep gets one to begin with", async () => {
  const { workbench } = win;
  await workbench.openFile("first.rnnconfig");
  await workbench.runCommand("Run Sweep");
  await workbench.answer(/first has no sweep/, "Add a Sweep");
  const text = workbench.page.locator(".editor-group-container.active .view-lines");
  await until("the sweep in the editor", async () =>
    (await text.innerText()).replace(/\s+/g, " ").includes('"sweep": { "parameters": { "model.units": [8, 16]'),
  );
});

test("a sweep in a window that is reloaded goes on with the same trial", { timeout: 120_000 }, async () => {
  const { workbench } = win;
  await workbench.openFile("long.rnnconfig");
  await workbench.runCommand("Run Sweep");
  await workbench.statusBarItem(/Trial 1\/3 · long \d+%/);
  const [run] = await win.runs("long");
  await win.moreSteps(run);
  await workbench.reload();
  await workbench.answer(/A training waits in the queue/, "Continue Queue");
  await win.isIn(run, "running");
  await workbench.statusBarItem(/Trial 1\/3 · long \d+%/);
  // One that is stopped ends its sweep, which can be resumed.
  await workbench.runCommand("Stop Sweep");
  await workbench.notification(/The sweep of long is stopped after 0 of 3 trials/);
  await win.isIn(run, "stopped");
  expect(await win.runs("long")).toEqual([run]);
});

test("a group that is stopped trains the seeds that are missing", { timeout: 60_000 }, async () => {
  const { workbench } = win;
  const first = await win.train("seeded.rnnconfig");
  await workbench.runCommand("Stop Training");
  await workbench.answer(/seeded is stopped. 2 of 3 seeds are not trained yet/, "Train Them");
  const second = await until("the next seed", async () => (await win.runs("seeded")).find((run) => run !== first));
  const { group, config } = await recordOf(second);
  expect([group.of, config.training.seed]).toEqual([2, (await recordOf(first)).config.training.seed + 1]);
  await workbench.runCommand("Stop Training");
  await win.isIn(second, "stopped");
});
