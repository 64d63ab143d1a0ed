// A transcript in a real browser: the probabilities of its labels, its lattice, how its best path collapses, and its edits.
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { ctcLattice } from "../../src/base/ctc/ctcLattice.ts";
import type { LabelsPreview, TranscriptPreview } from "../../src/contracts/preview.ts";
import type { PartReport } from "../../src/contracts/report.ts";
import { placeOn } from "../../webview/run/timeline/maps/scale.ts";
import { pictureOf } from "../../webview/run/transcripts/picture.ts";
import { sequentialTable } from "../../webview/shared/colourTable.ts";
import { graveFindings } from "../support/panels/axe.ts";
import { openBrowser, openPanel, pixelsOf, send } from "../support/panels/browser.ts";
import { playThrough, watchText } from "../support/panels/playing.ts";
import { snapshotAt } from "../support/panels/replay.ts";
import { type PanelServer, servePanels } from "../support/panels/serve.ts";
import { translationRecording } from "../support/panels/translations.ts";

const labels = ["<blank>", "好", "棒"];
/** Of each step, in percent: 好 棒 (blank) 棒, and then something between. */
const percent = [
  [90, 6, 4],
  [10, 88, 2],
  [5, 91, 4],
  [15, 5, 80],
  [85, 3, 12],
  [12, 4, 84],
  [40, 35, 25],
];
const shares = percent.flat().map((p) => p / 100);
const transcript: TranscriptPreview = {
  ...{ kind: "transcript", source: "7 steps", steps: 7, labels, collapse: "ctc" },
  ...{ path: [0, 1, 1, 2, 2, 1, 0, 1, 2, 1, 0, 1], logs: shares.map(Math.log) },
  ...{ output: ["好", "棒", "棒"], truth: ["好", "好", "棒", "棒"] },
  texts: { output: "好棒棒", truth: "好好棒棒" },
};

test("a picture of what does not fit together leaves that out", () => {
  const whole = pictureOf(transcript);
  expect([...(whole.path as Int32Array)]).toEqual([0, 1, 1, 2, 0, 2, 0]);
  expect(whole.stages.at(-1)!.labels.map(({ label }) => label)).toEqual([1, 2, 2]);
  const { logProbability, weights } = ctcLattice(Float64Array.from(shares, Math.log), 3, [1, 1, 2, 2]);
  expect(logProbability).toBeLessThan(0);
  expect(whole.lattice).toMatchObject({ of: "truth", labels: [0, 1, 0, 1, 0, 2, 0, 2, 0] });
  weights.forEach((weight, i) => expect(whole.lattice!.weights.values[i]).toBeCloseTo(weight, 6));
  // The truth is too long for the steps, so the lattice is the output's.
  const long = pictureOf({ ...transcript, truth: [..."好好好好好棒"] });
  expect(long.lattice).toMatchObject({ of: "output", labels: [0, 1, 0, 2, 0, 2, 0] });
  for (const path of [[0, 1e12], [9, 7], [0, -1], [0], [0, 3]]) {
    expect(pictureOf({ ...transcript, path }).path).toHaveLength(0);
  }
  const { logs: _, ...without } = transcript;
  expect(pictureOf({ ...without, logs: [1, 2] })).toMatchObject({ posteriors: undefined, lattice: undefined });
  expect(pictureOf({ ...without, steps: 0, path: [] }).stages).toEqual([]);
});

let server: PanelServer;
let browser: Browser;
let page: Page;
let complaints: string[];
let requests: string[];
let asked: Record<string, unknown>[];

beforeAll(async () => {
  [server, browser] = [await servePanels({ keepBundles: true }), await openBrowser()];
  ({ page, complaints, requests, asked } = await openPanel(browser, server, "dark"));
}, 300_000);

afterEach(() => expect(complaints).toEqual([]));

afterAll(async () => {
  await browser?.close();
  await server?.[Symbol.asyncDispose]();
});

const section = () => page.locator('[aria-labelledby="previews-title"]');

