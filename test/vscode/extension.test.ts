// A person trains a network: from the palette to the panel, stop, reload, resume, a crash, and back.

import { readdir } from "node:fs/promises";
import { availableParallelism, loadavg } from "node:os";
import path from "node:path";
import type { Frame } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HiddenStates } from "../../src/extension/runs/hiddenStates.ts";
import { colourTable } from "../../webview/shared/colourTable.ts";
import { heatMapPixels, scaleLimit, stateFigures } from "../../webview/shared/heatMap.ts";
import { extensionLog } from "./extensionLog.ts";
import { repository } from "./paths.ts";
import { Server } from "./server.ts";
import { configText, TrainingWorkspace } from "./trainingWorkspace.ts";
import { until } from "./until.ts";
import { Workbench } from "./workbench.ts";

let workspace: TrainingWorkspace;
let server: Server;
let workbench: Workbench;

beforeAll(async () => {
  workspace = await TrainingWorkspace.create({
    "sea.rnnconfig": configText(),
    "big.rnnconfig": configText({ units: 512, batchSize: 64, sequenceLength: 64, sampleEvery: 1000 }),
  });
  server = await Server.start({
    name: "extension",
    extensions: [repository],
    theme: "Default Dark Modern",
    say: console.log,
  });
  workbench = await Workbench.open({ server, folder: workspace.folder });
}, 300_000);

afterAll(async () => {
  await workbench?.close();
  await server?.stop();
  await workspace?.[Symbol.asyncDispose]();
});

const panel = (name = "sea") => workbench.waitForWebview(`Training: ${name}`);

async function lastRun(name: string): Promise<string> {
  const runs = await until(`a run of ${name}`, async () => {
    const found = (await workspace.runs()).filter((run) => run.includes(`/${name}-`));
    return found.length > 0 && found;
  });
  return runs.at(-1) as string;
}

const stateOf = async (run: string) => (await workspace.manifest(run)).state;

/** A curve with points, as its table has them. */
async function curveIn(frame: Frame): Promise<void> {
  const toggle = frame.getByRole("button", { name: "Show as Table" });
  if ((await toggle.getAttribute("aria-pressed")) !== "true") await toggle.click();
  await until("several rows in the table of losses", async () => (await frame.locator("table tbody tr").count()) > 1);
  await toggle.click();
}

/** The pixels of the heat map of the first layer, and its size. */
async function heatMapIn(frame: Frame): Promise<{ width: number; height: number; pixels: number[] }> {
  await frame.locator(".layer canvas").first().waitFor();
  return frame.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>(".layer canvas")!;
    const { width, height } = canvas;
    return { width, height, pixels: [...canvas.getContext("2d")!.getImageData(0, 0, width, height).data] };
  });
}

/** The hidden states that the extension has sent last, as it keeps them for the next window. */
async function statesSent(run: string): Promise<{ time: number; units: number; values: Float32Array }> {
  const user = path.join(server.dataFolder, "data/User");
  const file = (await readdir(user, { recursive: true })).find((name) => name.endsWith(`${path.basename(run)}.states`));
  const hidden = await new HiddenStates(path.dirname(path.join(user, file!))).load(path.basename(run));
  const [{ units, values }] = hidden!.layers;
  return { time: hidden!.symbols.length, units, values: new Float32Array(values) };
}

/** Milliseconds from the command to the end of the training, of every stop so far, by the extension's own log. */
async function stopTimes(name: string): Promise<number[]> {
  const lines = (await extensionLog(server)).filter((line) => line.includes(` ${name}: stop`));
  const times = lines.map((line) => ({ asked: line.includes("asked for"), at: Date.parse(line.slice(0, 23)) }));
  return times.flatMap(({ asked, at }, i) => (asked || !times[i - 1]?.asked ? [] : [at - times[i - 1].at]));
}

