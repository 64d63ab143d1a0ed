// The panel that compares runs, as a person uses it, in a real browser.

import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { comparisonState } from "../../src/contracts/comparisonPanel.ts";
import type { LabelsPreview } from "../../src/contracts/preview.ts";
import { matches } from "../../src/contracts/shapes.ts";
import type { TrialAsk } from "../../src/contracts/trial.ts";
import { openBrowser, openPanel, send } from "../support/panels/browser.ts";
import { type MadeRun, madeRuns, tableOf } from "../support/panels/comparison/madeRuns.ts";
import { deltaBetween, snapshotAt } from "../support/panels/replay.ts";
import { type PanelServer, servePanels } from "../support/panels/serve.ts";

const screenshots = "test/output/screenshots";
/** Three seeds of lstm, three of rnn, and one gru; the lower the seed the better. */
const runs = madeRuns(600);

let server: PanelServer;
let browser: Browser;
let page: Page;
let complaints: string[];
let asked: Record<string, unknown>[];

beforeAll(async () => {
  mkdirSync(screenshots, { recursive: true });
  [server, browser] = [await servePanels({ keepBundles: true, panel: "comparison" }), await openBrowser()];
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await server?.[Symbol.asyncDispose]();
});

const tableMessage = (of: readonly MadeRun[] = runs) => {
  return { type: "table", folders: of.map(({ folder }) => folder), table: tableOf(of) };
};
const about = ({ folder }: MadeRun, message: object) => ({ type: "run", folder, message });
const say = (run: MadeRun, message: object) => send(page, about(run, message));
const kept = () => page.evaluate(() => JSON.parse(sessionStorage.getItem("panel-state") ?? "null"));
const names = () => page.locator(".runs tbody .label").allInnerTexts();
const heads = () => page.locator(".runs thead th").allInnerTexts();
const pane = (figure: string) => page.locator(`[data-figure="${figure}"]`);
const entries = (figure = "validation.loss") => pane(figure).locator(".entry").allInnerTexts();
const requests = (type: string) => asked.filter((request) => request.type === type);
/** The latest of its kind, once there are so many. */
async function request(type: string, count = 1): Promise<Record<string, unknown>> {
  await expect.poll(() => requests(type).length).toBeGreaterThanOrEqual(count);
  return requests(type).at(-1)!;
}

/** All runs as they are at a step; their table is that of their end. */
async function show(step = 600, of: readonly MadeRun[] = runs): Promise<void> {
  await send(page, tableMessage(of), ...of.map((run) => about(run, snapshotAt(run.recording, step))));
}

test("the page around the panel is one for a browser", async () => {
  expect((await fetch(`${server.url}/stage.js`)).status).toBe(200);
});