test("the panel shows them along the steps, with one cursor, and the edits by more than colour", async () => {
  const message = structuredClone(snapshotAt(translationRecording(), 500));
  if (message.type !== "snapshot") throw new Error(message.type);
  const other = {
    ...transcript,
    source: "other",
    truth: ["好", "棒", "棒"],
    texts: { output: "好棒棒", truth: "好棒棒" },
  };
  message.snapshot.previews = [other, transcript].map((preview) => ({ step: 500, preview }));
  await send(page, message);
  // The one with errors comes first.
  expect(await section().locator(".verdict").innerText()).toMatch(/1 of 4 \(25\.0 %\) labels: .*deletions 1$/);
  expect(await section().getByRole("row", { name: /^Edit/ }).innerText()).toContain("deletion");

  const map = section().getByRole("application", { name: "Map of the labels" });
  await map.focus();
  await page.keyboard.press("Home");
  const column = await map.locator(".step-cursor").evaluate((cursor) => cursor.getBoundingClientRect().width);
  const { width, height, data } = await pixelsOf(page, '[aria-label="Map of the labels"] canvas');
  const colour = (t: number, label: number) => {
    const [x, y] = [Math.floor((t + 0.8) * column), Math.floor(((label + 0.5) * height) / 3)];
    return [...data.subarray(4 * (y * width + x), 4 * (y * width + x) + 3)];
  };
  const table = sequentialTable("dark");
  for (const [t, row] of percent.entries()) {
    for (const label of [1, 2]) {
      const at = placeOn({ kind: "sequential", min: 0, max: 1 }, Math.fround(row[label] / 100))!;
      expect(colour(t, label)).toEqual([...table.subarray(4 * at, 4 * at + 3)]);
    }
    // The blank has no colour.
    expect(Math.max(...colour(t, 0)) - Math.min(...colour(t, 0))).toBeLessThan(4);
  }

  for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowRight");
  await expect.poll(() => section().locator(".readout").innerText()).toBe("Step 3: “棒” 80 %, blank 15 %, “好” 5.0 %.");
  // One cursor goes through all pictures.
  const cursors = section().locator(".step-cursor:visible");
  expect(new Set(await cursors.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().left))).size).toBe(1);
  expect(await cursors.count()).toBe(4);
  await page.keyboard.press("End");
  await expect.poll(() => section().locator(".readout").innerText()).toMatch(/^Step 6: blank 40 %/);
  await section().getByRole("button", { name: "Table: Lattice" }).click();
  const end = ctcLattice(Float64Array.from(shares, Math.log), 3, [1, 1, 2, 2]).weights.at(-1)!;
  expect(await section().getByRole("row", { name: "8 blank" }).locator("td").last().innerText()).toBe(end.toFixed(4));

  await section().getByRole("button", { name: "Next example" }).click();
  expect(await section().locator(".verdict").innerText()).toMatch(/right/);
});

