// What suites in the extension host share: they see runs by their files, and our threads as they start.

import { strict as assert } from "node:assert";
import { readFile } from "node:fs/promises";
import workerThreads from "node:worker_threads";
import * as vscode from "vscode";

export async function until(
  what: string,
  probe: () => Promise<boolean> | boolean,
  milliseconds = 30_000,
): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!(await probe())) {
    assert(Date.now() < deadline, `waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export const folder = () => vscode.workspace.workspaceFolders![0].uri;
export const config = () => vscode.Uri.joinPath(folder(), "sea.rnnconfig");

/** Folders of the runs, newest first. */
export async function runs(): Promise<vscode.Uri[]> {
  const place = vscode.Uri.joinPath(folder(), ".unroll/runs");
  const entries = await vscode.workspace.fs.readDirectory(place).then(undefined, () => []);
  const names = entries.map(([name]) => name).filter((name) => !name.startsWith("."));
  return names.sort((a, b) => (timeIn(a) < timeIn(b) ? 1 : -1)).map((name) => vscode.Uri.joinPath(place, name));
}

const timeIn = (name: string) => /\d{8}T\d{6}Z/.exec(name)?.[0] ?? "";

/** The last step in the log of the newest run, 0 before the first. */
export async function lastStep(): Promise<number> {
  const [run] = await runs();
  if (run === undefined) return 0;
  const log = vscode.Uri.joinPath(run, "metrics.jsonl").fsPath;
  const lines = (await readFile(log, "utf8").catch(() => "")).split("\n");
  return JSON.parse(lines.at(-2) || "{}").step ?? 0;
}

export async function lastState(): Promise<string | undefined> {
  const [run] = await runs();
  return run && JSON.parse(await readFile(vscode.Uri.joinPath(run, "run.json").fsPath, "utf8")).state;
}

/** Stops the newest run and waits until it says so. */
export async function stop(): Promise<void> {
  await vscode.commands.executeCommand("unroll.stop");
  await until("the run to be stopped", async () => (await lastState()) === "stopped");
}

/** The threads that the extension has started since this file was loaded, by their names. */
export const threads = new Map<string, workerThreads.Worker>();
const { Worker } = workerThreads;
workerThreads.Worker = class extends Worker {
  constructor(...given: ConstructorParameters<typeof Worker>) {
    super(...given);
    threads.set(given[1]?.name ?? "", this);
  }
};

/** Waits for completion of the task. */
export async function completion(): Promise<void> {
  const inTask = new vscode.Position(2, 11);
  await until("completion", async () => {
    const command = "vscode.executeCompletionItemProvider";
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(command, config(), inTask);
    return list.items.length > 0;
  });
}