/** Of a run that was stopped once, and is stopped twice more: most of the stops took less than 200 ms. */
async function expectQuickStops(name: string, run: string): Promise<void> {
  // Where others compute too, everything takes longer by about their number.
  const crowd = Math.max(1, loadavg()[0] / availableParallelism());
  const times = async (count: number) =>
    until("the log of the stops", async () => {
      const all = await stopTimes(name);
      return all.length >= count && all;
    });
  for (let count = 1; count < 3; count++) {
    await workbench.runCommand("Resume Training");
    await workbench.quickInput.pick(name);
    await workbench.statusBarItem(new RegExp(`${name} \\d+% · loss`), { timeout: 60_000 });
    const before = await workspace.lastStep(run);
    await until("a step", async () => (await workspace.lastStep(run)) > before, { timeout: 60_000 });
    await workbench.runCommand("Stop Training");
    await times(count + 1);
    await until("the run to be stopped", async () => (await stateOf(run)) === "stopped");
  }
  const all = await times(3);
  console.log(
    `${name}: stopped ${all.join(", ")} ms after the command, with ${crowd.toFixed(1)} times the work there are cores`,
  );
  const median = [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)];
  expect(median).toBeLessThan(200 * crowd);
}

describe("training", () => {
  test("starts from the palette, and moves in the status bar", { timeout: 60_000, retry: 1 }, async () => {
    await workbench.openFile("sea.rnnconfig");
    await workbench.runCommand("Train RNN");
    const item = await workbench.statusBarItem(/sea \d+% · loss \d\.\d\d · [\d.]+k? tok\/s/);
    const first = await item.innerText();
    await until("the status bar to move", async () => (await item.innerText()) !== first);
    expect(await workbench.tooltip(item)).toMatch(/Step[\s\S]*of 100,000[\s\S]*Loss[\s\S]*Tokens a second/);
    expect(await workbench.activeEditor()).toBe("sea.rnnconfig");
    const lines = (await extensionLog(server)).filter((line) => /first point|Activated/.test(line));
    console.log(lines.join("\n"));
  });

  test("draws curves, text and hidden states in a panel beside the editor", { timeout: 60_000, retry: 1 }, async () => {
    const frame = await panel();
    await until("a sample", async () => (await frame.locator("body").innerText()).includes("The sea"));
    await curveIn(frame);
    const { width, height, pixels } = await heatMapIn(frame);
    // The end of a line, prompt and sample wide; a row a unit.
    expect([width, height]).toEqual([68, 64]);
    expect(new Set(new Uint32Array(Uint8Array.from(pixels).buffer)).size).toBeGreaterThan(50);
    await workbench.screenshot("training-dark");
  });

  test("sends the panel at most ten messages a second", { timeout: 60_000, retry: 1 }, async () => {
    const frame = await panel();
    const inFiveSeconds = () =>
      frame.evaluate(
        () =>
          new Promise<number>((done) => {
            const begun = performance.now();
            let count = 0;
            const heard = () => {
              count++;
              const seconds = (performance.now() - begun) / 1000;
              if (seconds < 5) return;
              window.removeEventListener("message", heard);
              done(count / seconds);
            };
            window.addEventListener("message", heard);
          }),
      );
    // A page that was held up gets what has waited for it all at once; messages that are too many are so each time.
    let rate = Number.POSITIVE_INFINITY;
    for (let again = 0; again < 4 && rate > 10.5; again++) rate = await inFiveSeconds();
    console.log(`messages to the panel: ${rate.toFixed(1)} a second`);
    expect(rate).toBeLessThanOrEqual(10.5);
  });

  test("stops, and the run stays", { timeout: 90_000, retry: 1 }, async () => {
    const run = await lastRun("sea");
    await (await workbench.statusBarItem(/sea \d+%/)).click();
    await workbench.quickInput.pick(/Stop Training/);
    await until("the run to be stopped", async () => (await stateOf(run)) === "stopped");
    await workbench.statusBarItem(/sea stopped at/);
    await expectQuickStops("sea", run);
  });

  test("stops a large model as fast", { timeout: 240_000, retry: 1 }, async () => {
    await workbench.openFile("big.rnnconfig");
    await workbench.runCommand("Train RNN");
    await workbench.statusBarItem(/big \d+% · loss/, { timeout: 60_000 });
    const run = await lastRun("big");
    await workbench.runCommand("Stop Training");
    await until("the run to be stopped", async () => (await stateOf(run)) === "stopped");
    await expectQuickStops("big", run);
    await workbench.statusBarItem(/big stopped at/);
  });

  test("resumes a stopped run from the panel of the run", { timeout: 60_000, retry: 1 }, async () => {
    await workbench.runCommand("Resume Training");
    await workbench.quickInput.pick("sea");
    await workbench.statusBarItem(/sea \d+% · loss/);
    const run = await lastRun("sea");
    await until("the run to be running", async () => (await stateOf(run)) === "running");
  });
});

