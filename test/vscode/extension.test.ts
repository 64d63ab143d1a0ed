// A person trains a network: from the palette to the panel, stop, reload, resume, a crash, and back.

import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { Frame } from "playwright-core";
import { expect, test } from "vitest";
import { HiddenStates } from "../../src/extension/runs/hiddenStates.ts";
import { RunFolder } from "../../src/runs/index.ts";
import { colourTable } from "../../webview/shared/colourTable.ts";
import { heatMapPixels, scaleLimit, stateFigures } from "../../webview/shared/heatMap.ts";
import { extensionLog } from "./extensionLog.ts";
import { TestWindow } from "./testWindow.ts";
import { inThemes } from "./themes.ts";
import { configText } from "./trainingWorkspace.ts";
import { until } from "./until.ts";

const win = new TestWindow({
  name: "extension",
  configs: {
    "sea.rnnconfig": configText(),
    "big.rnnconfig": configText({ units: 512, batchSize: 64, sequenceLength: 64, sampleEvery: 1000 }),
    "reloaded.rnnconfig": configText(),
    "steered.rnnconfig": configText({ sampleEvery: 100_000 }),
    "killed.rnnconfig": configText(),
  },
  bytes: 1_000_000,
  theme: "Default Dark Modern",
});

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
  const user = path.join(win.server.dataFolder, "data/User");
  const file = (await readdir(user, { recursive: true })).find((name) => name.endsWith(`${path.basename(run)}.states`));
  const hidden = await new HiddenStates(path.dirname(path.join(user, file!))).load(path.basename(run));
  const [{ units, values }] = hidden!.layers;
  return { time: hidden!.symbols.length, units, values: new Float32Array(values) };
}

test("starts from the palette, moves in the status bar, and draws curves, text and hidden states beside the editor", {
  timeout: 120_000,
}, async () => {
  const { workbench, server } = win;
  await workbench.openFile("sea.rnnconfig");
  await workbench.runCommand("Train RNN");
  const item = await workbench.statusBarItem(/sea \d+% · loss \d\.\d\d · [\d.]+k? tok\/s/, { timeout: 60_000 });
  const first = await item.innerText();
  await until("the status bar to move", async () => (await item.innerText()) !== first);
  expect(await workbench.tooltip(item)).toMatch(/Step[\s\S]*of 100,000[\s\S]*Loss[\s\S]*Tokens per second/);
  expect(await workbench.activeEditor()).toBe("sea.rnnconfig");
  const lines = (await extensionLog(server)).filter((line) => /first point|Activated/.test(line));
  console.log(lines.join("\n"));
  const frame = await win.panel("sea");
  await until("a sample", async () => (await frame.locator("body").innerText()).includes("The sea"));
  await curveIn(frame);
  const { width, height, pixels } = await heatMapIn(frame);
  // The end of a line, prompt and sample wide; a row a unit.
  expect([width, height]).toEqual([68, 64]);
  expect(new Set(new Uint32Array(Uint8Array.from(pixels).buffer)).size).toBeGreaterThan(50);
  await workbench.screenshot("training-dark");
});