describe("runs side by side", () => {
  beforeEach(async () => {
    ({ page, complaints, asked } = await openPanel(browser, server, "dark"));
    return async () => {
      expect(complaints).toEqual([]);
    };
  });

  test("a table has what differs, the best first and marked, says which group is better, and is saved with every digit", async () => {
    await show();
    expect(await names()).toEqual([
      ...[1, 2, 3].map((seed) => `cell lstm, units 128 · seed ${seed}`),
      "cell gru, units 64",
      ...[1, 2, 3].map((seed) => `cell rnn, units 128 · seed ${seed}`),
    ]);
    expect((await heads()).map((head) => head.replace(/[\n↑↓\u00a0]/g, ""))).toEqual([
      ...["Run", "model.cell", "model.units", "training.seed", "best loss", "best perplexity"],
      ...["test loss", "test perplexity", "steps", "time", "parameters"],
    ]);
    const best = runs[0].facts.summary.best!.loss!;
    const row = page.locator(".runs tbody tr").first();
    expect(await row.locator("td").allInnerTexts()).toEqual([
      ...["lstm", "128", "1", `${best.toFixed(3)} *`, `${Math.exp(best).toFixed(2)} *`],
      ...[`${(best + 0.02).toFixed(3)} *`, `${Math.exp(best).toFixed(2)} *`, "600", "0:20", "128,000"],
    ]);
    const verdict = await page.locator(".verdicts .verdict").first().innerText();
    expect(verdict).toMatch(/^cell lstm, units 128 is better than cell rnn, units 128 by 0\.1\d+ ± 0\.\d+ nats/);
    expect(verdict).toContain("in three of three seeds");
    const mean = [0, 1, 2].reduce((sum, i) => sum + runs[i].facts.summary.best!.loss! / 3, 0);
    const group = page.locator(".groups tbody tr").first();
    expect(await group.innerText()).toMatch(
      new RegExp(`^cell lstm, units 128\\s+3\\s+${mean.toFixed(3)} ± 0\\.\\d{3} \\*`),
    );
    await page.getByText("Export Table").click();
    await page.getByRole("button", { name: "Save as CSV" }).click();
    const csv = String((await request("save")).content).split("\r\n");
    expect(csv[0]).toBe(
      "run,label,seed,state,model.cell,model.units,training.seed,validation loss,validation perplexity,validation bitsPerCharacter,test loss,test perplexity,test bitsPerCharacter,steps,time,parameters,began",
    );
    const { loss, perplexity } = runs[0].facts.summary.best!;
    expect(csv[1]).toContain(
      `book-lstm-128-1,"cell lstm, units 128 · seed 1",1,finished,lstm,128,1,${loss},${perplexity},`,
    );
    await page.getByText("Export Table").click();
    await page.getByRole("button", { name: "Copy Table as Markdown" }).click();
    const markdown = String((await request("copy")).text);
    expect(markdown).toMatch(/^\| Run \| model\.cell \| .* \|\n\| --- \| --- \| --- \| --- \| ---: /);
    expect(markdown).toContain(`| lstm | 128 | 1 | **${loss!.toFixed(3)}** |`);
    expect(markdown).toContain("\n\ncell lstm, units 128 is better than");
  });

  test("it is sorted by any column, columns and runs are hidden, and all comes back so after a reload", async () => {
    await show();
    const head = (name: string) => page.locator(".runs thead").getByRole("button", { name });
    await head("test loss").click();
    expect((await names())[0]).toBe("cell rnn, units 128 · seed 3");
    expect(await page.locator("[aria-sort=descending]").innerText()).toContain("loss");
    await head("model.units").click();
    expect((await names())[0]).toBe("cell gru, units 64");
    await page.getByText("Columns", { exact: true }).click();
    const cut = await page.locator(".choices").evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
    expect(cut).toBe(0);
    await page.getByRole("checkbox", { name: "best perplexity" }).uncheck();
    await page.getByRole("checkbox", { name: "began" }).check();
    await page.keyboard.press("Escape");
    await page.getByRole("checkbox", { name: "cell gru, units 64" }).uncheck();
    expect((await request("draw", 2)).runs).toEqual(runs.slice(0, 6).map(({ folder }) => folder));
    expect(await kept()).toMatchObject({
      sort: { column: "model.units", down: false },
      runs: runs.map((it) => it.folder),
    });
    expect(matches(comparisonState, await kept())).toBe(true);
    await page.reload();
    await show();
    expect((await names())[0]).toBe("cell gru, units 64");
    const shown = (await heads()).join();
    expect(shown).toContain("began");
    expect(shown).not.toContain("best\nperplexity");
    expect(await page.getByRole("checkbox", { name: "cell gru, units 64" }).isChecked()).toBe(false);
    expect(await entries()).toEqual(["cell lstm, units 128 (3 runs)", "cell rnn, units 128 (3 runs)"]);
  });

  test("curves lie over each other, groups as mean and band; runs are hidden in all panes; rows keep coming", async () => {
    await show(300);
    expect(await entries()).toEqual([
      "cell lstm, units 128 (3 runs)",
      "cell rnn, units 128 (3 runs)",
      "cell gru, units 64",
    ]);
    const last = runs.map(({ recording }) => recording.validations.findLast(({ step }) => step <= 300)!.loss);
    const values = (figure = "validation.loss") => pane(figure).locator(".legend .value").allInnerTexts();
    const mean = (last[0] + last[1] + last[2]) / 3;
    const [low, high] = [Math.min(...last.slice(0, 3)), Math.max(...last.slice(0, 3))];
    const band = `${mean.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
    expect((await values())[0]).toBe(band);

    // What is hidden stays so, also where it is not drawn for a time, or other runs of its group are.
    const entry = (name: RegExp) => pane("validation.loss").getByRole("button", { name });
    const tick = (name: string) => page.getByRole("checkbox", { name });
    await entry(/^cell gru/).click();
    await tick("cell gru, units 64").uncheck();
    await entry(/^cell lstm/).click();
    expect((await kept()).hidden).toEqual([runs[6].folder, runs[0].folder]);
    await tick("cell lstm, units 128 · seed 1").uncheck();
    await expect.poll(async () => (await entries())[0]).toBe("cell lstm, units 128 (2 runs)");
    await tick("cell gru, units 64").check();
    await expect.poll(async () => (await entries()).length).toBe(3);
    for (const name of [/^cell lstm/, /^cell gru/]) {
      expect(await entry(name).getAttribute("aria-pressed")).toBe("false");
      await entry(name).click();
    }
    // As many runs of the same group as before, and not the same ones.
    const [second, third] = [(last[1] + last[2]) / 2, (last[0] + last[2]) / 2];
    await expect.poll(async () => (await values())[0]).toContain(`${second.toFixed(3)} (`);
    await page.evaluate(() => {
      for (const box of [...document.querySelectorAll<HTMLInputElement>(".runs input")].slice(0, 2)) box.click();
    });
    await expect.poll(async () => (await values())[0]).toContain(`${third.toFixed(3)} (`);
    await tick("cell lstm, units 128 · seed 2").check();
    await expect.poll(async () => (await values())[0]).toBe(band);
    await page.getByRole("combobox", { name: "Groups of seeds" }).selectOption("deviation");
    const deviation = Math.sqrt(last.slice(0, 3).reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / 2);
    await expect.poll(async () => (await values())[0]).toContain(`(${(mean - deviation).toFixed(3)} to`);
    await page.getByRole("combobox", { name: "Groups of seeds" }).selectOption("apart");
    await expect.poll(async () => (await entries()).length).toBe(7);
    await pane("validation.loss").getByRole("button", { name: "cell gru, units 64" }).click();
    const isPressed = (figure: string) =>
      pane(figure).getByRole("button", { name: "cell gru, units 64" }).getAttribute("aria-pressed");
    expect(await Promise.all(["validation.loss", "loss"].map(isPressed))).toEqual(["false", "false"]);
    expect((await kept()).hidden).toEqual([runs[6].folder]);
    await say(runs[0], deltaBetween(runs[0].recording, 300, 600));
    await expect.poll(async () => (await values())[0]).toBe(runs[0].recording.validations.at(-1)!.loss.toFixed(3));
    await pane("validation.loss").locator(".chart").focus();
    await page.keyboard.press("Home");
    const said = await page.locator(".curves [aria-live]").allInnerTexts();
    expect(said.join()).toMatch(/step \d+; Validation: Loss, cell lstm, units 128 · seed 1: \d\.\d{3}; Validation/);
    await page.locator(".curves").getByText("Export", { exact: true }).click();
    await page.getByRole("button", { name: "Save as CSV" }).click();
    const [head] = String((await request("save")).content).split("\r\n");
    expect(head.split(",")).toContain("book-rnn-128-3 validation.loss");
  });

  test("one form asks all runs, whose answers stand side by side as they come", async () => {
    await show();
    await page.getByRole("textbox", { name: "The beginning of a text" }).fill("It was");
    await page.keyboard.press("Enter");
    const tried = (await request("try")) as unknown as { asked: TrialAsk; runs: string[] };
    expect(tried.runs).toEqual(runs.map(({ folder }) => folder));
    const cards = page.locator(".trial .card");
    expect(await cards.count()).toBe(7);
    const preview = (text: string) => ({ kind: "text", prompt: "It was", text });
    const answer = (text: string) => ({
      step: 500,
      parameters: "best",
      seed: 7,
      answers: [{ preview: preview(text), unknown: [] }],
    });
    await say(runs[3], { type: "tried", asked: tried.asked, result: answer(" dark") });
    expect(await cards.nth(3).innerText()).toMatch(
      /rnn.*seed 1\s+By the best parameters, of step 500\.\s+It was dark/s,
    );
    expect(await cards.nth(0).innerText()).toContain("Waiting …");
    expect(await page.getByRole("button", { name: "Waiting …" }).isVisible()).toBe(true);
    const all = runs.map((run) => about(run, { type: "tried", asked: tried.asked, result: answer(` ${run.folder}`) }));
    await send(page, ...all);
    expect(await page.getByRole("button", { name: "Keep Seed 7" }).isVisible()).toBe(true);
    expect(await cards.nth(6).innerText()).toContain("It was /runs/book-gru-64-1");
    expect(await page.getByRole("button", { name: "Write" }).isVisible()).toBe(true);
  });

  test("the same example is answered by each run: where they differ first, right and wrong told apart", async () => {
    const labelled = (input: string, predicted: string): { step: number; preview: LabelsPreview } => {
      return { step: 600, preview: { kind: "labels", input, predicted: [predicted], actual: ["spam"] } };
    };
    const of = runs.slice(0, 2);
    await send(page, tableMessage(of));
    for (const [i, run] of of.entries()) {
      const message = structuredClone(snapshotAt(run.recording, 600));
      if (message.type !== "snapshot") continue;
      message.snapshot.run.writesText = false;
      message.snapshot.previews = [labelled("win €9", "spam"), labelled("hello <b>", i === 0 ? "ham" : "spam")];
      await say(run, message);
    }
    const rows = page.locator(".same-examples tbody tr");
    expect(await rows.nth(0).innerText()).toMatch(/hello <b>\s+spam\s+wrong\s*ham\s+right\s*spam/);
    expect(await rows.nth(1).innerText()).toMatch(/win €9\s+spam\s+right\s*spam\s+right\s*spam/);
    await page.getByRole("button", { name: "Compare Configs" }).click();
    expect((await request("configs")).runs).toEqual(of.map(({ folder }) => folder));
  });

  test("settings and figure are drawn beside each other; who drags along an axis, or moves its edges by keys, draws the runs that pass", async () => {
    await show();
    const plane = page.locator(".plane-section");
    await plane.scrollIntoViewIfNeeded();
    expect(await plane.locator(".parallel-titles span").allInnerTexts()).toEqual(["cell", "units", "test loss"]);
    expect(await plane.locator(".run-line").count()).toBe(7);
    // By names, from below: gru, lstm, rnn.
    const axis = (await plane.locator(".axis-line").first().boundingBox())!;
    await page.mouse.move(axis.x, axis.y + 0.7 * axis.height);
    await page.mouse.down();
    await page.mouse.move(axis.x, axis.y + 0.3 * axis.height, { steps: 3 });
    await page.mouse.up();
    const passing = plane.locator(".parallel-view .readout");
    await expect.poll(() => passing.innerText()).toBe("3 of 7 runs.");
    expect((await request("draw", 2)).runs).toEqual(runs.slice(0, 3).map(({ folder }) => folder));
    // What is out of sight is drawn when it comes into sight.
    await pane("validation.loss").scrollIntoViewIfNeeded();
    await expect.poll(() => entries()).toEqual(["cell lstm, units 128 (3 runs)"]);

    // The lower edge goes to the next value, gru's, and the figure is told to a screen reader.
    const from = plane.getByRole("slider", { name: "cell: from" });
    await from.focus();
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => from.getAttribute("aria-valuetext")).toBe("gru");
    await expect.poll(() => passing.innerText()).toBe("4 of 7 runs.");
    await page.keyboard.press("ArrowRight");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("cell: to");
    expect((await kept()).ranges["model.cell"]).toMatchObject({ from: 0 });

    const scatter = plane.getByRole("application");
    await scatter.focus();
    await page.keyboard.press("Home");
    const chosen = plane.locator(".scatter-view .readout");
    await expect
      .poll(() => chosen.innerText())
      .toMatch(/^cell gru, units 64: model\.(cell gru|units 64), test loss \d/);
    await page.keyboard.press("Enter");
    expect(await request("show")).toMatchObject({ run: "/runs/book-gru-64-1" });
    const [first] = await plane.locator(".plane-importance tbody tr").allInnerTexts();
    expect(first).toMatch(/^model\.\w+\s+(–|[+−]?\d\.\d\d)\s+\S.*\s+3$/);

    await plane.getByRole("button", { name: "Show All Runs" }).click();
    await expect.poll(() => plane.locator(".run-line.out").count()).toBe(0);
  });

  test("what cannot be compared or read is said, and of many runs the best twenty are drawn", async () => {
    const many = Array.from({ length: 24 }, (_, i) => ({ ...runs[i % 7], folder: `/runs/${i}` }));
    const message = tableMessage(many);
    const problems = [{ message: "gone-1: This folder does not exist." }];
    const verdicts = Array.from({ length: 12 }, (_, i) => `a is better than b${i}.`);
    const table = { ...message.table, verdicts, warnings: ["The vocabularies differ."], problems };
    await send(page, { ...message, table });
    const said = page.locator(".verdicts .verdict:visible");
    expect(await said.count()).toBe(5);
    await page.locator(".verdicts summary", { hasText: "7 more" }).click();
    expect((await said.allInnerTexts()).at(-1)).toBe("a is better than b11.");
    expect(await page.locator(".verdicts .problem").allInnerTexts()).toEqual([
      "The vocabularies differ.",
      "gone-1: This folder does not exist.",
    ]);
    expect(((await request("draw")).runs as string[]).length).toBe(20);
    expect(await page.locator("main").innerText()).toContain("20 of 24 runs are drawn.");
  });
});

test("axe finds nothing serious from 320 pixels on, in any theme, and nothing is cut", {
  timeout: 90_000,
}, async () => {
  ({ page, complaints } = await openPanel(browser, server, "dark", { width: 320 }));
  await show();
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8"));
  for (const theme of ["dark", "light", "hc-dark", "hc-light"]) {
    await send(page, { theme });
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    const found = await page.evaluate(async () => {
      const { run } = (window as unknown as { axe: typeof import("axe-core") }).axe;
      const { violations } = await run("html");
      const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      return grave.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
    });
    expect(found, theme).toEqual([]);
    await page.screenshot({ path: `${screenshots}/comparison-${theme}-320.png`, fullPage: true });
  }
  await page.setViewportSize({ width: 1200, height: 1100 });
  await page.screenshot({ path: `${screenshots}/comparison-hc-light-1200.png`, fullPage: true });
  expect(complaints).toEqual([]);
});
