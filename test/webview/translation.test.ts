// Source, output and truth of a sequence to sequence in a real browser, and the map of the attention.
import { mkdirSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { TranslationPreview } from "../../src/contracts/preview.ts";
import type { PartReport } from "../../src/contracts/report.ts";
import { colourIndex, colourTable } from "../../webview/shared/colourTable.ts";
import { graveFindings } from "../support/panels/axe.ts";
import { openBrowser, openPanel, pixelsOf, send } from "../support/panels/browser.ts";
import { snapshotAt } from "../support/panels/replay.ts";
import { type PanelServer, servePanels } from "../support/panels/serve.ts";
import { translation, translationRecording } from "../support/panels/translations.ts";

const screenshots = "test/output/screenshots";
const recording = translationRecording();

let server: PanelServer;
let browser: Browser;
let page: Page;
let complaints: string[];
let requests: string[];

beforeAll(async () => {
  mkdirSync(screenshots, { recursive: true });
  [server, browser] = [await servePanels({ keepBundles: true }), await openBrowser()];
  ({ page, complaints, requests } = await openPanel(browser, server, "dark"));
}, 300_000);

afterEach(async () => {
  // The same page for all: nothing is pressed or opened in the next.
  await page.evaluate(() => sessionStorage.clear());
  requests.length = 0;
  await page.reload();
  // What it says when it is loaded belongs to no test.
  await expect.poll(() => requests).toEqual(["ready"]);
  requests.length = 0;
  expect(complaints).toEqual([]);
});

afterAll(async () => {
  await browser?.close();
  await server?.[Symbol.asyncDispose]();
});

function withPreviews(...previews: TranslationPreview[]) {
  const message = structuredClone(snapshotAt(recording, 500));
  if (message.type === "snapshot" && previews.length > 0) {
    message.snapshot.previews = previews.map((preview) => ({ step: 500, preview }));
  }
  return message;
}

const examples = () => page.locator('[aria-labelledby="previews-title"]');
const map = () => examples().getByRole("application", { name: "Attention" });
const readout = () => examples().locator(".attention .readout").innerText();
const line = (name: string) =>
  page
    .locator(".translation-lines > div", { has: page.locator(`dt:text-is("${name}")`) })
    .first()
    .locator("dd");

describe("a translation", () => {
  test("marks what differs, by symbol: one that is missing marks none that follow", async () => {
    const truth = [..."hello world"];
    await send(page, withPreviews(translation(["hallo", "welt"], [..."hello wrl!d"], truth, { between: " " })));
    expect(await line("Source").innerText()).toBe("hallo welt");
    expect(await line("Output").locator("mark").allInnerTexts()).toEqual(["!"]);
    expect(await line("Truth").locator("mark").allInnerTexts()).toEqual(["o"]);
    expect(await page.locator(".translation .verdict").innerText()).toMatch(/2 symbols differ.* which has 11$/);
    await page.getByText("Symbol by symbol").click();
    expect(await page.getByRole("row", { name: "missing o" }).locator("td").first().innerText()).toBe("o");
  });

  test("has the probability of each symbol, and by keys the likeliest in its place", async () => {
    const drawn = ["a", "b"].map((text, i) => ({
      text,
      probability: [0.9, 0.25][i],
      likeliest: ["a", "b", "c"].map((symbol, k) => ({ symbol, probability: [0.6, 0.25, 0.05][k] })),
    }));
    const shown = { ...translation(["six"], ["a", "b"], ["a", "c"]), drawn };
    await send(page, withPreviews(shown));
    expect(await line("Probability").innerText()).toBe("ab");
    await page.getByRole("group", { name: "Output by probability" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    expect(await page.locator(".symbol-card").getAttribute("aria-label")).toBe(
      "“b”, 25 %; likeliest: “a” 60 %, “b” 25 %, “c” 5.0 %",
    );
    await send(page, withPreviews(translation(["six"], ["a", "b"], ["a", "c"])));
    await expect.poll(() => line("Probability").count()).toBe(0);
  });

  test("says where it was cut, and when nothing was written", async () => {
    await send(page, withPreviews(translation(["six"], ["a", "b"], ["a", "b"], { stopped: false })));
    expect(await page.locator(".translation .verdict").innerText()).toMatch(/^\s*right; cut at the longest output/);
    expect(await line("Output").innerText()).toBe("ab …");
    expect(await page.locator(".map .rows bdi").allInnerTexts()).toEqual(["a", "b"]);
    await send(page, withPreviews(translation(["six"], [], ["a"], { attends: false })));
    expect(await line("Output").innerText()).toBe("nothing");
    expect(await page.locator(".attention").isVisible()).toBe(false);
  });

  test("its map has a pixel for each weight, read by pointer and by keys, and by whom sees no map in a table", async () => {
    const shown = translation(["three", "hundred", "one"], ["三", "百", "零", "一"], ["三", "百", "一"]);
    await send(page, withPreviews(shown));
    const { width, height, data } = await pixelsOf(page, ".map canvas");
    expect([width, height]).toEqual([3, 5]);
    const table = colourTable("dark");
    for (const [row, weights] of shown.attention!.entries()) {
      for (const [column, weight] of weights.entries()) {
        const at = 4 * (row * 3 + column);
        expect([...data.subarray(at, at + 4)]).toEqual([...table.subarray(4 * colourIndex(weight, 1)!).subarray(0, 4)]);
      }
    }
    expect(await page.locator(".map .rows bdi").allInnerTexts()).toEqual(["三", "百", "零", "一", "stop"]);
    expect(await page.locator(".map .rows .wrong").allInnerTexts()).toEqual(["零"]);
    await map().focus();
    for (const key of ["ArrowRight", "ArrowDown", "ArrowDown"]) await page.keyboard.press(key);
    const weight = shown.attention![2][1].toFixed(3);
    expect(await readout()).toBe(`Output 3, “零”, looks at source 2, “hundred”: ${weight}`);
    await page.locator(".map canvas").hover({ position: { x: 5, y: 85 } });
    expect(await readout()).toMatch(/^Output 5, stop, looks at source 1, “three”: 0\.\d{3}$/);

    await page.getByText("Symbol by symbol").click();
    const rows = page.getByRole("region", { name: "Symbol by symbol" }).locator("tbody tr");
    await rows.first().waitFor();
    const said = await rows.evaluateAll((all) => all.map((row) => [...row.children].map((it) => it.textContent)));
    expect(said.map(([output, truth]) => [output, truth])).toEqual([
      ["三", "三"],
      ["百", "百"],
      [" 零", ""],
      ["一", "一"],
      ["stop", ""],
    ]);
    expect(said[4][2]).toMatch(/^“one” 0\.\d\d, “hundred” 0\.\d\d/);
  });

  test("a source that is written from the right begins at the right", async () => {
    const shown = translation([..."שלום"], [..."peace"], [..."peace"], { between: "", sharpness: 3 });
    await send(page, withPreviews(shown));
    const [first, last] = await page
      .locator(".map .strip span")
      .evaluateAll((all) => [all[0], all.at(-1)!].map((it) => it.getBoundingClientRect().x));
    expect(first).toBeGreaterThan(last);
    await map().focus();
    await page.keyboard.press("ArrowLeft");
    expect(await readout()).toContain("looks at source 2, “ל”");
    const canvas = await page.locator(".map canvas").boundingBox();
    await page.mouse.move(canvas!.x + canvas!.width - 3, canvas!.y + 3);
    expect(await readout()).toContain("looks at source 1, “ש”");
  });

  test("200 × 200 weights scroll with their symbols in sight, and are seen whole at the press of a button", async () => {
    const words = Array.from({ length: 200 }, (_, i) => `word${i}`);
    await send(page, withPreviews(translation(words, words, words)));
    expect(await page.locator(".map .strip span").count()).toBeLessThan(120);
    expect(await page.locator(".map .rows bdi").count()).toBeLessThan(120);
    await map().focus();
    await page.keyboard.press("End");
    for (let i = 0; i < 20; i++) await page.keyboard.press("PageDown");
    expect(await readout()).toContain("Output 201, stop, looks at source 200, “word199”");
    await expect.poll(() => page.locator(".map .strip .marked").innerText()).toBe("word199");
    await expect.poll(() => page.locator(".map .rows .marked").innerText()).toBe("stop");
    await page.getByRole("button", { name: "Whole Map" }).click();
    const [box, room] = await Promise.all([
      page.locator(".map canvas").boundingBox(),
      page.locator(".map-scroller").boundingBox(),
    ]);
    expect(box!.width).toBeLessThanOrEqual(room!.width);
    expect(box!.height).toBeLessThanOrEqual(room!.height);
    await page.locator(".map canvas").hover({ position: { x: box!.width - 1, y: box!.height - 1 } });
    expect(await readout()).toContain("looks at source 200, “word199”");
  });

  test("of several examples those with most errors come first, and who chose one keeps it", async () => {
    const truth = [..."abc"];
    const said = (source: string, output: string) => translation([source], [...output], truth);
    await send(page, withPreviews(said("fine", "abc"), said("bad", "xyz"), said("nearly", "abx")));
    const place = page.locator(".turning");
    expect(await place.innerText()).toMatch(/Example 1 of 3, 1 right/);
    expect(await line("Source").innerText()).toBe("bad");
    await page.getByRole("button", { name: "Next example" }).click();
    expect(await line("Source").innerText()).toBe("nearly");
    const later = withPreviews(said("fine", "abc"), said("bad", "abc"), said("nearly", "abz"));
    if (later.type === "snapshot") for (const one of later.snapshot.previews) one.step = 501;
    await send(page, later);
    expect(await line("Source").innerText()).toBe("nearly");
    expect(await place.innerText()).toMatch(/Example 1 of 3, 2 right/);
  });

  test("who reads the map by keys goes on reading when the next example comes", async () => {
    await send(page, withPreviews(translation(["a", "b"], ["c"], ["c"])));
    await map().focus();
    await page.keyboard.press("ArrowRight");
    await send(page, withPreviews(translation(["d", "e"], ["f"], ["f"])));
    expect(await map().evaluate((it) => it === document.activeElement)).toBe(true);
    expect(await readout()).toContain("looks at source 2, “e”");
  });

  test("earlier examples are a step of the slider away", async () => {
    await send(page, withPreviews());
    const latest = await line("Output").innerText();
    await page.getByRole("slider", { name: "Step of the training" }).press("Home");
    await expect.poll(() => line("Output").innerText()).not.toBe(latest);
  });
});

test("hidden states are the encoder's over the source, and the decoder's over what it wrote", async () => {
  const message = withPreviews();
  if (message.type === "snapshot") {
    const states = { units: 1, values: new Float32Array(1).buffer };
    const layers = (["forward", "backward"] as const).map((direction) => ({ layer: 1, direction, ...states }));
    const writing = { layer: 1, writes: true as const, units: 2, values: new Float32Array([0, 0, 0, 1]).buffer };
    message.snapshot.hidden = {
      step: 500,
      symbols: ["six"],
      given: 1,
      written: ["六", ""],
      layers: [...layers, writing],
    };
  }
  await send(page, message);
  const titles = await page.locator(".layer-title").allInnerTexts();
  expect(await page.getByText("of the example “six” at step 500").isVisible()).toBe(true);
  expect([titles[0], titles[2]]).toEqual([
    "Encoder layer 0, forward: 1 unit, from 0.00 to 0.00",
    "Decoder layer 0: 2 units, from 0.00 to +1.00",
  ]);
  await page.getByRole("application", { name: "decoder layer 0" }).focus();
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowDown");
  expect(await page.locator(".layer").last().locator(".readout").innerText()).toBe("Unit 1 at symbol 2, “■”: +1.000");
});

test("figures of what was written are drawn before those that say what the loss says", async () => {
  await send(page, withPreviews());
  const figures = () => page.locator(".pane").evaluateAll((all) => all.map((it) => (it as HTMLElement).dataset.figure));
  await expect.poll(figures).toEqual(["loss", "exactMatch", "bleu", "gradientNorm"]);
});

test("the results say how outputs fare by length, and mark what is wrong in the worst", async () => {
  const message = withPreviews();
  if (message.type === "snapshot") {
    const figures = { examples: 1200, exactMatch: 0.5, errorRate: 0.125, bleu: 80.04 };
    const worst = { source: "שלום <b>", output: "a b d", truth: "a c d", errorRate: 1 / 3, stopped: false };
    const lengths = [
      { from: 1, to: 1, ...figures },
      { from: 2, to: 5, ...figures, bleu: null },
    ] as NonNullable<PartReport["report"]["lengths"]>;
    message.snapshot.reports = [{ part: "test", step: 7, report: { lengths, worst: [worst], beam: 5 } }];
  }
  await send(page, message);
  const where = page.locator(".results .bar-of-section");
  expect(await where.innerText()).toContain("best parameters of step 7; outputs by beam search with 5 candidates");
  const rows = (name: string) => page.getByRole("region", { name }).locator("tbody tr");
  expect(await rows("Output by length of the source").allInnerTexts()).toEqual([
    "1\t1,200\t50.0\t80.0\t12.5",
    "2–5\t1,200\t50.0\t–\t12.5",
  ]);
  const [worst] = await rows("The furthest from the truth").all();
  expect(await worst.innerText()).toBe("שלום <b>\ta b d (cut)\ta c d\t33.3");
  expect(await worst.locator("mark").allInnerTexts()).toEqual(["b", "c"]);
});

test("the results of transcripts count the edits and name the labels that were taken for each other", async () => {
  const message = withPreviews();
  if (message.type === "snapshot") {
    const edits = { labels: 1648, substitutions: 12, insertions: 3, deletions: 0 };
    const confused = [
      { truth: "<b>", output: "ב", count: 9 },
      { truth: "e", output: " ", count: 7 },
    ];
    message.snapshot.reports = [{ part: "test", step: 7, report: { edits, confused } }];
  }
  await send(page, message);
  const rows = (name: string) => page.getByRole("region", { name }).locator("tbody tr");
  expect(await rows("Edits of all transcripts").allInnerTexts()).toEqual(["1,648\t12\t3\t0"]);
  expect(await rows("Taken for each other").allInnerTexts()).toEqual(["<b>\tב\t9", "e\t␣\t7"]);
});

describe("a place to type", () => {
  const box = () => page.getByRole("textbox");
  const answers = () => page.locator(".trial-answers");

  test("asks the run by Enter, shows its answer with the map, and keeps what was typed", async () => {
    await send(page, withPreviews());
    await box().fill("three hundred and twelve");
    await page.keyboard.press("Enter");
    await expect.poll(() => requests).toEqual(["try: three hundred and twelve"]);
    const ask = page.locator(".trial button").first();
    expect(await ask.innerText()).toBe("Waiting …");
    await box().press("Enter");
    const preview = translation(["three", "hundred", "and", "twelve"], [..."三百一十二"], null);
    const result = { step: 400, parameters: "best", answers: [{ preview, unknown: ["twelve"] }] };
    await send(page, { type: "tried", asked: { typed: "three hundred and twelve", by: "now" }, result });
    expect(requests).toHaveLength(1);
    expect(await ask.innerText()).toBe("Write");
    const said = await answers().innerText();
    expect(said).toMatch(/Output\s+三百一十二/);
    expect(said).toContain("The network does not know “twelve”.");
    expect(await page.locator(".trial-said [role=status]").innerText()).toBe("By the best parameters, of step 400.");
    await page.locator(".trial").getByRole("application", { name: "Attention" }).focus();
    expect(await page.locator(".trial .readout").innerText()).toContain("Output 1, “三”, looks at source 1, “three”");

    await page.reload();
    await send(page, withPreviews());
    expect(await box().inputValue()).toBe("three hundred and twelve");
  });

  test("waits no longer where a person cancels, by the button or by Escape", async () => {
    await send(page, withPreviews());
    const cancel = page.locator(".trial").getByRole("button", { name: "Cancel" });
    expect(await cancel.isVisible()).toBe(false);
    const stop = { click: () => cancel.click(), escape: () => page.keyboard.press("Escape") };
    for (const [i, by] of (["click", "escape"] as const).entries()) {
      await box().fill("three");
      await box().press("Enter");
      await expect.poll(() => cancel.isVisible()).toBe(true);
      await stop[by]();
      await expect.poll(() => requests.slice(2 * i)).toEqual(["try: three", "cancelTrial"]);
      await expect.poll(() => cancel.isVisible()).toBe(false);
      expect(await page.locator(".trial button").first().innerText()).toBe("Write");
      expect(await page.locator(".trial-said [role=status]").innerText()).toBe("Cancelled.");
      expect(await box().evaluate((it) => it === document.activeElement)).toBe(true);
    }
  });

  test("says what is wrong in its place, and is not there where nothing can be typed", async () => {
    await send(page, withPreviews(translation(["such", "a", "source"], [], null)));
    expect(await box().getAttribute("placeholder")).toBe("such a source");
    await box().fill(" ");
    await box().press("Enter");
    expect(requests).toEqual([]);
    await box().fill("x");
    await box().press("Enter");
    const problem = { message: "The run has no checkpoint.", hint: "Wait for its first validation." };
    await send(page, { type: "tried", asked: { typed: "x" }, result: { problem } });
    const alert = answers().getByRole("alert");
    expect(await alert.innerText()).toMatch(/The run has no checkpoint\.\s+Wait for its first validation\./);
    await send(page, { type: "askTrial" });
    expect(await box().evaluate((it) => it === document.activeElement)).toBe(true);
    // Also of a page that has just come.
    await page.reload();
    await page.evaluate(
      (said) => said.map((each) => window.postMessage(JSON.parse(each), "*")),
      [JSON.stringify({ ...withPreviews(), curves: [] }), JSON.stringify({ type: "askTrial" })],
    );
    await expect.poll(() => box().evaluate((it) => it === document.activeElement)).toBe(true);
    const message = withPreviews();
    if (message.type === "snapshot") delete message.snapshot.run.tries;
    await send(page, message);
    expect(await page.locator(".trial").isVisible()).toBe(false);
  });

  test("labels stand with how sure the network is, and each line has its answer", async () => {
    const message = withPreviews();
    if (message.type === "snapshot") message.snapshot.run.tries = "example";
    await send(page, message);
    expect(await page.getByText("An example, for which the network predicts the answer").isVisible()).toBe(true);
    const labels = (input: string) => ({ kind: "labels", input, predicted: ["spam"], actual: null });
    const result = {
      ...{ step: 7, parameters: "last" },
      answers: [{ preview: labels("<b>"), unknown: [], probability: 0.9312 }, { message: "Line 2 is empty." }],
    };
    await send(page, { type: "tried", asked: { typed: "a" }, result });
    expect(await answers().innerText()).toMatch(/<b>\s+Answer\s+spam\s+Probability 93.1 %\s+Line 2 is empty\./);
  });
});

test("axe finds nothing serious from 320 pixels on, in any theme", async () => {
  await page.setViewportSize({ width: 320, height: 1100 });
  await send(page, withPreviews());
  const problem = { message: "The run has no checkpoint." };
  await send(page, {
    type: "tried",
    asked: { typed: "x" },
    result: { step: 1, parameters: "best", answers: [problem] },
  });
  await page.getByText("Symbol by symbol").first().click();
  await map().focus();
  for (const theme of ["dark", "light", "hc-dark", "hc-light"]) {
    await send(page, { theme });
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    expect(await graveFindings(page, "section"), theme).toEqual([]);
    await page.screenshot({ path: `${screenshots}/translation-${theme}-320.png`, fullPage: true });
  }
});
