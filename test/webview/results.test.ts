// Examples with their answers, a confusion matrix whose cells open them, and calibration, in a real browser.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as fc from "fast-check";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Report, ShownExample } from "../../src/contracts/report.ts";
import type { PanelMessage } from "../../src/contracts/trainingPanel.ts";
import { ticksBetween } from "../../webview/shared/linesDrawing.ts";
import { openBrowser, openPanel, send } from "../support/panels/browser.ts";
import { makeRecording } from "../support/panels/recording.ts";
import { snapshotAt } from "../support/panels/replay.ts";
import { type PanelServer, servePanels } from "../support/panels/serve.ts";

const screenshots = "test/output/screenshots";
const recording = makeRecording({ steps: 200, units: [4] });
let server: PanelServer;
let browser: Browser;

beforeAll(async () => {
  mkdirSync(screenshots, { recursive: true });
  [server, browser] = [await servePanels({ keepBundles: true }), await openBrowser()];
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await server?.[Symbol.asyncDispose]();
});

const labelled = (input: string, said: string, actual: string, confidence: number, line: number): ShownExample => ({
  preview: { kind: "labels", input, predicted: [said], actual: [actual] },
  ...{ confidence, line },
});

const classification: Report = {
  confusion: {
    labels: ["good", "רע", "so so"],
    counts: [
      [30, 2, 0],
      [12, 20, 1],
      [0, 0, 9],
    ],
  },
  examples: {
    shown: [
      labelled("חרא של סרט", "good", "רע", 0.97, 12),
      labelled("bad <b>bad</b>", "good", "רע", 0.9, 1204),
      labelled("x".repeat(590), "רע", "good", 0.6, 7),
      ...Array.from({ length: 10 }, (_, i) => labelled(`fine ${i} 👩‍🔬`, "good", "good", 0.5 + 0.04 * i, i + 20)),
    ],
    wrong: 15,
    total: 74,
  },
  calibration: [
    { from: 0.4, to: 0.6, count: 24, confidence: 0.5, accuracy: 0.75 },
    { from: 0.6, to: 0.8, count: 0, confidence: 0, accuracy: 0 },
    { from: 0.8, to: 1, count: 50, confidence: 0.9, accuracy: 0.8 },
  ],
};

const withReport = (report: Report): PanelMessage => {
  const message = structuredClone(snapshotAt(recording, 100));
  if (message.type === "snapshot") {
    message.snapshot.run.writesText = false;
    message.snapshot.previews = [];
    message.snapshot.hidden = null;
    message.snapshot.reports = [{ part: "test", step: 100, report }];
  }
  return message;
};

const listed = (page: Page) => page.locator(".example-list > li");

test("examples come with errors first, by label and by cell of the matrix, and stay so with the next measurement", async () => {
  const { page, complaints, requests } = await openPanel(browser, server, "dark");
  await send(page, withReport(classification));
  const counts = page.locator(".examples > .faint");
  expect(await counts.innerText()).toBe("13 of 74 examples are shown here, errors first; 15 are wrong.");
  expect(await listed(page).count()).toBe(8);
  expect(await listed(page).first().innerText()).toMatch(
    /^חרא של סרט\s+Answer\s+good\s+Truth\s+רע\s+wrong\s+line 12 · probability of the answer 97 %$/,
  );
  await page.getByRole("button", { name: "Show More (5)" }).click();
  expect(await listed(page).count()).toBe(13);
  expect(
    await listed(page)
      .nth(8)
      .evaluate((it) => it === document.activeElement),
  ).toBe(true);
  await page.getByLabel("Show", { exact: true }).selectOption("right");
  await page.getByLabel("Label", { exact: true }).selectOption("רע");
  expect(await page.locator(".examples [role=status]").innerText()).toBe(
    "None of the examples that are shown here fits.",
  );
  await page.getByLabel("Show", { exact: true }).selectOption("");
  expect(await listed(page).count()).toBe(3);

  // One stop of the Tab key; arrows go over what is empty.
  const cells = page.locator(".confusion .cell");
  expect(await cells.count()).toBe(6);
  expect(await page.locator('.confusion .cell[tabindex="0"]').count()).toBe(1);
  await cells.first().focus();
  for (const key of ["ArrowDown", "ArrowRight", "ArrowRight", "ArrowDown", "ArrowUp", "ArrowLeft", "ArrowLeft"]) {
    await page.keyboard.press(key);
  }
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
  expect(await focused()).toBe("12 of רע taken for good: shows examples");
  await page.keyboard.press("Enter");
  expect(await listed(page).count()).toBe(2);
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Examples");
  expect(await page.locator(".pair bdi").innerText()).toBe("רע taken for good");

  await send(page, withReport({ ...classification, examples: { ...classification.examples!, wrong: 14 } }));
  expect(await listed(page).count()).toBe(2);
  await page.reload();
  await expect.poll(() => requests.filter((it) => it === "ready").length).toBe(2);
  await send(page, withReport(classification));
  expect(await listed(page).count()).toBe(2);
  await page.locator(".pair").getByRole("button", { name: "Show All" }).click();
  expect(await listed(page).count()).toBe(8);
  expect(complaints).toEqual([]);
});

