// Runs in the extension host: what the extension costs there, while it trains.

import { strict as assert } from "node:assert";
import { readFile } from "node:fs/promises";
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import * as vscode from "vscode";

async function until(what: string, probe: () => Promise<boolean> | boolean, milliseconds = 30_000): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!(await probe())) {
    assert(Date.now() < deadline, `waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function lastStep(folder: vscode.Uri): Promise<number> {
  const runs = vscode.Uri.joinPath(folder, ".unroll/runs");
  const names = await vscode.workspace.fs.readDirectory(runs).then(
    (entries) => entries.map(([name]) => name).filter((name) => !name.startsWith(".")),
    () => [],
  );
  if (names.length === 0) return 0;
  const log = vscode.Uri.joinPath(runs, names[0], "metrics.jsonl").fsPath;
  const lines = (await readFile(log, "utf8").catch(() => "")).split("\n");
  return JSON.parse(lines.at(-2) || "{}").step ?? 0;
}

describe("the extension in its host", () => {
  const folder = () => vscode.workspace.workspaceFolders![0].uri;

  it("leaves the host free while it trains", async () => {
    const begun = performance.now();
    await vscode.commands.executeCommand("unroll.train", vscode.Uri.joinPath(folder(), "sea.rnnconfig"));
    await until("the first steps", async () => (await lastStep(folder())) > 0);
    console.log(`[suite] first row on disk ${(performance.now() - begun).toFixed(0)} ms after the command`);
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const utilization = performance.eventLoopUtilization();
    await new Promise((resolve) => setTimeout(resolve, 5000));
    delay.disable();
    const { utilization: busy } = performance.eventLoopUtilization(utilization);
    const ms = (nanoseconds: number) => `${(nanoseconds / 1e6).toFixed(1)} ms`;
    const [p50, p99] = [delay.percentile(50), delay.percentile(99)];
    console.log(
      `[suite] event loop while training: p50 ${ms(p50)}, p99 ${ms(p99)}, max ${ms(delay.max)}, busy ${(100 * busy).toFixed(1)} %`,
    );
    assert(p50 < 10e6, ms(p50));
    await vscode.commands.executeCommand("unroll.stop");
  });
});