describe("a window that comes back", () => {
  test("finds its run interrupted after a reload, with its panel, and resumes it", {
    timeout: 120_000,
    retry: 1,
  }, async () => {
    const run = await lastRun("sea");
    await workbench.reload();
    await until("the run to be interrupted", async () => (await stateOf(run)) === "interrupted");
    await workbench.notification(/sea was interrupted/);
    await workbench.statusBarItem(/sea interrupted at/);
    const before = (await workspace.manifest(run)).summary.step;
    const frame = await panel();
    await curveIn(frame);
    const states = await statesSent(run);
    const expected = heatMapPixels(states, scaleLimit(stateFigures(states)), colourTable("dark"));
    expect((await heatMapIn(frame)).pixels).toEqual([...expected]);
    await workbench.screenshot("training-interrupted");
    await workbench.answer(/sea was interrupted/, "Resume Training");
    await workbench.statusBarItem(/sea \d+% · loss/);
    await until("steps after those of before", async () => (await workspace.manifest(run)).summary.step > before, {
      timeout: 45_000,
    });
  });

  test("does so after its extension host was killed", { timeout: 120_000, retry: 1 }, async () => {
    const run = await lastRun("sea");
    await workbench.killExtensionHost();
    await workbench.notification(/sea was interrupted/, { timeout: 40_000 });
    await workbench.statusBarItem(/sea interrupted at/);
    expect(await stateOf(run)).toBe("running");
    await workbench.answer(/sea was interrupted/, "Resume Training");
    await workbench.statusBarItem(/sea \d+% · loss/);
    const frame = await panel();
    await curveIn(frame);
    await workbench.runCommand("Stop Training");
    await until("the run to be stopped", async () => (await stateOf(run)) === "stopped");
  });

  test("was activated within 50 ms, by VS Code's own measure", { timeout: 120_000, retry: 1 }, async () => {
    const measured: number[] = [];
    const row = workbench.page.locator(".runtime-extensions-editor .monaco-list-row", { hasText: "Unroll" });
    // Where others compute too, everything takes longer by about their number.
    const limit = () => 50 * Math.max(1, loadavg()[0] / availableParallelism());
    // As a person meets it: a config is opened in a window that stands. One start may meet with somebody else's: what is too long
    // is so each time.
    for (let again = 0; again < 4 && !measured.some((time) => time < limit()); again++) {
      await workbench.runCommand("Close All Editors");
      await workbench.reload();
      await workbench.openFile("sea.rnnconfig");
      const close = async () => {
        // Something else may have the focus, and the key.
        await row
          .first()
          .click({ timeout: 1_000 })
          .catch(() => {});
        await workbench.page.keyboard.press("Escape");
      };
      const shown = async () => {
        await workbench.runCommand("Show Running Extensions");
        const said = await row
          .first()
          .innerText({ timeout: 3_000 })
          .catch(() => "");
        // A list from before the activation does not learn of it.
        return /\d+ms/.test(said) ? said : close().then(() => undefined);
      };
      const text = await until("the extension among those that run", shown, { timeout: 45_000 });
      measured.push(Number(/(\d+)ms/.exec(text)?.[1]));
      // It lies over the whole window, and takes the keys of the palette.
      await until("the list to be closed", async () => {
        await close();
        return !(await row.first().isVisible());
      });
    }
    console.log(`activation: ${measured.join(", ")} ms, where ${limit().toFixed(0)} ms are allowed`);
    expect(Math.min(...measured)).toBeLessThan(limit());
  });

  test("shows no errors in its webviews", () => {
    expect(workbench.errors.foreign).toEqual([]);
  });
});
