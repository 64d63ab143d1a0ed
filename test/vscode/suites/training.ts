// Runs in the extension host: what the extension costs there, while it trains.

import { strict as assert } from "node:assert";
import { readFile } from "node:fs/promises";
import { availableParallelism, loadavg } from "node:os";
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import workerThreads from "node:worker_threads";
import * as vscode from "vscode";
import { ownTasks, profiled } from "./ownTasks.ts";

async function until(what: string, probe: () => Promise<boolean> | boolean, milliseconds = 30_000): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!(await probe())) {
    assert(Date.now() < deadline, `waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Folders of the runs, newest first. */
async function runs(folder: vscode.Uri): Promise<vscode.Uri[]> {
  const place = vscode.Uri.joinPath(folder, ".unroll/runs");
  const entries = await vscode.workspace.fs.readDirectory(place).then(undefined, () => []);
  const names = entries.map(([name]) => name).filter((name) => !name.startsWith("."));
  return names.sort((a, b) => (timeIn(a) < timeIn(b) ? 1 : -1)).map((name) => vscode.Uri.joinPath(place, name));
}

const timeIn = (name: string) => /\d{8}T\d{6}Z/.exec(name)?.[0] ?? "";

async function lastStep(folder: vscode.Uri): Promise<number> {
  const [run] = await runs(folder);
  if (run === undefined) return 0;
  const log = vscode.Uri.joinPath(run, "metrics.jsonl").fsPath;
  const lines = (await readFile(log, "utf8").catch(() => "")).split("\n");
  return JSON.parse(lines.at(-2) || "{}").step ?? 0;
}

async function lastState(folder: vscode.Uri): Promise<string | undefined> {
  const [run] = await runs(folder);
  return run && JSON.parse(await readFile(vscode.Uri.joinPath(run, "run.json").fsPath, "utf8")).state;
}

/** The threads that the extension has started since this file was loaded, by their names. */
const threads = new Map<string, workerThreads.Worker>();
const { Worker } = workerThreads;
workerThreads.Worker = class extends Worker {
  constructor(...given: ConstructorParameters<typeof Worker>) {
    super(...given);
    threads.set(given[1]?.name ?? "", this);
  }
};

/** Waits for completion of the task. */
async function completion(config: vscode.Uri): Promise<void> {
  const inTask = new vscode.Position(2, 11);
  await until("completion", async () => {
    const command = "vscode.executeCompletionItemProvider";
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(command, config, inTask);
    return list.items.length > 0;
  });
}

function compute(milliseconds: number): void {
  for (const end = performance.now() + milliseconds; performance.now() < end; );
}

const say = (line: string) => console.log(`[suite] ${line}`);

describe("the extension in its host", () => {
  const folder = () => vscode.workspace.workspaceFolders![0].uri;
  const config = () => vscode.Uri.joinPath(folder(), "sea.rnnconfig");

  it("runs no long task of its own", async function () {
    this.timeout(60_000);
    const dist = `${vscode.extensions.getExtension("unroll.unroll")!.extensionUri.fsPath}/dist/`;
    const seen = await profiled(async () => {
      // What is loaded first of all: the language client, then what trains, then what reads a run.
      await vscode.window.showTextDocument(config());
      await completion(config());
      await vscode.commands.executeCommand("unroll.train", config());
      await until("a hundred steps", async () => (await lastStep(folder())) > 100);
      const [run] = await runs(folder());
      await vscode.commands.executeCommand("unroll.stop");
      // A person may be quicker than the thread that ends.
      await vscode.commands.executeCommand("unroll.resume", run.fsPath);
      const step = await lastStep(folder());
      await until("steps after those", async () => (await lastStep(folder())) > step);
      await vscode.commands.executeCommand("unroll.stop");
      await until("the run to be stopped", async () => (await lastState(folder())) === "stopped");
      compute(100);
      // A task ends for the profile when something else begins.
      await new Promise((resolve) => setTimeout(resolve, 20));
    });
    const crowd = Math.max(1, loadavg()[0] / availableParallelism());
    const tasks = ownTasks(seen, (url) => url.startsWith(dist) || url.startsWith(`file://${dist}`));
    say(
      `own tasks on the host, the longest first, with ${crowd.toFixed(1)} times the work this machine has cores for:`,
    );
    for (const { milliseconds, computed, where } of tasks.slice(0, 5)) {
      say(`  ${computed.toFixed(1)} ms computed, ${milliseconds.toFixed(1)} ms by the clock: ${where.join(" < ")}`);
    }
    assert(tasks.length > 20, `only ${tasks.length} tasks were seen`);
    // The measure itself: a task that was made to be long is seen as such.
    const [made] = ownTasks(seen, (url) => url.endsWith("extension-host.cjs") || url.includes("suites/training"));
    assert(made.milliseconds > 50, `100 ms of work were seen as ${made.milliseconds} ms`);
    assert(made.computed > 10, `100 ms of work were seen as ${made.computed} ms of the processor`);
    say(`  100 ms of work are seen as ${made.computed.toFixed(1)} and ${made.milliseconds.toFixed(1)} ms`);
    assert(tasks[0].computed < 10, `${tasks[0].computed} ms`);
  });

  it("starts another language server when one has died", async () => {
    const server = threads.get("unroll-server");
    assert(server !== undefined);
    await server.terminate();
    await completion(config());
    assert(threads.get("unroll-server") !== server);
  });

  it("leaves the host free while it trains", async () => {
    const begun = performance.now();
    const before = (await runs(folder())).length;
    await vscode.commands.executeCommand("unroll.train", config());
    await until("a run", async () => (await runs(folder())).length > before);
    await until("the first steps", async () => (await lastStep(folder())) > 0);
    say(`first row on disk ${(performance.now() - begun).toFixed(0)} ms after the command`);
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const utilization = performance.eventLoopUtilization();
    await new Promise((resolve) => setTimeout(resolve, 5000));
    delay.disable();
    const { utilization: busy } = performance.eventLoopUtilization(utilization);
    const ms = (nanoseconds: number) => `${(nanoseconds / 1e6).toFixed(1)} ms`;
    const [p50, p99] = [delay.percentile(50), delay.percentile(99)];
    say(`event loop: p50 ${ms(p50)}, p99 ${ms(p99)}, max ${ms(delay.max)}, busy ${(100 * busy).toFixed(1)} %`);
    assert(p50 < 10e6, ms(p50));
    await vscode.commands.executeCommand("unroll.stop");
  });
});