test("an example is seen as a sound, and heard while the cursor goes through all pictures", async () => {
  const message = structuredClone(snapshotAt(translationRecording(), 500));
  if (message.type !== "snapshot") throw new Error(message.type);
  const sound = { file: "/takes/take 3.wav", first: 0.075, every: 0.15 };
  const heard = { ...transcript, source: "take 3.wav", sound };
  message.snapshot.previews = [{ step: 500, preview: heard }];
  asked.length = 0;
  await send(page, message);
  // Once, however often it is drawn.
  await send(page, { ...message, snapshot: { ...message.snapshot, previews: [{ step: 501, preview: heard }] } });
  expect(asked).toEqual([{ type: "sound", file: sound.file }]);
  await section().getByRole("button", { name: "Look Inside" }).click();
  await expect.poll(() => asked.splice(1, 1)).toEqual([{ type: "inspect", sound: sound.file }]);
  const play = section().getByRole("button", { name: "Play", exact: true });
  expect(await play.isDisabled()).toBe(true);

  // Each step has another frequency, from low to high and again.
  const [bins, rate] = [4, 8000];
  const decibels = new Float32Array(7 * bins).fill(-100);
  for (let t = 0; t < 7; t++) decibels[t * bins + (t % bins)] = -20;
  const shown = { rate, samples: new Float32Array(1.05 * rate), bins, decibels };
  await send(page, { type: "sound", file: "/takes/other.wav", result: { problem: { message: "no" } } });
  expect(await play.isDisabled()).toBe(true);
  await send(page, { type: "sound", file: sound.file, result: shown });
  expect(await section().locator(".spectrogram .lane-bar").innerText()).toMatch(/take 3\.wav, 1\.05 s/);
  const lane = section().getByRole("application", { name: /^Spectrogram/ });
  await lane.focus();
  await page.keyboard.press("Home");
  const table = sequentialTable("dark");
  const places = Array.from({ length: 7 }, (_, t) => Array.from({ length: bins }, (_, bin) => [t, bin])).flat();
  const expected = places.map(([t, bin]) => {
    const at = placeOn({ kind: "sequential", min: 0, max: 1 }, bin === t % bins ? 1 : 0)!;
    return [...table.subarray(4 * at, 4 * at + 3)];
  });
  const colours = async () => {
    const column = await lane.locator(".step-cursor").evaluate((cursor) => cursor.getBoundingClientRect().width);
    const { width, height, data } = await pixelsOf(page, ".spectrogram canvas");
    const ruler = height - 130;
    return places.map(([t, bin]) => {
      const [x, y] = [Math.floor((t + 0.8) * column), ruler + Math.floor(130 * (1 - (bin + 0.25) / bins))];
      return [...data.subarray(4 * (y * width + x), 4 * (y * width + x) + 3)];
    });
  };
  // The picture is drawn with the next frame.
  await expect.poll(colours).toEqual(expected);

  // From the chosen step on: the cursor of all lanes goes to the end, and is then where it was.
  for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowRight");
  const readout = section().locator(".readout");
  const said = await watchText(readout);
  await playThrough(play);
  const steps = (await said.jsonValue()).map((text) => Number(/^Step (\d)/.exec(text)?.[1]));
  expect(steps.every((step, i) => step >= (steps[i - 1] ?? 3) || i === steps.length - 1)).toBe(true);
  expect(Math.max(...steps)).toBeGreaterThan(3);
  expect(await readout.innerText()).toMatch(/^Step 3: /);

  // What is looked into is the example that is looked at.
  message.snapshot.previews = ["/takes/a.wav", "/takes/b.wav"].map((file, i) => {
    const truth = i === 0 ? ["好"] : heard.output;
    return { step: 503, preview: { ...heard, truth, sound: { ...sound, file } } };
  });
  await send(page, message);
  await section().getByRole("button", { name: "Look Inside" }).click();
  await expect.poll(() => asked).toContainEqual({ type: "inspect", sound: "/takes/a.wav" });
  await send(page, { type: "sound", file: "/takes/a.wav", result: shown });

  await page.setViewportSize({ width: 320, height: 1100 });
  for (const theme of ["light", "hc-dark", "hc-light", "dark"]) {
    await send(page, { theme });
    expect(await graveFindings(page, '[aria-labelledby="previews-title"]'), theme).toEqual([]);
  }
  await page.setViewportSize({ width: 900, height: 1100 });

  await send(page, {
    ...message,
    snapshot: {
      ...message.snapshot,
      previews: [{ step: 502, preview: { ...heard, sound: { ...sound, file: "/gone.wav" } } }],
    },
  });
  await send(page, {
    type: "sound",
    file: "/gone.wav",
    result: { problem: { message: "It is gone.", hint: "Look." } },
  });
  expect(await section().locator(".spectrogram .lane-bar").innerText()).toMatch(/It is gone\. Look\./);
});

