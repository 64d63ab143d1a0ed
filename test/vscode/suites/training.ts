// Runs in the extension host, of a server's VS Code and of the desktop's.

import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { completion, config, lastStep, runs, stop, threads, until } from "./support.ts";

describe("the extension in its host", () => {
  it("starts another language server when one has died", async () => {
    await vscode.window.showTextDocument(config());
    await completion();
    const server = threads.get("unroll-server");
    assert(server !== undefined);
    await server.terminate();
    await completion();
    assert(threads.get("unroll-server") !== server);
  });

  it("trains, and resumes a run whose thread is still ending", async () => {
    await vscode.commands.executeCommand("unroll.train", config());
    await until("the first steps", async () => (await lastStep()) > 0);
    const [run] = await runs();
    await vscode.commands.executeCommand("unroll.stop");
    await vscode.commands.executeCommand("unroll.resume", run.fsPath);
    const step = await lastStep();
    await until("steps after those", async () => (await lastStep()) > step);
    await stop();
    assert.equal((await runs()).length, 1);
  });
});
