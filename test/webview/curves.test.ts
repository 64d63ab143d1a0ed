// The curves of the training panel, as a person uses them, in a real browser.

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { PanelMessage, PanelSnapshot } from "../../src/contracts/trainingPanel.ts";
import { Sight } from "../../webview/run/curves/sight.ts";
import { RunView } from "../../webview/run/runView.ts";
import { overfitsSince } from "../../webview/training/curves/overfitting.ts";
import { openBrowser, openPanel, pixelsOf, send } from "../support/panels/browser.ts";
import { makeRecording } from "../support/panels/recording.ts";
import { blocks, deltaBetween, snapshotAt } from "../support/panels/replay.ts";
import { type PanelServer, servePanels } from "../support/panels/serve.ts";

const recording = makeRecording({ steps: 2000, units: [4] });

describe("what is in sight", () => {
  test("stays while steps arrive, stays within them, and is all of them again when it would be", () => {
    const sight = new Sight(undefined);
    sight.end = 1000;
    sight.show(200, 400);
    sight.end = 2000;
    expect(sight.shown).toEqual({ from: 200, to: 400 });
    sight.zoom(2, 250);
    expect(sight.shown).toEqual({ from: 225, to: 325 });
    sight.pan(-5);
    expect(sight.shown).toEqual({ from: 0, to: 100 });
    sight.pan(1000);
    expect(sight.shown).toEqual({ from: 1900, to: 2000 });
    sight.zoom(1 / 100);
    expect([sight.range, sight.shown]).toEqual([undefined, { from: 0, to: 2000 }]);
    sight.show(7, 7.1);
    expect(sight.shown.to - sight.shown.from).toBeCloseTo(2);
  });
});

describe("overfitting", () => {
  const since = (validation: number[], training: (step: number) => number) => {
    const view = new RunView();
    const steps = Array.from({ length: validation.length * 10 }, (_, i) => ({ step: i + 1, loss: training(i + 1) }));
    for (const block of blocks("steps", steps)) view.curves.steps.append(block);
    const measured = validation.map((loss, i) => ({ step: 10 * (i + 1), loss }));
    for (const block of blocks("validations", measured)) view.curves.validations.append(block);
    return overfitsSince(view.curves);
  };
  const falls = (step: number) => 3 - step / 100;

  test("begins where validation turns while training falls on", () => {
    expect(since([2, 1.8, 1.7, 1.75, 1.8, 1.9], falls)).toBe(30);
  });

  test.each([
    ["after two measurements it may be noise", [2, 1.8, 1.7, 1.75, 1.8], falls],
    ["a plateau is none", [2, 1.8, 1.7, 1.701, 1.702, 1.7005], falls],
    ["where training rises too the run has other troubles", [2, 1.8, 1.7, 1.75, 1.8, 1.9], (step: number) => 1 + step],
    ["it falls", [2, 1.8, 1.7, 1.6, 1.5, 1.4], falls],
  ])("%s", (_, validation, training) => {
    expect(since(validation, training)).toBeUndefined();
  });
});

let server: PanelServer;
let browser: Browser;
let page: Page;
let complaints: string[];
let asked: Record<string, unknown>[];

beforeAll(async () => {
  [server, browser] = [await servePanels({ keepBundles: true }), await openBrowser()];
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await server?.[Symbol.asyncDispose]();
});

const snapshot = (step: number, change: (snapshot: PanelSnapshot) => void = () => {}): PanelMessage => {
  const message = structuredClone(snapshotAt(recording, step));
  if (message.type === "snapshot") change(message.snapshot);
  return message;
};
const pane = (figure: string) => page.locator(`[data-figure="${figure}"]`);
const plot = (figure = "loss") => pane(figure).locator(".chart");
const place = () => page.locator(".place").innerText();
const kept = () => page.evaluate(() => JSON.parse(sessionStorage.getItem("panel-state") ?? "null"));
/** Steps in sight, from what the page keeps. */
const range = async () => (await kept()).range as { from: number; to: number } | undefined;
const values = (figure = "loss") => pane(figure).locator(".legend .value").allInnerTexts();

