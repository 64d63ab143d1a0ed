// What a network wrote, in a real browser: through time, symbol by symbol, and on from another symbol.
import { mkdirSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { DrawnSymbol, TextPreview } from "../../src/contracts/preview.ts";
import type { PanelMessage } from "../../src/contracts/trainingPanel.ts";
import { continuation } from "../../webview/run/previews/sample/sampleView.ts";
import { openBrowser, openPanel, send } from "../support/panels/browser.ts";
import { makeRecording } from "../support/panels/recording.ts";
import { deltaBetween, snapshotAt } from "../support/panels/replay.ts";
import { type PanelServer, servePanels } from "../support/panels/serve.ts";

const screenshots = "test/output/screenshots";
const recording = makeRecording({ steps: 2000, units: [4] });
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

function snapshot(step: number, texts?: TextPreview[]): PanelMessage {
  const message = structuredClone(snapshotAt(recording, step));
  if (message.type === "snapshot") {
    message.snapshot.run.tries = "beginning";
    message.snapshot.run.writing = {
      names: ["length", "temperature", "topK", "topP", "seed", "beam", "stop", "start", "lengthPenalty"],
      defaults: { length: 200, temperature: 0.8, topK: null, topP: 1, beam: null, stop: "length", lengthPenalty: 0 },
      starts: ["good", "טוב"],
    };
    if (texts) message.snapshot.previews = texts.map((preview) => ({ step, preview }));
  }
  return message;
}

const likeliest = [
  { symbol: "e", probability: 0.62 },
  { symbol: " ", probability: 0.31 },
  { symbol: "<eos>", text: "\n", probability: 0.0004 },
];
const drawnOf = (...texts: string[]): DrawnSymbol[] =>
  texts.map((text, i) => ({ text, probability: [0.62, 0.02, 0.3][i % 3], likeliest }));
const textOf = (prompt: string, ...texts: string[]): TextPreview => ({
  ...{ kind: "text", prompt, text: texts.join(""), drawn: drawnOf(...texts) },
});

const sample = () => page.locator(".shown-preview .sample");
const card = () => page.locator(".shown-preview .symbol-card");
/** The middle of a symbol in the window. */
const middleOf = async (index: number) => {
  await sample().scrollIntoViewIfNeeded();
  return await sample().evaluate((it, index) => {
    const node = [...it.childNodes].find((child) => child.nodeType === Node.TEXT_NODE)!;
    const range = document.createRange();
    range.setStart(node, index);
    range.setEnd(node, index + 1);
    const { x, y, width, height } = range.getBoundingClientRect();
    return { x: x + width / 2, y: y + height / 2 };
  }, index);
};

describe("the samples of a training", () => {
  beforeEach(async () => {
    const opened = await openPanel(browser, server, "dark");
    ({ page, complaints, requests } = opened);
    return async () => {
      expect(complaints).toEqual([]);
    };
  });

  test("go through time by a slider, which follows what comes until somebody looks back", async () => {
    await send(page, snapshot(400));
    const slider = page.getByRole("slider", { name: "Step of the training" });
    const said = page.locator(".through-time .faint");
    await send(page, deltaBetween(recording, 400, 600));
    expect(await said.innerText()).toBe("step 600, 6 of 6");
    await slider.focus();
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    expect(await said.innerText()).toBe("step 400, 4 of 6");
    const { preview } = recording.previews.find(({ step }) => step === 400)!;
    expect(await sample().textContent()).toBe(`It was${(preview as TextPreview).text}`);
    await send(page, deltaBetween(recording, 600, 900));
    expect(await said.innerText()).toBe("step 400, 4 of 9");
    await page.reload();
    await expect.poll(() => requests.filter((it) => it === "ready").length).toBe(2);
    await send(page, snapshot(900));
    expect(await said.innerText()).toBe("step 400, 4 of 9");
    await page.getByRole("button", { name: "Latest" }).click();
    expect(await said.innerText()).toBe("step 900, 9 of 9");
    expect(await slider.evaluate((it) => it === document.activeElement)).toBe(true);
  });

  test("colour each symbol by its probability, and a pointer tells what else was likely", async () => {
    await send(page, snapshot(400, [textOf("It ", "w", "x", "s")]));
    const highlighted = () =>
      page.evaluate(() =>
        [...CSS.highlights].flatMap(([name, all]) =>
          [...all].map((range) => [name, range.startContainer.textContent!.slice(range.startOffset, range.endOffset)]),
        ),
      );
    expect(await highlighted()).toEqual([
      ["surprise-4", "x"],
      ["surprise-1", "s"],
    ]);
    const { x, y } = await middleOf(1);
    await page.mouse.move(x, y);
    await card().waitFor();
    expect((await card().innerText()).replace(/\s+/g, " ")).toContain("x 2.0 % 5.6 bits e 62 % ␣ 31 % <eos> < 0.1 %");
    expect((await highlighted()).at(-1)).toEqual(["symbol", "x"]);
    await page.mouse.move(0, 0);
    expect(await card().isVisible()).toBe(false);
    await page.getByRole("button", { name: "Colour by Probability" }).click();
    expect(await highlighted()).toEqual([]);
  });

  test("are read by keys, and another symbol is gone on from", async () => {
    await send(page, snapshot(400, [textOf("It ", "w", "x", "s")]));
    await sample().focus();
    for (const key of ["ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft"]) await page.keyboard.press(key);
    const told = page.locator(".sample-view [aria-live]");
    expect(await told.innerText()).toBe("“x”, 2.0 %; likeliest: “e” 62 %, space 31 %, “<eos>” < 0.1 %. Symbol 2 of 3");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    expect(await sample().evaluate((it) => it === document.activeElement)).toBe(true);
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect.poll(() => requests.at(-1)).toBe("try: It wx ");
    expect(await page.getByRole("textbox").first().inputValue()).toBe("It wx ");
  });

  test("are asked for with options, which are kept, and drawn again by their seed", async () => {
    const asks = () => page.evaluate(() => (window as unknown as { asks: unknown[] }).asks);
    await page.evaluate(() => {
      const asks: unknown[] = [];
      Object.assign(window, { asks });
      window.addEventListener("message", ({ data }) => data?.request?.type === "try" && asks.push(data.request.asked));
    });
    await send(page, snapshot(400));
    // Before an answer there is no seed to keep.
    expect(await page.locator(".trial-said button").isVisible()).toBe(false);
    const form = page.locator(".writing");
    await form.getByText("Options").click();
    await form.getByLabel("Temperature").fill("1.5");
    await form.getByLabel("Top k").fill("0");
    await form.getByLabel("Label").selectOption("טוב");
    await form.getByLabel("Written by").selectOption("best");
    const box = page.getByRole("textbox");
    await box.fill("It ");
    await box.press("Enter");
    const asked = { typed: "It ", options: { temperature: 1.5, topK: null, start: "טוב" } };
    await expect.poll(asks).toEqual([asked]);
    const answer = { preview: textOf("It ", "w", "x"), unknown: [] };
    const result = { step: 300, parameters: "best" as const, seed: 77, answers: [answer] };
    await send(page, { type: "tried", asked, result });
    expect(await page.locator(".trial-answers .sample").textContent()).toBe("It wx");
    await page.getByRole("button", { name: "Keep Seed 77" }).click();
    expect(await form.locator("summary").innerText()).toBe("Options: Temperature 1.5, Top k 0, Seed 77, Label טוב");
    // A search draws nothing.
    await form.getByLabel("Beam").fill("4");
    expect(await form.getByLabel("Temperature").isDisabled()).toBe(true);
    await box.press("Enter");
    await expect.poll(async () => (await asks()).at(-1)).toEqual({ typed: "It ", options: { beam: 4, start: "טוב" } });
    await page.keyboard.press("Escape");
    await form.getByLabel("Beam").fill("400");
    await box.press("Enter");
    expect(await form.getByLabel("Beam").evaluate((it) => it === document.activeElement)).toBe(true);
    expect(await asks()).toHaveLength(2);
    await page.reload();
    await expect.poll(() => requests.filter((it) => it === "ready").length).toBe(2);
    await send(page, snapshot(400));
    expect(await form.locator("summary").innerText()).toContain("Temperature 1.5");
    await form.getByText("Options").click();
    await form.getByRole("button", { name: "As in the Config" }).click();
    expect(await form.locator("summary").innerText()).toBe("Options");
  });

  test("of scripts from the right, with joined emoji, control characters and very long words stay whole", async () => {
    const texts = ["س", "ل", "ا", "م", " ", "👩", "\u200d", "🔬", "\u0007", "\u202e", "x".repeat(400), "é"];
    await send(page, snapshot(400, [textOf("שלום ", ...texts)]));
    expect(await sample().textContent()).toBe(`שלום سلام 👩\u200d🔬␇<U+202E>${"x".repeat(400)}é`);
    // A letter that joins its neighbours is as narrow as without colours.
    const width = () =>
      sample().evaluate((it) => {
        const range = document.createRange();
        range.setStart(it.lastChild!, 0);
        range.setEnd(it.lastChild!, 4);
        return range.getBoundingClientRect().width;
      });
    const coloured = await width();
    await page.getByRole("button", { name: "Colour by Probability" }).click();
    expect(await width()).toBe(coloured);
    await sample().focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowLeft");
    expect(await card().getAttribute("aria-label")).toContain("“ل”");
    const { right } = await card().evaluate((it) => it.getBoundingClientRect());
    expect(right).toBeLessThanOrEqual(900);
    await page.screenshot({ path: `${screenshots}/samples-scripts.png` });
  });
});

test.each(["dark", "light", "hc-dark", "hc-light"])(
  "a card looks right in %s, also in a narrow panel",
  async (theme) => {
    const { page, complaints } = await openPanel(browser, server, theme, { width: 320, height: 900 });
    await send(page, snapshot(2000));
    await page.locator(".shown-preview .sample").focus();
    for (let i = 0; i < 30; i++) await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await page.screenshot({ path: `${screenshots}/sample-card-${theme}.png` });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    expect(complaints).toEqual([]);
  },
);

test("going on from another symbol keeps what stands before it, and what stands behind it where a network reads from the end", () => {
  const drawn = drawnOf("a", "b", "c");
  const text = { kind: "text", prompt: "p ", text: "abcd" } as const;
  const e = { symbol: "e", text: " e", probability: 0.5 };
  expect(continuation(text, drawn, 1, e)).toEqual({ prompt: "p a e" });
  expect(continuation({ ...text, start: "label" }, drawn, 0, e)).toEqual({ prompt: "p  e", start: "label" });
  const backward = { ...text, text: "dabc", backward: true as const };
  expect(continuation(backward, drawn, 1, e)).toEqual({ prompt: " ecp " });
});
