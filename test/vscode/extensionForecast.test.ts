// A forecast, as a person follows it: its figures as curves, what is in sight, and the same again after a reload.

import { expect, test } from "vitest";
import { logRows } from "../support/workspace.ts";
import { TestWindow } from "./testWindow.ts";
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

const win = new TestWindow({
  name: "extension-forecast",
  configs: {
    "months.csv": `month,level\n${series.join("\n")}\n`,
    "months.rnnconfig": JSON.stringify(config, null, 2),
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
