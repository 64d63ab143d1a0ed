// The training panel in a real browser, under the policy that VS Code gives it.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { StepPreview, TextPreview } from "../../src/contracts/preview.ts";
import type { PanelHidden, PanelMessage, PanelSnapshot } from "../../src/contracts/trainingPanel.ts";
import { colourTable } from "../../webview/shared/colourTable.ts";
import { heatMapPixels } from "../../webview/shared/heatMap.ts";
import { graveFindings } from "../support/panels/axe.ts";
import { openBrowser, openPanel, type PanelPageOptions, pixelsOf, send } from "../support/panels/browser.ts";
import { makeRecording } from "../support/panels/recording.ts";
import { blocks, deltaBetween, resumedAfter, snapshotAt } from "../support/panels/replay.ts";
import { type PanelServer, servePanels } from "../support/panels/serve.ts";

const screenshots = "test/output/screenshots";
const themes = ["dark", "light", "hc-dark", "hc-light"] as const;
/** The chart of the loss. */
const chartBox = '[data-figure="loss"] .chart';
const chart = `${chartBox} canvas`;
const recording = makeRecording({ steps: 2000, units: [128, 64] });

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

/** A page of its own, as VS Code makes one each time the panel is shown. */
async function open(theme: string, options?: PanelPageOptions): Promise<Page> {
  const opened = await openPanel(browser, server, theme, options);
  ({ complaints, requests } = opened);
  return opened.page;
}

const textPreview = (step: number, said: Omit<TextPreview, "kind">): StepPreview => ({
  step,
  preview: { kind: "text", ...said },
});

const snapshot = (step: number, change: (snapshot: PanelSnapshot) => void = () => {}): PanelMessage => {
  const message = structuredClone(snapshotAt(recording, step));
  if (message.type === "snapshot") change(message.snapshot);
  return message;
};

const hidden = (symbols: string[], ...layers: number[][]): PanelHidden => ({
  step: 7,
  symbols,
  layers: layers.map((values) => ({
    units: values.length / symbols.length,
    values: Float32Array.from(values).buffer,
  })),
});

/** What a task measured whose labels are words of many scripts, and one that is no word. */
const labels = [
  "良い",
  "плохо",
  "صعب",
  "e\u0301gal 👩‍🔬",
  "<b onclick=1>",
  "Donaudampfschifffahrtsgesellschaftskapitän",
];
const score = { actual: 40, predicted: 44, correct: 30, precision: 0.68, recall: 0.75, f1: 0.714 };
const reports: PanelSnapshot["reports"] = [
  {
    part: "test",
    step: 1200,
    report: {
      confusion: { labels, counts: labels.map((_, i) => labels.map((_, j) => (i === j ? 30 : 2 * (j % 3)))) },
      classes: labels.map((label) => ({ label, ...score })),
      entities: [{ label: "место", ...score }],
      calibration: [
        { from: 0.4, to: 0.5, count: 0, confidence: 0, accuracy: 0 },
        { from: 0.8, to: 0.9, count: 1200, confidence: 0.86, accuracy: 0.5 },
      ],
      horizons: [{ horizon: 1, mae: 0.325, rmse: 0.409, mase: 0.3, naive: { mae: 1.22, rmse: 1.37, mase: 1.13 } }],
    },
  },
];

test("the panel is served to a browser, with a recording, without a bundle of its own", async () => {
  const serving = spawn(process.execPath, ["test/support/panels/serve.ts", "--port", "0"]);
  try {
    const [said] = (await once(serving.stdout, "data")) as [Buffer];
    const url = /http:\S+\d/.exec(String(said))?.[0];
    expect(await (await fetch(`${url}/recording.json`)).json()).toMatchObject({ steps: 2000 });
  } finally {
    serving.kill();
  }
});

