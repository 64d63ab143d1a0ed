// Runs in the extension host for `npm run bench -- tree`: what the list of all runs costs there.

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import { ownTasks, profiled } from "./ownTasks.ts";
import { folder } from "./support.ts";

const ms = (milliseconds: number) => `${milliseconds.toFixed(1)} ms`;
const settled = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe("the list of runs", () => {
  it("leaves the extension host free", async function () {
    this.timeout(60_000);
    const extension = vscode.extensions.getExtension("unroll.unroll")!;
    await extension.activate();
    const dist = `${extension.extensionUri.fsPath}/dist/`;
    const isOwn = (url: string) => url.startsWith(dist) || url.startsWith(`file://${dist}`);
    const runs = join(folder().fsPath, ".unroll/runs");
    const [run] = await readdir(runs);
    const steps: [string, () => Thenable<unknown>][] = [
      ["the view opens", () => vscode.commands.executeCommand("unroll.runs.focus")],
      ["runs are filtered", () => vscode.commands.executeCommand("unroll.filterRuns", "units 17")],
      ["the filter is cleared", () => vscode.commands.executeCommand("unroll.clearRunsFilter")],
      ["a run gets a star", () => vscode.commands.executeCommand("unroll.starRun", join(runs, run))],
    ];
    for (const [what, act] of steps) {
      const profile = await profiled(async () => {
        await act();
        await settled(3000);
      });
      const times = ownTasks(profile, isOwn).sort((a, b) => b.milliseconds - a.milliseconds);
      const all = times.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
      const longest = times.slice(0, 2).map(({ milliseconds, where }) => `${ms(milliseconds)}: ${where}`);
      console.log(
        `[suite] own tasks while ${what}: ${times.length}, ${ms(all)} together; the longest ${longest.join("\n[suite]   ")}`,
      );
    }
  });
});