test("is steered from its panel, the palette and the status bar, and asked how it is", {
  timeout: 150_000,
}, async () => {
  const { workbench } = win;
  const { page } = workbench;
  await workbench.openFile("steered.rnnconfig");
  await workbench.runCommand("Train RNN");
  await workbench.statusBarItem(/steered \d+% · loss/, { timeout: 60_000 });
  const frame = await win.panel("steered");
  const wheel = frame.getByRole("group", { name: "While it trains" });
  await wheel.getByRole("button", { name: "Pause" }).click();
  const paused = await workbench.statusBarItem(/steered paused at \d+% · loss/);
  expect(await workbench.tooltip(paused)).toMatch(/State[\s\S]*paused[\s\S]*Time/);
  await frame.locator(".state", { hasText: "Paused" }).waitFor();
  const run = (await win.runs("steered"))[0];
  const rows = async () => await (await RunFolder.open(run)).readMetrics();
  const savedStep = async () =>
    Number((await (await RunFolder.open(run)).loadCheckpoint("last")).metadata["unroll.step"]);
  const step = await savedStep();
  const { manifest } = await RunFolder.open(run);
  expect([manifest.state, await (await RunFolder.open(run)).isAlive()]).toEqual(["running", true]);

  // By keyboard: the focus has stayed where it was pressed.
  const oneStep = wheel.getByRole("button", { name: "One Step" });
  await oneStep.press("Enter");
  await frame.getByRole("heading", { name: `Step ${(step + 1).toLocaleString("en")} by itself` }).waitFor();
  expect(await frame.locator(".single-step .minibatch tbody tr").count()).toBe(16);
  const text = await readFile(win.workspace.file("sea.txt"), "utf8");
  const [read] = await frame.locator(".single-step .minibatch td").allInnerTexts();
  expect(text.replaceAll("\n", "↵")).toContain(read.replaceAll("\n", "↵"));
  expect(await savedStep()).toBe(step + 1);

  // A paused training answers, by its network as it is.
  const box = frame.getByRole("textbox", { name: "The beginning of a text, which the network continues" });
  await box.fill("The sea was");
  await box.press("Enter");
  await frame
    .getByText(`after step ${(step + 1).toLocaleString("en")}`)
    .first()
    .waitFor();
  await frame.locator(".trial-answers", { hasText: "The sea was" }).waitFor();

  await wheel.getByRole("button", { name: "Save", exact: true }).click();
  await wheel.getByText("Saved: step").waitFor();
  expect(await (await RunFolder.open(run)).keptSteps()).toContain(step + 1);
  await inThemes(workbench, frame, "steered");

  await wheel.getByRole("button", { name: /^Learning Rate/ }).click();
  const rate = workbench.quickInput.input;
  await expect.poll(() => rate.inputValue()).toBe("0.001");
  await rate.fill("0");
  await page.locator(".quick-input-message", { hasText: "A positive number" }).waitFor();
  await rate.fill("0.0005");
  await rate.press("Enter");
  await wheel.getByRole("button", { name: "Learning Rate 0.0005 …" }).waitFor();
  await workbench.runCommand("Unroll: Continue Training");
  await workbench.statusBarItem(/steered \d+% · loss/);
  // The log has every tenth step.
  const steps = async (after: boolean) =>
    (await rows()).filter((row) => row.event === "step" && Number(row.step) > step + 1 === after);
  await until("steps with the new rate", async () => (await steps(true)).length > 0);
  expect(new Set((await steps(false)).map(({ learningRate }) => learningRate))).toEqual(new Set([0.001]));
  expect(new Set((await steps(true)).map(({ learningRate }) => learningRate))).toEqual(new Set([0.0005]));
  expect((await rows()).filter(({ event }) => event === "learningRate")).toEqual([
    { event: "learningRate", step: step + 1, base: 0.0005 },
  ]);
  await workbench.runCommand("Unroll: Pause Training");
  await workbench.statusBarItem(/steered paused at/);
  await workbench.runCommand("Unroll: Stop Training");
  await workbench.statusBarItem(/steered stopped at/);
});

test("stops within a step, large as the model may be, and is resumed from the list of runs", {
  timeout: 180_000,
}, async () => {
  const { workbench } = win;
  const run = await win.train("big.rnnconfig");
  const item = await workbench.statusBarItem(/big \d+%/, { timeout: 60_000 });
  await workbench.quickInput.openBy(() => item.click());
  await workbench.quickInput.pick(/Stop Training/);
  await win.isIn(run, "stopped");
  await workbench.statusBarItem(/big stopped at/);
  await workbench.runCommand("Resume Training");
  await workbench.quickInput.pick("big");
  await workbench.statusBarItem(/big \d+% · loss/, { timeout: 60_000 });
  await win.isIn(run, "running");
});

test("a window that is reloaded finds its run interrupted, with its panel, and resumes it", {
  timeout: 120_000,
}, async () => {
  const { workbench, workspace } = win;
  const run = await win.train("reloaded.rnnconfig");
  const before = await win.panel("reloaded");
  await before.locator(".layer canvas").first().waitFor();
  await workbench.reload();
  await win.isIn(run, "interrupted");
  await workbench.notification(/reloaded was interrupted/);
  await workbench.statusBarItem(/reloaded interrupted at/);
  const { step } = (await workspace.manifest(run)).summary;
  const frame = await win.panel("reloaded");
  await curveIn(frame);
  const states = await statesSent(run);
  const expected = heatMapPixels(states, scaleLimit(stateFigures(states)), colourTable("dark"));
  expect((await heatMapIn(frame)).pixels).toEqual([...expected]);
  await workbench.screenshot("training-interrupted");
  await workbench.answer(/reloaded was interrupted/, "Resume Training");
  await workbench.statusBarItem(/reloaded \d+% · loss/);
  await until("steps after those of before", async () => (await workspace.manifest(run)).summary.step > step);
});

test("a window whose extension host was killed finds its run interrupted, and resumes it", {
  timeout: 120_000,
}, async () => {
  const { workbench, workspace } = win;
  const run = await win.train("killed.rnnconfig");
  await until("a checkpoint", async () => (await readdir(path.join(run, "checkpoints"))).includes("last.safetensors"));
  await win.panel("killed");
  await workbench.killExtensionHost();
  await workbench.notification(/killed was interrupted/);
  await workbench.statusBarItem(/killed interrupted at/);
  expect((await workspace.manifest(run)).state).toBe("running");
  await workbench.answer(/killed was interrupted/, "Resume Training");
  await workbench.statusBarItem(/killed \d+% · loss/);
  await curveIn(await win.panel("killed"));
});
