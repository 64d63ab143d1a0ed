// The hand on the wheel, in a real browser.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { SingleStep } from "../../src/contracts/steering.ts";
import type { PanelMessage, PanelProgress } from "../../src/contracts/trainingPanel.ts";
import { openBrowser, openPanel, send } from "../support/panels/browser.ts";
import { makeRecording } from "../support/panels/recording.ts";
import { snapshotAt } from "../support/panels/replay.ts";
import { type PanelServer, servePanels } from "../support/panels/serve.ts";

const screenshots = "test/output/screenshots";
const recording = makeRecording({ steps: 200, units: [16] });

let server: PanelServer;
let browser: Browser;
let page: Page;
let complaints: string[];
let requests: string[];

beforeAll(async () => {
  mkdirSync(screenshots, { recursive: true });
  [server, browser] = [await servePanels({ keepBundles: true }), await openBrowser()];
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await server?.[Symbol.asyncDispose]();
});

beforeEach(async () => {
  ({ page, complaints, requests } = await openPanel(browser, server, "dark", { width: 320 }));
});

/** A training of this window. */
const training = (change: Partial<PanelProgress>): PanelMessage => {
  const message = structuredClone(snapshotAt(recording, 100));
  if (message.type === "snapshot") Object.assign(message.snapshot.progress, { learningRate: 0.002, ...change });
  return message;
};

const single: SingleStep = {
  ...{ step: 101, epoch: 2, loss: 1.5, learningRate: 0.002, gradientNorm: 7.25, clippedNorm: 5, updateRatio: 0.00042 },
  parameters: [{ name: "rnn.weight_hh_l0", gradientNorm: 3, clippedNorm: 2, updateRatio: 0.001 }],
  minibatch: {
    ...{ batchSize: 32, steps: 50 },
    rows: Array.from({ length: 16 }, (_, b) => ({ read: `It was <b>${b}`, predicted: `t was <b>${b}d` })),
  },
};

const visible = () => page.locator(".wheel button:visible").allInnerTexts();

describe("a training is steered by its header", () => {
  test("each control asks for its own, by keyboard, and the focus stays where the state changes", async () => {
    await send(page, training({}));
    expect(await visible()).toEqual(["Pause", "One Step", "Save", "Learning Rate 0.002 …"]);
    await page.locator(".wheel button").first().focus();
    await page.keyboard.press("Enter");
    // Nothing has come of it yet, so it is not asked for again.
    await page.keyboard.press("Enter");
    await expect.poll(() => requests).toEqual(["ready", "pause"].slice(requests[0] === "ready" ? 0 : 1));
    await send(page, training({ paused: true }));
    expect(await visible()).toEqual(["Continue", "One Step", "Save", "Learning Rate 0.002 …"]);
    expect(await page.locator(":focus").innerText()).toBe("Continue");
    expect(await page.locator(".state").innerText()).toBe("Paused");
    await expect
      .poll(() => page.locator(".visually-hidden[role=status]").first().innerText())
      .toMatch(/^Paused: step 100/);
    for (const name of ["One Step", "Save", "Learning Rate 0.002 …", "Continue"]) {
      await page.getByRole("button", { name, exact: true }).press("Enter");
    }
    await expect.poll(() => requests.slice(-4)).toEqual(["step", "saveCheckpoint", "changeLearningRate", "continue"]);
    await send(page, training({ savedStep: 100, learningRate: 0.001 }));
    expect(await page.locator(".wheel [role=status]").innerText()).toBe("Saved: step 100");
    expect(await visible()).toContain("Learning Rate 0.001 …");
    expect(complaints).toEqual([]);
  });

  test("what cannot be steered has no controls", async () => {
    for (const change of [
      { state: "finished" as const },
      { learningRate: undefined },
      { waiting: { message: "gone", hint: "save it" } },
    ]) {
      await send(page, training(change));
      expect(await visible()).toEqual([]);
    }
    const counted = training({});
    if (counted.type === "snapshot") counted.snapshot.run.counted = "5-gram";
    await send(page, counted);
    expect(await visible()).toEqual([]);
  });

  test("a single step shows its minibatch as text, its loss and its norms, and fits from 320 pixels on", async () => {
    await send(page, training({ paused: true, step: 101, singleStep: single }));
    const section = page.locator(".single-step");
    expect(await section.locator("h2").innerText()).toBe("Step 101 by itself");
    expect(await section.locator("dd").allInnerTexts()).toEqual(["1.500", "7.25", "5.00", "4.20e-4", "0.00200"]);
    expect(await section.locator(".minibatch td").nth(2).innerText()).toBe("It was <b>1");
    expect(await section.locator(".minibatch tr").count()).toBe(17);
    await section.locator("summary").click();
    expect(await section.locator(".norms td").allInnerTexts()).toEqual(["rnn.weight_hh_l0", "3.00", "2.00", "0.00100"]);
    const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
    await page.evaluate(axe);
    for (const theme of ["dark", "light", "hc-dark", "hc-light"]) {
      await send(page, { theme });
      await page.screenshot({ path: `${screenshots}/wheel-${theme}.png` });
      const serious = await page.evaluate(async () => {
        const { run } = (window as unknown as { axe: typeof import("axe-core") }).axe;
        const { violations } = await run("header, .single-step");
        return violations.filter(({ impact }) => impact === "serious" || impact === "critical").map(({ id }) => id);
      });
      expect(serious, theme).toEqual([]);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    await send(page, training({ singleStep: null }));
    expect(await section.isVisible()).toBe(false);
    expect(complaints).toEqual([]);
  });
});
