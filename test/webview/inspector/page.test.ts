// The inspector in a real browser, looking into a real run.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Browser, Frame, Page, Request } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { lossText } from "../../../src/base/metrics.ts";
import { valueText } from "../../../src/base/numberText.ts";
import type { Change, Look, RunChoice } from "../../../src/contracts/inspection.ts";
import { Inspector } from "../../../src/runner/saved/inspection/inspector.ts";
import { placeOn, scaleOf } from "../../../webview/run/timeline/maps/scale.ts";
import { colourTable, sequentialTable } from "../../../webview/shared/colourTable.ts";
import { stateFigures } from "../../../webview/shared/heatMap.ts";
import { shareText } from "../../../webview/shared/numbers.ts";
import { cliScript } from "../../support/commandLine.ts";
import { openBrowser } from "../../support/panels/browser.ts";
import { answersOf } from "../../support/panels/inspector/answers.ts";
import { runChoice, trainTinyRun } from "../../support/panels/inspector/tinyRun.ts";
import { playThrough, watchText } from "../../support/panels/playing.ts";
import { type PanelServer, servePanels } from "../../support/panels/serve.ts";
import { tones } from "../../support/sounds.ts";

const screenshots = "test/output/screenshots";
const text = "the cat sat on the mat.";
/** The rows of a series. */
const days = Array.from({ length: 90 }, (_, i) => (10 + 3 * Math.sin(i / 3) + i / 20).toFixed(3));

let browser: Browser;
let server: PanelServer;
let run: RunChoice;
/** The same network in another folder. */
let other: RunChoice;
/** A run that was deleted after it was listed. */
let gone: RunChoice;
/** A run that transcribes. */
let transcripts: RunChoice;
/** A run that forecasts, and one that says one class of a line. */
let forecasts: RunChoice;
let classes: RunChoice;
const inspector = new Inspector();
/** What the command line prints of the same text: tensors by name, (T, units). */
const printed = new Map<string, { shape: number[]; values: number[] }>();
let page: Page;
let frame: Frame;
let complaints: string[] = [];

beforeAll(async () => {
  mkdirSync(screenshots, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), "inspector-"));
  run = trainTinyRun(cliScript, folder);
  other = { ...run, folder: join(folder, "other"), name: "other" };
  cpSync(run.folder, other.folder, { recursive: true });
  gone = { ...run, folder: join(folder, "gone"), name: "gone" };
  const lines = execFileSync(process.execPath, [cliScript, "inspect", run.folder, "--text", text, "--json"], {
    maxBuffer: 1e8,
  });
  for (const line of lines.toString().trim().split("\n")) {
    const { event, name, shape, values } = JSON.parse(line);
    if (event === "tensor") printed.set(name, { shape, values });
  }
  browser = await openBrowser();
  transcripts = transcriptRun(folder);
  forecasts = smallRun(folder, "forecasts", `value\n${days.join("\n")}\n`, {
    task: "forecasting",
    data: { header: true, input: ["value"], target: "value", window: 12, validation: 0.2, test: 0.2 },
  });
  const reviews = Array.from({ length: 40 }, (_, i) => (i % 2 ? "a bad film,no" : "a good film,yes"));
  classes = smallRun(folder, "classes", `text,label\n${reviews.join("\n")}\n`, {
    task: "classification",
    data: { header: true, input: ["text"], target: "label", validation: 0.2, test: 0.2 },
  });
  server = await servePanels({
    panel: "inspector",
    keepBundles: true,
    answering: answersOf(inspector, [run, other, gone, transcripts, forecasts, classes]),
  });
  await open();
}, 300_000);

afterEach(() => {
  expect(complaints).toEqual([]);
});

afterAll(async () => {
  await browser?.close();
  await server?.[Symbol.asyncDispose]();
});

/** Transcribes tones in sounds, after a few steps of training. */
function transcriptRun(within: string): RunChoice {
  const folder = mkdtempSync(join(within, "transcripts-"));
  mkdirSync(join(folder, "sounds"));
  for (let i = 0; i < 24; i++) {
    const letters = [i % 3, (i + 1) % 3, (i + 1) % 3].map((letter) => "abc"[letter]).join("");
    writeFileSync(join(folder, `sounds/${i}.wav`), tones(letters));
    writeFileSync(join(folder, `sounds/${i}.txt`), letters);
  }
  const config = {
    task: "transcription",
    data: { train: "sounds", features: { name: "log-mel" }, validation: 0.2, test: 0 },
    model: { cell: "gru", units: 8, bidirectional: true },
    training: { steps: 60, batchSize: 8, learningRate: 0.02, threads: 1, seed: 1 },
  };
  return trained(folder, "transcripts", config);
}