test("the diagram of calibration has its error, its counts and its table", async () => {
  const { page } = await openPanel(browser, server, "light");
  await send(page, withReport(classification));
  // (24 · 0.25 + 50 · 0.1) / 74, and (24 · −0.25 + 50 · 0.1) / 74.
  const said =
    "Expected calibration error (ECE) 14.9 %. On average it is right more often than it is sure, by 1.4 points.";
  await page.getByText(said).waitFor();
  const height = (kind: string) =>
    page.locator(`.calibration .${kind}`).evaluateAll((all) => all.map((it) => Number(it.getAttribute("height"))));
  expect(await height("share")).toEqual([135, 144]);
  expect((await height("gap")).map(Math.round)).toEqual([45, 18]);
  expect((await height("count")).map(Math.round)).toEqual([21, 44]);
  await page.getByText("Table of the calibration").first().click();
  const rows = await page.getByRole("region", { name: "Table of the calibration" }).locator("tbody tr").allInnerTexts();
  expect(rows[1].split("\t")).toEqual(["80.0 % – 100.0 %", "50", "90.0 %", "80.0 %", "−10.0 %"]);
});

test("what is recommended stands in its order, with the one that came", async () => {
  const { page } = await openPanel(browser, server, "dark");
  const ranked = ["jam", "חלב", "beer"].map((symbol, i) => ({ symbol, probability: 0.6 / (i + 1) }));
  const preview = { kind: "ranking" as const, history: ["bread", "butter"], ranked, actual: "חלב", rank: 2 };
  await send(
    page,
    withReport({
      examples: { shown: [{ preview }, { preview: { ...preview, actual: null, rank: null } }], wrong: 1, total: 9 },
    }),
  );
  expect(await page.locator(".examples > .faint").innerText()).toBe(
    "2 of 9 items are shown here; 1 were not among the first ten.",
  );
  expect(await listed(page).first().locator("tbody tr").allInnerTexts()).toEqual([
    "1\tjam\t60 %\t",
    "2\t חלב\t30 %\t",
    "3\tbeer\t20 %\t",
  ]);
  expect(await listed(page).first().innerText()).toContain("Came: חלב (rank 2)");
  expect(await listed(page).nth(1).innerText()).toContain("not among the items of training");
});

test("a forecast is drawn over what was known, with its errors; errors grow with the horizon beside the naive ones", async () => {
  const { page } = await openPanel(browser, server, "dark");
  const preview = {
    ...{ kind: "forecast" as const, columns: ["מחיר"], spreads: [10], known: [[10], [20], [30]] },
    ...{ forecast: [[40], [44]], actual: [[40], [50]], naive: [[30], [30]] },
  };
  const horizons = [1, 2, 3].map((horizon) => ({ horizon, mae: 4 * horizon, mase: 1, naive: { mae: 10, mase: 2 } }));
  const message = withReport({ horizons });
  if (message.type === "snapshot") message.snapshot.previews = [{ step: 100, preview }];
  await send(page, message);
  const line = (scope: string, kind: string) => page.locator(`${scope} .line.${kind}`).first().getAttribute("points");
  // 560 × 180, from −2 to 2 and from 10 to 50.
  expect(await line(".previews", "known")).toBe("0,180 140,135 280,90");
  expect(await line(".previews", "forecast")).toBe("280,90 420,45 560,27");
  expect(await line(".previews", "actual")).toBe("280,90 420,45 560,0");
  expect(await line(".previews", "naive")).toBe("280,90 420,90 560,90");
  const said = "Mean absolute error 3, of the naive forecast 15.";
  expect(await page.locator(".forecast-drawing p").innerText()).toBe(said);
  expect(await page.getByRole("img", { name: /מחיר: forecast of 2 steps after 3 known ones/ }).count()).toBe(1);
  // From 0 to 15.
  expect(await line(".results", "naive")).toBe("0,60 280,60 560,60");
  await page.locator(".previews").screenshot({ path: `${screenshots}/forecast-dark.png` });
});

test("ticks are round numbers around what is between", () => {
  const ends = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(ends, ends, (a, b) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      const ticks = ticksBetween(low, high);
      const slack = 1e-6 * Math.max(1, Math.abs(low), Math.abs(high));
      expect(ticks[0]).toBeLessThanOrEqual(low + slack);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(high - slack);
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.length).toBeLessThanOrEqual(7);
    }),
  );
  expect(ticksBetween(0, 1)).toEqual([0, 0.25, 0.5, 0.75, 1]);
});

test.each(["dark", "light", "hc-dark", "hc-light"])(
  "in %s axe finds nothing serious from 320 pixels on",
  async (theme) => {
    const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
    const { page, complaints } = await openPanel(browser, server, theme, { width: 900, height: 1500 });
    await send(page, withReport(classification));
    await page.locator(".results").screenshot({ path: `${screenshots}/results-${theme}.png` });
    await page.setViewportSize({ width: 320, height: 1100 });
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    await page.evaluate(axe);
    const found = await page.evaluate(async () => {
      const { run } = (window as unknown as { axe: typeof import("axe-core") }).axe;
      const { violations } = await run(".results");
      const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      return grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
    });
    expect(found).toEqual([]);
    expect(complaints).toEqual([]);
  },
);
