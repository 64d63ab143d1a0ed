import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Frame } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject } from "vitest";
import { runAt } from "../../src/runs/index.ts";
import { repository } from "./paths.ts";
import { Server, type ServerOptions } from "./server.ts";
import { TrainingWorkspace } from "./trainingWorkspace.ts";
import { until } from "./until.ts";
import { Workbench } from "./workbench.ts";

export interface TestWindowOptions extends Pick<ServerOptions, "theme" | "settings" | "trust"> {
  /** Names the server's logs. */
  name: string;
  /** Files of the workspace, texts by their paths. */
  configs: Record<string, string>;
  /** Of the text that the configs learn from. */
  bytes?: number;
  /** Folders of extensions beside ours. */
  extensions?: readonly string[];
  /** Opens this folder of the workspace. */
  folder?: string;
  /** What is done in the workspace before a window opens. */
  prepare?: (workspace: TrainingWorkspace) => Promise<unknown>;
}

const steward = path.join(import.meta.dirname, "fixtures/steward");

/**
 * A server, a workspace and a window with the extension, for the tests of one file. Each test finds it without editors, trainings
 * and notifications, whatever the one before has done, so that each runs alone and in any order; its configs are its own.
 */
export class TestWindow {
  workspace!: TrainingWorkspace;
  server!: Server;
  workbench!: Workbench;
  #requests = 0;
  #failed = false;
  /** Errors in webviews before the test. */
  #errors = 0;

  constructor(private readonly options: TestWindowOptions) {
    beforeAll(() => this.#open(), 300_000);
    beforeEach(async ({ skip }) => {
      skip(this.#failed && inject("triedAgain") === true, "the file is run once more, as a test of it failed");
      await this.#tidy();
    }, 60_000);
    afterEach(({ task }) => {
      this.#failed ||= task.result?.state === "fail";
      // Whatever a test is about, pages in webviews do nothing wrong.
      const { foreign } = this.workbench.errors;
      expect(foreign.slice(this.#errors)).toEqual([]);
    });
    afterAll(() => this.#close());
  }

  /** The folders of the runs of a name, those beside the configs of `folder`, oldest first. */
  async runs(name: string, folder = "."): Promise<string[]> {
    const runs = this.workspace.file(path.join(folder, ".unroll/runs"));
    const names = await readdir(runs).catch(() => []);
    return names
      .filter((run) => run.startsWith(`${name}-`))
      .sort()
      .map((run) => path.join(runs, run));
  }

  /** Opens a config, trains it, and answers with the folder of its run. */
  async train(config: string, name = path.basename(config, ".rnnconfig")): Promise<string> {
    const folder = path.dirname(config);
    const before = await this.runs(name, folder);
    await this.workbench.openFile(path.basename(config));
    await this.workbench.runCommand("Train RNN");
    const made = async () => (await this.runs(name, folder)).find((run) => !before.includes(run));
    return until(`a run of ${config}`, made);
  }

  panel(name: string): Promise<Frame> {
    return this.workbench.waitForWebview(`Training: ${name}`);
  }

  isIn(run: string, state: string): Promise<unknown> {
    const seen = async () => (await this.workspace.manifest(run)).state;
    return until(`${path.basename(run)} to be ${state}`, async () => (await seen()) === state, { seen });
  }

  /** Waits until a run has taken some steps more. */
  async moreSteps(run: string, steps = 1): Promise<void> {
    const before = await this.workspace.lastStep(run);
    await until("more steps", async () => (await this.workspace.lastStep(run)) >= before + steps, { timeout: 60_000 });
  }

  async #open(): Promise<void> {
    const { name, configs, bytes = 50_000, extensions = [], folder = ".", prepare, ...profile } = this.options;
    this.workspace = await TrainingWorkspace.create(configs, bytes);
    const installed = [repository, steward, ...extensions];
    const starting = Server.start({ name, extensions: installed, ...profile, say: console.log });
    [this.server] = await Promise.all([starting, prepare?.(this.workspace)]);
    this.workbench = await Workbench.open({ server: this.server, folder: this.workspace.file(folder) });
  }

  async #close(): Promise<void> {
    await this.workbench?.close();
    await this.server?.stop();
    await this.workspace?.[Symbol.asyncDispose]();
  }

  /** Asks the steward, until it has done what it can and the window looks so. A new window is tidy. */
  async #tidy(): Promise<void> {
    const { workbench, server } = this;
    this.#errors = workbench.errors.foreign.length;
    if (this.#requests++ === 0) return;
    const files = path.join(server.dataFolder, "data/User/globalStorage/unroll-tests.steward");
    let id = "";
    let asked = Number.NEGATIVE_INFINITY;
    const ask = async () => {
      asked = performance.now();
      id = `${this.#requests} ${asked}`;
      // What hangs open in the page, a menu or a dialog.
      await workbench.page.keyboard.press("Escape");
      await mkdir(files, { recursive: true });
      await writeFile(path.join(files, "request.json"), JSON.stringify({ id, runs: await this.#training() }));
    };
    const seen = async () => [await workbench.openEditors(), await workbench.notifications(), await this.#training()];
    const isTidy = async () => {
      if (performance.now() - asked > 5_000) await ask();
      if (JSON.parse(await readFile(path.join(files, "answer.json"), "utf8")).id !== id) return false;
      return (await seen()).every((left) => left.length === 0);
    };
    await until("a window without editors, notifications and trainings", isTidy, { seen });
  }

  /** The runs that a living process trains. */
  async #training(): Promise<string[]> {
    const names = await readdir(this.workspace.folder, { recursive: true });
    const runs = names.filter((name) => path.basename(name) === "run.json");
    const found = await Promise.all(runs.map((run) => runAt(path.dirname(this.workspace.file(run)))));
    return found.filter(({ state }) => state === "running").map((run) => run.path);
  }
}
