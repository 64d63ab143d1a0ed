// Runs are looked into in VS Code, as a student, a teacher and a researcher do: one window, small runs that are trained before it.
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { Frame } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { cliScript } from "../support/commandLine.ts";
import { TestWindow } from "./testWindow.ts";
import { inThemes } from "./themes.ts";
import { configText, type TrainingWorkspace } from "./trainingWorkspace.ts";
import { until } from "./until.ts";

const kept = '"checkpointEvery": 15, "keepCheckpoints": 5, "sampleEvery"';
const sea = configText({ units: 24, layers: 2, steps: 60, batchSize: 8 }).replace('"sampleEvery"', kept);
const tags = { task: "tagging", data: { train: "tags.conll", unit: "word", validation: 0.2, test: 0.2 } };
const series = { task: "forecasting", data: { train: "series.csv", input: ["level"], target: ["level"], window: 12 } };
const small = { model: { cell: "lstm", units: 8 }, training: { steps: 20, batchSize: 4 } };
const win = new TestWindow({
  name: "extension-inspector",
  theme: "Default Dark Modern",
  configs: {
    "words.txt": "a boat went past",
    "sea.rnnconfig": sea,
    "menu.rnnconfig": configText({ units: 8, steps: 10, batchSize: 8 }),
    "simple.rnnconfig": sea.replace('"lstm"', '"rnn"'),
    "tags.rnnconfig": JSON.stringify({ ...tags, ...small }),
    "series.rnnconfig": JSON.stringify({ ...series, ...small }),
  },
  // A run that trains while the window opens would be the one in the focus.
  prepare: trainAll,
});

async function trainAll(workspace: TrainingWorkspace): Promise<void> {
  const sentence = (i: number) => `the\tD\n${["boat", "house", "sea"][i % 3]}\tN\n${["went", "was"][i % 2]}\tV\n\n`;
  await writeFile(workspace.file("tags.conll"), Array.from({ length: 60 }, (_, i) => sentence(i)).join(""));
  const levels = Array.from({ length: 200 }, (_, i) => (10 + 3 * Math.sin(i / 4)).toFixed(3));
  await writeFile(workspace.file("series.csv"), `level\n${levels.join("\n")}\n`);
  const train = (name: string) =>
    promisify(execFile)(process.execPath, [cliScript, "train", `${name}.rnnconfig`, "--set", "training.threads=1"], {
      cwd: workspace.folder,
    });
  await Promise.all(["sea", "simple", "tags", "series"].map(train));
}

beforeAll(() => win.workbench.page.setViewportSize({ width: 1500, height: 1100 }));

const strip = (frame: Frame) => frame.getByRole("application", { name: "The symbols that the network reads" });
const readout = (frame: Frame) => frame.locator(".strip-view > .readout").first().innerText();
const pane = (frame: Frame, title: string) =>
  frame.locator(".pane", { has: frame.locator(`h2:text-is("${title}")`) }).first();
/** What is looked into has come, and nothing else is waited for. */
const settled = (frame: Frame) =>
  expect.poll(() => frame.locator(".look-place:not(.stale) .strip-view").count()).toBeGreaterThan(0);

/** The page once it shows a text. A panel that comes back into sight gets a new page, so it is asked for anew. */
function shown(): Promise<Frame> {
  return until("the inspector to show a text", async () => {
    const frame = await win.workbench.waitForWebview("Inspector");
    return (await strip(frame).first().isVisible()) && frame;
  });
}

/** Opens the inspector from the palette, and chooses a run and a text. */
async function opened(run: string, text?: string): Promise<Frame> {
  await win.workbench.runCommand("Unroll: Inspect");
  const frame = await shown();
  await frame.locator("#run-choice").selectOption({ label: run });
  await expect.poll(() => frame.locator(".look > [role=status]").textContent()).toContain(`${run} after`);
  if (text !== undefined) {
    await frame.locator("#look-text").fill(text);
    await frame.getByRole("button", { name: "Look Inside" }).click();
    await expect.poll(() => strip(frame).getAttribute("aria-roledescription")).toBe(`${text.length + 1} symbols`);
  }
  await settled(frame);
  return frame;
}

async function press(frame: Frame, ...keys: string[]): Promise<void> {
  await strip(frame).focus();
  for (const key of keys) await win.workbench.page.keyboard.press(key);
}

/** The inspector after a text that is selected in the editor was looked into. */
async function selected(): Promise<Frame> {
  const { workbench } = win;
  await workbench.openFile("words.txt");
  await until("the text to be selected", async () => {
    await workbench.page.keyboard.press("ControlOrMeta+a");
    return (await workbench.statusBarText()).some((item) => item.includes("16 selected"));
  });
  await workbench.runCommand("Unroll: Inspect");
  return await shown();
}

test("a selection is looked into", {
  timeout: 120_000,
}, async () => {
  const { workbench } = win;
  await opened("sea");
  const frame = await selected();
  // By the run that was looked into before.
  await expect.poll(() => frame.locator("#look-text").inputValue()).toBe("a boat went past");
  await expect.poll(() => frame.locator("#run-choice option:checked").innerText()).toBe("sea");
  await press(frame, "Home", "ArrowRight", "ArrowRight", "ArrowRight");
  await expect.poll(() => readout(frame)).toContain("Step 3, “b”");
  await frame.locator(".diagram").waitFor();
  await frame.getByRole("button", { name: "f: forget gate" }).first().click();
  await expect.poll(() => frame.locator(".map-lane canvas.lane-canvas:visible").count()).toBe(3);
  await inThemes(workbench, frame, "inspector");
});

