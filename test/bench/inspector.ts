import type { Frame, Page } from "playwright-core";
import type { Look, RunChoice } from "../../src/contracts/inspection.ts";
import { openBrowser } from "../support/panels/browser.ts";
import { answersOf } from "../support/panels/inspector/answers.ts";
import { servePanels } from "../support/panels/serve.ts";
import type { Options } from "./report.ts";

const UNITS = 512;
const PLACES = 200;

/** What the page notes of itself, in the page. */
interface Noted {
  /** Script time of each frame, milliseconds. */
  frames: number[];
  /** When the last tensor came, when so many maps had been drawn, and how many there are to be. */
  came?: number | undefined;
  drawn?: number | undefined;
  maps: number;
}

/** How long the inspector takes to draw a large map, and what scrolling a larger one costs a frame, in a browser, once a round. */
export async function inspector({ rounds }: Options): Promise<void> {
  const browser = await openBrowser();
  try {
    for (let round = 1; round <= rounds; round++) {
      const [first, small] = await measured(browser.newPage.bind(browser), 1000, appears);
      const scrolled = await measured(browser.newPage.bind(browser), 10_000, (noted, frame) => scroll(noted, frame));
      process.stdout.write(
        `round ${round}: 512 × 1,000 appear ${first.toFixed(0)} ms after their arrival while the page opens, ${small.toFixed(0)} ms later; ${scrolled}\n`,
      );
    }
  } finally {
    await browser.close();
  }
}

async function measured<R>(
  open: (options: { viewport: { width: number; height: number } }) => Promise<Page>,
  time: number,
  measure: (noted: () => Promise<Noted>, frame: Frame) => Promise<R>,
): Promise<R> {
  await using server = await servePanels({
    panel: "inspector",
    keepBundles: true,
    answering: answersOf(largeLook(time), [run]),
  });
  const page = await open({ viewport: { width: 1400, height: 1000 } });
  try {
    await page.addInitScript(noteTimes);
    await page.goto(server.url);
    const frame = (await (await page.waitForSelector("iframe")).contentFrame())!;
    const noted = () => frame.evaluate(() => (window as unknown as { noted: Noted }).noted);
    await frame.waitForFunction(() => (window as unknown as { noted?: Noted }).noted?.drawn !== undefined, undefined, {
      timeout: 60_000,
    });
    return await measure(noted, frame);
  } finally {
    await page.close();
  }
}

/** How long the first map takes from the arrival of its numbers on, while the page opens, and another once it has come to rest. */
async function appears(noted: () => Promise<Noted>, frame: Frame): Promise<[number, number]> {
  const first = await noted();
  await frame.evaluate(() => {
    const { noted } = window as unknown as { noted: Noted };
    [noted.came, noted.drawn, noted.maps] = [undefined, undefined, 2];
  });
  await frame.getByRole("button", { name: "c: cell state" }).click();
  await frame.waitForFunction(() => (window as unknown as { noted: Noted }).noted.drawn !== undefined);
  const { came, drawn } = await noted();
  return [first.drawn! - first.came!, drawn! - came!];
}

/** Scrolls from the first step to the last, in places that were never in sight. */
async function scroll(noted: () => Promise<Noted>, frame: Frame): Promise<string> {
  await frame.evaluate(async (places) => {
    const { noted } = window as unknown as { noted: Noted };
    const timeline = document.querySelector(".timeline")!;
    noted.frames.length = 0;
    for (let i = 0; i < places; i++) {
      timeline.scrollLeft = ((timeline.scrollWidth - timeline.clientWidth) * i) / places;
      await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
    }
  }, PLACES);
  const times = (await noted()).frames.sort((a, b) => a - b);
  const [median, high] = [times[times.length >> 1], times[Math.floor(times.length * 0.99)]];
  return `scrolling 512 × 10,000 takes ${median.toFixed(1)} ms of script a frame, 99 of 100 below ${high.toFixed(1)} ms`;
}

/** In the page, before anything of it. */
function noteTimes(): void {
  const noted: Noted = { frames: [], maps: 1 };
  Object.assign(window, { noted });
  const request = window.requestAnimationFrame.bind(window);
  let last = -1;
  window.requestAnimationFrame = (draw) =>
    request((time) => {
      const began = performance.now();
      draw(time);
      if (time !== last) noted.frames.push(0);
      last = time;
      noted.frames[noted.frames.length - 1] += performance.now() - began;
    });
  window.addEventListener("message", ({ data }) => {
    if (noted.came !== undefined || !(data?.answer?.values instanceof Float32Array) || data.answer.values.length < 1e5)
      return;
    noted.came = performance.now();
    const look = () => {
      const canvases = [...document.querySelectorAll<HTMLCanvasElement>(".map-lane .lane-plot:not([hidden]) canvas")];
      if (canvases.filter(({ height }) => height > 100).length === noted.maps) noted.drawn = performance.now();
      else request(look);
    };
    request(look);
  });
}

const run: RunChoice = { folder: "/large", id: "large", name: "large", task: "language-model", began: "", changes: [] };

/** Answers about a look of so many steps; drawing costs the same whatever the numbers are. */
function largeLook(time: number) {
  const values = Float32Array.from({ length: time * UNITS }, (_, i) => Math.sin(i * 0.37) * Math.cos(i * 0.0021));
  const symbols = Array.from({ length: time }, (_, step) => "a quick brown fox "[step % 18]);
  const look: Look = {
    look: 1,
    run,
    checkpoint: { step: 1, parameters: "best" },
    strips: [{ name: "input", symbols, unknown: [] }],
    layers: [
      {
        ...{
          name: "l0",
          index: 0,
          direction: "forward",
          strip: 0,
          cell: "lstm",
          units: UNITS,
          settings: {},
          says: { because: "" },
        },
        tensors: ["h", "c"].map((label) => ({ name: `l0.${label}`, kind: "state", label, width: UNITS })),
      },
    ],
    predictions: {
      ...{ kind: "symbol", strip: 0, perStep: true, ahead: 1, actual: symbols, total: time, mean: 1 },
      surprise: new Float32Array(time).fill(1),
      candidates: {
        ...{ names: ["a", "b", "c", "d", "e"], top: 5 },
        ids: Int32Array.from({ length: 5 * time }, (_, i) => i % 5),
        probabilities: new Float32Array(5 * time).fill(0.2),
      },
    },
    tensors: [],
    typed: null,
    notes: [],
  };
  return {
    choices: async () => ({ checkpoints: [], typed: "text", suggestion: "a", parts: null }),
    open: async () => look,
    tensor: async ({ name, from = 0, to = time }: { name: string; from?: number; to?: number }) => ({
      ...{ name, from, shape: [to - from, UNITS] },
      values: values.slice(from * UNITS, to * UNITS),
    }),
  };
}