describe("curves", () => {
  beforeEach(async () => {
    ({ page, complaints, asked } = await openPanel(browser, server, "dark"));
    await send(page, snapshot(1000));
    return async () => {
      expect(complaints).toEqual([]);
    };
  });

  test("show the loss, what the task measures and how it learns; the keys read every value", async () => {
    const figures = () =>
      page.locator(".pane").evaluateAll((all) => all.map((it) => (it as HTMLElement).dataset.figure));
    expect(await figures()).toEqual(["loss", "perplexity", "gradientNorm", "learningRate"]);
    const validation = recording.validations.find(({ step }) => step === 1000)!;
    expect((await values())[1]).toBe(validation.loss.toFixed(3));
    await plot().focus();
    await page.keyboard.press("Home");
    const first = recording.rows[0];
    expect(await place()).toBe("step 1 · epoch 0.00 · 0:00");
    expect((await values())[0]).toContain(first.loss!.toFixed(3));
    expect((await values("gradientNorm"))[0]).toContain(String(Number(first.gradientNorm!.toPrecision(4))));
    await page.keyboard.press("ArrowRight");
    expect(await place()).toMatch(/^step \d/);
    expect(await page.locator(".curves [aria-live]").allInnerTexts()).toContainEqual(
      expect.stringMatching(/^step \d+ · .*; Loss, Training: \d\.\d{3}; Loss, Validation: \d\.\d{3}; Perplexity/),
    );
    const label = await plot("gradientNorm").locator("canvas").getAttribute("aria-label");
    expect(label).toMatch(
      /^Chart of the Gradient norm over 1,000 steps\. .* Lines for comparison: clipped to 1 \(20\.6 % of the steps\)\.$/,
    );
  });

  test("are zoomed by dragging, by wheel and by keys, moved, and stay so while rows arrive and after a reload", async () => {
    expect(await range()).toBeUndefined();
    const box = (await plot().boundingBox())!;
    const drag = async (from: number, to: number, key?: string) => {
      if (key) await page.keyboard.down(key);
      await page.mouse.move(box.x + from * box.width, box.y + 100);
      await page.mouse.down();
      await page.mouse.move(box.x + to * box.width, box.y + 110, { steps: 4 });
      await page.mouse.up();
      if (key) await page.keyboard.up(key);
    };
    await drag(0.4, 0.6);
    const chosen = (await range())!;
    expect(chosen.to - chosen.from).toBeGreaterThan(150);
    expect(chosen.to - chosen.from).toBeLessThan(260);
    expect((chosen.from + chosen.to) / 2).toBeGreaterThan(400);
    await send(page, deltaBetween(recording, 1000, 1400));
    expect(await range()).toEqual(chosen);
    // To the left shows what comes later.
    await drag(0.7, 0.5, "Shift");
    const moved = (await range())!;
    expect(moved.from).toBeGreaterThan(chosen.from + 10);
    expect(moved.to - moved.from).toBeCloseTo(chosen.to - chosen.from, 5);
    await page.mouse.move(box.x + box.width / 2, box.y + 100);
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, -200);
    await page.keyboard.up("Control");
    await expect
      .poll(async () => (await range())!.to - (await range())!.from)
      .toBeLessThan(0.5 * (moved.to - moved.from));

    const before = await range();
    await page.reload();
    await expect.poll(() => page.evaluate(() => document.readyState)).toBe("complete");
    await send(page, snapshot(1400));
    expect(await range()).toEqual(before);
    await plot().focus();
    await page.keyboard.press("-");
    expect((await range())!.from).toBeLessThan(before!.from);
    await page.getByRole("button", { name: "Show All" }).click();
    expect(await range()).toBeUndefined();
    await page.getByRole("button", { name: "Zoom In" }).click();
    await plot().dblclick();
    expect(await range()).toBeUndefined();
  });

  test("have heights that are zoomed and moved by keys and by wheel, and shown whole again", async () => {
    const heights = async (figure = "loss") => {
      const panes = (await kept())?.panes as { figure: string; heights?: { min: number; max: number } }[] | undefined;
      return panes?.find((it) => it.figure === figure)?.heights;
    };
    await plot().focus();
    await page.keyboard.press("ArrowUp");
    const first = (await heights())!;
    await page.keyboard.press("ArrowUp");
    await expect.poll(() => heights()).not.toEqual(first);
    const second = (await heights())!;
    expect((second.max - second.min) / (first.max - first.min)).toBeCloseTo(1 / 1.5, 2);
    expect(second.max + second.min).toBeCloseTo(first.max + first.min, 1);
    await page.keyboard.press("Shift+ArrowUp");
    await expect.poll(() => heights()).not.toEqual(second);
    expect((await heights())!.min - second.min).toBeCloseTo(0.2 * (second.max - second.min), 2);
    const box = (await plot("gradientNorm").boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.keyboard.down("Alt");
    await page.mouse.wheel(0, 200);
    await page.keyboard.up("Alt");
    await expect.poll(() => heights("gradientNorm")).toBeDefined();
    expect(await range()).toBeUndefined();
    await plot().focus();
    await page.keyboard.press("0");
    expect(await heights()).toBeUndefined();
    await page.getByRole("button", { name: "Show All" }).click();
    expect(await heights("gradientNorm")).toBeUndefined();
  });

  test("have a logarithmic scale that shows them however small they are", async () => {
    const rows = recording.rows.map((row) => ({ ...row, gradientNorm: 1.2e-30 * (1 + row.step) }));
    await send(page, snapshotAt({ ...recording, rows }, 1000));
    await pane("gradientNorm").getByRole("button", { name: "Log Scale" }).click();
    const drawn = async () => {
      const { data } = await pixelsOf(page, '[data-figure="gradientNorm"] .chart canvas');
      let blue = 0;
      for (let i = 0; i < data.length; i += 4) if (data[i + 2] - data[i] > 100) blue++;
      return blue;
    };
    await expect.poll(drawn).toBeGreaterThan(200);
  });

  test("are not hidden by the labels of the baselines", async () => {
    await send(page, snapshot(2000));
    const { width, data } = await pixelsOf(page, '[data-figure="perplexity"] .chart canvas');
    const isCurve = (i: number) => data[i] > 150 && data[i + 2] < 80;
    const columns = Array.from({ length: width >> 1 }, (_, x) => x + (width >> 1));
    const seen = columns.filter((x) => {
      for (let i = 4 * x; i < data.length; i += 4 * width) if (isCurve(i)) return true;
      return false;
    });
    // It is dashed.
    expect(seen.length / columns.length).toBeGreaterThan(0.6);
  });

  test("are not drawn once their pane is removed", async () => {
    await page.evaluate(async () => {
      const tools = (name: string) => [...document.querySelectorAll<HTMLElement>(`.pane [aria-label="${name}"]`)];
      // Each frame has time for one pane; the last is removed when it is the next.
      let now = 0;
      performance.now = () => (now += 10);
      const frame = () => new Promise(requestAnimationFrame);
      tools("Enlarge")[0].click();
      for (const _ of tools("Remove").slice(1)) await frame();
      tools("Remove").at(-1)?.click();
      for (const _ of tools("Remove")) await frame();
    });
    expect(await page.locator(".pane").count()).toBe(3);
  });

  test("have tools and a legend that are a stop of the Tab key each, with arrow keys between", async () => {
    const tools = pane("loss").getByRole("toolbar", { name: "Chart of Loss" });
    await tools.getByRole("button", { name: "Log Scale" }).focus();
    const focused = () =>
      page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent);
    await page.keyboard.press("ArrowRight");
    expect(await focused()).toBe("Enlarge");
    await page.keyboard.press("End");
    expect(await focused()).toBe("Remove");
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("Training");
    await page.keyboard.press("ArrowRight");
    expect(await focused()).toBe("Validation");
    await page.keyboard.press("Tab");
    expect(await focused()).toContain("Loss: left and right read values");
    await page.keyboard.press("Shift+Tab");
    expect(await focused()).toBe("Validation");
  });

  test("that are too large for a PNG are not saved as an empty one", async () => {
    // As a browser does where a canvas has too many pixels.
    await page.evaluate(() => {
      HTMLCanvasElement.prototype.toBlob = (made) => made(null);
    });
    await page.locator("summary", { hasText: "Export" }).click();
    await page.getByRole("button", { name: "Save as PNG" }).click();
    await expect
      .poll(() => page.getByRole("alert").allInnerTexts())
      .toContainEqual(expect.stringContaining("The charts are too large for one PNG"));
    expect(asked.filter(({ type }) => type === "save")).toEqual([]);
  });

  test("are added, enlarged, moved and removed, and come back so", async () => {
    const figures = () =>
      page.locator(".pane").evaluateAll((all) => all.map((it) => (it as HTMLElement).dataset.figure));
    await page.getByRole("combobox", { name: "Add a figure" }).selectOption({ label: "Speed" });
    await pane("tokensPerSecond").getByRole("button", { name: "Enlarge" }).click();
    for (let i = 0; i < 3; i++) await pane("tokensPerSecond").getByRole("button", { name: "Move Up" }).click();
    await pane("learningRate").getByRole("button", { name: "Remove" }).click();
    await pane("gradientNorm").getByRole("button", { name: "Log Scale" }).click();
    const order = ["loss", "tokensPerSecond", "perplexity", "gradientNorm"];
    expect(await figures()).toEqual(order);
    const [wide, narrow] = await Promise.all(
      [pane("tokensPerSecond"), pane("perplexity")].map((it) => it.boundingBox()),
    );
    expect(wide!.width).toBeGreaterThan(1.8 * narrow!.width);
    await page.reload();
    await expect.poll(() => page.evaluate(() => document.readyState)).toBe("complete");
    await send(page, snapshot(1000));
    expect(await figures()).toEqual(order);
    expect(await pane("gradientNorm").getByRole("button", { name: "Log Scale" }).getAttribute("aria-pressed")).toBe(
      "true",
    );
    const offered = await page.getByRole("combobox", { name: "Add a figure" }).locator("option").allInnerTexts();
    expect(offered).toEqual([
      "Add Figure …",
      "Bits per character",
      "Clipped steps",
      "Update / weights",
      "Learning rate",
    ]);
  });

  test("are hidden and shown alone in their legend", async () => {
    const entry = (name: string) => pane("loss").getByRole("button", { name, exact: true });
    await entry("Training").click();
    // It is drawn in a frame to come.
    await expect.poll(() => plot().locator("canvas").getAttribute("aria-label")).toContain("Training is hidden.");
    await entry("Training").dblclick();
    const pressed = () => Promise.all(["Training", "Validation"].map((it) => entry(it).getAttribute("aria-pressed")));
    expect(await pressed()).toEqual(["true", "false"]);
    await entry("Training").press("i");
    expect(await pressed()).toEqual(["true", "true"]);
    await entry("Validation").click();
    expect((await kept()).panes[0].hidden).toEqual(["validation.loss"]);
  });

  test("go over epochs and time, and a name in the log that nobody knows is a figure too", async () => {
    await send(page, {
      ...deltaBetween(recording, 1000, 1000),
      curves: blocks(
        "steps",
        [1002, 1004].map((step) => ({ step, loss: 2, seconds: step, heapMegabytes: 3 }) as never),
      ),
    });
    const axis = page.getByRole("combobox", { name: "Horizontal axis" });
    expect(await axis.locator("option").allInnerTexts()).toEqual(["Step", "Epoch", "Time"]);
    for (const name of ["Epoch", "Time"]) {
      await axis.selectOption(name);
      await plot().focus();
      await page.keyboard.press("End");
      expect(await place()).toBe("step 1,004 · epoch 4.02 · 16:44");
      await page.keyboard.press("Home");
      expect(await place()).toBe("step 1 · epoch 0.00 · 0:00");
    }
    await page.getByRole("combobox", { name: "Add a figure" }).selectOption("heapMegabytes");
    await plot().press("End");
    await expect.poll(() => values("heapMegabytes")).toEqual(["3 (smoothed 3)"]);
  });

  test("say in a sentence when a network begins to overfit, and which parameters are kept", async () => {
    const verdict = page.locator(".curves .verdict");
    expect(await verdict.isVisible()).toBe(false);
    const worse = [1100, 1200, 1300].map((step, i) => ({ step, loss: 2.2 + i / 10 }));
    const rows = recording.rows.filter(({ step }) => step > 1000 && step <= 1300);
    const curves = [...blocks("steps", rows), ...blocks("validations", worse)];
    await send(page, { ...deltaBetween(recording, 1000, 1300), curves });
    expect(await verdict.innerText()).toMatch(/^Overfitting: since step 1,000 the validation loss has risen/);
  });

  test("are saved as CSV, JSON, SVG and PNG, and copied as Markdown: every digit of what is in sight", async () => {
    await send(page, snapshot(200));
    await pane("gradientNorm").getByRole("button", { name: "Remove" }).click();
    await pane("perplexity").getByRole("button", { name: "Remove" }).click();
    const make = async (name: string) => {
      await page.locator(".menu summary").click();
      await page.getByRole("button", { name }).click();
      await expect.poll(() => asked.length).toBe(1);
      return asked.splice(0)[0] as { type: string; name: string; content: string; text: string };
    };
    const rows = recording.rows.filter(({ step }) => step <= 200);
    const csv = await make("Save as CSV");
    expect(csv).toMatchObject({ type: "save", name: "book.csv" });
    const lines = csv.content.split("\r\n");
    expect(lines[0]).toBe("step,loss,validation.loss,learningRate");
    expect(lines[1]).toBe(`1,${rows[0].loss},,0.002`);
    const validated = recording.validations.find(({ step }) => step === 100)!;
    expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^100,[^,]*,${validated.loss},`)));
    const json = JSON.parse((await make("Save as JSON")).content) as Record<string, number>[];
    expect(json[0]).toEqual({ step: 1, loss: rows[0].loss, learningRate: 0.002 });
    expect(json.filter((row) => "loss" in row)).toHaveLength(rows.length);
    const svg = (await make("Save as SVG")).content;
    expect(svg).toMatch(/^<svg .*<path d="M.*<\/svg>\n$/s);
    expect(svg).toContain("Learning rate</text>");
    const png = await make("Save as PNG");
    expect(png.name).toBe("book.png");
    const copied = await make("Copy Table as Markdown");
    const [head, , latest] = copied.text.split("\n");
    expect(head).toBe("| Step | Training loss | Validation loss | Learning rate |");
    const last = recording.validations.find(({ step }) => step === 200)!;
    expect(latest).toMatch(new RegExp(`^\\| 200 \\| .* \\| ${last.loss.toFixed(3)} \\|`));
    // Charts out of sight are as new in it as the others.
    await page.setViewportSize({ width: 900, height: 300 });
    await send(page, deltaBetween(recording, 200, 400));
    const charts = (await make("Save as SVG")).content.split('font-weight="600"').slice(1);
    const ends = charts.map((chart) => [...chart.matchAll(/text-anchor="middle">([^<]*)</g)].at(-1)?.[1]);
    expect(ends).toEqual(["400", "400"]);
    await page.setViewportSize({ width: 900, height: 1100 });
  });

  test("of a share have percentages at their axis, as beside their name", async () => {
    await page.getByRole("combobox", { name: "Add a figure" }).selectOption("clippedShare");
    await expect.poll(async () => (await values("clippedShare"))[0]).toMatch(/^(0|100) %/);
    await page.locator(".menu summary").click();
    await page.getByRole("button", { name: "Save as SVG" }).click();
    await expect.poll(() => asked.length).toBe(1);
    const [svg] = String(asked[0].content).split("Clipped steps</text>").slice(-1);
    const sides = [...svg.matchAll(/text-anchor="end">([^<]*)</g)].map(([, label]) => label);
    expect(sides).toEqual(["0 %", "20 %", "40 %", "60 %", "80 %", "100 %"]);
  });

  test("of another run begin from nothing", async () => {
    await send(page, { ...snapshot(0, (it) => (it.run.id = "other")), curves: [] });
    expect(await values()).toEqual([""]);
    expect(await page.locator("main").innerText()).toContain("Waiting for the first step");
  });
});
