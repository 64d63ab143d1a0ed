// A forecast, as a person follows it: its figures as curves, what is in sight, and the same again after a reload.

import { mkdir, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { playThrough } from "../support/panels/playing.ts";
import { tones } from "../support/sounds.ts";
import { logRows } from "../support/workspace.ts";
import { TestWindow } from "./testWindow.ts";
import { inThemes } from "./themes.ts";
import { until } from "./until.ts";

/** A year of months around a rising line, and noise that is the same each time. */
const series = Array.from({ length: 600 }, (_, i) => {
  const noise = Math.sin(i * 12.9898) * 2;
  return `${1975 + Math.floor(i / 12)}-${String(1 + (i % 12)).padStart(2, "0")},${(300 + i / 5 + 8 * Math.sin((i * Math.PI) / 6) + noise).toFixed(2)}`;
});
const config = {
  ...{
    task: "forecasting",
    data: { train: "months.csv", input: "level", target: "level", horizon: 6, validation: 0.2 },
  },
  ...{ model: { cell: "gru", units: 12 }, baselines: ["naive"] },
  training: { steps: 300, batchSize: 16, sequenceLength: 24, learningRate: 0.01, validateEvery: 20 },
};

/** Three tones, each a letter, of which one comes twice. */
const hearing = {
  task: "transcription",
  data: { train: "sounds", features: { name: "log-mel" }, validation: 0.2, test: 0 },
  model: { cell: "gru", units: 8, bidirectional: true },
  training: { steps: 200, batchSize: 8, learningRate: 0.02, seed: 1 },
};

const win = new TestWindow({
  name: "extension-forecast",
  configs: {
    "months.csv": `month,level\n${series.join("\n")}\n`,
    "months.rnnconfig": JSON.stringify(config, null, 2),
    "tones.rnnconfig": JSON.stringify(hearing, null, 2),
  },
  bytes: 1000,
  theme: "Default Dark Modern",
});

test("a forecast: every figure is a curve, a zoom stays over a reload, and a theme changes its colours", {
  timeout: 180_000,
}, async () => {
  const { workbench } = win;
  const run = await win.train("months.rnnconfig");
  await win.isIn(run, "finished");
  const frame = await win.panel("months");
  await frame.getByText("Finished", { exact: true }).first().waitFor();
  const figures = () =>
    frame.locator(".pane").evaluateAll((all) => all.map((it) => (it as HTMLElement).dataset.figure));
  const names = Object.keys(logRows(run).find(({ event }) => event === "validation")!);
  const judged = names.filter((name) => ["mase", "mae", "rmse", "naiveMase", "naiveMae"].includes(name)).slice(0, 2);
  await expect.poll(figures).toEqual(["loss", ...judged, "gradientNorm", "learningRate"]);

  // What the log has is what its curves have.
  const rows = logRows(run).filter(({ event }) => event === "step");
  await frame.locator('[data-figure="loss"] .chart').focus();
  await workbench.page.keyboard.press("End");
  await until("the last row", async () => (await frame.locator(".place").innerText()).startsWith("step 300"));
  const last = rows.at(-1)!;
  expect(await frame.locator('[data-figure="loss"] .legend .value').first().innerText()).toContain(
    Number(last.loss) < 0.01 ? Number(last.loss).toExponential(1) : Number(last.loss).toFixed(3),
  );
  await workbench.page.keyboard.press("+");
  await expect.poll(() => frame.getByRole("button", { name: "Show All" }).getAttribute("aria-disabled")).toBe("false");
  await workbench.screenshot("forecast-dark");

  await workbench.reload();
  const again = await win.panel("months");
  await again.getByText("Finished", { exact: true }).first().waitFor();
  await expect.poll(() => again.getByRole("button", { name: "Show All" }).getAttribute("aria-disabled")).toBe("false");
  await workbench.runCommand("Preferences: Color Theme");
  await workbench.quickInput.pick("Light Modern");
  await again.locator("body.vscode-light").waitFor();
  await workbench.screenshot("forecast-light");
});

test("examples and a person's own recording are seen and heard in the panel, transcribed, and seen and heard in the inspector", {
  timeout: 180_000,
}, async () => {
  const { workbench, workspace } = win;
  await mkdir(workspace.file("sounds"));
  for (let i = 0; i < 24; i++) {
    const letters = [i % 3, (i + 1) % 3, (i + 1) % 3].map((letter) => "abc"[letter]).join("");
    await writeFile(workspace.file(`sounds/${i}.wav`), tones(letters));
    await writeFile(workspace.file(`sounds/${i}.txt`), letters);
  }
  await workbench.runCommand("New Experiment from Data");
  const offered = () => workbench.quickInput.items();
  await until("the folder of sounds", async () => (await offered()).some((item) => /sounds$/.test(item)), {
    seen: offered,
  });
  expect((await offered()).filter((item) => /\d\.txt/.test(item))).toEqual([]);
  await workbench.screenshot("own-sounds");
  await workbench.quickInput.pick(/sounds$/);
  await workbench.waitForEditor("sounds.rnnconfig");
  await workbench.notification(/sounds looks like 24 sounds of 16,000 Hz, each with its text beside it/);
  await writeFile(workspace.file("meine Aufnahme ä.WAV"), tones("bcc"));
  const run = await win.train("tones.rnnconfig");
  await win.isIn(run, "finished");
  const frame = await win.panel("tones");
  await frame.getByText("Finished", { exact: true }).first().waitFor();
  const heard = async (section: string, file: RegExp) => {
    const part = frame.locator(`[aria-labelledby="${section}"]`);
    await expect.poll(() => part.locator(".spectrogram .lane-bar").innerText()).toMatch(file);
    await playThrough(part.getByRole("button", { name: "Play", exact: true }));
  };
  await heard("previews-title", /\d+\.wav, 0\.36 s$/);
  await frame.locator("#previews-title").scrollIntoViewIfNeeded();
  await inThemes(workbench, frame, "sounds");

  await frame.getByRole("button", { name: "Transcribe a File…" }).click();
  const path = workbench.quickInput.input;
  await path.waitFor();
  const choice = workbench.quickInput.rows.filter({ hasText: "meine Aufnahme" });
  // A path that comes before the dialog shows its folder is lost, and so is a key before it has looked at the path.
  const choose = async () => {
    await path.fill(workspace.file("meine Aufnahme ä.WAV"), { timeout: 1_000 });
    await choice.waitFor({ timeout: 2_000 });
    await path.press("Enter", { timeout: 1_000 });
  };
  let tried = Number.NEGATIVE_INFINITY;
  await until("the dialog to close", async () => {
    if (!(await path.isVisible())) return true;
    if (performance.now() - tried > 3_000) {
      await choose().catch(() => {});
      tried = performance.now();
    }
    return false;
  });
  const answer = frame.locator(".trial-answers");
  await answer.getByText("meine Aufnahme ä.WAV", { exact: true }).first().waitFor();
  await answer.getByText("bcc", { exact: true }).first().waitFor();
  await heard("trial-title", /meine Aufnahme ä\.WAV, 0\.36 s$/);
  await answer.scrollIntoViewIfNeeded();
  await inThemes(workbench, frame, "transcribed");

  await frame.locator('[aria-labelledby="previews-title"]').getByRole("button", { name: "Look Inside" }).click();
  const inspector = await workbench.waitForWebview("Inspector");
  await inspector.getByRole("button", { name: /^Play/ }).waitFor();
  // Rows of numbers have no names but their steps.
  await inspector.locator(".strip-view > .readout", { hasText: /^Step \d+\./ }).waitFor();
  expect(await inspector.locator(".file-name").innerText()).toMatch(/^\d+\.wav$/);
  await inThemes(workbench, inspector, "heard");
});