test("a student moves through a text by keyboard, and reads the cell, its equations and the surprise", {
  timeout: 60_000,
}, async () => {
  const frame = await opened("sea", "the sea was calm");
  await press(frame, "Home", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight");
  await expect.poll(() => frame.locator("#step-title").innerText()).toBe("Step 5");
  expect(await frame.locator(".reads").innerText()).toBe("The network reads “s”.");
  await expect.poll(() => frame.locator(".diagram .number").allTextContents()).not.toContain("…");
  expect(await frame.locator(".equation-head b").allInnerTexts()).toEqual(["i", "f", "g", "o"]);
  // What the step says of the next symbol stands in the next column of the surprise's table.
  await frame.getByRole("button", { name: "Table: Surprise" }).click();
  const table = frame.getByRole("region", { name: "Surprise" });
  const said = /“e”, a surprise of ([\d.]+) nats/.exec(await frame.locator(".step-pane").innerText());
  const heads = await table.locator("thead th").allInnerTexts();
  const cells = await table.locator("tbody tr").first().locator("th, td").allInnerTexts();
  expect(cells[heads.indexOf("6 “e”")]).toBe(said![1]);
  await press(frame, "End");
  await expect.poll(() => readout(frame)).toContain("Step 16, “m”");
});

test("a teacher compares how far gradients reach, enlarges a pane, and goes back in the training", {
  timeout: 60_000,
}, async () => {
  const { workbench } = win;
  const frame = await opened("sea", "the sea was calm and a boat with two sails went slowly past our house");
  const gradients = pane(frame, "Gradients Through Time");
  await gradients.getByRole("button", { name: "Compute All" }).click();
  const verdicts = gradients.locator(".verdicts li");
  await expect.poll(() => verdicts.count()).toBe(2);
  const others = gradients.getByLabel("Compare with another run");
  await others.focus();
  await expect.poll(() => others.locator("option").count()).toBe(2);
  await others.selectOption({ index: 1 });
  await expect.poll(() => verdicts.count()).toBe(4);
  for (const verdict of await verdicts.allInnerTexts()) expect(verdict).toMatch(/vanishes within|explodes|healthy/);
  expect(await verdicts.last().innerText()).toContain("simple");
  await gradients.getByRole("button", { name: "Enlarge" }).click();
  const { width } = (await gradients.boundingBox())!;
  expect(width).toBe(await frame.evaluate(() => document.documentElement.clientWidth));
  await workbench.screenshot("inspector-gradients");
  await workbench.page.keyboard.press("Escape");
  await expect.poll(() => gradients.getByRole("button", { name: "Enlarge" }).count()).toBe(1);
  await press(frame, "Home", "ArrowRight", "ArrowRight");
  const mean = () => frame.locator(".surprise-lane .faint").first().innerText();
  const trained = await mean();
  await frame.locator("#checkpoint").focus();
  await workbench.page.keyboard.press("Home");
  await expect.poll(mean).not.toBe(trained);
  await expect.poll(() => readout(frame)).toContain("Step 2, “h”");
});

test("a researcher changes what is inside, patches from another text, and reads errors, tags and a forecast", {
  timeout: 60_000,
}, async () => {
  const { workbench } = win;
  const frame = await opened("sea", "the sea was calm");
  await press(frame, "Home", "ArrowRight", "ArrowRight", "ArrowRight");
  const whatIf = pane(frame, "What If");
  await expect.poll(() => whatIf.getByLabel("First step").inputValue()).toBe("3");
  await whatIf.getByLabel("Unit; empty for all").fill("");
  await whatIf.getByRole("button", { name: "Try It" }).click();
  await expect.poll(() => whatIf.locator(".outcome").innerText()).toMatch(/the loss (rises|falls|stays)/);
  const compare = pane(frame, "Compare With Another Text");
  await compare.getByLabel("The other text").fill("the sky was calm");
  await compare.getByRole("button", { name: "Compare" }).click();
  await compare.getByRole("button", { name: /^Patch/ }).click();
  await expect.poll(() => compare.locator(".verdict").innerText()).toContain("in the other text");
  await compare.scrollIntoViewIfNeeded();
  await workbench.screenshot("inspector-what-if");
  const first = pane(frame, "Errors First").locator("tbody button").first();
  const step = /^[\d,]+/.exec(await first.innerText())![0];
  await first.click();
  await expect.poll(() => readout(frame)).toContain(`Step ${step},`);

  await frame.locator("#run-choice").selectOption({ label: "tags" });
  await expect.poll(() => pane(frame, "Errors First").innerText()).toContain("What is true and what the network says");
  const chart = pane(frame, "Forecast").locator("canvas").first();
  await frame.locator("#run-choice").selectOption({ label: "series" });
  await chart.waitFor();
  const colours = frame.getByLabel("Colour of the symbols").locator("option");
  expect(await colours.allInnerTexts()).not.toContain("by surprise");
  await workbench.screenshot("inspector-forecast");
});

test("a run is looked into from its menu", { timeout: 60_000 }, async () => {
  const { workbench } = win;
  const run = await win.train("menu.rnnconfig");
  const item = await workbench.statusBarItem(/menu finished/);
  await workbench.quickInput.openBy(() => item.click());
  await workbench.quickInput.pick("Look Inside");
  const frame = await shown();
  expect(await frame.locator("#run-choice").inputValue()).toBe(run);
  expect(await frame.locator("#look-text").inputValue()).toBe("The sea");

  // What is selected then is read by the run that the inspector shows, whatever the status bar has.
  await opened("simple");
  const other = await selected();
  await expect.poll(() => other.locator("#look-text").inputValue()).toBe("a boat went past");
  await expect.poll(() => other.locator("#run-choice option:checked").innerText()).toBe("simple");
});