/** A small network after a few steps of training on a table. */
function smallRun(within: string, name: string, table: string, given: { task: string; data: object }): RunChoice {
  const folder = mkdtempSync(join(within, `${name}-`));
  writeFileSync(join(folder, "t.csv"), table);
  const training = { steps: 20, batchSize: 4, learningRate: 0.02, threads: 1, seed: 1 };
  const model = { cell: "lstm", units: 4 };
  return trained(folder, name, { ...given, data: { ...given.data, train: "t.csv" }, model, training });
}

function trained(folder: string, name: string, config: object): RunChoice {
  writeFileSync(join(folder, "t.rnnconfig"), JSON.stringify(config));
  execFileSync(process.execPath, [cliScript, "train", "t.rnnconfig"], { cwd: folder, stdio: "pipe" });
  const runs = join(folder, ".unroll/runs");
  return { ...runChoice(join(runs, readdirSync(runs)[0])), name };
}

/** A page of its own, and the panel in it once its first heat map has been drawn. */
async function open({ width = 1200, height = 1000 } = {}): Promise<void> {
  const context = await browser.newContext({ viewport: { width, height } });
  page = await context.newPage();
  complaints = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(server.url);
  await look();
}

async function look(): Promise<void> {
  frame = (await (await page.waitForSelector("iframe")).contentFrame())!;
  await map("h").locator("canvas").first().waitFor();
}

/** The same text, looked into beside the page. */
async function openedText(): Promise<Look> {
  return (await inspector.open({ run: run.folder, input: { from: "text", text } })) as Look;
}

const map = (sign: string) =>
  frame.locator(".map-lane", { has: frame.locator(`.lane-bar .sign:text-is("${sign}")`) }).first();
const strip = () => frame.getByRole("application", { name: "The symbols that the network reads" });
const readout = () => frame.locator(".strip-view > .readout").first().innerText();
const value = (name: string, step: number, unit: number) => {
  const { shape, values } = printed.get(name)!;
  return values[step * shape[1] + unit];
};
const shown = (number: number, digits: number) => `${number < 0 ? "−" : ""}${Math.abs(number).toFixed(digits)}`;

test("the pixels of a heat map are the values that unroll inspect prints", async () => {
  const { shape, values } = printed.get("l0.h")!;
  const [time, units] = shape;
  expect([time, units]).toEqual([text.length + 1, 8]);
  await strip().focus();
  await page.keyboard.press("Home");
  const canvas = map("h").locator("canvas.lane-canvas");
  const picture = await canvas.evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement;
    const copy = new OffscreenCanvas(width, height).getContext("2d")!;
    copy.drawImage(element as HTMLCanvasElement, 0, 0);
    return { width, height, data: [...copy.getImageData(0, 0, width, height).data] };
  });
  const column = await map("h")
    .locator(".step-cursor")
    .evaluate((mark) => (mark as HTMLElement).offsetWidth);
  const row = picture.height / units;
  const states = Float32Array.from(values);
  const scale = scaleOf("state", stateFigures({ time, units, values: states }), states);
  const table = colourTable("dark");
  for (let t = 0; t < time; t++) {
    for (let unit = 0; unit < units; unit++) {
      const at = 4 * (Math.floor((unit + 0.5) * row) * picture.width + Math.floor((t + 0.5) * column));
      const place = 4 * placeOn(scale, states[t * units + unit])!;
      expect(picture.data.slice(at, at + 4), `unit ${unit} at step ${t}`).toEqual([
        ...table.subarray(place, place + 4),
      ]);
    }
  }
});

