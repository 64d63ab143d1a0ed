// Runs in the extension host for `npm run bench -- host`: what the extension costs there, while a person works and trains.

import { monitorEventLoopDelay } from "node:perf_hooks";
import * as vscode from "vscode";
import { ownTasks, profiled } from "./ownTasks.ts";
import { completion, config, lastStep, runs, stop, until } from "./support.ts";

const SECONDS = 5;

const say = (line: string) => console.log(`[suite] ${line}`);
const ms = (milliseconds: number) => `${milliseconds.toFixed(1)} ms`;
const percentile = (sorted: number[], share: number) => sorted[Math.ceil(share * sorted.length) - 1];

describe("the extension host", () => {
  it("is free", async function () {
    this.timeout(120_000);
    const before = await loopDelay();
    let during = 0;
    const begun = performance.now();
    const dist = `${vscode.extensions.getExtension("unroll.unroll")!.extensionUri.fsPath}/dist/`;
    const isOwn = (url: string) => url.startsWith(dist) || url.startsWith(`file://${dist}`);
    const opening = await profiled(async () => {
      await vscode.window.showTextDocument(config());
      await completion();
    });
    const working = await profiled(async () => {
      await vscode.commands.executeCommand("unroll.train", config());
      await until("a hundred steps", async () => (await lastStep()) > 100);
      const [run] = await runs();
      await vscode.commands.executeCommand("unroll.stop");
      await vscode.commands.executeCommand("unroll.resume", run.fsPath);
      const step = await lastStep();
      await until("steps after those", async () => (await lastStep()) > step);
      await completion();
      during = await loopDelay();
    });
    const stops = await stopTimes();
    say(`${((performance.now() - begun) / 1000).toFixed(1)} s of opening a config, training, stopping and resuming`);
    for (const [what, profile] of Object.entries({ "the first config opens": opening, "a person trains": working })) {
      const tasks = ownTasks(profile, isOwn).sort((a, b) => a.milliseconds - b.milliseconds);
      const times = tasks.map(({ milliseconds }) => milliseconds);
      const [half, most] = [percentile(times, 0.5), percentile(times, 0.99)];
      say(`own tasks while ${what}: ${tasks.length}, median ${ms(half)}, 99th percentile ${ms(most)}; the longest:`);
      for (const { milliseconds, where } of tasks.slice(-3).reverse()) say(`  ${ms(milliseconds)}: ${where}`);
    }
    say(`delay of the event loop: ${ms(before)} before, ${ms(during)} while it trains (99th percentiles)`);
    say(`from Stop Training to the run on disk: ${stops.map(ms).join(", ")}`);
  });
});

/** Milliseconds from the command to the stopped run, of the training that goes on and of two that are resumed. */
async function stopTimes(): Promise<number[]> {
  const times: number[] = [];
  for (;;) {
    const begun = performance.now();
    await stop();
    times.push(performance.now() - begun);
    if (times.length === 3) return times;
    const before = await lastStep();
    await vscode.commands.executeCommand("unroll.resume", (await runs())[0].fsPath);
    await until("steps after those", async () => (await lastStep()) > before);
  }
}

/** The 99th percentile of how late a timer is, milliseconds. */
async function loopDelay(): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000));
  delay.disable();
  return delay.percentile(99) / 1e6;
}
