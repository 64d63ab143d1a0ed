import { expect, test } from "vitest";
import type { PanelMessage } from "../../../src/contracts/trainingPanel.ts";
import { openBrowser, send } from "../../support/panels/browser.ts";
import { makeRecording } from "../../support/panels/recording.ts";
import { blocks, snapshotAt } from "../../support/panels/replay.ts";
import { servePanels } from "../../support/panels/serve.ts";
import { atMost } from "./atMost.ts";

test("a panel with a hundred times the rows takes a few times as long", { timeout: 300_000 }, async () => {
  await using server = await servePanels({ keepBundles: true });
  const browser = await openBrowser();
  const recording = makeRecording({ steps: 2000, units: [128, 64] });
  const snapshot = (rows: number): PanelMessage => {
    const message = snapshotAt(recording, 2000);
    if (message.type !== "snapshot") throw new Error("No snapshot.");
    const steps = Array.from({ length: rows }, (_, i) => ({ step: i + 1, loss: 4 / Math.log10(10 + i) }));
    return { ...message, curves: blocks("steps", steps) };
  };
  /** Milliseconds that the page is busy with a new snapshot, until it has drawn it; the median of some. */
  const drawn = async (rows: number) => {
    const page = await browser.newPage();
    await page.goto(`${server.url}/panel.html?theme=light`);
    await send(page, snapshot(rows));
    await expect
      .poll(() => page.locator('[data-figure="loss"] .chart canvas').getAttribute("aria-label"))
      .toContain("steps");
    const times = await page.evaluate(async (message) => {
      const times: number[] = [];
      for (let i = 0; i < 11; i++) {
        // A message has its turn, the drawing a frame, and what is timed begins and ends with a frame.
        await new Promise((done) => requestAnimationFrame(done));
        const started = performance.now();
        window.postMessage(structuredClone(message));
        await new Promise((done) => setTimeout(() => requestAnimationFrame(() => setTimeout(done))));
        times.push(performance.now() - started);
      }
      return times;
    }, snapshot(rows));
    await page.close();
    return times.sort((a, b) => a - b)[times.length >> 1];
  };
  try {
    const few = await drawn(600);
    // A hundred times the rows.
    atMost(10, "a snapshot of 60,000 rows / of 600", (await drawn(60_000)) / few);
  } finally {
    await browser.close();
  }
});