test("keys move the step and the unit; the step's numbers are those that unroll inspect prints", async () => {
  await strip().focus();
  for (const key of ["Home", "ArrowRight", "ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
  await expect.poll(readout).toContain("Step 3, “e”");
  await map("h").locator(".lane-plot").focus();
  for (const key of ["ArrowDown", "ArrowDown", "ArrowRight"]) await page.keyboard.press(key);
  await expect
    .poll(readout)
    .toBe(`Step 4, space · h of unit 1, layer 0: ${shown(value("l0.h", 4, 1), 4).replace(/^(?=\d)/, "+")}.`);
  const equation = frame.locator(".equation", { has: frame.locator('.equation-head b:text-is("f")') });
  await expect.poll(() => equation.locator("output").innerText()).toBe(shown(value("l0.f", 4, 1), 3));
  const { look } = await openedText();
  const terms = await Promise.all(
    ["input", "recurrent", "bias"].map(async (part) => {
      const { values } = await inspector.tensor({ look, name: `l0.term.f.${part}`, from: 4, to: 5 });
      return values[1];
    }),
  );
  expect(await equation.locator(".term").allInnerTexts()).toEqual(terms.map((term) => Math.abs(term).toFixed(3)));
  const state = frame.locator(".state-equation").first();
  const [f, before, i, g, c] = [
    value("l0.f", 4, 1),
    value("l0.c", 3, 1),
    value("l0.i", 4, 1),
    value("l0.g", 4, 1),
    value("l0.c", 4, 1),
  ];
  const inner = (number: number) => (number < 0 ? `(${shown(number, 3)})` : shown(number, 3));
  expect(await state.locator(".formula").nth(1).innerText()).toBe(
    `= ${inner(f)}·${inner(before)} + ${inner(i)}·${inner(g)} = ${shown(c, 3)}`,
  );
  await strip().focus();
  await page.keyboard.press("End");
  await expect.poll(readout).toContain(`Step ${text.length}, “.”`);
  for (const key of ["Home", "Shift+ArrowRight", "Shift+ArrowRight"]) await page.keyboard.press(key);
  await expect.poll(readout).toContain("Span 0 to 2: “");
  await page.keyboard.press("Escape");
  await expect.poll(readout).not.toContain("Span");
});

test("a pointer reads what it is over, and what was chosen comes back when it leaves", async () => {
  await strip().focus();
  await page.keyboard.press("Home");
  const plot = map("h").locator(".lane-plot");
  const column = await map("h")
    .locator(".step-cursor")
    .evaluate((mark) => (mark as HTMLElement).offsetWidth);
  await plot.hover({ position: { x: 2.5 * column, y: 1 } });
  await expect.poll(readout).toContain("Step 2, “h” · h of unit 0, layer 0");
  await frame.locator("#run-choice").hover();
  await expect.poll(readout).toContain("Step 0");
});

test("predictions stand one column to the right of what they were made after", async () => {
  const { candidates, actual, surprise } = (await openedText()).predictions;
  await strip().focus();
  for (const key of ["Home", "ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
  const first = frame.locator(".candidates li").first();
  const name = candidates!.names[candidates!.ids[2 * candidates!.top]];
  await expect.poll(() => first.locator(".candidate-name").innerText()).toBe(name === " " ? "␣" : name);
  expect(await frame.locator(".step-pane").innerText()).toContain(
    `What came: “${actual[2]}”, a surprise of ${surprise[2] < 0.1 ? "" : surprise[2].toFixed(3)}`,
  );
});

test("finds a text, one place after the other", async () => {
  await frame.getByRole("searchbox", { name: "Find in the text" }).fill("at");
  await expect.poll(readout).toMatch(/^Step 6, “a”.* Span 6 to 7: “at”\.$/);
  await page.keyboard.press("Enter");
  await expect.poll(readout).toContain("Step 10, “a”");
  expect(await frame.locator(".step-search .faint").innerText()).toBe("2 of 3");
});

test("another checkpoint keeps the selection, and so does a reload", async () => {
  await frame.getByRole("searchbox", { name: "Find in the text" }).fill("mat");
  await expect.poll(readout).toContain("Span 20 to 22: “mat”");
  // Where it is, without the value, which is another network's.
  const place = async () => (await readout()).replace(/[+−][\d.]+/, "");
  const before = await place();
  // How the views are arranged stays, too.
  await frame.getByLabel("Colour of the symbols").selectOption("right");
  await frame.getByRole("button", { name: "f: forget gate" }).first().click();
  await map("f").locator("canvas").first().waitFor();
  const surprise = await frame.locator(".surprise-lane .faint").innerText();
  const slider = frame.locator("#checkpoint");
  await slider.focus();
  await page.keyboard.press("Home");
  await expect.poll(() => frame.locator(".surprise-lane .faint").innerText()).not.toBe(surprise);
  await expect.poll(place).toBe(before);
  await page.reload();
  await look();
  await expect.poll(place).toBe(before);
  expect(await frame.getByLabel("Colour of the symbols").inputValue()).toBe("right");
  await map("f").locator("canvas").first().waitFor();
  await frame.getByRole("button", { name: "f: forget gate" }).first().click();
  await frame.getByLabel("Colour of the symbols").selectOption("surprise");
  await expect.poll(() => frame.locator("#checkpoint").getAttribute("aria-valuetext")).not.toContain("best");
});

test("another run reads the text that was typed", async () => {
  await frame.locator("#look-text").fill("the dog sat.");
  await frame.getByRole("button", { name: "Look Inside" }).click();
  await strip().focus();
  const last = async () => {
    await strip().press("End");
    return readout();
  };
  await expect.poll(last).toContain("Step 12, “.”");
  const opening = page.waitForRequest((request) => request.postDataJSON()?.name === "open");
  await frame.locator("#run-choice").selectOption({ label: "other" });
  const { asked } = (await opening).postDataJSON();
  expect([asked.run, asked.input]).toEqual([other.folder, { from: "text", text: "the dog sat." }]);
  expect(await frame.locator("#look-text").inputValue()).toBe("the dog sat.");
  // And what is typed by then, without being looked into.
  await frame.locator("#look-text").fill(text);
  await frame.locator("#run-choice").selectOption({ label: run.name });
  await expect.poll(last).toContain(`Step ${text.length}, “.”`);
});

test("of runs that are chosen one after the other the last is shown, whichever answer comes first", async () => {
  const choose = (label: string) => frame.locator("#run-choice").selectOption({ label });
  const held = Promise.withResolvers<void>();
  const asks =
    (name: string, { folder }: RunChoice) =>
    (request: Request) => {
      const { name: said, asked } = request.postDataJSON();
      return said === name && asked.run === folder;
    };
  const isHeld = [asks("open", other), asks("choices", transcripts)];
  await page.route("**/ask", async (route) => {
    if (isHeld.some((is) => is(route.request()))) await held.promise;
    await route.continue();
  });
  const opened: string[] = [];
  page.on("request", (request) => {
    if (asks("open", transcripts)(request)) opened.push(request.url());
  });
  const [opening] = await Promise.all([page.waitForRequest(isHeld[0]), choose("other")]);
  const [choosing] = await Promise.all([page.waitForRequest(isHeld[1]), choose("transcripts")]);
  expect(await frame.locator(".problem").isVisible()).toBe(false);
  await choose("forecasts");
  const forecast = frame.locator(".pane h2", { hasText: "Forecast" });
  await forecast.waitFor();
  held.resolve();
  await Promise.all([opening.response(), choosing.response()]);
  await choose(run.name);
  await forecast.waitFor({ state: "detached" });
  expect(opened).toEqual([]);
  await page.unroute("**/ask");
});

test("a run that was deleted says so, and nothing is offered but another run", async () => {
  await frame.locator("#run-choice").selectOption({ label: "gone" });
  await expect.poll(() => frame.locator(".look-problem").innerText()).toContain(gone.folder);
  for (const control of ["#checkpoint", "#look-text", ".example-line select"])
    expect(await frame.locator(control).first().isVisible(), control).toBe(false);
  await frame.locator("#run-choice").selectOption({ label: run.name });
  await frame.locator("#look-text").waitFor();
  expect(await frame.locator(".look-problem").innerText()).toBe("");
  await frame.locator("#look-text").fill(text);
  await frame.getByRole("button", { name: "Look Inside" }).click();
  const last = async () => {
    await strip().press("End");
    return readout();
  };
  await expect.poll(last).toContain(`Step ${text.length}, “.”`);
});

test("beside each picture of the time axis stands a table with its numbers", async () => {
  const { predictions } = await openedText();
  const { surprise, candidates } = predictions;
  await frame.locator("#checkpoint").focus();
  await page.keyboard.press("End");
  await expect.poll(() => frame.locator("#checkpoint").getAttribute("aria-valuetext")).toContain("best");
  await strip().focus();
  for (const key of ["Home", "ArrowRight", "ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
  /** A row of a table, by the heads of its columns. */
  const rowOf = async (title: string, row: string) => {
    const table = frame.getByRole("region", { name: title, exact: true });
    const heads = await table.locator("thead th").allInnerTexts();
    const cells = await table.locator("tbody tr", { hasText: row }).first().locator("th, td").allInnerTexts();
    return Object.fromEntries(heads.map((head, i) => [head, cells[i]]));
  };
  await frame.getByRole("button", { name: "Table: Surprise" }).click();
  // What stands at a step was predicted after the step before it.
  await expect.poll(async () => (await rowOf("Surprise", "Surprise"))["3 “e”"]).toBe(lossText(surprise[2]));
  await frame.getByRole("button", { name: "Table: Predictions" }).click();
  // The run's config has no n-grams: they are counted when somebody wants to see them.
  await frame.getByRole("button", { name: "Compare With 5-Grams" }).click();
  const counted = await inspector.baseline({ look: (await openedText()).look, anyway: true });
  if ("because" in counted) throw new Error(counted.because);
  const besides = async () => (await rowOf("Surprise", counted.name))["3 “e”"];
  await expect.poll(besides).toBe(lossText(counted.surprise[2]));
  const { names, ids, probabilities, top } = candidates!;
  const name = names[ids[2 * top]];
  const likeliest = (await rowOf("Predictions", "likeliest 1"))["3 “e”"];
  expect(likeliest).toContain(name === " " ? "space" : `“${name}”`);
  expect(Number.parseFloat(likeliest.split(" ").at(-2)!) / 100).toBeCloseTo(probabilities[2 * top], 2);
  const depends = frame.getByRole("button", { name: "Table: What the prediction depends on" });
  await depends.click();
  const { saliency } = await inspector.gradient({ look: (await openedText()).look, step: 3 });
  const shown = async () => (await rowOf("What the prediction depends on", "Saliency"))["2 “h”"];
  await expect.poll(shown).toBe(saliency[0][2].toPrecision(3).replace("-", "−"));
  for (const button of ["Surprise", "Predictions"])
    await frame.getByRole("button", { name: `Table: ${button}` }).click();
  await depends.click();
});

test("a short text is wide again after all of a long one", async () => {
  await frame.locator("#look-text").fill("the cat sat. ".repeat(330));
  await frame.getByRole("button", { name: "Look Inside" }).click();
  const last = async () => {
    await strip().press("End");
    return readout();
  };
  await expect.poll(last).toContain("Step 4,290");
  // So far back takes long: it is computed when somebody wants it.
  const depends = frame.locator(".bars-lane").first();
  await expect.poll(() => depends.innerText()).toContain("goes back over 4,290 steps");
  await depends.getByRole("button", { name: "Compute" }).click();
  await expect.poll(() => depends.innerText()).toContain("after step 4,290: −log p is");
  await frame.getByRole("button", { name: "All", exact: true }).click();
  // Several steps share a pixel, and each pixel has a colour nevertheless.
  const covered = (lane: string) =>
    frame
      .locator(`${lane} canvas`)
      .first()
      .evaluate((element) => {
        const { width, height } = element as HTMLCanvasElement;
        const copy = new OffscreenCanvas(width, height).getContext("2d")!;
        copy.drawImage(element as HTMLCanvasElement, 0, 0);
        const { data } = copy.getImageData(0, height - 4, width, 1);
        return data.filter((_, i) => i % 4 === 3).filter((alpha) => alpha === 255).length / width;
      });
  await expect.poll(() => covered(".text-lane")).toBeGreaterThan(0.95);
  await expect.poll(() => covered(".candidate-lane")).toBeGreaterThan(0.95);
  await frame.locator("#look-text").fill(text);
  await frame.getByRole("button", { name: "Look Inside" }).click();
  await expect.poll(readout).toContain(`Step ${text.length}, “.”`);
  const column = map("h").locator(".step-cursor");
  await expect.poll(() => column.evaluate((mark) => (mark as HTMLElement).offsetWidth)).toBeGreaterThan(8);
});

test("what cannot be looked into says why, and what was seen stays", async () => {
  await frame.locator("#look-text").fill("");
  await frame.getByRole("button", { name: "Look Inside" }).click();
  await expect.poll(() => frame.locator(".look-problem").innerText()).toBe("Type a text first.");
  expect(await map("h").isVisible()).toBe(true);
});

test("a text from the right begins at the right; wide, unknown and control characters are seen", async () => {
  await frame.locator("#look-text").fill("שלום the\u0007 字");
  await frame.getByRole("button", { name: "Look Inside" }).click();
  await expect.poll(() => frame.locator(".timeline").getAttribute("dir")).toBe("rtl");
  expect(await frame.locator(".notes").innerText()).toContain('does not know "\\u0007"');
  await strip().focus();
  await page.keyboard.press("Home");
  // What is chosen is drawn with the next frame.
  const place = async () => {
    await frame.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    return (await map("h").locator(".step-cursor").boundingBox())!.x;
  };
  await expect.poll(readout).toContain("Step 0");
  const first = await place();
  await page.keyboard.press("ArrowLeft");
  await expect.poll(readout).toContain("Step 1, “ש”");
  expect(await place()).toBeLessThan(first);
  await frame.locator("#look-text").fill(text);
  await frame.getByRole("button", { name: "Look Inside" }).click();
  await expect.poll(() => frame.locator(".timeline").getAttribute("dir")).toBe("ltr");
});

test("what if, gradients and another text are answered in words, with the numbers of the inspector", async () => {
  const { look } = await openedText();
  // The best checkpoint, whichever the page has open.
  await frame.locator("#checkpoint").focus();
  await page.keyboard.press("End");
  await expect.poll(() => frame.locator("#checkpoint").getAttribute("aria-valuetext")).toContain("best");
  await expect.poll(() => frame.locator(".look-place").getAttribute("class")).not.toContain("stale");
  const pane = (title: string) => frame.locator(".pane", { has: frame.locator(`h2:text-is("${title}")`) });
  await strip().focus();
  for (const key of ["Home", "ArrowRight", "ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
  const whatIf = pane("What If");
  await expect.poll(() => whatIf.getByLabel("First step").inputValue()).toBe("3");
  await whatIf.getByLabel("Unit; empty for all").fill("");
  await whatIf.getByRole("button", { name: "Try It" }).click();
  const held = { do: "clamp", tensor: "l0.h", unit: null, value: 0, from: 3, to: 4 } as const;
  const { loss } = await inspector.whatIf({ look, changes: [held] });
  const verdict = () => whatIf.locator(".outcome .verdict").innerText();
  await expect.poll(verdict).toContain(`from ${loss.before!.toFixed(3)} to ${loss.after!.toFixed(3)} nats`);
  await expect.poll(() => frame.locator(".candidate-lane", { hasText: "Then predicted" }).count()).toBe(1);

  const { layers } = await inspector.triangle({ look });
  await pane("Gradients Through Time").getByRole("button", { name: "Compute All" }).click();
  const words = { vanishes: "vanishes within", explodes: "explodes", healthy: "healthy" };
  const verdicts = frame.locator(".verdicts li");
  await expect.poll(() => verdicts.count()).toBe(layers.length);
  for (const [i, { verdict }] of layers.entries())
    expect(await verdicts.nth(i).innerText()).toMatch(new RegExp(`${words[verdict.kind]}.* ${verdict.lag} steps`));
  await strip().focus();
  for (const key of ["Home", "ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
  const [, { norms }] = layers;
  await frame.getByRole("button", { name: "Table: Gradients" }).click();
  const row = frame
    .getByRole("region", { name: "Gradients", exact: true })
    .locator("tbody tr", { hasText: /^3 / })
    .first();
  expect(await row.locator("th, td").nth(2).innerText()).toBe(norms[3 * (text.length + 1) + 1].toPrecision(3));

  const compare = pane("Compare With Another Text");
  await compare.getByLabel("The other text").fill("the dog sat on the mat.");
  await compare.getByRole("button", { name: "Compare" }).click();
  await expect.poll(() => compare.innerText()).toMatch(/This text is \d[\d.e+]* times as likely|The other text is \d/);
  await compare.getByRole("button", { name: /^Patch/ }).click();
  await expect
    .poll(() => compare.locator(".verdict").innerText())
    .toMatch(/−log p is .* nats here and .* in the other text/);
  const donor = { from: "text", text: "the dog sat on the mat." } as const;
  const patched = await inspector.patch({ look, donor });
  if (patched.recovery) {
    await frame.getByRole("button", { name: "Table: Recovery" }).click();
    const heads = frame.getByRole("region", { name: "Recovery" }).locator("tbody th");
    expect(await heads.count()).toBe(patched.tensors.length);
    expect(await compare.locator(".verdict").innerText()).toMatch(/(Layer \d.*|All states) at step \d+ recovers most/);
    expect(await compare.locator(".patch-names").innerText()).toContain("Layer 0, all states");
  }
  // What was patched was of the text that was compared before.
  await compare.getByLabel("The other text").fill("the cow sat on the mat.");
  await compare.getByRole("button", { name: "Compare" }).click();
  await expect.poll(() => compare.locator(".verdict").innerText()).toBe("");
  expect(await compare.locator(".patch").isVisible()).toBe(false);
});

test("what if changes a forecast and a class, which stand beside those before", async () => {
  const whatIf = frame.locator(".pane", { has: frame.locator('h2:text-is("What If")') });
  const rows = () =>
    whatIf.locator("tbody tr").evaluateAll((all) => all.map((row) => [...row.children].map((it) => it.textContent)));
  const asked: { changes: Change[] } = { changes: [{ do: "withoutRecurrence", layer: "l0" }] };
  const tryIt = async () => {
    await whatIf.getByLabel("What changes").selectOption("withoutRecurrence");
    await whatIf.getByRole("button", { name: "Try It" }).click();
  };
  await frame.locator("#run-choice").selectOption({ label: "forecasts" });
  await frame.locator(".pane h2", { hasText: "Forecast" }).waitFor();
  // The last row of the first window, by its number and by what stands there.
  await strip().press("End");
  await expect.poll(readout).toMatch(/^Step 11, row \d+: /);
  const row = Number(/row (\d+)/.exec(await readout())![1]);
  const read = `row ${row}: value = ${valueText(Number(days[row - 1]))}.`;
  // Behind it may stand the unit that is chosen.
  expect((await readout()).replace(/ · .*\.$/, ".")).toBe(`Step 11, ${read}`);
  expect(await frame.locator(".step-pane .reads").innerText()).toBe(`The network reads the ${read}`);
  await tryIt();
  const input = { from: "example", part: "validation", index: 0 } as const;
  const series = (await inspector.open({ run: forecasts.folder, input })) as Look;
  const changed = await inspector.whatIf({ look: series.look, ...asked });
  const [before, after] = [series, changed.look].map(({ predictions }) => predictions.numbers!);
  const error = ({ forecast }: typeof before) =>
    valueText(before.actual.reduce((sum, came, i) => sum + Math.abs(came - forecast[i]), 0) / before.actual.length);
  await expect
    .poll(() => whatIf.locator(".verdict").innerText())
    .toBe(`Over steps 0 to 11 the mean absolute error goes from ${error(before)} to ${error(after)}.`);
  const [[place, ...values]] = await rows();
  const step = Number.parseInt(place!, 10);
  expect(values).toEqual([before.forecast, after.forecast, before.actual].map((of) => valueText(of[step])));
  await frame.getByText("With the changes").waitFor();
  // Who undoes a change by keys goes on from where it was.
  await whatIf.getByRole("button", { name: /^Undo/ }).press("Enter");
  await frame.getByText("With the changes").waitFor({ state: "hidden" });
  expect(await frame.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("What changes");

  await frame.locator("#run-choice").selectOption({ label: "classes" });
  await frame.locator(".pane h2", { hasText: "Forecast" }).waitFor({ state: "detached" });
  await tryIt();
  const line = (await inspector.open({ run: classes.folder, input })) as Look;
  const other = await inspector.whatIf({ look: line.look, ...asked });
  await expect.poll(() => whatIf.locator(".verdict").innerText()).toMatch(/^The loss (rises|falls|stays)/);
  const shares = ({ predictions: { candidates } }: Look) =>
    new Map(Array.from(candidates!.ids, (id, k) => [candidates!.names[id], candidates!.probabilities[k]]));
  const [was, is] = [shares(line), shares(other.look)];
  expect(await rows()).toEqual(
    [...was].map(([name, share]) => [`“${name}”`, shareText(share), shareText(is.get(name)!)]),
  );
  await frame.getByRole("button", { name: "Show", exact: true }).press("Enter");
  await frame.locator(".history p", { hasText: "after all steps" }).waitFor();
  await frame.locator("#run-choice").selectOption({ label: run.name });
  await frame.locator(".pane h2", { hasText: "Compare With Another Text" }).waitFor();
});

test("the pictures of a transcript are those of unroll inspect, under the cursor of all others", async () => {
  await frame.locator("#run-choice").selectOption({ label: "transcripts" });
  const lane = frame.locator(".label-map", { hasText: "Map of the Labels" });
  await lane.waitFor();
  const asked = [
    "inspect",
    transcripts.folder,
    "--example",
    "0",
    "--part",
    "validation",
    "--json",
    "--tensor",
    "ctc.*",
  ];
  const [{ transcript }, posterior, lattice] = execFileSync(process.execPath, [cliScript, ...asked])
    .toString()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(transcript.lattice.of).toBe("truth");
  const map = frame.getByRole("application", { name: "Map of the labels" });
  await map.focus();
  await page.keyboard.press("Home");
  const column = await map.locator(".step-cursor").evaluate((mark) => (mark as HTMLElement).offsetWidth);
  const table = sequentialTable("dark");
  const pictures = [
    { name: "Map of the labels", of: posterior, labels: transcript.labels },
    { name: "Lattice", of: lattice, labels: transcript.lattice.labels },
  ];
  for (const { name, of, labels } of pictures) {
    const canvas = frame.getByRole("application", { name, exact: true }).locator("canvas");
    const { width, height, data } = await canvas.evaluate((element) => {
      const { width, height } = element as HTMLCanvasElement;
      const copy = new OffscreenCanvas(width, height).getContext("2d")!;
      copy.drawImage(element as HTMLCanvasElement, 0, 0);
      return { width, height, data: [...copy.getImageData(0, 0, width, height).data] };
    });
    const [T, rows] = of.shape as [number, number];
    // Later steps are out of sight.
    const inSight = Math.min(T, Math.floor(width / column));
    expect(inSight).toBeGreaterThan(20);
    for (let t = 1; t < inSight; t++) {
      for (let row = 0; row < rows; row++) {
        if (labels[row] === "<blank>") continue;
        const at = 4 * (Math.floor(((row + 0.5) * height) / rows) * width + Math.floor((t + 0.5) * column));
        const place = 4 * placeOn({ kind: "sequential", min: 0, max: 1 }, of.values[t * rows + row])!;
        expect(data.slice(at, at + 3), `${name}, ${labels[row]} at step ${t}`).toEqual([
          ...table.subarray(place, place + 3),
        ]);
      }
    }
  }
  // One cursor goes through the symbols and through all pictures that are in sight.
  await strip().scrollIntoViewIfNeeded();
  const cursors = frame.locator(".text-plot .step-cursor, .label-map .step-cursor");
  expect(await cursors.count()).toBe(3);
  const places = () => cursors.evaluateAll((all) => all.map((mark) => mark.getBoundingClientRect().left));
  const together = async () => {
    const [place, ...others] = await places();
    return others.every((other) => other === place) ? place : undefined;
  };
  await expect.poll(together).toBeDefined();
  const before = (await together())!;
  await page.keyboard.press("ArrowRight");
  await expect.poll(readout).toContain("Step 1");
  await expect.poll(together).toBeGreaterThan(before);
  const pane = frame.getByRole("region", { name: "Transcript", exact: true });
  expect(await pane.locator("dd").nth(1).innerText()).toBe(transcript.texts.truth);
  // The sound is heard from the selected step on, and the cursor goes with it through all pictures.
  await page.keyboard.press("Home");
  await expect.poll(readout).toContain("Step 0");
  const passed = await watchText(frame.locator(".strip-view > .readout").first());
  // So short a sound may be over before a busy machine draws a frame: it is then heard again.
  const said = async () => {
    await playThrough(frame.getByRole("button", { name: "Play" }));
    return (await passed.jsonValue()).join();
  };
  await expect.poll(said).toMatch(/Step [1-9]/);
  await expect.poll(readout).toContain("Step 0");
  await frame.locator("#run-choice").selectOption({ label: run.name });
  await map.waitFor({ state: "detached" });
});

test("a file is looked into, or one of its examples by its number", async () => {
  const file = join(dirname(run.folder), "other.txt");
  writeFileSync(file, "the cat sat. the dog sat. ".repeat(20));
  await frame.evaluate(() => {
    window.parent.addEventListener("message", ({ data }) => {
      if (data?.request?.type === "chooseFile") window.parent.document.title = "chosen";
    });
  });
  await frame.getByRole("button", { name: "From a File …" }).click();
  await expect.poll(() => page.title()).toBe("chosen");
  const checkpoint = () => frame.locator("#checkpoint").getAttribute("aria-valuetext");
  await frame.locator("#checkpoint").focus();
  await page.keyboard.press("Home");
  await expect.poll(checkpoint).not.toContain("best");
  const before = await checkpoint();
  // What the host answers once a person has chosen. The same checkpoint reads it.
  const input = { from: "file", file, index: 0 };
  await frame.evaluate((start) => window.postMessage({ type: "start", start }, "*"), { input });
  await expect.poll(() => frame.locator(".file-name").innerText()).toBe("other.txt");
  expect(await checkpoint()).toBe(before);
  const first = (await inspector.open({ run: run.folder, input: { from: "file", file, index: 0 } })) as Look;
  const roles = (look: Look) => `${look.strips[0].symbols.length} symbols`;
  const strip = frame.getByRole("application", { name: "The symbols that the network reads" });
  await expect.poll(() => strip.getAttribute("aria-roledescription")).toBe(roles(first));
  // A running text is read as one; of the transcriber's sounds each is an example.
  const number = frame.getByRole("spinbutton", { name: "Number of the example in the file" });
  expect(await number.isVisible()).toBe(false);
  const sounds = { from: "file", file: join(dirname(dirname(dirname(transcripts.folder))), "sounds"), index: 1 };
  await frame.evaluate((start) => window.postMessage({ type: "start", start }, "*"), {
    run: transcripts.folder,
    input: sounds,
  });
  await expect.poll(() => frame.locator(".file-name").innerText()).toBe("sounds");
  expect(await number.inputValue()).toBe("1");
  // It is heard, as one of the data is.
  await frame.getByRole("button", { name: "Play" }).waitFor();
  await frame.locator("#run-choice").selectOption({ label: run.name });
  await frame.locator("#look-text").fill(text);
  await frame.getByRole("button", { name: "Look Inside" }).click();
  await expect.poll(() => frame.locator(".file-chosen").isVisible()).toBe(false);
});

test("axe finds nothing serious from 320 pixels on, in any theme; nothing is cut", { timeout: 120_000 }, async () => {
  const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  await map("h").getByRole("button", { name: "Table" }).click();
  for (const [theme, width] of [
    ["dark", 320],
    ["light", 1200],
    ["hc-dark", 700],
    ["hc-light", 1900],
  ] as const) {
    await page.setViewportSize({ width, height: 1000 });
    await page.selectOption("#theme", theme);
    await expect
      .poll(() => frame.evaluate(() => document.body.className))
      .toContain(theme.includes("hc") ? "contrast" : theme);
    await expect
      .poll(() => frame.evaluate(() => document.documentElement.scrollWidth - innerWidth))
      .toBeLessThanOrEqual(0);
    await frame.evaluate(axe);
    const found = await frame.evaluate(async () => {
      const { violations } = await (window as unknown as { axe: typeof import("axe-core") }).axe.run("html");
      const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      return grave.flatMap(({ id, nodes }) => nodes.map(({ html, any }) => `${id}: ${html} ${any[0]?.message ?? ""}`));
    });
    expect(found, `${theme} ${width}`).toEqual([]);
    await page.screenshot({ path: `${screenshots}/inspector-${theme}-${width}.png` });
  }
});