describe("a run that grows", () => {
  beforeEach(async () => {
    page = await open("dark");
    return async () => {
      expect(complaints).toEqual([]);
    };
  });

  test("waits for its run, then for its first step, its first sample", async () => {
    expect(await page.locator("body").innerText()).toContain("Waiting for the run");
    await send(page, snapshot(0));
    const text = await page.locator("main").innerText();
    expect(text).toContain("book");
    expect(text).toContain("Running");
    expect(text).toContain("Waiting for the first step");
    expect(text).toContain("Waiting for the first sample");
    expect(await page.getByRole("progressbar").getAttribute("aria-valuenow")).toBe("0");
  });

  test("shows figures, curves, text and states, and takes deltas", async () => {
    await send(page, snapshot(400));
    const before = await pixelsOf(page, chart);
    await send(page, deltaBetween(recording, 400, 800));
    const progress = page.getByRole("progressbar");
    expect(await progress.getAttribute("aria-valuenow")).toBe("800");
    expect(await progress.getAttribute("aria-valuetext")).toBe("40 %, step 800 of 2,000");
    const figures = await page.locator(".figures-section .figures").innerText();
    const row = recording.rows.findLast(({ step }) => step <= 800)!;
    for (const shown of [
      "800 / 2,000",
      row.loss!.toFixed(3),
      Math.exp(row.loss!).toFixed(2),
      "tokens/s",
      "at step 800",
    ])
      expect(figures).toContain(shown);

    const after = await pixelsOf(page, chart);
    expect(new Set(before.data).size).toBeGreaterThan(20);
    expect(after.data.equals(before.data)).toBe(false);
    const summary = await page.locator(chart).getAttribute("aria-label");
    expect(summary).toContain("loss over 800 steps");
    expect(summary).toContain("lowest");

    const { preview: sample } = recording.previews.findLast(({ step }) => step <= 800) as { preview: TextPreview };
    expect(await page.locator(".shown-preview .sample").textContent()).toBe(sample.prompt + sample.text);
    expect(await page.locator(".shown-preview .prompt").textContent()).toBe(sample.prompt);
    expect(await page.locator(".through-time .faint").innerText()).toBe("step 800, 8 of 8");
    expect(await page.locator(".layer").count()).toBe(2);
  });

  test("the table has the points of both curves, latest first, and stays when the page comes back", async () => {
    await send(page, snapshot(400));
    await page.getByRole("button", { name: "Show as Table" }).click();
    const rows = page.getByRole("region", { name: "Table of the curves" }).locator("tbody tr");
    await expect.poll(() => rows.count()).toBe(200);
    const cells = (await rows.first().locator("th, td").allInnerTexts()).map((text) => text.trim());
    const validation = recording.validations.find(({ step }) => step === 400)!;
    const training = recording.rows.find(({ step }) => step === 400);
    expect(cells[0]).toBe("400");
    expect(cells[1]).toBe(training?.loss?.toFixed(3) ?? "");
    expect(cells[2]).toBe(validation.loss.toFixed(3));
    expect(cells[3]).toBe(Math.exp(validation.loss).toFixed(2));
    expect(await page.locator(chartBox).isVisible()).toBe(false);
    // Grows like the chart does.
    await send(page, deltaBetween(recording, 400, 402));
    await expect.poll(() => rows.first().locator("th").innerText()).toBe("402");

    await page.reload();
    await expect.poll(() => requests.length).toBe(2);
    await send(page, snapshot(402));
    expect(await page.getByRole("region", { name: "Table of the curves" }).isVisible()).toBe(true);
    const kept = await page.evaluate(() => JSON.parse(sessionStorage.getItem("panel-state") ?? "null"));
    expect(kept).toMatchObject({ run: recording.run.folder, showTable: true });
  });

  test("smoothing and the scale of the loss change the chart", async () => {
    await send(page, snapshot(1000));
    const linear = await pixelsOf(page, chart);
    await page.getByRole("slider", { name: "Smoothing" }).fill("95");
    await expect.poll(() => page.locator(".share").innerText()).toBe("0.95");
    const logScale = page.getByRole("group", { name: "Loss", exact: true }).getByRole("button", { name: "Log Scale" });
    await logScale.click();
    await expect.poll(async () => (await pixelsOf(page, chart)).data.equals(linear.data)).toBe(false);
    expect(await logScale.getAttribute("aria-pressed")).toBe("true");
    await page.screenshot({ path: `${screenshots}/panel-log-scale.png` });
  });

  test("text of the data is only ever text", async () => {
    const hostile = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>\n  & \u202e`;
    const message = snapshot(200, (it) => {
      it.run.name = hostile;
      it.previews = [1, 2, 3].map((step) => textPreview(step, { prompt: hostile, text: hostile }));
      it.progress.error = { code: "x", message: hostile, hint: hostile };
      it.hidden = hidden(["<b>", "<img src=x onerror=1>"], [0.5, -0.5]);
    });
    await send(page, message);
    const shown = hostile.replace("\u202e", "<U+202E>");
    expect(await page.locator(".shown-preview .sample").textContent()).toBe(shown + shown);
    await page.getByRole("slider", { name: "Step of the training" }).fill("0");
    expect(await page.locator(".shown-preview .sample").textContent()).toBe(shown + shown);
    expect(await page.locator("h1").textContent()).toBe(shown);
    expect(await page.locator("main img, main script, main b").count()).toBe(0);
    expect(await page.title()).toBe("Training");
  });

  test("text that turns the direction of writing, or commands a terminal, is shown as marks", async () => {
    const label = "live\u202eevil\u0007";
    const shown = "live<U+202E>evil␇";
    await send(
      page,
      snapshot(1200, (it) => {
        it.run.name = `${label} book`;
        it.previews.push(textPreview(1200, { start: label, prompt: "", text: `a\u2067b\r\nc${label}` }));
        it.reports = [{ part: "test", step: 1200, report: { classes: [{ label, ...score }] } }];
      }),
    );
    expect(await page.locator("h1").innerText()).toBe(`${shown} book`);
    expect(await page.locator(".shown-preview .sample").last().innerText()).toBe(`${shown} → a<U+2067>b\nc${shown}`);
    const head = page.getByRole("region", { name: "Labels" }).locator("tbody th");
    expect([await head.innerText(), await head.getAttribute("title")]).toEqual([shown, shown]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
    expect(await page.content()).not.toMatch(/[\u0007\u202a-\u202e\u2066-\u2069]/);
  });

  test("the pixels of the maps are the states, through the table of colours", async () => {
    await send(page, snapshot(600));
    const sent = recording.hidden.find(({ step }) => step === 600)!;
    for (const [kind, theme] of [
      ["dark", "dark"],
      ["light", "hc-light"],
    ] as const) {
      await send(page, { theme });
      for (const [i, { units, values }] of sent.layers.entries()) {
        const drawn = await pixelsOf(page, `.layer:nth-child(${i + 1}) .plot canvas`);
        const states = { time: sent.symbols.length, units, values: Float32Array.from(values) };
        expect([drawn.width, drawn.height]).toEqual([states.time, units]);
        expect(Buffer.from(heatMapPixels(states, 1, colourTable(kind))).equals(drawn.data)).toBe(true);
      }
    }
  });

  test("keys and pointer read a value of the map", async () => {
    await send(page, snapshot(600));
    const sent = recording.hidden.find(({ step }) => step === 600)!;
    const readout = page.locator(".layer:nth-child(1) .readout");
    const valueAt = (unit: number, time: number) => sent.layers[0].values[time * 128 + unit];
    await page.getByRole("application", { name: "layer 0" }).focus();
    expect(await readout.innerText()).toContain("Unit 0 at symbol 1 of the prompt, “I”");
    for (const key of ["ArrowRight", "ArrowRight", "ArrowDown", "PageDown"]) await page.keyboard.press(key);
    expect(await readout.innerText()).toContain("Unit 11 at symbol 3 of the prompt, space");
    expect(await readout.innerText()).toContain(Math.abs(valueAt(11, 2)).toFixed(3));
    await page.keyboard.press("End");
    expect(await readout.innerText()).toContain(`at symbol ${sent.symbols.length},`);
    const scrolled = await page.locator(".scroller").evaluate((element) => element.scrollLeft);
    expect(scrolled).toBeGreaterThan(100);
    await page.locator(".layer:nth-child(1) .strip .marked").waitFor();
    await page.keyboard.press("Home");

    const canvas = page.locator(".layer:nth-child(2) canvas");
    await canvas.hover({ position: { x: 9 * 4 + 2, y: 4 * 10 + 1 } });
    const below = await page.locator(".layer:nth-child(2) .readout").innerText();
    expect(below).toContain("Unit 10 at symbol 5 of the prompt, “a”");
  });

  test("words stand under their columns; what is not finite has no colour; the scale goes as far as the values", async () => {
    const symbols = ["the", "old", "keeper", "climbed", "<unk>", "."];
    await send(
      page,
      snapshot(200, (it) => {
        it.hidden = hidden(symbols, [Number.NaN, 1, 2, -4, 0, 0, 3, 0, 0, 0, 0, Number.POSITIVE_INFINITY]);
      }),
    );
    expect(await page.locator(".strip.words span").allInnerTexts()).toEqual(symbols);
    const { data } = await pixelsOf(page, ".plot canvas");
    expect([...data.subarray(0, 4)]).toEqual([0, 0, 0, 0]);
    expect(await page.locator(".colours").innerText()).toMatch(/−4.00\s*\+4.00/);
    await page.getByText("Figures of the layers").click();
    expect(await page.getByRole("row", { name: "2 not finite" }).innerText()).toContain("−4.000");
  });

  test("buttons ask the extension, by mouse and by keys", async () => {
    await send(page, snapshot(200));
    for (const name of ["Open Run Folder", "Show Log", "Open Config"]) await page.getByRole("button", { name }).click();
    await page.getByRole("button", { name: "Stop" }).focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => requests).toEqual(["ready", "openRunFolder", "showLog", "openConfig", "stop"]);
    const stopping = page.getByRole("button", { name: "Stopping" });
    await stopping.click({ force: true });
    expect(requests.filter((type) => type === "stop")).toHaveLength(1);
    const stopped = structuredClone(deltaBetween(recording, 200, 200));
    if (stopped.type === "delta") stopped.progress.state = "stopped";
    await send(page, stopped);
    // Whoever pressed Stop stays where they were.
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe("Resume");
    await page.keyboard.press("Space");
    await expect.poll(() => requests.at(-1)).toBe("resume");
  });

  test("a run that failed can be resumed when it has a checkpoint", async () => {
    const failed = (hasCheckpoint: boolean) =>
      snapshot(200, ({ progress }) => Object.assign(progress, { state: "failed", hasCheckpoint }));
    const resume = page.getByRole("button", { name: "Resume" });
    await send(page, failed(false));
    await page.getByText("Failed", { exact: true }).waitFor();
    expect(await resume.isVisible()).toBe(false);
    await send(page, failed(true));
    await resume.waitFor();
  });

  test("the baselines stand as lines in the chart and in a table that says who is ahead", async () => {
    const noLines = await send(
      page,
      snapshot(1200, (it) => (it.baselines = [])),
    ).then(() => pixelsOf(page, chart));
    const section = page.locator(".baselines");
    expect(await section.isVisible()).toBe(false);
    const { baselines } = recording;
    await send(page, { ...deltaBetween(recording, 1200, 1202), baselines });
    expect((await pixelsOf(page, chart)).data.equals(noLines.data)).toBe(false);
    const label = await page.locator(chart).getAttribute("aria-label");
    expect(label).toContain("Lines for comparison: 5-gram, Kneser–Ney: 1.467; 4-gram, Witten–Bell: 1.629;");
    const rows = section.locator("tbody tr");
    expect(await rows.first().innerText()).toMatch(/^5-gram, Kneser–Ney\s+1\.467\s+4\.34\s+1\.512\s+4\.54$/);
    const best = recording.validations.filter(({ step }) => step <= 1202).reduce((a, b) => (a.loss <= b.loss ? a : b));
    expect(await rows.last().innerText()).toMatch(`This network\t${best.loss.toFixed(3)}`);
    const verdict = "Ahead so far by validation loss: 5-gram, Kneser–Ney; 4-gram, Witten–Bell.";
    expect(await section.locator(".verdict").innerText()).toBe(verdict);
    // What had no probability for something is infinite, which arrives as null.
    const impossible = { ...baselines[0], name: "unsmoothed", loss: null, perplexity: null, impossible: 3 };
    await send(page, { ...deltaBetween(recording, 1202, 1204), baselines: [...baselines, impossible] });
    expect(await section.locator("tbody").innerText()).toMatch(/unsmoothed\s+∞\s+∞\s+–\s+–/);
  });

  test("results are tables that keys can scroll, in anybody's words, and no section where there are none", async () => {
    const results = page.locator(".results");
    await send(
      page,
      snapshot(1200, (it) => (it.reports = [{ part: "test", step: 1200, report: {} }])),
    );
    expect(await results.isVisible()).toBe(false);
    await send(page, { ...deltaBetween(recording, 1200, 1202), reports });
    expect(await results.locator(".bar-of-section").innerText()).toMatch(/test part, best parameters of step 1,200/);
    const matrix = results.getByRole("region", { name: "Confusion matrix" });
    expect((await matrix.locator("thead th").allTextContents()).slice(1)).toEqual(labels);
    const row = matrix.getByRole("row", { name: "صعب" }).last();
    expect(await row.locator("td").allInnerTexts()).toEqual(["0", "2", "30", "0", "2", "4"]);
    expect(await results.locator("b").count()).toBe(0);
    const entity = results.getByRole("region", { name: "Entities" }).getByRole("row", { name: "место" });
    expect(await entity.innerText()).toMatch(/68\.0\s+75\.0\s+71\.4\s+40\s+44/);
    expect(await results.getByRole("img", { name: /1,200 answers of 86 % confidence, 50 % right/ }).count()).toBe(1);
    expect(await results.getByRole("region", { name: "Errors by horizon" }).innerText()).toMatch(
      /0\.300\s+1\.22\s+1\.13/,
    );
    await page.setViewportSize({ width: 480, height: 1100 });
    await matrix.focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => matrix.evaluate((element) => element.scrollLeft)).toBeGreaterThan(0);
  });

  test("a validation that takes long says how far it is", async () => {
    const measuring = { part: "validation" as const, share: 0.407 };
    await send(
      page,
      snapshot(1200, (it) => Object.assign(it.progress, { measuring })),
    );
    expect(await page.locator(".state").innerText()).toBe("Validating 40 %");
    await send(page, deltaBetween(recording, 1200, 1202));
    expect(await page.locator(".state").innerText()).toBe("Running");
  });

  test("a label as long as a book leaves its figures in sight, and a wide table shows that it goes on", async () => {
    const long = "x".repeat(300);
    const names = [...labels, long, ...Array.from({ length: 9 }, (_, i) => `label ${i}`)];
    const counts = names.map((_, i) => names.map((_, j) => (i === j ? 30 : j % 3)));
    const classes = names.map((label) => ({ label, ...score }));
    const report = { confusion: { labels: names, counts }, classes };
    await send(
      page,
      snapshot(1200, (it) => (it.reports = [{ part: "test", step: 1200, report }])),
    );
    await page.setViewportSize({ width: 700, height: 700 });
    const scores = page.getByRole("region", { name: "Labels" });
    const row = scores.getByRole("row", { name: long });
    await row.scrollIntoViewIfNeeded();
    const figures = await row.locator("td").last().boundingBox();
    expect(figures!.x + figures!.width).toBeLessThan(700);
    expect(await row.locator("th").getAttribute("title")).toBe(long);
    const matrix = page.getByRole("region", { name: "Confusion matrix" });
    const marks = () => matrix.evaluate((it) => [...it.classList].filter((name) => name.startsWith("more-")).sort());
    await expect.poll(marks).toEqual(["more-below", "more-right"]);
    await matrix.evaluate((it) => it.scrollTo(it.scrollWidth, it.scrollHeight));
    await expect.poll(marks).toEqual(["more-left"]);
    // Whose figures they are is still to be read.
    const [table, head] = [await matrix.boundingBox(), await matrix.locator("tbody th").last().boundingBox()];
    expect(head!.x).toBeCloseTo(table!.x, 0);
  });

  test.each([
    [700, 460],
    [340, 560],
  ])("the chart is in sight without scrolling at %i × %i", async (width, height) => {
    await page.setViewportSize({ width, height });
    await send(
      page,
      snapshot(1200, (it) => {
        it.run.writesText = false;
        it.progress.validation = {
          step: 1200,
          loss: 0.5,
          accuracy: 0.9,
          macroF1: 0.8,
          precision: 0.7,
          recall: 0.6,
          f1: 0.5,
        };
      }),
    );
    const box = await page.locator(chart).boundingBox();
    expect(box!.y + box!.height).toBeLessThanOrEqual(height);
    expect(await page.locator(".figures-section .figures").innerText()).toContain("Validation recall");
  });

  test("a wide last symbol of a map is not cut", async () => {
    await send(
      page,
      snapshot(2, (it) => {
        it.hidden = hidden(["<unk>", "👩‍🔬"], [0.5, -0.5]);
      }),
    );
    const end = await page
      .locator(".strip span")
      .last()
      .evaluate((span) => {
        const range = document.createRange();
        range.selectNodeContents(span);
        const strip = span.parentElement!.getBoundingClientRect();
        return range.getBoundingClientRect().right - strip.right;
      });
    expect(end).toBeLessThanOrEqual(0);
  });

  test("of other tasks it shows examples, and which direction of a layer a map belongs to", async () => {
    const states = { units: 1, values: new Float32Array(2).buffer };
    await send(
      page,
      snapshot(1200, (it) => {
        Object.assign(it.run, { writesText: false, symbols: 0 });
        it.progress.test = { step: 1200, loss: 0.00023, accuracy: 0.95, f1: 0.022 };
        it.hidden = { step: 7, symbols: ["a", "b"], layers: [] };
        it.hidden.layers = (["forward", "backward"] as const).map((direction) => ({ layer: 1, direction, ...states }));
      }),
    );
    expect(await page.locator(".layer-title").allInnerTexts()).toEqual([
      "Layer 0, forward: 1 unit, from 0.00 to 0.00",
      "Layer 0, backward: 1 unit, from 0.00 to 0.00",
    ]);
    const text = await page.locator("main").innerText();
    for (const said of [
      "step 1,200, 12 of 12",
      "while reading the example of step 7",
      "time steps/s",
      "2.3e-4 (F1 2.2 %)",
    ])
      expect(text).toContain(said);
  });

  test("of what counts it shows its figures and no curve; of what ended early it says so", async () => {
    await send(
      page,
      snapshot(1200, ({ run, progress }) => {
        run.counted = "3-gram, Kneser–Ney";
        progress.state = "finished";
        progress.best = { step: 1, loss: 1.9, perplexity: 6.69 };
      }),
    );
    const validation = page.locator(".figures > div", { hasText: /^Validation/ });
    await expect.poll(() => validation.locator("dd").innerText()).toBe("1.900 (perplexity 6.69)");
    expect(await page.getByRole("heading", { name: "Loss" }).isVisible()).toBe(false);
    await send(
      page,
      snapshot(1200, ({ progress }) => {
        progress.state = "finished";
      }),
    );
    await expect.poll(() => page.locator(".state").innerText()).toBe("Ended early");
    expect(await page.getByRole("heading", { name: "Loss" }).isVisible()).toBe(true);
  });

  test("what is written from a label stands behind it", async () => {
    await send(
      page,
      snapshot(1200, (it) => {
        it.previews = [textPreview(3, { start: "<i>female", prompt: "She", text: "r" })];
      }),
    );
    expect(await page.locator(".shown-preview .sample").textContent()).toBe("<i>female → Sher");
  });

  test("a classification shows its answer beside the truth, and says which are wrong", async () => {
    const labels = (predicted: string) => ({
      kind: "labels",
      input: "Free <b>prize</b>!",
      predicted: [predicted],
      actual: ["spam"],
    });
    await send(
      page,
      snapshot(1200, (it) => {
        it.run.writesText = false;
        it.previews = ["spam", "ham"].map((said, i) => ({ step: i + 1, preview: labels(said) }) as StepPreview);
      }),
    );
    const latest = page.getByRole("region", { name: "Latest example" });
    expect(await latest.innerText()).toMatch(/^Free <b>prize<\/b>!\s+Answer\s+ham\s+Truth\s+spam\s+wrong$/);
    await page.getByRole("slider", { name: "Step of the training" }).fill("0");
    expect(await page.locator(".shown-preview .verdict").innerText()).toMatch(/^\s*right$/);
  });

  test("a tagging shows its tags in columns, and those that are wrong with a cross", async () => {
    const step = (symbol: string, said: string, actual: string) => ({ symbol, predicted: [said], actual: [actual] });
    const steps = [step("Ada", "B-PER", "B-PER"), step("slept", "B-LOC", "O"), step(".", "O", "O")];
    await send(
      page,
      snapshot(1200, (it) => {
        it.run.writesText = false;
        it.previews = [{ step: 7, preview: { kind: "tags", steps } }];
      }),
    );
    const rows = await page
      .locator("table.tags tr")
      .evaluateAll((all) => all.map((row) => [...row.children].map(({ textContent }) => textContent?.trim())));
    expect(rows).toEqual([
      ["", "Ada", "slept", "."],
      ["Answer", "B-PER", "B-LOC", "O"],
      ["Truth", "B-PER", "O", "O"],
    ]);
    expect(await page.locator("table.tags td:has(.icon-cross)").allInnerTexts()).toEqual([" B-LOC"]);
    expect(await page.getByText("2 of 3 right").isVisible()).toBe(true);
  });

  test("a forecast stands beside what came and the naive forecast, in the units of the file", async () => {
    const preview = {
      ...{ kind: "forecast" as const, series: "north", columns: ["price"], spreads: [10] },
      ...{ known: [[101], [103]], forecast: [[104.25], [105]], actual: [[104], [107]], naive: [[103], [103]] },
    };
    await send(
      page,
      snapshot(1200, (it) => {
        Object.assign(it.run, { writesText: false, loss: "absolute" });
        it.previews = [{ step: 7, preview }];
      }),
    );
    const rows = await page
      .locator("table.forecast tr")
      .evaluateAll((all) => all.map((row) => [...row.children].map(({ textContent }) => textContent)));
    expect(rows).toEqual([
      ["Steps ahead", "Forecast", "Actual", "Naive forecast"],
      ["−1", "", "101", ""],
      ["0", "", "103", ""],
      ["1", "104.25", "104", "103"],
      ["2", "105", "107", "103"],
    ]);
    expect(await page.locator("figcaption").first().innerText()).toBe("north");
  });

  test.each([
    ["cross-entropy", "cross-entropy (nats)"],
    ["squared", "squared error (normalised)"],
    ["absolute", "absolute error (normalised)"],
    ["huber", "Huber loss (normalised)"],
  ] as const)("the loss of a training with %s is labelled by that", async (loss, label) => {
    await send(
      page,
      snapshot(1200, (it) => {
        it.run.loss = loss;
      }),
    );
    await expect.poll(() => page.locator(chart).getAttribute("aria-label")).toContain(label);
  });

  test("a resumed training replaces what it repeats", async () => {
    await send(page, snapshot(400));
    await page.getByRole("button", { name: "Show as Table" }).click();
    const again = structuredClone(deltaBetween(recording, 300, 350));
    if (again.type === "delta") {
      again.previews = [textPreview(350, { prompt: "", text: "again" })];
      again.curves = [...resumedAfter(300), ...again.curves];
    }
    await send(page, again);
    const first = page.getByRole("region", { name: "Table of the curves" }).locator("tbody tr").first().locator("th");
    await expect.poll(() => first.innerText()).toBe("350");
    expect(await page.locator(".shown-preview .sample").textContent()).toBe("again");
    expect(await page.locator(".through-time .faint").innerText()).toBe("step 350, 4 of 4");
  });

  test("an error says what to do", async () => {
    await send(
      page,
      snapshot(300, ({ progress }) => {
        progress.state = "diverged";
        progress.loss = null;
        progress.error = {
          code: "diverged",
          message: "The loss is not a number since step 300.",
          hint: 'Halve training.learningRate, or set training.clip to { "norm": 1 }.',
        };
      }),
    );
    const alert = page.getByRole("alert");
    expect(await alert.innerText()).toContain("The loss is not a number since step 300.");
    expect(await alert.innerText()).toContain("Halve training.learningRate");
    expect(await page.locator(".state").innerText()).toBe("Diverged");
    await page.screenshot({ path: `${screenshots}/panel-error.png` });
  });

  test("a run says where it comes from, and a finished one can be trained longer", async () => {
    await send(
      page,
      snapshot(2000, ({ progress }) => Object.assign(progress, { state: "finished" })),
    );
    const header = page.locator("header");
    expect(await header.innerText()).toContain("experiments/novels/book.rnnconfig · began Nov 21, 2026, 2:32:05 PM");
    expect(await header.innerText()).toContain(
      "Changed since the previous run: training.learningRate 0.01 (0.002 before)",
    );
    await page.getByRole("button", { name: "Train Longer" }).click();
    await expect.poll(() => requests).toEqual(["ready", "resume"]);
    await send(
      page,
      snapshot(2000, ({ run, progress }) => {
        run.counted = "3-gram";
        progress.state = "finished";
      }),
    );
    expect(await page.getByRole("button", { name: "Train Longer" }).isVisible()).toBe(false);
  });

  test("a run whose folder is gone can be saved there, elsewhere or not at all", async () => {
    const waiting = { message: "The folder of this run was deleted.", hint: "Training waits after step 200." };
    await send(
      page,
      snapshot(200, ({ progress }) => Object.assign(progress, { waiting })),
    );
    const alert = page.getByRole("alert");
    expect(await alert.innerText()).toMatch(/^The folder of this run was deleted\.\s+Training waits after step 200\./);
    expect(await page.locator(".state").innerText()).toBe("Waiting");
    for (const name of ["Save Again", "Save Elsewhere", "End Without Saving"]) {
      await alert.getByRole("button", { name }).click();
    }
    await expect.poll(() => requests).toEqual(["ready", "saveRunAgain", "saveRunElsewhere", "discardRun"]);
    await send(page, deltaBetween(recording, 200, 300));
    expect(await alert.isVisible()).toBe(false);
    expect(await page.locator(".state").innerText()).toBe("Running");
  });

  test("a host that falls silent is taken for gone, until it speaks again", async () => {
    await send(page, { type: "alive" });
    await send(page, snapshot(200));
    const alert = page.getByRole("alert");
    await alert.getByText("This panel is no longer connected.").waitFor();
    expect(await page.locator(".state").innerText()).toBe("Not connected");
    expect(await page.getByRole("group", { name: "Actions" }).isVisible()).toBe(false);
    const link = alert.getByRole("link", { name: "Reconnect" });
    expect(await link.getAttribute("href")).toBe("command:unroll.showPanel?%5B%22%2Fruns%2Fbook-recorded%22%5D");
    await send(page, { type: "alive" });
    await expect.poll(() => page.locator(".state").innerText()).toBe("Running");
    expect(await alert.isVisible()).toBe(false);
    expect(await page.getByRole("button", { name: "Stop" }).isVisible()).toBe(true);
  });

  test("what is no message of ours is passed over", async () => {
    await send(page, snapshot(200));
    const text = () => page.locator("main").innerText();
    // Charts are drawn one after the other, until all is there.
    let before = "";
    const rests = async () => {
      const known = before;
      before = await text();
      return before === known;
    };
    await expect.poll(rests, { interval: 400 }).toBe(true);
    for (const junk of [
      null,
      5,
      "snapshot",
      {},
      { type: "snapshot" },
      { type: "delta", progress: {} },
      { type: "other" },
    ])
      await send(page, junk as object);
    await send(page, {
      ...deltaBetween(recording, 200, 210),
      hidden: { step: 1, symbols: ["a"], layers: [{ units: 3, values: [] }] },
    });
    expect(await text()).toBe(before);
  });

  test("a screen reader hears of it now and then", async () => {
    await send(page, snapshot(200));
    const status = page.getByRole("status");
    expect(await status.textContent()).toContain("Running: step 200 of 2,000");
    await send(page, deltaBetween(recording, 200, 300));
    expect(await status.textContent()).toContain("step 200");
    const end = deltaBetween(recording, 300, 2000);
    await send(page, end);
    expect(await status.textContent()).toContain("Finished: step 2,000");
  });

  test("text that somebody has selected stays selected while figures change", async () => {
    await send(page, snapshot(400));
    await page.locator(".shown-preview .sample").evaluate((element) => getSelection()?.selectAllChildren(element));
    const selected = () => page.evaluate(() => String(getSelection()));
    const before = await selected();
    await send(page, deltaBetween(recording, 400, 410));
    expect(before.length).toBeGreaterThan(100);
    expect(await selected()).toBe(before);
  });
});

test("a run of 60,000 rows keeps its shape", async () => {
  page = await open("light");
  const rows = Array.from({ length: 60_000 }, (_, i) => ({
    step: i + 1,
    loss: i === 30_000 ? null : 4 / Math.log10(10 + i),
  }));
  await send(page, { ...snapshot(2000), curves: blocks("steps", rows) });
  expect(await page.locator(chart).getAttribute("aria-label")).toContain("60,000 steps");
  expect(complaints).toEqual([]);
});

test("a change of the theme leaves nothing of the old one", async () => {
  // A browser that paints a corner alone blends it a little differently than with all around it.
  const paintAll = () =>
    page.evaluate(() => {
      document.body.style.display = "none";
      document.body.getBoundingClientRect();
      document.body.style.display = "";
    });
  page = await open("hc-light");
  await send(page, snapshot(400));
  await paintAll();
  const fresh = await page.screenshot({ path: `${screenshots}/panel-fresh.png`, animations: "disabled" });
  page = await open("dark");
  await send(page, snapshot(400));
  await page.getByRole("button", { name: "Stop" }).hover();
  await send(page, { theme: "hc-light" });
  await page.mouse.move(0, 0);
  // The icon of a running training turns: it is the only thing that may differ.
  await paintAll();
  const still = { path: `${screenshots}/panel-switched.png`, animations: "disabled" } as const;
  await expect.poll(async () => (await page.screenshot(still)).equals(fresh)).toBe(true);
});

test("in a panel as narrow as VS Code makes one nothing is cut, and controls do not lie over each other", async () => {
  const width = 220;
  page = await open("dark", { width });
  await send(
    page,
    snapshot(1200, (it) => (it.reports = reports)),
  );
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  const boxes = await page
    .locator(".controls > *")
    .evaluateAll((parts) => parts.map((part) => part.getBoundingClientRect().toJSON()));
  expect(boxes).toHaveLength(6);
  for (const [i, a] of boxes.entries()) {
    for (const b of boxes.slice(i + 1)) expect(a.right <= b.left || a.bottom <= b.top).toBe(true);
  }
  await page.screenshot({ path: `${screenshots}/panel-dark-${width}.png`, fullPage: true });
});

test("the sign of a training turns with its figures, and not for whom it should not", async () => {
  page = await open("dark", { reducedMotion: true });
  await send(page, snapshot(200));
  const angle = () => page.locator(".state .icon").evaluate((icon) => getComputedStyle(icon).rotate);
  expect(await angle()).toBe("none");
  await page.emulateMedia({ reducedMotion: "no-preference" });
  const before = await angle();
  expect(before).toMatch(/deg$/);
  await send(page, deltaBetween(recording, 200, 210));
  expect(await angle()).not.toBe(before);
  // Nothing moves by itself: frames that nobody needs would cost the training.
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  await page.evaluate(() => document.body.classList.add("vscode-reduce-motion"));
  expect(await angle()).toBe("none");
});

describe.each(themes)("in %s", (theme) => {
  const findings = (within = "html") => graveFindings(page, within);

  test("axe finds nothing serious, and nothing is cut at 900 and 480 pixels", { timeout: 90_000 }, async () => {
    page = await open(theme);
    await send(
      page,
      snapshot(1200, (it) => (it.reports = reports)),
    );
    // A theme has its own colours and borders, but no layout of its own.
    for (const width of theme === "dark" || theme === "hc-light" ? [900, 480] : [480]) {
      await page.setViewportSize({ width, height: 1100 });
      await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      const beyond = await page.evaluate((right) => {
        const all = [...document.querySelectorAll("main *:not(.scroller *, .table *, .visually-hidden)")];
        return all
          .filter((part) => part.getBoundingClientRect().right > right - 20 + 0.5)
          .map((part) => part.outerHTML);
      }, width);
      expect(beyond).toEqual([]);
      await page.screenshot({ path: `${screenshots}/panel-${theme}-${width}.png`, fullPage: true });
    }
    await page.getByText("Figures of the layers").click();
    expect(await findings()).toEqual([]);

    const failed = snapshot(1200, ({ progress }) => {
      progress.state = "failed";
      progress.error = { code: "disk-full", message: "The disk is full.", hint: "Free some space, then resume." };
    });
    await send(page, failed);
    await page.getByRole("button", { name: "Show as Table" }).click();
    await expect
      .poll(() => page.getByRole("region", { name: "Table of the curves" }).locator("tbody tr").count())
      .toBe(200);
    await page.getByRole("application", { name: "layer 0" }).focus();
    for (const part of ["header", ".problem", ".table"]) expect(await findings(part)).toEqual([]);
    await page.screenshot({ path: `${screenshots}/panel-${theme}-table.png`, fullPage: true });
    expect(complaints).toEqual([]);
  });

  test("the focus is in sight on everything that can be reached", async () => {
    page = await open(theme);
    await send(
      page,
      snapshot(1200, (it) => (it.reports = reports)),
    );
    const reached: string[] = [];
    for (;;) {
      await page.keyboard.press("Tab");
      // Past the last of them.
      if (await page.evaluate(() => document.activeElement === document.body)) break;
      const [name, outline] = await page.evaluate(() => {
        const focused = document.activeElement as HTMLElement;
        const { outlineStyle, outlineWidth } = getComputedStyle(focused);
        const label =
          focused.getAttribute("aria-label") ?? focused.closest("label")?.textContent ?? focused.textContent;
        return focused === document.body ? [] : [String(label), `${outlineStyle} ${outlineWidth}`];
      });
      // Once around.
      if (name === undefined) break;
      reached.push(name);
      if (name !== "" && focusable.test(name)) expect(`${name}: ${outline}`).toMatch(/solid [12]px/);
    }
    for (const name of ["Stop", "Open Run Folder", "Log Scale", "Show as Table", "Confusion matrix", "Sampled text"])
      expect(reached.some((label) => label.includes(name))).toBe(true);
    expect(reached.filter((label) => label.startsWith("Hidden state of layer"))).toHaveLength(2);
  });

  const focusable = /Stop|Open|Show|Log|Smoothing|Confusion|Labels|sample|Hidden|Figures/;
});