test("sounds that are classified are seen and heard as well, those with a wrong answer first", async () => {
  const message = structuredClone(snapshotAt(translationRecording(), 500));
  if (message.type !== "snapshot") throw new Error(message.type);
  const previews = ["dog", "cat"].map((predicted): LabelsPreview => {
    const sound = { file: `/takes/${predicted}.wav`, first: 0.05, every: 0.1 };
    const answer = { input: `${predicted}.wav`, predicted: [predicted], actual: ["dog"] };
    return { kind: "labels", isNamed: true, sound, steps: 4, ...answer };
  });
  message.snapshot.previews = previews.map((preview) => ({ step: 500, preview }));
  asked.length = 0;
  await send(page, message);
  expect(await section().locator(".turning").innerText()).toContain("Example 1 of 2, 1 right");
  expect(await section().locator(".example").innerText()).toMatch(/cat\.wav\s+Answer\s+cat\s+Truth\s+dog\s+wrong/);
  expect(asked).toEqual([{ type: "sound", file: "/takes/cat.wav" }]);
  const result = { rate: 8000, samples: new Float32Array(3200), bins: 4, decibels: new Float32Array(16).fill(-50) };
  await send(page, { type: "sound", file: "/takes/cat.wav", result });
  expect(await section().locator(".spectrogram .lane-bar").innerText()).toMatch(/cat\.wav, 0\.40 s/);
  await section()
    .getByRole("application", { name: /^Spectrogram/ })
    .focus();
  for (const key of ["Home", "ArrowRight"]) await page.keyboard.press(key);
  await expect.poll(() => section().locator(".readout").innerText()).toBe("Step 1, at 0.15 s.");
  expect(await section().getByRole("button", { name: "Play", exact: true }).isEnabled()).toBe(true);

  await section().getByRole("button", { name: "Next example" }).click();
  await expect.poll(() => asked.at(-1)).toEqual({ type: "sound", file: "/takes/dog.wav" });
  await section().getByRole("button", { name: "Look Inside" }).click();
  await expect.poll(() => asked.at(-1)).toEqual({ type: "inspect", sound: "/takes/dog.wav" });
  await send(page, { type: "sound", file: "/takes/dog.wav", result });

  // Among the results each is opened where it stands, one at a time.
  const examples = { shown: previews.map((preview) => ({ preview })), wrong: 1, total: 2 };
  const reports: PartReport[] = [{ part: "test", step: 500, report: { examples } }];
  await send(page, { ...message, snapshot: { ...message.snapshot, previews: [], reports } });
  const shown = page.getByRole("group", { name: "Examples" }).getByRole("listitem");
  for (const [i, file] of ["/takes/dog.wav", "/takes/cat.wav"].entries()) {
    asked.length = 0;
    await shown.nth(i).getByText("Sound").click();
    await expect.poll(() => asked).toEqual([{ type: "sound", file }]);
    await send(page, { type: "sound", file, result });
    await expect.poll(() => shown.nth(i).getByRole("button", { name: "Play", exact: true }).isEnabled()).toBe(true);
    expect(await page.getByRole("application", { name: /^Spectrogram/ }).count()).toBe(1);
  }
  // A later measurement draws them anew.
  await send(page, { ...message, snapshot: { ...message.snapshot, previews: [], reports: structuredClone(reports) } });
  expect(
    await shown
      .nth(1)
      .getByRole("application", { name: /^Spectrogram/ })
      .isVisible(),
  ).toBe(true);
  expect(asked).toHaveLength(1);
  for (const theme of ["light", "hc-dark", "hc-light", "dark"]) {
    await send(page, { theme });
    expect(await graveFindings(page, ".examples"), theme).toEqual([]);
  }
  await shown.nth(1).locator("summary").click();
  await expect.poll(() => page.getByRole("application", { name: /^Spectrogram/ }).count()).toBe(0);
});

test("who asks a network that hears sounds chooses a file, and types nothing", async () => {
  const message = structuredClone(snapshotAt(translationRecording(), 500));
  if (message.type !== "snapshot") throw new Error(message.type);
  message.snapshot.run.tries = "sound";
  await send(page, message);
  const trial = page.locator('[aria-labelledby="trial-title"]');
  expect(await trial.getByRole("textbox").count()).toBe(0);
  requests.length = 0;
  await trial.getByRole("button", { name: "Transcribe a File…" }).click();
  await expect.poll(() => requests).toEqual(["try: "]);
  const asked = { typed: "" };
  const answers = [{ preview: { ...transcript, truth: null, source: "/own.wav" }, unknown: [] }];
  await send(page, { type: "tried", asked, result: { step: 500, parameters: "best", answers } });
  expect(await trial.locator(".transcript-lines").innerText()).toContain("/own.wav");
  expect(await trial.getByRole("application", { name: "Lattice" }).isVisible()).toBe(true);
});

test("all steps are in sight, also once there is less room, until a person looks closer", async () => {
  const message = structuredClone(snapshotAt(translationRecording(), 500));
  if (message.type !== "snapshot") throw new Error(message.type);
  const { logs: _, ...unsaid } = transcript;
  const long = { ...unsaid, source: "200 steps", steps: 200, path: [0, 190, 1, 10] };
  message.snapshot.previews = [{ step: 500, preview: long }];
  await page.setViewportSize({ width: 1600, height: 1100 });
  await send(page, message);
  const timeline = section().locator(".timeline");
  const hidden = () => timeline.evaluate((view) => view.scrollWidth - view.clientWidth);
  await expect.poll(hidden).toBeLessThanOrEqual(1);
  await page.setViewportSize({ width: 700, height: 1100 });
  await expect.poll(() => timeline.evaluate((view) => view.clientWidth)).toBeLessThan(700);
  await expect.poll(hidden).toBeLessThanOrEqual(1);
  await section().getByRole("button", { name: "Zoom in" }).click();
  await expect.poll(hidden).toBeGreaterThan(50);
  await section().getByRole("button", { name: "All", exact: true }).click();
  await page.setViewportSize({ width: 500, height: 1100 });
  await expect.poll(() => timeline.evaluate((view) => view.clientWidth)).toBeLessThan(500);
  await expect.poll(hidden).toBeLessThanOrEqual(1);
  await page.setViewportSize({ width: 900, height: 1100 });
});
